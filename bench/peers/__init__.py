"""What stands beside us: other programs that carry the same orders, each in a folder of its own."""
