"""What a statement brought on the short way: the rows as the driver gave them, with the ways of SQLAlchemy's result."""
# ruff: noqa: SLF001 - what a row knows of its columns has no public name

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import MultipleResultsFound, NoResultFound


class Column(list[Any]):
    """The first column of what a statement brought."""

    def all(self) -> list[Any]:
        """Return all of it."""
        return self

    def first(self) -> Any:
        """Return the first value, None without one."""
        return self[0] if self else None

    def one(self) -> Any:
        """Return the only value."""
        return _only(self)

    def one_or_none(self) -> Any:
        """Return the only value, None without one."""
        return _only(self) if self else None


class Rows:
    """What a statement brought, all of it, with those ways of SQLAlchemy's result that are often used; for the others
    it is made into one. ``rowcount`` is as the driver counts."""

    __slots__ = ("_cursor", "_found", "_metadata")

    def __init__(self, metadata: SimpleResultMetaData, found: list[Any], cursor: Any) -> None:
        self._metadata = metadata
        self._found = found
        self._cursor = cursor

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows."""
        return iter(self.all())

    def __getattr__(self, name: str) -> Any:
        """Give what is seldom used of a result."""
        return getattr(IteratorResult(self._metadata, iter(self._found)), name)

    @property
    def rowcount(self) -> int:
        """How many rows were written."""
        count: int = self._cursor.rowcount
        return count

    @property
    def inserted_primary_key(self) -> tuple[Any]:
        """The number of a row just written."""
        return (self._cursor.lastrowid,)

    def all(self) -> list[Any]:
        """Return the rows."""
        metadata, names = self._metadata, self._metadata._key_to_index
        return [Row(metadata, None, names, values) for values in self._found]

    def one(self) -> Any:
        """Return the only row."""
        return _only(self.all())

    def one_or_none(self) -> Any:
        """Return the only row, None without one."""
        return _only(self.all()) if self._found else None

    def first(self) -> Any:
        """Return the first row, None without one."""
        return Row(self._metadata, None, self._metadata._key_to_index, self._found[0]) if self._found else None

    def scalar(self) -> Any:
        """Return the first value of the first row, None without one."""
        return self._found[0][0] if self._found else None

    def scalar_one(self) -> Any:
        """Return the first value of the only row."""
        return _only(self._found)[0]

    def scalar_one_or_none(self) -> Any:
        """Return the first value of the only row, None without one."""
        return _only(self._found)[0] if self._found else None

    def scalars(self) -> Column:
        """Return the first values of the rows."""
        return Column([values[0] for values in self._found])


def _only(found: Sequence[Any]) -> Any:
    if len(found) != 1:
        raise MultipleResultsFound if found else NoResultFound
    return found[0]
