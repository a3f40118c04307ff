"""Drives the real window, the real hub and the customer's phone page through the whole story."""
