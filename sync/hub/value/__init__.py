"""Money-like balances: the ledger of points, stored value and gift cards, and who may spend of them without asking.

``ledger`` moves units between accounts, ``owners`` says whose they are, ``rights`` sets units aside for a till (leases,
authorisations), ``settling`` books what a sale drew, ``bound`` says how much the chain can lose at worst.
"""
