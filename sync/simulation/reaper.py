"""Death at a chosen commit, as ``kill -9`` deals it: the files stay as they lie, nothing is tidied up.

The files are copied at the very instant, with whatever the journal holds; what dies goes on as that copy.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine, event

Side = Literal["till", "hub"]


class Killed(BaseException):
    """A process is gone. Not an ``Exception``: nothing in the product may catch its own death."""

    def __init__(self, side: Side, moment: str) -> None:
        super().__init__(f"{side} {moment}")
        self.side = side
        self.moment = moment


@dataclass
class _Order:
    """Whom to kill: at its ``countdown``-th commit from now, before or after it, keeping its files first."""

    countdown: int
    after: bool
    keep: Callable[[], None]
    is_ripe: bool = False


class Reaper:
    """Listens to every commit of the process; at most one order for each side."""

    def __init__(self) -> None:
        self._orders: dict[Side, _Order] = {}

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Listen while inside."""
        event.listen(Engine, "commit", self._at_commit)
        event.listen(Engine, "begin", self._at_begin)
        try:
            yield
        finally:
            event.remove(Engine, "commit", self._at_commit)
            event.remove(Engine, "begin", self._at_begin)

    def order(self, side: Side, *, commits: int, after: bool, keep: Callable[[], None]) -> None:
        """Order a death; ``keep`` copies the files at that instant."""
        self._orders[side] = _Order(commits, after, keep)

    def settle(self, side: Side) -> None:
        """Carry out an order that is ripe. Raises ``Killed``."""
        order = self._orders.get(side)
        if order is not None and order.is_ripe:
            self._strike(side, order, "after a commit")

    def call_off(self, side: Side) -> None:
        """Forget an order that came to nothing."""
        self._orders.pop(side, None)

    def _at_commit(self, conn: Connection) -> None:
        side = _side(conn)
        order = self._orders.get(side)
        if order is None:
            return
        if order.is_ripe:
            self._strike(side, order, "after a commit")
        order.countdown -= 1
        if order.countdown > 0:
            return
        if not order.after:
            self._strike(side, order, "before a commit")
        order.is_ripe = True

    def _at_begin(self, conn: Connection) -> None:
        side = _side(conn)
        order = self._orders.get(side)
        if order is not None and order.is_ripe:
            self._strike(side, order, "after a commit")

    def _strike(self, side: Side, order: _Order, moment: str) -> None:
        del self._orders[side]
        order.keep()
        raise Killed(side, moment)


def copy_database(path: Path, target: Path) -> None:
    """Copy a SQLite file with its write-ahead log as both lie; the index beside it is made anew by whoever opens it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
    log = path.with_name(path.name + "-wal")
    if log.exists():
        shutil.copyfile(log, target.with_name(target.name + "-wal"))


def _side(conn: Connection) -> Side:
    # The hub opens its file by URL, a till by a creator of its own.
    return "till" if conn.engine.url.database is None else "hub"
