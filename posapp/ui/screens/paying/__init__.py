"""Taking the payment: what is due, what was received, and afterwards the change and the receipt."""
