"""The mall's rows by id, read back from their images."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Table, bindparam, select

from posapp.adapters.db import mall_tables, permission_tables
from posapp.adapters.db.prepared import Prepared
from sync.protocol import rows
from sync.protocol.decoding import decoder_of

R = TypeVar("R", bound=rows.Row)

TABLE_OF: dict[type[rows.Row], Table] = {
    rows.TrustKey: mall_tables.trust_key,
    rows.Chain: mall_tables.chain,
    rows.Shop: mall_tables.shop,
    rows.Role: permission_tables.role,
    rows.Category: mall_tables.category,
    rows.Style: mall_tables.style,
    rows.Variant: mall_tables.variant,
    rows.Promotion: mall_tables.promotion,
    rows.Staff: mall_tables.staff,
    rows.Booking: mall_tables.booking,
    rows.FittingRoom: mall_tables.room,
    rows.Order: mall_tables.pickup_order,
    rows.FollowUp: mall_tables.follow_up,
    rows.CartAside: mall_tables.cart_aside,
    rows.Defective: mall_tables.defective,
    rows.ParkedOperation: mall_tables.parked,
    rows.Relay: mall_tables.relay,
    rows.GenerationClosed: mall_tables.generation_closed,
    rows.Stock: mall_tables.stock,
    rows.Member: mall_tables.member,
    rows.Coupon: mall_tables.coupon,
    rows.Transfer: mall_tables.transfer,
    rows.ShopHeard: mall_tables.shop_heard,
    rows.ValueTerms: mall_tables.value_terms,
    rows.Lease: mall_tables.lease,
    rows.GiftCard: mall_tables.gift_card,
    rows.History: mall_tables.history,
    rows.AdvicePack: mall_tables.advice_pack,
    rows.Experiment: mall_tables.experiment,
    rows.SegmentPlan: mall_tables.segment_plan,
    rows.Look: mall_tables.look,
    rows.StockPlan: mall_tables.stock_plan,
}

_DECODERS: dict[type[rows.Row], msgspec.json.Decoder[Any]] = {kind: decoder_of(kind) for kind in TABLE_OF}
_one = {
    kind: Prepared(select(table.c.row).where(table.c.id == bindparam("wanted"))) for kind, table in TABLE_OF.items()
}
_some = {
    kind: Prepared(select(table.c.row).where(table.c.id.in_(bindparam("wanted", expanding=True))))
    for kind, table in TABLE_OF.items()
}
_all = {kind: Prepared(select(table.c.row).order_by(table.c.id)) for kind, table in TABLE_OF.items()}


def decode(kind: type[R], image: bytes) -> R:
    """Return the row that an image spells."""
    row: R = _DECODERS[kind].decode(image)
    return row


@lru_cache(maxsize=4_096)
def decode_again(kind: type[R], image: bytes) -> R:
    """Return the row that an image spells, for small rows that every scan, every sale and every board read anew."""
    return decode(kind, image)


_READ_ONCE: frozenset[type[rows.Row]] = frozenset({rows.Chain, rows.Shop, rows.Role, rows.Staff})
"""Small kinds that a sale asks for again and again, and that only the worker writes."""

_READ_AGAIN = _READ_ONCE | {rows.Member}
"""With those whom a board names, each time it is opened."""


class SqlRows:
    """Reads rows by id on one connection, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[type[rows.Row], str], Any] = {}

    def get(self, kind: type[R], id_: str) -> R | None:
        """Return one row, or None."""
        if kind not in _READ_ONCE:
            return self._get(kind, id_)
        if (kind, id_) not in self._known:
            self._known[kind, id_] = self._get(kind, id_)
        known: R | None = self._known[kind, id_]
        return known

    def _get(self, kind: type[R], id_: str) -> R | None:
        image = _one[kind].value(self._connection, {"wanted": id_})
        if image is None:
            return None
        return decode_again(kind, image) if kind in _READ_ONCE else decode(kind, image)

    def many(self, kind: type[R], ids: Iterable[str]) -> dict[str, R]:
        """Return those of the rows that are here, by id."""
        wanted = list(ids)
        if not wanted:
            return {}
        read = decode_again if kind in _READ_AGAIN else decode
        found = (read(kind, image) for image in _some[kind].column(self._connection, {"wanted": wanted}))
        return {row.id: row for row in found}

    def all(self, kind: type[R]) -> list[R]:
        """Return every row of a small kind."""
        if kind not in _READ_ONCE:
            return self._all(kind)
        if (kind, "") not in self._known:
            self._known[kind, ""] = self._all(kind)
        return list(self._known[kind, ""])

    def _all(self, kind: type[R]) -> list[R]:
        read = decode_again if kind in _READ_ONCE else decode
        return [read(kind, image) for image in _all[kind].column(self._connection)]
