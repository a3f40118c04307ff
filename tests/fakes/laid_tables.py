"""Files with all their tables and nothing in them, or a chain's first day: made once in a process, copied by tests.

To lay them by the migrations takes ten times as long as to copy them. The migrations have tests of their own, which
begin with no file; so does every test that gives a till or a hub an empty folder.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

from posapp.adapters.db.open_file import DATABASE_KEY, open_till
from posapp.adapters.db.open_file import FILE_NAME as TILL_FILE
from posapp.adapters.secrets import FileSecrets
from posapp.config.paths import MIGRATIONS
from posapp.domain.clock import SystemClock
from posapp.services.ports import Secrets
from sync.hub.db.database import open_sqlite
from sync.hub.db.migrate import upgrade
from sync.relay.store import FILE_NAME as RELAY_FILE
from sync.relay.store import RelayStore

HUB_FILE = "hub.db"

_opened: dict[Hashable, bytes] = {}


def lay_hub(folder: Path, name: str = HUB_FILE) -> None:
    """Put a hub's file into a folder that has none."""
    _put(folder / name, _hub())


def lay_opened_hub(folder: Path, what: Hashable, fill: Callable[[Connection], object]) -> None:
    """Put a hub's file with what ``fill`` writes into a folder that has none; ``fill`` is asked once for each ``what``.

    Hubs that begin alike have the same keys and the same epoch.
    """
    if what not in _opened:
        with tempfile.TemporaryDirectory() as once:
            lay_hub(Path(once))
            database = open_sqlite(Path(once) / HUB_FILE)
            with database.writing() as conn:
                fill(conn)
            database.close()
            _opened[what] = (Path(once) / HUB_FILE).read_bytes()
    _put(folder / HUB_FILE, _opened[what])


def lay_relay(folder: Path) -> None:
    """Put a relay's file into a folder that has none."""
    _put(folder / RELAY_FILE, _relay())


def lay_till(folder: Path, secrets: Secrets) -> None:
    """Put a till's file into a folder that has none, and its key into the secrets."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / TILL_FILE
    if not path.exists():
        key, content = _till()
        secrets.put(DATABASE_KEY, key)
        path.write_bytes(content)


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(content)


@cache
def _hub() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / HUB_FILE
        database = open_sqlite(path)
        upgrade(database)
        database.close()
        return path.read_bytes()


@cache
def _relay() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        RelayStore(Path(folder), SystemClock()).close()
        return (Path(folder) / RELAY_FILE).read_bytes()


@cache
def _till() -> tuple[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        secrets = FileSecrets(Path(folder) / "secrets.json")
        file = open_till(
            Path(folder), secrets=secrets, clock=SystemClock(), migrations=MIGRATIONS / "till", ballast_bytes=0
        )
        file.close()
        key = secrets.get(DATABASE_KEY)
        assert key is not None
        return key, (Path(folder) / TILL_FILE).read_bytes()
