"""Carts that were put aside, as the mall tells the tills of a shop, and a cart that two tills sold."""

from __future__ import annotations

from sqlalchemy import select

from posapp.domain.clock import DAY, Clock
from sync.hub.batch import append, known
from sync.hub.db.aside_tables import cart_sold
from sync.hub.db.database import Database
from sync.hub.fact import Fact, Parked
from sync.hub.publishing import lock_streams, publish, published, published_all, stream_of, withdraw
from sync.protocol.asides import AsideStep, CartAside, after, begun
from sync.protocol.kinds import SaleCommit

_FORGOTTEN_AFTER = 30 * DAY
"""So long a till that was cut off may still hear what became of a cart. One that nobody took up is off the boards then;
the till where it lies keeps it."""


def book_step(fact: Fact, step: AsideStep) -> None:
    """Book that a cart was put aside or taken up; either may be heard first."""
    if step.shop_id != fact.shop_id:
        raise Parked("other_shop")
    row = published(fact.conn, CartAside, step.aside_id)
    if row is not None and row.shop_id != fact.shop_id:
        raise Parked("other_shop")
    # Published even when nothing changed: the till keeps its own picture of it until it hears of it again.
    publish(fact.conn, begun(step) if row is None else after(row, step))


def cart_was_sold(fact: Fact, sale: SaleCommit) -> None:
    """Keep which sale a cart became that more than one till may have had; a second sale of it is told to a person."""
    if not sale.cart_id:
        return
    if not known(fact.conn, cart_sold.c.cart_id, (sale.cart_id,)):
        sold = {"cart_id": sale.cart_id, "receipt_no": sale.receipt_no, "at_ms": sale.occurred_ms}
        append(fact.conn, cart_sold, [sold])
        return
    first = fact.conn.scalar(select(cart_sold.c.receipt_no).where(cart_sold.c.cart_id == sale.cart_id))
    fact.note("cart_sold_twice", sale.occurred_ms, sale.total_fen, receipt_no=sale.receipt_no, first=first)


def keep(database: Database, clock: Clock) -> None:
    """Withdraw what every till has heard of long ago."""
    before = clock.now() - _FORGOTTEN_AFTER
    with database.reading() as conn:
        rows = published_all(conn, CartAside)
    for row in rows:
        if max([row.aside_ms, *(one.at_ms for one in row.taken)]) < before:
            with database.writing() as conn:
                lock_streams(conn, stream_of("cart_aside", row.shop_id))
                if published(conn, CartAside, row.id) == row:  # nobody has taken it up just now
                    withdraw(conn, CartAside, row.id, shop_id=row.shop_id)
