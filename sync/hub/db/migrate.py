"""Bring the hub's database to the tables of this program, in one transaction on either engine."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from sync.hub.db.database import Database

SCRIPTS = Path(__file__).parents[3] / "migrations" / "hub"

_ONE_AT_A_TIME = 7_302_511
"""Any number: the key of the advisory lock under which one of several hub processes migrates."""


def upgrade(database: Database) -> None:
    """Upgrade to the newest revision; a database that is there already is left as it is."""
    with database.writing() as conn:
        if conn.dialect.name == "postgresql":
            conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
        if revision(conn) != newest():
            _run_scripts(conn)


def newest() -> str:
    """Return the revision that this program writes: its scripts are numbered, ``0011_words.py`` is revision 0011."""
    return max(path.name for path in (SCRIPTS / "versions").glob("[0-9]*.py")).partition("_")[0]


def revision(conn: Connection) -> str | None:
    """Return the revision of a database; None for an empty one."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    found = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _run_scripts(conn: Connection) -> None:
    # Imported only here: most starts have nothing to do for it, and it takes its time.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
