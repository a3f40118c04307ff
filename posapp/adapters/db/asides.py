"""Carts that the whole shop knows to be put aside, with what happened here laid over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, and_, bindparam, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from posapp.adapters.db.feed_kinds import FEED_KINDS
from posapp.adapters.db.mall_tables import cart_aside
from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.rows import decode
from posapp.adapters.db.tables import cart
from posapp.domain.identity import CartId
from sync.protocol.asides import CartAside

_is_here = cart_aside.c.id.in_(select(cart.c.aside_id).where(cart.c.state == "held"))
elsewhere = (
    select(func.count())
    .where(
        or_(
            and_(cart_aside.c.status == "aside", ~_is_here),
            and_(cart_aside.c.status == "taken", _is_here),
        )
    )
    .scalar_subquery()
)
"""How many lie at other tills, and how many of this till's others have taken up."""

_waiting = Prepared(
    select(cart_aside.c.row).where(cart_aside.c.status == "aside").order_by(cart_aside.c.aside_ms, cart_aside.c.id)
)
_one = Prepared(select(cart_aside.c.row).where(cart_aside.c.id == bindparam("wanted")))
_of_cart = Prepared(
    select(cart_aside.c.row).where(
        cart_aside.c.id == select(cart.c.aside_id).where(cart.c.cart_id == bindparam("wanted")).scalar_subquery()
    )
)
_put = insert(cart_aside)
_put = _put.on_conflict_do_update(
    index_elements=["id"],
    set_={name: _put.excluded[name] for name in ("row", "status", "cart_id", "aside_ms", "local_seq")},
)


@dataclass(frozen=True, slots=True)
class SqlAsides:
    """Keeps the promises of ``cart_book.Asides``."""

    connection: Connection

    def waiting(self) -> Sequence[CartAside]:
        """Return those that nobody has taken up, the oldest first."""
        return [decode(CartAside, image) for image in _waiting.column(self.connection)]

    def get(self, aside_id: str) -> CartAside | None:
        """Return one by its own name."""
        image = _one.value(self.connection, {"wanted": aside_id})
        return None if image is None else decode(CartAside, image)

    def of_cart(self, cart_id: CartId) -> CartAside | None:
        """Return the last one of a cart of which this till has a copy."""
        image = _of_cart.value(self.connection, {"wanted": cart_id})
        return None if image is None else decode(CartAside, image)

    def project(self, row: CartAside, op_seq: int) -> None:
        """Show one as our operation ``op_seq`` leaves it, until the mall has applied that operation."""
        columns = {**FEED_KINDS["cart_aside"].columns(row), "local_seq": op_seq}
        self.connection.execute(_put.values(id=row.id, ver=0, load=0, row=msgspec.json.encode(row), **columns))
