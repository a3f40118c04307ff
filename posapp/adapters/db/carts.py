"""The open cart and those put aside, each as one JSON body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.tables import cart
from posapp.domain.cart import CartBody
from posapp.domain.clock import Millis
from posapp.domain.identity import CartId
from posapp.services.books import KeptCart
from sync.protocol.decoding import decoder_of

_decoder = decoder_of(CartBody)

_open_one = Prepared(select(cart).where(cart.c.state == "open"))
_held = Prepared(select(cart).where(cart.c.state == "held").order_by(cart.c.updated_ms, cart.c.cart_id))
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
        """Return the carts that were put aside, the oldest first."""
        return [_kept(row) for row in _held.all(self.connection)]

    def find_held(self, cart_id: CartId) -> KeptCart | None:
        """Return one that was put aside, or None."""
        asked = select(cart).where(cart.c.cart_id == cart_id, cart.c.state == "held")
        row = self.connection.execute(asked).one_or_none()
        return _kept(row) if row is not None else None

    def keep(self, cart_id: CartId, body: CartBody, now: Millis) -> None:
        """Write the open cart."""
        values = {"cart_id": cart_id, "state": "open", "updated_ms": now, "body": msgspec.json.encode(body)}
        self._is_read = False
        _keep.run(self.connection, values)

    def hold(self, cart_id: CartId, now: Millis) -> None:
        """Put the open cart aside."""
        self._set_state(cart_id, "held", now)

    def recall(self, cart_id: CartId, now: Millis) -> None:
        """Make a held cart the open one; there must be no open one."""
        self._set_state(cart_id, "open", now)

    def forget(self, cart_id: CartId) -> None:
        """Drop a cart."""
        self._is_read = False
        _forget.run(self.connection, {"wanted": cart_id})

    def _set_state(self, cart_id: CartId, state: str, now: Millis) -> None:
        self._is_read = False
        self.connection.execute(update(cart).where(cart.c.cart_id == cart_id).values(state=state, updated_ms=now))


def _kept(row: Row[Any]) -> KeptCart:
    return KeptCart(CartId(row.cart_id), _decoder.decode(row.body), Millis(row.updated_ms))
