"""The sell screen: the tiles, the cart, and the one box that takes every scan."""
