"""The walking list: what is to be fetched and hung back, in the order of the shelves."""
