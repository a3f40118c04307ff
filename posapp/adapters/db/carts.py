"""The open cart and those put aside, each as one JSON body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, literal, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from posapp.adapters.db.asides import SqlAsides, elsewhere
from posapp.adapters.db.mall_tables import cart_aside
from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.rows import decode
from posapp.adapters.db.tables import cart
from posapp.domain.cart import CartBody
from posapp.domain.clock import Millis
from posapp.domain.identity import CartId
from posapp.services.cart_book import KeptCart
from sync.protocol.asides import CartAside
from sync.protocol.decoding import decoder_of

_decoder = decoder_of(CartBody)

_open_one = Prepared(select(cart).where(cart.c.state == "open"))
_lies_here = (cart.c.state == "held") & cart.c.aside_id.not_in(
    select(cart_aside.c.id).where(cart_aside.c.status == "taken", cart_aside.c.id == cart.c.aside_id)
)
_held = Prepared(select(cart).where(_lies_here).order_by(cart.c.updated_ms, cart.c.cart_id))
_all_aside = Prepared(
    select(cart.c.body, elsewhere.label("elsewhere")).select_from(
        select(literal(1).label("one")).subquery().outerjoin(cart, _lies_here)
    )
)
"""One row at least, so that one question tells both."""

_taken = Prepared(
    select(cart, cart_aside.c.row.label("told"))
    .join(cart_aside, cart_aside.c.id == cart.c.aside_id)
    .where(cart.c.state == "held", cart_aside.c.status == "taken")
    .order_by(cart.c.updated_ms, cart.c.cart_id)
)
_put = upsert(cart)
_keep = Prepared(
    _put.on_conflict_do_update(
        index_elements=["cart_id"], set_={"updated_ms": _put.excluded.updated_ms, "body": _put.excluded.body}
    )
)
_forget = Prepared(delete(cart).where(cart.c.cart_id == bindparam("wanted")))


class SqlCarts:
    """Keeps the promises of ``books.Carts``, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._open: KeptCart | None = None
        self._is_read = False
        self.asides = SqlAsides(connection)

    def open(self) -> KeptCart | None:
        """Return the open cart, or None; read once until something is written."""
        if not self._is_read:
            row = _open_one.one(self.connection)
            self._open, self._is_read = (_kept(row) if row is not None else None), True
        return self._open

    def is_practising(self) -> bool:
        """Tell whether the open cart is one of a practice."""
        kept = self.open()
        return kept is not None and kept.body.is_practice

    def held(self) -> Sequence[KeptCart]:
        """Return the carts that were put aside here and that no other till has taken up, the oldest first."""
        return [_kept(row) for row in _held.all(self.connection)]

    def lie_aside(self, *, is_practice: bool) -> int:
        """Return how many lie aside: of a practice those here, else real ones at every till, told or taken up."""
        found = _all_aside.all(self.connection)
        here = sum(row.body is not None and _decoder.decode(row.body).is_practice == is_practice for row in found)
        return here if is_practice else here + int(found[0].elsewhere)

    def find_held(self, name: str) -> KeptCart | None:
        """Return one of them by its cart id or its aside id, or None."""
        asked = select(cart).where(_lies_here, or_(cart.c.cart_id == name, cart.c.aside_id == name))
        row = self.connection.execute(asked).one_or_none()
        return _kept(row) if row is not None else None

    def taken_elsewhere(self) -> Sequence[tuple[KeptCart, CartAside]]:
        """Return what was put aside here and other tills took up, as long as this till keeps its copies."""
        return [(_kept(row), decode(CartAside, row.told)) for row in _taken.all(self.connection)]

    def keep(self, cart_id: CartId, body: CartBody, now: Millis) -> None:
        """Write the open cart."""
        values = {"cart_id": cart_id, "state": "open", "updated_ms": now, "body": msgspec.json.encode(body)}
        self._is_read = False
        _keep.run(self.connection, values)

    def hold(self, cart_id: CartId, now: Millis, aside_id: str = "") -> None:
        """Put the open cart aside; ``aside_id`` where the shop is told of it."""
        self._set_state(cart_id, now, state="held", aside_id=aside_id)

    def recall(self, cart_id: CartId, now: Millis) -> None:
        """Make a held cart the open one; there must be no open one."""
        self._set_state(cart_id, now, state="open")

    def take_over(self, kept: KeptCart) -> None:
        """Make a cart of another till the open one, in the place of an old copy; there must be no open one."""
        self.forget(kept.cart_id)
        self.keep(kept.cart_id, kept.body, kept.updated)
        self._set_state(kept.cart_id, kept.updated, aside_id=kept.aside_id)

    def forget(self, cart_id: CartId) -> None:
        """Drop a cart."""
        self._is_read = False
        _forget.run(self.connection, {"wanted": cart_id})

    def _set_state(self, cart_id: CartId, now: Millis, **columns: str) -> None:
        self._is_read = False
        self.connection.execute(update(cart).where(cart.c.cart_id == cart_id).values(updated_ms=now, **columns))


def forget_taken(connection: Connection, aside_ids: Sequence[str]) -> None:
    """Drop this till's copies of carts that another till took up, because nothing will tell of that any more."""
    taken = select(cart_aside.c.id).where(cart_aside.c.id.in_(aside_ids), cart_aside.c.status == "taken")
    connection.execute(delete(cart).where(cart.c.state == "held", cart.c.aside_id.in_(taken)))


def _kept(row: Row[Any]) -> KeptCart:
    return KeptCart(CartId(row.cart_id), _decoder.decode(row.body), Millis(row.updated_ms), row.aside_id)
