"""The board of the fitting rooms."""
