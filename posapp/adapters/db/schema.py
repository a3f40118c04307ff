"""How the tables of a till's file are made: the rules that all of them keep.

Two families. *Feed tables* hold what the mall publishes: the whole row as JSON in ``row`` (the bytes as they came), its
version, and a typed column for whatever is searched or summed. *Own tables* hold what happened here.

Four columns tie the families together:

- ``load`` (every feed table) is the number of the full load that brought the row. A feed that starts anew raises it;
  what the new load did not bring is swept at its end.
- ``through`` (``stock``, ``member``) is the highest seq of our own operations that the row's numbers already contain.
  Shown = the row + what happened here with ``op_seq > max(through, feed_cursor.<stream>_through)``.
- ``mark`` (``stock``) names the row of ``neighbour_mark`` that says the same of the shop's other tills, 0 when
  ``neighbour_standing`` says enough.
- ``local_seq`` (``booking``, ``room``, ``pickup_order``, ``follow_up``, ``cart_aside``, ``defective``, ``coupon``,
  ``transfer``) is the seq of our last operation that changed the row here. A feed row overwrites only once the mall has
  applied that operation; until then it waits in ``feed_waiting``.

Amounts are fen, instants ms since the epoch UTC, ids opaque text. All tables are STRICT.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, Text, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *items: Any) -> Table:
    """Build a STRICT table."""
    return Table(name, metadata, *items, sqlite_strict=True)


def feed_table(name: str, *columns: Column[Any]) -> Table:
    """Build a feed table: the row image and its version, beside the columns that queries need."""
    return table(
        name,
        Column("id", Text, primary_key=True),
        *columns,
        Column("ver", Integer, nullable=False),
        Column("load", Integer, nullable=False, server_default=text("0")),
        Column("row", LargeBinary, nullable=False),
    )


def words(name: str, *, index: bool = False, nullable: bool = False) -> Column[Any]:
    """Build a column of text."""
    return Column(name, Text, nullable=nullable, index=index)


def number(name: str, *, index: bool = False, nullable: bool = False, zero: bool = False) -> Column[Any]:
    """Build a column of whole numbers; ``zero``: also where a row says nothing."""
    return Column(name, Integer, nullable=nullable, index=index, server_default=text("0") if zero else None)
