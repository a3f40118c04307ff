"""How this till reaches the payment channels, behind the port of ``domain/payment_channels.py``."""
