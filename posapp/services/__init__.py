"""What a cashier and a clerk can do, one module per trade word."""
