"""How fast the till is: one command a module, each prints a table. ``docs/figures.md`` holds the last figures."""
