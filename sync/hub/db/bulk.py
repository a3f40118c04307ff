"""One statement for many rows, without SQLAlchemy looking at each value of each of them: half of what a batch cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Insert, TextClause

_spelled: dict[tuple[int, str, tuple[str, ...]], tuple[Insert | TextClause, Any]] = {}
"""By statement, dialect and columns; the statement itself is kept so that nobody else gets its identity."""


def run_many(conn: Connection, statement: Insert | TextClause, rows: Sequence[Mapping[str, object]]) -> None:
    """Run a statement that is built once for rows of the same columns.

    Their values go to the driver as they are: text, whole numbers, bytes, truth values and None.
    """
    columns = tuple(rows[0])
    key = id(statement), conn.dialect.name, columns
    if key not in _spelled:
        _spelled[key] = statement, statement.compile(dialect=conn.dialect, column_keys=list(columns))
    compiled = _spelled[key][1]
    values: list[Any] = list(rows)
    if compiled.positional:
        values = [tuple([row[name] for name in compiled.positiontup]) for row in rows]
    conn.exec_driver_sql(compiled.string, values)
