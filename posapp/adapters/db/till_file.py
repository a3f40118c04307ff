"""The till's open file: looks, units of work, the reserve on the disk, and news from the other process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, select

from posapp.adapters.db import meta
from posapp.adapters.db.engine import named_troubles
from posapp.adapters.db.sync_tables import news as news_table
from posapp.adapters.db.unit_of_work import SqlUnitOfWork, SqlView
from posapp.domain.clock import Clock
from posapp.domain.till_clock import Seen, TillClock
from posapp.services.changes import Changes
from posapp.services.errors import DatabaseBusy, DiskFull
from posapp.services.ports import Secrets
from sync.ballast import Ballast
from sync.kept_open import KeptOpen

T = TypeVar("T")

_READERS_KEPT = 3


class SqlTillData:
    """Keeps ``TillData``: one writing connection that one thread at a time may use, and readers beside it."""

    def __init__(
        self, path: Path, *, writer: Engine, reader: Engine, clock: Clock, secrets: Secrets, ballast: Ballast
    ) -> None:
        self.path = path
        self.clock = clock
        self.secrets = secrets
        self._engines = (reader, writer)
        self._writer = KeptOpen(writer, 1)
        self._reader = KeptOpen(reader, _READERS_KEPT)
        self._ballast = ballast
        self._writing = threading.Lock()
        self._writing_thread = 0
        self._data_version = 0
        self._heard: dict[str, int] = self._counts()
        with self.reading() as connection:
            self.remind(connection)

    @contextmanager
    def view(self) -> Iterator[SqlView]:
        """Open a consistent look."""
        with self.reading() as connection:
            yield SqlView(connection)

    @contextmanager
    def unit(self) -> Iterator[SqlUnitOfWork]:
        """Open a unit of work; leaving it without ``commit()`` keeps nothing."""
        with self.transaction() as connection:
            known = meta.at_first(connection)
            self._learn(known.seen)
            yield SqlUnitOfWork(connection, self.clock, self.secrets, known)

    def remind(self, connection: Connection) -> None:
        """Tell the clock what the file remembers of time; the other process may have heard the mall's."""
        self._learn(meta.seen(connection))

    def _learn(self, seen: Seen) -> None:
        if isinstance(self.clock, TillClock):
            self.clock.learn(seen)

    def write(self, job: Callable[[SqlUnitOfWork], T]) -> T:
        """Run ``job`` in a unit and commit; on a full disk give the reserve free and run it once more."""
        try:
            return self._write_once(job)
        except DiskFull:
            if not self._ballast.drop():
                raise
            return self._write_once(job)

    def _write_once(self, job: Callable[[SqlUnitOfWork], T]) -> T:
        with self.unit() as unit:
            answer = job(unit)
            unit.commit()
            return answer

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a reading transaction on a connection that cannot write."""
        with named_troubles(), self._reader.transaction() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a writing transaction; it must be committed by the caller, else it is rolled back."""
        if self._writing_thread == threading.get_ident():
            raise RuntimeError("units of work do not nest: this thread is already inside one")
        with self._writing:
            self._writing_thread = threading.get_ident()
            try:
                with named_troubles(), self._writer.transaction() as connection:
                    yield connection
            finally:
                self._writing_thread = 0

    def data_version(self) -> int:
        """Return a number that changes when another process committed.

        It is asked on the writing connection, which does not count its own commits. While a unit of work is under way
        the last number is returned, so that a screen never waits for it.
        """
        if self._writing.acquire(blocking=False):
            try:
                with named_troubles(), self._writer.transaction() as connection:
                    raw: Any = connection.connection.dbapi_connection
                    self._data_version = raw.execute("PRAGMA data_version").fetchone()[0]
            except DatabaseBusy:
                pass  # the other process is writing this very moment; the next look will tell
            finally:
                self._writing.release()
        return self._data_version

    def news(self) -> Changes:
        """Return what other processes changed since this was last asked."""
        now = self._counts()
        changed = {kind: True for kind, no in now.items() if self._heard.get(kind) != no}
        self._heard = now
        return Changes(**changed)

    def _counts(self) -> dict[str, int]:
        with self.reading() as connection:
            return dict(connection.execute(select(news_table.c.kind, news_table.c.no)).all())

    def close(self) -> None:
        """Close every connection; the file may be opened again."""
        self._reader.close()
        self._writer.close()
        for engine in self._engines:
            engine.dispose()
