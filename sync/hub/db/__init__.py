"""The hub's database: SQLite for a shop, PostgreSQL for a chain."""
