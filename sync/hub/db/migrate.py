"""Bring the hub's database to the tables of this program, in one transaction on either engine."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from sync.hub.db.database import Database

SCRIPTS = Path(__file__).parents[3] / "migrations" / "hub"

_ONE_AT_A_TIME = 7_302_511
"""Any number: the key of the advisory lock under which one of several hub processes migrates."""


def upgrade(database: Database) -> None:
    """Upgrade to the newest revision; a database that is there already is left as it is."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with database.writing() as conn:
        if conn.dialect.name == "postgresql":
            conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
        config.attributes["connection"] = conn
        command.upgrade(config, "head")
