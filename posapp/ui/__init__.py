"""Widgets and presenters; no database, no network."""
