"""The till's file as the bare driver sees it: its name, its key, and how it is unlocked. No SQLAlchemy here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

FILE_NAME = "till.db"
DATABASE_KEY = "database-key"
"""The name under which ``Secrets`` keeps the file's key, 64 hexadecimal digits."""

HEAD = "0027"
"""The revision that this program writes, so that Alembic (0.7 s to import) is loaded only when there is work for it."""


def unlock(connection: Any, key: str) -> None:
    """Say with which key a file is encrypted; the first thing that a connection is told."""
    connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to stderr; errors reach us as exceptions
    connection.execute(f"PRAGMA key = \"x'{key}'\"")


def connect_to_read(path: Path, key: str, *, busy_ms: int) -> Any:
    """Open a keyed connection that cannot write. Nothing is read yet, so a wrong key shows at the first read."""
    connection = driver.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    unlock(connection, key)
    connection.execute(f"PRAGMA busy_timeout = {busy_ms}")
    return connection
