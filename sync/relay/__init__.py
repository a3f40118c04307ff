"""A shop's relay: keeps what its tills bring, tells each what the others did, carries to the hub what the hub lacks.

It is the hub's way of taking facts in, without the hub's rules: it books nothing and decides nothing.
"""
