"""The first start: language, mall and pairing code, first load."""
