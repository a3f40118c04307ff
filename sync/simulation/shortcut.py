"""The short way from a statement to SQLite, while a world lives: the same SQL text and values, fewer steps.

SQLAlchemy writes each statement once and does its book-keeping at every execution, four fifths of a simulated day.
Here the text it wrote is kept with the order of its values and goes straight to the driver. Pools and events stay
SQLAlchemy's own; whatever is out of the ordinary goes the long way. A test compares both.
"""
# ruff: noqa: SLF001 - what a compiled statement knows of itself has no public name

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, TextClause, text
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError

from sync.simulation.short_rows import Rows
from sync.simulation.short_transactions import SHORT

Values = Mapping[str, Any]
Own = Sequence[Any]
Process = Callable[[Any], Any]

_PLAN = "_shortcut_plan"
"""Under this name a statement that is built once and used often remembers its plans."""

_long_execute: Any = Connection.execute
_long_scalar: Any = Connection.scalar
_long_driver_sql: Any = Connection.exec_driver_sql


class _Text:
    """SQL with its values in order, each out of what is given by name or out of what the statement brought along."""

    __slots__ = ("_given", "_order", "sql")

    def __init__(self, sql: str, order: list[_Value]) -> None:
        self.sql = sql
        self._order = order
        names = [value.name for value in order if value.is_plain]
        self._given = itemgetter(*names) if len(names) == len(order) > 1 else None

    def row(self, values: Values, own: Own) -> Sequence[Any]:
        """Return the values for the driver."""
        if self._given is not None:
            found: tuple[Any, ...] = self._given(values)
            return found
        return [value.of(values, own) for value in self._order]


class _Value:
    """Where one value of a statement comes from: given under a name, or brought along; whole, or one of a list."""

    __slots__ = ("_at", "_bind", "_place", "_process", "is_plain", "name")

    def __init__(self, name: str, place: int | None, bind: Any, at: int | None, process: Process | None) -> None:
        self.name = name
        """Under which it is given; empty when the statement brought it along."""
        self._place = place
        self._bind = bind
        self._at = at
        self._process = process
        self.is_plain = bool(name) and at is None and process is None

    def of(self, values: Values, own: Own) -> Any:
        """Return it as the driver wants it."""
        if self.name:
            value = values[self.name]
        else:
            value = (self._bind if self._place is None else own[self._place]).effective_value
        if self._at is not None:
            value = value[self._at]
        return value if self._process is None else self._process(value)


class _Plan:
    """How one kind of statement is executed: its texts, by the lengths of its lists, and what it brings back."""

    __slots__ = ("_compiled", "_given", "_lists", "_metadata", "_only_text", "_places", "_texts", "processors")

    def __init__(self, compiled: Any, dialect: Any, given: frozenset[str]) -> None:
        self._compiled = compiled
        self._given = given
        matches = compiled._cache_key_bind_match[0]
        self._places = {bind: place for place, own in enumerate(compiled.cache_key[1]) for bind in matches[own]}
        self._lists = tuple(self._value(bind) for bind in compiled.post_compile_params)
        self._texts: dict[tuple[int, ...], _Text] = {}
        self._only_text = None if self._lists else self._spelled({}, ())
        self._metadata: SimpleResultMetaData | None = None
        found = [column.type._cached_result_processor(dialect, None) for column in compiled._result_columns]
        self.processors: list[Process | None] | None = found if any(found) else None

    def _value(self, bind: Any, at: int | None = None, process: Process | None = None) -> _Value:
        return _Value(bind.key if bind.key in self._given else "", self._places.get(bind), bind, at, process)

    def text(self, values: Values, own: Own) -> _Text:
        """Return the SQL for these values."""
        if self._only_text is not None:
            return self._only_text
        lengths = tuple([len(each.of(values, own)) for each in self._lists])
        known = self._texts.get(lengths)
        if known is None:
            known = self._texts[lengths] = self._spelled(values, own)
        return known

    def _spelled(self, values: Values, own: Own) -> _Text:
        compiled = self._compiled
        if self._lists:
            complete = compiled.construct_params(dict(values), extracted_parameters=own, escape_names=False)
            state = compiled._process_parameters_for_postcompile(complete)
            sql, names, lists = state.statement, state.positiontup, state.parameter_expansion
            processors = {**compiled._bind_processors, **state.processors}
        else:
            sql, names, lists, processors = compiled.string, compiled.positiontup, {}, compiled._bind_processors
        items = {each: (name, at) for name, group in lists.items() for at, each in enumerate(group)}
        order = []
        for name in names or ():
            whole, at = items.get(name, (name, None))
            order.append(self._value(compiled.binds[whole], at, processors.get(name)))
        return _Text(sql, order)

    def metadata(self, description: Any) -> SimpleResultMetaData:
        """Return the names of the columns, made once."""
        if self._metadata is None:
            columns = self._compiled._result_columns
            extra = [column.objects for column in columns] if len(columns) == len(description) else None
            self._metadata = SimpleResultMetaData([column[0] for column in description], extra)
        return self._metadata

    def read(self, rows: list[Any]) -> list[Any]:
        """Return rows as the types of their columns want them."""
        if self.processors is None:
            return rows
        pairs = list(enumerate(self.processors))
        return [tuple(row[at] if process is None else process(row[at]) for at, process in pairs) for row in rows]


_plans: dict[Any, _Plan | None] = {}

spelled: Callable[[str], TextClause] = cache(text)
"""Return a query as a statement, made once for all who ask it."""


@contextmanager
def short_way() -> Iterator[None]:
    """Let every statement on SQLite go the short way, while inside."""
    ways = {**_SHORT, **SHORT}
    before = {(owner, name): getattr(owner, name) for owner, name in ways}
    for (owner, name), short in ways.items():
        setattr(owner, name, short)
    try:
        yield
    finally:
        for (owner, name), long in before.items():
            setattr(owner, name, long)


def _execute(conn: Any, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> Any:
    savepoint = _SAVEPOINTS.get(statement.__visit_name__)
    if savepoint is not None and _is_sqlite(conn):
        sql = savepoint + statement.ident
        try:
            return _raw(conn).execute(sql)
        except driver.Error as error:
            raise _wrapped(sql, (), error, conn) from error
    many = type(parameters) is not dict and bool(parameters) and not isinstance(parameters, Mapping)
    found = None if execution_options else _plan_of(conn, statement, parameters, many)
    if found is None:
        return _long_execute(conn, statement, parameters, execution_options=execution_options)
    _tell_listeners(conn, statement)
    plan, own = found
    cursor = _run_many(conn, plan, own, parameters) if many else _run(conn, plan, own, parameters or {})
    description = cursor.description
    if description is None:
        return Rows(_NOTHING, [], cursor)
    return Rows(plan.metadata(description), plan.read(cursor.fetchall()), cursor)


def _scalar(conn: Any, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> Any:
    found = None if execution_options else _plan_of(conn, statement, parameters, many=False)
    if found is None:
        return _long_scalar(conn, statement, parameters, execution_options=execution_options)
    _tell_listeners(conn, statement)
    plan, own = found
    cursor = _run(conn, plan, own, parameters or {})
    row = cursor.fetchone()
    cursor.close()
    if row is None:
        return None
    process = plan.processors[0] if plan.processors else None
    return row[0] if process is None else process(row[0])


def _scalars(conn: Any, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> Any:
    return _execute(conn, statement, parameters, execution_options=execution_options).scalars()


def _driver_sql(conn: Any, statement: str, parameters: Any = None, execution_options: Any = None) -> Any:
    if not _is_sqlite(conn) or execution_options or isinstance(parameters, Mapping):
        return _long_driver_sql(conn, statement, parameters, execution_options)
    if parameters is None and statement.startswith("BEGIN"):
        return conn._dbapi_connection.dbapi_connection.execute(statement)
    raw, values = _raw(conn), parameters or ()
    try:
        cursor = raw.executemany(statement, values) if type(values) is list else raw.execute(statement, values)
    except driver.Error as error:
        raise _wrapped(statement, values, error, conn) from error
    if cursor.description is None:
        return Rows(_NOTHING, [], cursor)
    return Rows(_names_of(tuple([column[0] for column in cursor.description])), cursor.fetchall(), cursor)


@cache
def _names_of(columns: tuple[str, ...]) -> SimpleResultMetaData:
    return SimpleResultMetaData(columns)


_SHORT: Mapping[tuple[Any, str], Callable[..., Any]] = {
    (Connection, "execute"): _execute,
    (Connection, "scalar"): _scalar,
    (Connection, "scalars"): _scalars,
    (Connection, "exec_driver_sql"): _driver_sql,
}


def _tell_listeners(conn: Any, statement: Any) -> None:
    """Let those hear of it who want to know before each statement: the hub's batches do."""
    for hear in conn.dispatch.before_execute.local.listeners:
        hear(conn, statement, [], {}, {})


_SAVEPOINTS = {
    "savepoint": "SAVEPOINT ",
    "release_savepoint": "RELEASE SAVEPOINT ",
    "rollback_to_savepoint": "ROLLBACK TO SAVEPOINT ",
}
_NOTHING = SimpleResultMetaData([])


def _is_sqlite(conn: Any) -> bool:
    return bool(conn.dialect.name == "sqlite")


def _plan_of(conn: Any, statement: Any, parameters: Any, many: bool) -> tuple[_Plan, Own] | None:
    names = tuple(parameters[0] if many else parameters) if parameters else ()
    memo = statement.__dict__.get(_PLAN)
    if memo is not None:
        known: tuple[_Plan, Own] | None = memo.get((names, many))
        if known is not None:
            return known
    if not _is_sqlite(conn) or not hasattr(statement, "_generate_cache_key"):
        return None
    cache_key = statement._generate_cache_key()
    if cache_key is None or cache_key.params is not None:
        return None
    key = (cache_key.key, names, many)
    if key in _plans:
        plan = _plans[key]
    else:
        plan = _plans[key] = _planned(conn.dialect, statement, cache_key, names, many)
    if plan is None:
        return None
    found = (plan, cache_key.bindparams)
    if memo is None:
        statement._set_memoized_attribute(_PLAN, {(names, many): found})
    else:
        memo[names, many] = found
    return found


def _planned(dialect: Any, statement: Any, cache_key: Any, names: tuple[str, ...], many: bool) -> _Plan | None:
    """Return the plan of a statement, or None when it has to go the long way."""
    compiled = statement._compiler(
        dialect, cache_key=cache_key, column_keys=sorted(names), for_executemany=many, schema_translate_map=None
    )
    ordinary = (
        not getattr(compiled, "literal_execute_params", True)
        and not compiled.insert_prefetch
        and not compiled.implicit_returning
        and not compiled.update_prefetch
        and not (many and (compiled.post_compile_params or compiled._result_columns))
        and not any(bind.type._is_tuple_type for bind in compiled.post_compile_params)
        and (not compiled._result_columns or compiled._ordered_columns)
    )
    return _Plan(compiled, dialect, frozenset(names)) if ordinary else None


def _run(conn: Any, plan: _Plan, own: Own, values: Values) -> Any:
    text = plan.text(values, own)
    row = text.row(values, own)
    raw = _raw(conn)
    try:
        return raw.execute(text.sql, row)
    except driver.Error as error:
        raise _wrapped(text.sql, row, error, conn) from error


def _run_many(conn: Any, plan: _Plan, own: Own, many: Sequence[Values]) -> Any:
    text = plan.text(many[0], own)
    rows = [text.row(values, own) for values in many]
    raw = _raw(conn)
    try:
        return raw.executemany(text.sql, rows)
    except driver.Error as error:
        raise _wrapped(text.sql, rows, error, conn) from error


def _raw(conn: Any) -> Any:
    """Return the driver's connection, in a transaction."""
    if conn._transaction is None:
        conn._autobegin()
    return conn._dbapi_connection.dbapi_connection


def _wrapped(sql: str, values: Any, error: Any, conn: Any) -> Any:
    return DBAPIError.instance(sql, values, error, driver.Error, dialect=conn.dialect)
