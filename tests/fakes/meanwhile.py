"""A database in which something happens between looking and deciding, as another process of the hub makes it happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from sync.hub.db.database import Database


class Meanwhile(Database):
    """The hub's database, in which something happens right after somebody has looked at it."""

    def __init__(self, database: Database, happens: Callable[[], object]) -> None:
        self._database, self._happens = database, happens

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._database.reading() as conn:
            yield conn
        self._happens()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._database.writing() as conn:
            yield conn
