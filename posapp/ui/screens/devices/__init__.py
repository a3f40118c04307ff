"""Printer, drawer and the customer's screen: what is set up, how it stands, what waits for paper."""
