"""Statements for SQLite that are compiled once in a process, whatever number of files it opens.

SQLAlchemy keeps what it compiled by engine. A till's file has two engines and its worker's two more; a simulated chain
or a run of tests opens dozens of files of the same tables and asks them all the same questions. The text depends on the
driver alone, so all engines made with ``SHARED`` go by one cache.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache


class SharedDialect(SQLiteDialect_pysqlite):
    """The dialect of SQLite, of which any two for the same driver are one to a cache of compiled statements.

    A cache goes by dialect and statement. Nothing that a dialect learns from a connection changes what it compiles: the
    version that it looks at is the driver's.
    """

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SharedDialect) and other.dbapi is self.dbapi

    def __hash__(self) -> int:
        return hash((SharedDialect, id(self.dbapi)))


registry.register("sqlite.shared", __name__, SharedDialect.__name__)

SQLITE = "sqlite+shared"
"""The scheme of the URLs of such engines."""

SHARED: dict[str, Any] = {"compiled_cache": LRUCache(2_000)}
"""Their ``execution_options``. Our questions are some hundreds; the bound is for those that tools invent (a migration
describes its tables anew each time).
"""
