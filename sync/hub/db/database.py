"""The hub's database: SQLite by default, PostgreSQL for a chain that has outgrown it; the same SQL on both."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2
from sqlalchemy import Connection, Engine, create_engine, event

from sync.compiled_once import SHARED, SQLITE
from sync.kept_open import KeptOpen

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA cache_size=-65536",  # 64 MB: a batch touches leaves all over the indexes
    "PRAGMA wal_autocheckpoint=8000",  # pages, 32 MB: a checkpoint costs a batch as much as its commit
)

_READERS_KEPT = 8


class Database:
    """Hands out connections in transactions.

    ``reading`` sees one unmoving state of the whole database; ``writing`` commits when left and rolls back on any
    exception. On SQLite writers of this process queue at a lock of ours, which is fairer than its busy time-out.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        writer = engine.execution_options(is_writer=True)
        if engine.dialect.name == "sqlite":
            self._reader, self._writer = KeptOpen(engine, _READERS_KEPT), KeptOpen(writer, 1)
        else:
            reader = engine.execution_options(isolation_level="REPEATABLE READ")
            self._reader, self._writer = KeptOpen(reader, 0), KeptOpen(writer, 0)
        self._writers = threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()
        self._listeners: list[Callable[[], None]] = []

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads."""
        with self._reader.transaction() as conn:
            yield conn

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes."""
        with self._writers, self._writer.transaction() as conn, conn.begin():
            yield conn
        for listener in self._listeners:
            listener()

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after each commit of this process, on the thread that wrote."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Close every connection."""
        self._reader.close()
        self._writer.close()
        self.engine.dispose()


def open_sqlite(path: Path) -> Database:
    """Open or create a SQLite file.

    The driver is ``sqlcipher3`` without a key: it carries its own SQLite, and the one of many distributions (3.7.0 to
    3.51.2) can lose commits when two connections write to a WAL file.
    """
    # The chain's keys lie in it: nobody else on this machine may read it.
    path.touch(mode=0o600)
    engine = create_engine(
        f"{SQLITE}:///{path}",
        module=sqlcipher3.dbapi2,
        execution_options=SHARED,
        connect_args={"check_same_thread": False, "isolation_level": None},
        pool_size=16,
        max_overflow=32,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        for pragma in PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN IMMEDIATE" if conn.get_execution_options().get("is_writer") else "BEGIN")

    return Database(engine)


def open_postgres(url: str) -> Database:
    """Open a PostgreSQL database by its URL, ``postgresql+psycopg://…``."""
    return Database(create_engine(url, pool_size=16, max_overflow=32, pool_pre_ping=True))


def open_database(data_dir: Path, url: str = "") -> Database:
    """Open the database a hub is told to use, ``hub.db`` in its data folder by default."""
    if url:
        return open_postgres(url)
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return open_sqlite(data_dir / "hub.db")
