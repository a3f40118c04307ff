"""Connections to the till's file: keyed, durable, and how SQLite's troubles are named for the shop.

One writer, which takes its lock at once (``BEGIN IMMEDIATE``), and readers that can write nothing (``query_only``).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from posapp.adapters.db import keyed_file
from posapp.services.errors import DatabaseBusy, DatabaseUnreadable, DiskFull, DiskTrouble
from sync.compiled_once import SHARED, SQLITE

BUSY_MS = 5_000
"""How long a writer waits for another process before ``DatabaseBusy``."""

KEPT_KIB = 16_384
"""Pages that a reader keeps decrypted, not SQLite's 2 MB: the goods of one screen are spread over more than that."""

PAUSE_S = (0.0005, 0.002)
"""How long a writer that waits sleeps between two tries, by chance, so that two of them do not keep step."""

_ERROR, _BUSY, _LOCKED, _READ_ONLY, _INPUT_OUTPUT, _CORRUPT, _FULL, _CANNOT_OPEN = 1, 5, 6, 8, 10, 11, 13, 14
_NOT_A_DATABASE = 26
_TOO_BIG, _CONSTRAINT, _MISMATCH, _RANGE = 18, 19, 20, 25


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Tell whether this SQLite keeps every commit in WAL mode with two connections.

    3.7.0 to 3.51.2 may lose one when a checkpoint resets the log under a second writer; 3.44.6 and 3.50.7 are mended.
    """
    if version >= (3, 51, 3):
        return True
    return (3, 44, 6) <= version < (3, 45) or (3, 50, 7) <= version < (3, 51)


def connect(path: Path, key: str, *, busy_ms: int = BUSY_MS) -> Any:
    """Open a keyed driver connection. Nothing is read or written yet, so a wrong key shows at the first read."""
    connection = driver.connect(str(path), isolation_level=None, check_same_thread=False, timeout=busy_ms / 1000)
    cursor = connection.cursor()
    keyed_file.unlock(cursor, key)
    cursor.execute(f"PRAGMA busy_timeout = {busy_ms}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA trusted_schema = OFF")
    cursor.execute("PRAGMA cell_size_check = ON")
    cursor.execute("PRAGMA fullfsync = ON")  # macOS: a plain fsync leaves the data in the disk's cache
    cursor.close()
    return connection


def make_durable(connection: Any) -> None:
    """Set the journal so that an acknowledged commit survives a power cut."""
    cursor = connection.cursor()
    if wal_is_safe(driver.sqlite_version_info):
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
    else:
        cursor.execute("PRAGMA journal_mode = DELETE")
        cursor.execute("PRAGMA synchronous = EXTRA")
    cursor.close()


def writer(path: Path, key: str, *, busy_ms: int = BUSY_MS) -> Engine:
    """Return the engine of the one connection that writes."""

    def opened() -> Any:
        connection = connect(path, key, busy_ms=busy_ms)
        make_durable(connection)
        connection.execute("PRAGMA busy_timeout = 0")  # from here on the waiting is ours
        return connection

    return _engine(opened, StaticPool, lambda connection: _begin_writing(connection, busy_ms))


def reader(path: Path, key: str) -> Engine:
    """Return the engine of connections that only read, a few side by side."""

    def opened() -> Any:
        connection = connect(path, key)
        connection.execute("PRAGMA query_only = ON")
        connection.execute(f"PRAGMA cache_size = -{KEPT_KIB}")
        return connection

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return _engine(opened, QueuePool, begin, pool_size=3, max_overflow=3)


def _engine(opened: Callable[[], Any], pool: type[Any], begin: Callable[[Connection], None], **options: Any) -> Engine:
    # The driver is in autocommit, so that our BEGIN is the only one.
    engine = create_engine(
        f"{SQLITE}://", module=driver, creator=opened, poolclass=pool, execution_options=SHARED, **options
    )
    event.listen(engine, "begin", begin)
    return engine


def _begin_writing(connection: Connection, busy_ms: int) -> None:
    """Take the write lock, asking again every millisecond or two while another process holds it.

    SQLite's own waiting asks ever more seldom, up to every 100 ms, so that whoever writes often starves the other.
    """
    raw: Any = connection.connection.dbapi_connection
    deadline = time.monotonic() + busy_ms / 1000
    while True:
        try:
            raw.execute("BEGIN IMMEDIATE")
            return
        except driver.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(*PAUSE_S))


def error_code(error: BaseException) -> int:
    """Return SQLite's primary result code of an error, 0 when it has none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def is_busy(error: BaseException) -> bool:
    """Tell whether another process holds the file."""
    return error_code(error) in (_BUSY, _LOCKED)


def is_trouble_of_the_file(error: BaseException) -> bool:
    """Tell whether an error speaks of the file, the disk or another process, and not of what was to be written."""
    return error_code(_original(error)) not in (0, _CONSTRAINT, _MISMATCH, _TOO_BIG, _RANGE)


def _cause(error: BaseException) -> BaseException:
    """Return SQLite's first error: one that gives up the transaction makes the way back to a savepoint fail as well."""
    found = error
    while error_code(_original(found)) == _ERROR and isinstance(found.__context__, (DBAPIError, driver.Error)):
        found = found.__context__
    return _original(found)


def _original(error: BaseException) -> BaseException:
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error


@contextmanager
def named_troubles() -> Iterator[None]:
    """Turn SQLite's troubles in the block into ``Unavailable``: busy, full, a disk that does not work (or lets itself
    be read only), unreadable.

    Anything else was in the statement and goes on as it is: a bug.
    """
    try:
        yield
    except (DBAPIError, driver.Error) as error:
        cause = _cause(error)
        code = error_code(cause)
        if is_busy(cause):
            raise DatabaseBusy from error
        if code == _FULL:
            raise DiskFull from error
        if code in (_READ_ONLY, _INPUT_OUTPUT, _CANNOT_OPEN):
            raise DiskTrouble from error
        if code in (_CORRUPT, _NOT_A_DATABASE):
            raise DatabaseUnreadable(reason="damaged") from error
        raise
