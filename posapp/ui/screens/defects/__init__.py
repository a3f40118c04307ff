"""Defective goods that lie apart: mended and for sale again, sent back, or written off."""
