"""What is known before the shop opens: settings, folders, logs."""
