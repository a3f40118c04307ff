"""Many facts in one transaction as cheaply as one, while each still sees all that those before it did.

Inside ``together`` the functions of ``publishing`` and ``ledgers``, and ``append`` and ``known`` here, keep in memory
what they read and what they have to write. It is written when the block ends: a level that two hundred sales changed,
or a history of eighty happenings, is written once. Nobody has to know of it: a statement that somebody runs himself on
the same connection first has everything written out that its tables are concerned in, and what it may have changed is
read anew. Such a statement costs time, never truth. Outside of ``together`` everything is done at once.

Hold the locks of everything that is read (``publishing.lock_streams``): what was read is not read again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Protocol, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Column, Connection, Insert, Select, Table, event, select
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import CompoundSelect

from sync.hub.db.bulk import Rows, among, ask


class Part(Protocol):
    """One share of a batch: what was read of some tables, and what waits to be written to them."""

    def __init__(self, batch: Batch) -> None: ...

    @property
    def tables(self) -> Collection[str]:
        """The tables that this part has read from or will write to."""

    def write_out(self) -> None:
        """Write what waits."""

    def forget(self) -> None:
        """Forget what was read, and what waits."""


P = TypeVar("P", bound=Part)


class Batch:
    """What one transaction has read and will write. ``changes`` counts what was changed, in memory or beside it."""

    def __init__(self, conn: Connection) -> None:
        self.conn = conn
        self.changes = 0
        self._parts: dict[type[Part], Part] = {}
        self._is_asking = False

    def part(self, kind: type[P]) -> P:
        """Return the part of that kind, a new one at first."""
        found = self._parts.get(kind)
        if found is None:
            found = self._parts[kind] = kind(self)
        assert isinstance(found, kind)
        return found

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        """Let a part use the connection for itself."""
        was_asking, self._is_asking = self._is_asking, True
        try:
            yield self.conn
        finally:
            self._is_asking = was_asking

    def write_out(self) -> None:
        """Write everything that waits, in the order in which the parts were first needed."""
        for part in self._parts.values():
            self._write_out(part)

    def before_statement(self, _conn: Connection, statement: Any, *_: object) -> None:
        """Let a statement from outside see what waits, and mistrust what it may have changed."""
        if self._is_asking:
            return
        tables = _tables_of(statement)
        concerned = [each for each in self._parts.values() if tables is None or tables.intersection(each.tables)]
        for part in concerned:
            self._write_out(part)
        if not isinstance(statement, (Select, CompoundSelect)):
            self.changes += 1
            for part in concerned:
                part.forget()

    def before_savepoint(self, *_: object) -> None:
        """What waits was done before the savepoint, and stands when it is taken back."""
        self.write_out()

    def after_rollback(self, *_: object) -> None:
        """What was done since the savepoint is void."""
        for part in self._parts.values():
            part.forget()

    def _write_out(self, part: Part) -> None:
        with self.asking():
            part.write_out()


_open: dict[Connection, Batch] = {}
"""Beside ``Connection.info``, which takes ten times as long to find: every fact asks a dozen times."""


@contextmanager
def together(conn: Connection) -> Iterator[Batch]:
    """Do what follows on this connection as one batch; what waits is lost when the block raises."""
    batch = Batch(conn)
    hooks = (
        ("before_execute", batch.before_statement),
        ("savepoint", batch.before_savepoint),
        ("rollback_savepoint", batch.after_rollback),
    )
    for name, hook in hooks:
        event.listen(conn, name, hook)
    _open[conn] = batch
    try:
        yield batch
        batch.write_out()
    finally:
        del _open[conn]
        for name, hook in hooks:
            event.remove(conn, name, hook)


def batch_of(conn: Connection) -> Batch | None:
    """Return the batch that this connection is in, if it is in one."""
    return _open.get(conn)


def append(conn: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows; those of one call have the same columns."""
    if not rows:
        return
    batch = batch_of(conn)
    if batch is None:
        _adding(table).add(conn, rows)
    else:
        batch.part(_Entries).append(table, rows)


def known(conn: Connection, column: Column[str], ids: Iterable[str]) -> set[str]:
    """Return which of these ids a table holds already; ``column`` is its primary key."""
    wanted = list(dict.fromkeys(ids))
    batch = batch_of(conn)
    return _ask(conn, column, wanted) if batch is None else batch.part(_Entries).known(column, wanted)


class _Entries:
    """Rows that are only ever added."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._waiting: defaultdict[tuple[Table, tuple[str, ...]], list[Mapping[str, object]]] = defaultdict(list)
        self._is_known: defaultdict[Column[str], dict[str, bool]] = defaultdict(dict)

    @property
    def tables(self) -> Collection[str]:
        return {table.name for table, _ in self._waiting} | {column.table.name for column in self._is_known}

    def append(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        self._batch.changes += 1
        self._waiting[table, tuple(rows[0])] += rows
        key, *others = table.primary_key.columns
        if not others and key in self._is_known:
            self._is_known[key].update((str(row[key.name]), True) for row in rows)

    def known(self, column: Column[str], ids: Sequence[str]) -> set[str]:
        told = self._is_known[column]
        unheard = [each for each in ids if each not in told]
        if unheard:
            with self._batch.asking() as conn:
                found = _ask(conn, column, unheard)
            waiting = {str(row[column.name]) for row in self._rows_of(column.table)}
            told.update((each, each in found or each in waiting) for each in unheard)
        return {each for each in ids if told[each]}

    def write_out(self) -> None:
        while self._waiting:
            (table, _), rows = next(iter(self._waiting.items()))
            _adding(table).add(self._batch.conn, rows)
            del self._waiting[table, tuple(rows[0])]

    def forget(self) -> None:
        self._waiting.clear()
        self._is_known.clear()

    def _rows_of(self, table: Any) -> Iterator[Mapping[str, object]]:
        return (row for (other, _), rows in self._waiting.items() if other is table for row in rows)


@cache
def _adding(table: Table) -> Rows:
    return Rows(table)


@cache
def _asking(column: Column[str]) -> Select[Any]:
    return select(column).where(among(column))


def _ask(conn: Connection, column: Column[str], ids: Sequence[str]) -> set[str]:
    return {found for (found,) in ask(conn, _asking(column), ids=list(ids))}


def _tables_of(statement: Any) -> set[str] | None:
    """Return the names of the tables that a statement speaks of; None where nobody can tell.

    One that is built once is looked through once.
    """
    try:
        return _tables_spoken_of[statement]
    except KeyError:
        found = _tables_spoken_of[statement] = _looked_through(statement)
        return found
    except TypeError:
        return _looked_through(statement)


_tables_spoken_of: WeakKeyDictionary[Any, set[str] | None] = WeakKeyDictionary()


def _looked_through(statement: Any) -> set[str] | None:
    if isinstance(statement, Insert) and statement.select is None:
        return {statement.table.name}
    if not hasattr(statement, "get_children"):
        return None
    found = {part.name for part in visitors.iterate(statement) if isinstance(part, Table)}
    if hasattr(statement, "table"):
        found.add(statement.table.name)
    return found or None
