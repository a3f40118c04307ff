"""What shops ask of one another."""
