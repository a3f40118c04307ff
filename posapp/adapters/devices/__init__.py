"""Printers, drawers, scanners and cameras."""
