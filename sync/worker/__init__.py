"""The till's side of sync: carries facts up and rows down, in a process of its own."""
