"""What to show a member and in which size, each with the reason that really decided it.

pack         the model as the hub publishes it, read from JSON
happening    what a member did, as advice sees it
scoring      how much each source speaks for a style, and which event speaks most
suggesting   choose what to show in this shop
sizing       her size in a style
phrasing     the reasons in both languages
"""
