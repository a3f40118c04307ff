"""Many rows in one statement and many ids in one question, spelled once for each engine and given to the driver as is.

SQLAlchemy looking at each value of each row, and writing a question anew for every length of a list of ids, was half of
what a batch of facts cost. Nothing here tells a ``Batch`` of itself: inside ``together`` only its parts come here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ARRAY, Boolean, Column, ColumnElement, Connection, Select, Table, bindparam
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles

_POSTGRES: Any = postgresql.dialect()  # type: ignore[no-untyped-call]


class Rows:
    """How rows are added to a table; ``on_conflict`` is the SQL of what becomes of those that are there already.

    On SQLite the driver runs the statement for each row. On PostgreSQL every column travels as one array, so that any
    number of rows is one statement and one way to the server and back; they are numbered in the order of ``rows``.
    """

    def __init__(self, table: Table, on_conflict: str = "") -> None:
        self.table = table
        self._on_conflict = on_conflict
        self._spelled: dict[tuple[str, tuple[str, ...]], str] = {}

    def add(self, conn: Connection, rows: Sequence[Mapping[str, object]]) -> None:
        """Add rows of the same columns. Their values go to the driver as they are."""
        if not rows:
            return
        engine, columns = conn.dialect.name, tuple(rows[0])
        statement = self._spelled.get((engine, columns))
        if statement is None:
            spell = self._for_postgres if engine == "postgresql" else self._for_sqlite
            statement = self._spelled[engine, columns] = spell(columns)
        values = [tuple([row[name] for name in columns]) for row in rows]
        if engine == "postgresql":
            conn.exec_driver_sql(statement, tuple([list(column) for column in zip(*values, strict=True)]))
        else:
            conn.exec_driver_sql(statement, values)

    def _for_sqlite(self, columns: Sequence[str]) -> str:
        places = ", ".join("?" * len(columns))
        return f"INSERT INTO {self.table.name} ({_names(columns)}) VALUES ({places}) {self._on_conflict}"

    def _for_postgres(self, columns: Sequence[str]) -> str:
        arrays = ", ".join(f"%s::{self.table.c[name].type.compile(_POSTGRES)}[]" for name in columns)
        named = f"unnest({arrays}) WITH ORDINALITY AS new ({_names(columns)}, in_order)"
        names = _names(columns)
        return (
            f"INSERT INTO {self.table.name} ({names}) SELECT {names} FROM {named} ORDER BY in_order {self._on_conflict}"
        )


class _Among(ColumnElement[bool]):
    """A column's value is one of a list."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: Column[Any], name: str) -> None:
        self.column = column
        self.values = bindparam(name, type_=ARRAY(column.type))

    def self_group(self, against: Any = None) -> ColumnElement[bool]:
        """Stand as it is beside AND and OR: no index serves ``… = 1``, which SQLAlchemy makes of it for SQLite."""
        return self


def among(column: Column[Any], name: str = "ids") -> ColumnElement[bool]:
    """Say that a column's value is one of the list that ``ask`` is given under a name, however long that is."""
    return _Among(column, name)


def ask(conn: Connection, question: Select[Any], **given: object) -> Sequence[Any]:
    """Return all rows of a question that is built once. Truth values come as the engine keeps them."""
    key = id(question), conn.dialect.name
    found = _questions.get(key)
    if found is None:
        found = _questions[key] = question, question.compile(dialect=conn.dialect)
    compiled = found[1]
    values = {**compiled.params, **given}
    if not compiled.positional:
        return conn.exec_driver_sql(compiled.string, values).all()
    ordered = tuple([_for_sqlite(values[name]) for name in compiled.positiontup or ()])
    return conn.exec_driver_sql(compiled.string, ordered).all()


_questions: dict[tuple[int, str], tuple[Select[Any], Any]] = {}
"""By identity and dialect; the question itself is kept so that nobody else gets its identity."""


@compiles(_Among, "sqlite")
def _among_on_sqlite(element: _Among, compiler: Any, **how: Any) -> str:
    column, values = compiler.process(element.column, **how), compiler.process(element.values, **how)
    return f"{column} IN (SELECT value FROM json_each({values}))"


@compiles(_Among, "postgresql")
def _among_on_postgres(element: _Among, compiler: Any, **how: Any) -> str:
    return f"{compiler.process(element.column, **how)} = ANY ({compiler.process(element.values, **how)})"


def _for_sqlite(value: object) -> object:
    return msgspec.json.encode(value).decode() if isinstance(value, list) else value


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
