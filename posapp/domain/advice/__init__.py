"""What to show a member and in which size, each with the reason that really decided it.

pack         the model as the hub publishes it, read from JSON
happening    what a member did, as advice sees it
channels     what each event of hers adds, and her own purchases
scoring      how much each source speaks for a style, and which event speaks most
suggesting   choose what to show in this shop
completing   what goes with a cart
fitting      what the pack knows of how garments fit
wardrobe     her garments as evidence of her size, and whose they are
outcome      how a garment in a size would fit her
choosing_size  how likely each size is the one she will keep
sizing       her size in a style
phrasing     the reasons in both languages
"""
