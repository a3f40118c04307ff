"""Connections to SQLite that stay open between transactions.

Taking one from SQLAlchemy's pool and giving it back costs more than most of our questions do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine


class KeptOpen:
    """Hands out an engine's connections, a transaction each, and keeps ``most`` of them open for the next one.

    Any thread may ask; each gets one for itself alone. One whose transaction ended in an error goes back to the pool,
    which knows how to tell a sound one from a broken one.
    """

    def __init__(self, engine: Engine, most: int) -> None:
        self._engine = engine
        self._most = most
        self._idle: list[Connection] = []
        self._is_closed = False

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Have a connection; what is not committed when the block is left is rolled back."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._engine.connect()
        try:
            yield connection
            connection.rollback()
        except BaseException:
            connection.close()
            raise
        if self._is_closed:
            connection.detach()
            connection.close()
        elif len(self._idle) >= self._most:
            connection.close()
        else:
            self._idle.append(connection)

    def close(self) -> None:
        """Give back what is idle, before the engine is disposed of, and what is in use when its block ends."""
        self._is_closed = True
        while self._idle:
            self._idle.pop().close()
