"""Goods come back, or are exchanged."""
