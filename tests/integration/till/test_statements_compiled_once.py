"""Files of the same tables are asked the same questions: each is compiled for the first of them only."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import sqlcipher3.dbapi2
from sqlalchemy import Engine, create_engine, text

from sync.compiled_once import SHARED, SQLITE
from sync.hub.db import tables
from sync.hub.db.database import open_sqlite
from sync.hub.db.migrate import upgrade


def ask(path: Path) -> int:
    """Ask a new file a question; return how many statements that made known."""
    database = open_sqlite(path)
    upgrade(database)
    before = len(SHARED["compiled_cache"])
    with database.reading() as conn:
        conn.execute(tables.shop_contact.select().where(tables.shop_contact.c.heard_ms < 1)).all()
    database.close()
    return len(SHARED["compiled_cache"]) - before


def test_a_second_file_compiles_nothing_anew(tmp_path: Path) -> None:
    SHARED["compiled_cache"].clear()
    assert ask(tmp_path / "first.db") == 1
    assert ask(tmp_path / "second.db") == 0


def engine_of(module: object) -> Engine:
    return create_engine(f"{SQLITE}://", module=module, execution_options=SHARED)


def test_another_driver_gets_texts_of_its_own() -> None:
    """Drivers carry different versions of SQLite, and what may be written depends on the version."""
    ours, same, other = engine_of(sqlcipher3.dbapi2), engine_of(sqlcipher3.dbapi2), engine_of(sqlite3)
    assert ours.dialect == same.dialect
    assert hash(ours.dialect) == hash(same.dialect)
    assert ours.dialect != other.dialect
    for engine in (ours, same, other):
        with engine.connect() as connection:
            assert connection.execute(text("SELECT 1")).scalar_one() == 1
        engine.dispose()
