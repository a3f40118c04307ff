"""The till's database: one encrypted SQLite file."""
