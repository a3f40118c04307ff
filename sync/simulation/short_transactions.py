"""The short way into a transaction on SQLite and out of it, while a world lives: the same steps at the driver, and the
same events for whoever listens, without what SQLAlchemy does around them for other databases.
"""
# ruff: noqa: SLF001 - what a connection knows of its transaction has no public name

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine.base import RootTransaction

_long_begin_impl: Any = Connection._begin_impl
_long_do_commit: Any = RootTransaction._do_commit
_long_do_rollback: Any = RootTransaction._do_rollback


def _begin_impl(conn: Any, transaction: Any) -> None:
    if conn.dialect.name != "sqlite":
        _long_begin_impl(conn, transaction)
        return
    conn._Connection__in_begin = True
    try:
        for hear in conn.dispatch.begin:
            hear(conn)
    finally:
        conn._Connection__in_begin = False


def _do_commit(transaction: Any) -> None:
    conn = transaction.connection
    if not _is_plain(conn, transaction):
        _long_do_commit(transaction)
        return
    try:
        for hear in conn.dispatch.commit:
            hear(conn)
        try:
            conn._dbapi_connection.dbapi_connection.commit()
        except BaseException as error:  # noqa: BLE001 - raised again, in SQLAlchemy's own words
            conn._handle_dbapi_exception(error, None, None, None, None)
    finally:
        transaction.is_active = False
    conn._transaction = None


def _do_rollback(transaction: Any) -> None:
    conn = transaction.connection
    if not _is_plain(conn, transaction) or conn.dispatch.rollback:
        _long_do_rollback(transaction)
        return
    try:
        conn._dbapi_connection.dbapi_connection.rollback()
    except BaseException as error:  # noqa: BLE001 - raised again, in SQLAlchemy's own words
        conn._handle_dbapi_exception(error, None, None, None, None)
    finally:
        transaction.is_active = False
        conn._transaction = None


def _is_plain(conn: Any, transaction: Any) -> bool:
    return (
        transaction.is_active
        and conn._nested_transaction is None
        and conn._dbapi_connection is not None
        and conn.dialect.name == "sqlite"
    )


SHORT: Mapping[tuple[Any, str], Callable[..., Any]] = {
    (Connection, "_begin_impl"): _begin_impl,
    (RootTransaction, "_do_commit"): _do_commit,
    (RootTransaction, "_do_rollback"): _do_rollback,
}
"""What stands for whose own, by name."""
