"""Mall orders that are collected here: list, look up, hand over."""
