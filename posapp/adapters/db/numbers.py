"""Number series, counted up inside the commit that uses the number: gapless, never used twice."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam
from sqlalchemy.dialects.sqlite import insert

from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.tables import number_series

_take = Prepared(
    insert(number_series)
    .values(series=bindparam("series"), next=2)
    .on_conflict_do_update(index_elements=["series"], set_={"next": number_series.c.next + 1})
    .returning(number_series.c.next)
)


def take(connection: Connection, series: str) -> int:
    """Return the next number of a series, from 1."""
    following: int = _take.value(connection, {"series": series})
    return following - 1
