"""The till's side of sync: a process without a screen."""
