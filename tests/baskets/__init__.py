"""Baskets in JSON with what they cost, a slow reference that works it out, and dice that make up more of them."""
