"""Races for the same piece, order, room and slot between two tills, the phones and the mall.

A race is a small world of ``sync.simulation``: one shop, two tills and their relay, few members, last pieces. ``judge``
knows what must be told to a person and what must never be; ``proving`` runs thousands of them.
"""
