"""The shop's rules in plain Python; imports the standard library only."""
