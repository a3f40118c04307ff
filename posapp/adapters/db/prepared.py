"""Statements that are asked many times in every sale: written once by SQLAlchemy, run by the driver itself.

SQLAlchemy's way from a statement to its rows costs about a tenth of a millisecond each time, five times what SQLite
takes for most of ours, and a sale has thirty of them. Here it writes the text (so that there is one description of the
tables and one of each question), and everything after that is the driver's. The transaction stays the connection's:
it begins, commits and rolls back as for any other statement, and who listens to an engine, or to all of them, for
``before_cursor_execute`` hears these. There are few calls on the way: each is a noticeable part of it.

Only for columns of integers, texts and bytes, as all of ours are: nothing is converted on the way in or out. Errors are
the driver's own; ``engine.named_troubles`` knows both kinds.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ClauseElement, Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.sql import visitors

Values = Mapping[str, Any]

NO_VALUES: Values = {}

_FEW, _MOST = 16, 16_384
"""Longer lists are filled up to a power of two, those beyond the most to a multiple of it."""


class _Writer(SQLiteCompiler):
    """Writes what a statement always says into its text: ``state = 'open'``, ``LIMIT 1``.

    SQLite plans a statement anew each time a parameter is bound of which the plan may depend, as that of a ``LIMIT``
    or of what a partial index is about: 20 to 30 microseconds in the middle of a sale.
    """

    def visit_bindparam(self, bindparam: BindParameter[Any], *rest: Any, **options: Any) -> Any:
        """Write one parameter, or what it stands for."""
        if _is_constant(bindparam):
            options["literal_binds"] = True
        return super().visit_bindparam(bindparam, *rest, **options)  # type: ignore[no-untyped-call]  # SQLAlchemy's own


def _is_constant(parameter: BindParameter[Any]) -> bool:
    """Tell whether a parameter is always the same, of numbers or texts."""
    value = parameter.value
    members = value if parameter.expanding and isinstance(value, (list, tuple)) else [value]
    return not parameter.required and all(type(one) in (int, str) for one in members)


_dialect = sqlite.dialect(paramstyle="named")
_dialect.statement_compiler = _Writer
_row_type: Callable[..., Any] = namedtuple


class _Text(NamedTuple):
    """SQL for values of some names, with what the statement brings along and the names of each list's members."""

    sql: str
    brought: dict[str, Any]
    members: dict[str, list[str]]
    is_complete: bool
    """Whether the values are all that the driver needs."""

    def complete(self, values: Values) -> Values:
        """Return what the driver needs."""
        whole = {**self.brought, **values}
        for name, members in self.members.items():
            whole.update(zip(members, whole.pop(name), strict=True))
        return whole


class Prepared:
    """One statement. Values are given by the names of its parameters or columns; a list is for an expanding one."""

    __slots__ = ("_row", "_statement", "_takes_lists", "_texts")

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._texts: dict[tuple[Any, ...], _Text] = {}
        self._takes_lists: bool | None = None  # not looked up before it is asked: of many statements a start asks few
        self._row: Callable[[Sequence[Any]], Any] | None = None

    def run(self, connection: Connection, values: Values = NO_VALUES) -> Any:
        """Run it and return the driver's cursor, with ``rowcount``."""
        if self._takes_lists is not False:
            values = self._filled_up(values)
        text = self._text(values)
        complete = values if text.is_complete else text.complete(values)
        return _ready(connection, text.sql, complete, is_many=False).execute(text.sql, complete)

    def run_many(self, connection: Connection, many: Sequence[Values]) -> None:
        """Run it for each of ``many``, all of the same names; for none at all, do nothing."""
        if not many:
            return
        if self._takes_lists is not False:
            many = [self._filled_up(values) for values in many]
        text = self._text(many[0])
        complete = many if text.is_complete else [text.complete(values) for values in many]
        _ready(connection, text.sql, complete, is_many=True).executemany(text.sql, complete)

    def column(self, connection: Connection, values: Values = NO_VALUES) -> list[Any]:
        """Return the first column of every row."""
        return [row[0] for row in self.run(connection, values).fetchall()]

    def value(self, connection: Connection, values: Values = NO_VALUES) -> Any:
        """Return the first column of the first row, None when there is no row."""
        found = self.run(connection, values).fetchall()
        return found[0][0] if found else None

    def all(self, connection: Connection, values: Values = NO_VALUES) -> list[Any]:
        """Return every row, its columns by name."""
        cursor = self.run(connection, values)
        if self._row is None:
            self._row = _row_type("Row", [column[0] for column in cursor.description], rename=True)._make
        return [self._row(row) for row in cursor.fetchall()]

    def one(self, connection: Connection, values: Values = NO_VALUES) -> Any:
        """Return the first row, its columns by name, or None."""
        found = self.all(connection, values)
        return found[0] if found else None

    def _filled_up(self, values: Values) -> Values:
        """Fill lists up with their last members: one more of the same changes no ``IN``.

        A board of the day names another number of goods each time, and a text of its own for each would cost more than
        all that is read.
        """
        if self._takes_lists is None:
            self._takes_lists = any(getattr(one, "expanding", False) for one in visitors.iterate(self._statement))
        if not self._takes_lists:
            return values
        return {name: _longer(value) if type(value) is list else value for name, value in values.items()}

    def _text(self, values: Values) -> _Text:
        """Return the SQL for values of these names, with lists of these lengths."""
        key: tuple[Any, ...] = tuple(values)
        if self._takes_lists:
            key = (*key, *[len(value) for value in values.values() if type(value) is list])
        found = self._texts.get(key)
        if found is None:
            found = self._texts[key] = _written(self._statement, values)
        return found


def _longer(members: list[Any]) -> list[Any]:
    count = len(members)
    if count <= _FEW:
        return members
    wanted = 1 << (count - 1).bit_length() if count <= _MOST else -(-count // _MOST) * _MOST
    return members + members[-1:] * (wanted - count)


def _written(statement: ClauseElement, values: Values) -> _Text:
    """Let SQLAlchemy write a statement for such values. Raises ``ValueError`` where their names are not its own."""
    compiled: Any = statement.compile(dialect=_dialect, column_keys=list(values))
    brought = {name: value for name, value in compiled.construct_params(values).items() if name not in values}
    if strangers := set(values) - set(compiled.binds):
        raise ValueError(f"no parameters of the statement: {', '.join(sorted(strangers))}")
    expanded = compiled.construct_expanded_state(dict(values))
    members = {name: list(found) for name, found in expanded.parameter_expansion.items()}
    return _Text(expanded.statement, brought, members, not brought and not members)


def _ready(connection: Connection, sql: str, values: Any, *, is_many: bool) -> Any:
    """Return the driver's connection, inside a transaction, after telling whoever listens."""
    raw: Any = connection.connection.dbapi_connection
    if not raw.in_transaction:
        connection.begin()
    if listeners := connection.engine.dispatch.before_cursor_execute:
        for heard in listeners:
            heard(connection, None, sql, values, None, is_many)
    return raw
