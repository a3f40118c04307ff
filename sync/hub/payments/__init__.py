"""Payments by phone that the hub carries out for tills, with merchants' keys that never leave it."""
