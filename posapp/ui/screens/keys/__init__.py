"""The keys of this till: choose a preset, and give each act the key that the fingers know."""
