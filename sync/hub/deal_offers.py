"""What the office offers at a price of its own: to groups that buy together, or to whoever is quick.

An offer is for one price and any piece of its styles; an order of it is of one piece. What may be promised is decided
by the shop's quota as for any order (``orders.place``); ``deals`` makes the orders.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Literal, cast

import msgspec
from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from posapp.domain.clock import DAY
from sync.hub.db.order_tables import deal_offer, deal_order, deal_shop, deal_style
from sync.hub.db.tables import mall_order
from sync.hub.deal_errors import UnknownDeal

OUT = frozenset({"cancelled", "expired", "declined"})
"""An order that ended like this counts no more: neither in its group, nor of an offer's pieces or a member's share."""

_ITS_ORDER = mall_order.c.order_id == deal_order.c.order_id
_COUNTS = mall_order.c.status.not_in(OUT)

_SOON_MS = DAY
"""So long before it begins an offer is shown."""


class DealOffer(msgspec.Struct, frozen=True, kw_only=True):
    """An offer. Amounts in fen, spans in ms; without ``shop_ids`` its pieces are collected in any shop.

    A group needs ``wanted`` people within ``open_ms``. A flash sale has ``pieces``, each kept for ``kept_ms``. One
    member gets ``each_member`` pieces at most.
    """

    id: str
    kind: Literal["group", "flash"]
    price_fen: int
    wanted: int = 0
    open_ms: int = 0
    pieces: int = 0
    kept_ms: int = 0
    each_member: int
    from_ms: int
    until_ms: int
    made_ms: int
    style_ids: tuple[str, ...]
    shop_ids: tuple[str, ...] = ()

    def is_running(self, now: int) -> bool:
        """Tell whether one can order, or open a group."""
        return self.from_ms <= now < self.until_ms


def keep(conn: Connection, offer: DealOffer) -> None:
    """Keep a new offer."""
    values = msgspec.structs.asdict(offer)
    styles, shops = values.pop("style_ids"), values.pop("shop_ids")
    conn.execute(insert(deal_offer).values(offer_id=values.pop("id"), **values))
    conn.execute(insert(deal_style), [{"offer_id": offer.id, "style_id": one} for one in styles])
    if shops:
        conn.execute(insert(deal_shop), [{"offer_id": offer.id, "shop_id": one} for one in shops])


def end(conn: Connection, offer_id: str, now: int) -> DealOffer:
    """End an offer now; groups that form may still become complete. Raises ``UnknownDeal``."""
    later = (deal_offer.c.offer_id == offer_id) & (deal_offer.c.until_ms > now)
    conn.execute(update(deal_offer).where(later).values(until_ms=now))
    return get(conn, offer_id)


def get(conn: Connection, offer_id: str) -> DealOffer:
    """Return an offer. Raises ``UnknownDeal``."""
    found = _read(conn, deal_offer.c.offer_id == offer_id)
    if not found:
        raise UnknownDeal()
    return found[0]


def lock(conn: Connection, offer_id: str) -> DealOffer:
    """Return an offer, and keep others from ordering of it until the transaction ends. Raises ``UnknownDeal``.

    Whoever locks a group or a stream as well locks the offer first.
    """
    conn.execute(select(deal_offer.c.offer_id).where(deal_offer.c.offer_id == offer_id).with_for_update())
    return get(conn, offer_id)


def shown(conn: Connection, now: int, style_id: str = "") -> list[DealOffer]:
    """Return the offers that run or begin within a day, of one style or of all; those that end first come first."""
    of_style = select(deal_style.c.offer_id).where(deal_style.c.style_id == style_id)
    is_shown = (deal_offer.c.until_ms > now) & (deal_offer.c.from_ms <= now + _SOON_MS)
    return _read(conn, is_shown & deal_offer.c.offer_id.in_(of_style) if style_id else is_shown)


def since(conn: Connection, ended_ms: int) -> list[DealOffer]:
    """Return the offers that did not end before an instant."""
    return _read(conn, deal_offer.c.until_ms >= ended_ms)


def note(conn: Connection, offer_id: str, order_id: str, member_id: str) -> None:
    """Keep that an order is of an offer."""
    conn.execute(insert(deal_order).values(order_id=order_id, offer_id=offer_id, member_id=member_id))


def taken(conn: Connection, offer_ids: Collection[str]) -> Counter[str]:
    """Return how many orders of each offer count."""
    counted = select(deal_order.c.offer_id, func.count()).join(mall_order, _ITS_ORDER)
    wanted = counted.where(_COUNTS, deal_order.c.offer_id.in_(list(offer_ids))).group_by(deal_order.c.offer_id)
    return Counter({row[0]: row[1] for row in conn.execute(wanted)})


def hers(conn: Connection, offer_id: str, member_id: str) -> int:
    """Return how many orders of an offer a member has."""
    mine = (deal_order.c.offer_id == offer_id) & (deal_order.c.member_id == member_id)
    counted = select(func.count()).select_from(deal_order).join(mall_order, _ITS_ORDER)
    return conn.scalar(counted.where(_COUNTS, mine)) or 0


def _read(conn: Connection, which: ColumnElement[bool]) -> list[DealOffer]:
    found = conn.execute(select(deal_offer).where(which).order_by(deal_offer.c.until_ms, deal_offer.c.offer_id)).all()
    ids = [row.offer_id for row in found]
    styles = _by_offer(conn.execute(select(deal_style).where(deal_style.c.offer_id.in_(ids))))
    shops = _by_offer(conn.execute(select(deal_shop).where(deal_shop.c.offer_id.in_(ids))))
    return [
        DealOffer(
            id=row.offer_id,
            kind=cast("Literal['group', 'flash']", row.kind),
            price_fen=row.price_fen,
            wanted=row.wanted,
            open_ms=row.open_ms,
            pieces=row.pieces,
            kept_ms=row.kept_ms,
            each_member=row.each_member,
            from_ms=row.from_ms,
            until_ms=row.until_ms,
            made_ms=row.made_ms,
            style_ids=tuple(sorted(styles[row.offer_id])),
            shop_ids=tuple(sorted(shops[row.offer_id])),
        )
        for row in found
    ]


def _by_offer(rows: Iterable[tuple[str, str]]) -> defaultdict[str, list[str]]:
    by_offer: defaultdict[str, list[str]] = defaultdict(list)
    for offer_id, name in rows:
        by_offer[offer_id].append(name)
    return by_offer
