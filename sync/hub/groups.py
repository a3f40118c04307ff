"""Groups that buy together: whose orders they have, and who is told when somebody joins or leaves."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal, NamedTuple, cast

from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from posapp.domain.clock import Millis
from posapp.domain.text import Bilingual
from sync.hub import deal_offers, messages, order_books
from sync.hub.affairs import the_shop
from sync.hub.db.order_tables import deal_order, group_buy, group_order
from sync.hub.deal_errors import UnknownGroup
from sync.hub.deal_offers import OUT, DealOffer
from sync.hub.publishing import lock_streams, published_many, stream_of
from sync.protocol import collecting
from sync.protocol.orders import Group, Order
from sync.protocol.rows import Variant

Status = Literal["forming", "complete", "dissolved"]

_HAS_OFFER = group_buy.c.offer_id != ""


class GroupBuy(NamedTuple):
    """A group in the mall's books; ``code`` is what a friend types."""

    group_id: str
    offer_id: str
    code: str
    price_fen: int
    wanted: int
    until_ms: int
    status: Status

    def with_joined(self, joined: int) -> Group:
        """Return it as its orders carry it; it is complete with the last that is wanted."""
        return Group(
            id=self.group_id,
            wanted=self.wanted,
            joined=joined,
            until_ms=self.until_ms,
            is_complete=joined >= self.wanted,
        )


def keep(conn: Connection, group_id: str, offer: DealOffer, until_ms: int, status: Status = "forming") -> GroupBuy:
    """Keep a new group for an offer."""
    group = GroupBuy(group_id, offer.id, _new_code(conn), offer.price_fen, offer.wanted, until_ms, status)
    conn.execute(insert(group_buy).values(**group._asdict()))
    return group


def add(conn: Connection, group_id: str, order_id: str) -> None:
    """Keep that an order is of a group."""
    conn.execute(insert(group_order).values(order_id=order_id, group_id=group_id))


def take_over(conn: Connection, orders: Sequence[Order], now: Millis) -> None:
    """Keep the groups of orders that a chain brings along on its first day. Its variants are published.

    Each has an offer of its own that is over: a friend can join, and nobody opens another.
    """
    joined: dict[str, list[Order]] = {}
    for order in orders:
        if order.group is not None:
            joined.setdefault(order.group.id, []).append(order)
    variants = published_many(conn, Variant, (order.lines[0].variant_id for each in joined.values() for order in each))
    for group_id, its in joined.items():
        group, line = its[0].group, its[0].lines[0]
        if group is None:
            continue
        offer = DealOffer(
            id=group_id,
            kind="group",
            price_fen=line.paid_fen // line.quantity,
            wanted=group.wanted,
            each_member=1,
            from_ms=now,
            until_ms=now,
            made_ms=now,
            style_ids=tuple({variants[one.lines[0].variant_id].style_id for one in its}),
        )
        deal_offers.keep(conn, offer)
        keep(conn, group_id, offer, group.until_ms, "complete" if group.is_complete else "forming")
        for order in its:
            add(conn, group_id, order.id)
            deal_offers.note(conn, offer.id, order.id, order.member_id)


def by_code(conn: Connection, code: str) -> GroupBuy:
    """Return the group with a code. Raises ``UnknownGroup``, also for one from before offers were kept."""
    return _one(conn, (group_buy.c.code == code) & _HAS_OFFER)


def lock(conn: Connection, group_id: str, *shop_ids: str) -> GroupBuy:
    """Return a group, and keep others from joining or leaving until the transaction ends. Raises ``UnknownGroup``.

    Locks the streams of the shops of its orders and of ``shop_ids`` as well: which ones is known only behind its lock.
    """
    conn.execute(select(group_buy.c.group_id).where(group_buy.c.group_id == group_id).with_for_update())
    shops = {order.shop_id for order in orders_of(conn, group_id)}
    lock_streams(conn, *(stream_of("order", one) for one in {*shops, *shop_ids}), "stock")
    return _one(conn, group_buy.c.group_id == group_id)


def forming(conn: Connection, offer_ids: Collection[str], now: int) -> list[GroupBuy]:
    """Return the groups of some offers that one can still join, those that end first come first."""
    is_open = (group_buy.c.status == "forming") & (group_buy.c.until_ms >= now)
    of_offers = select(group_buy).where(is_open, group_buy.c.offer_id.in_(list(offer_ids)))
    return [_read(row) for row in conn.execute(of_offers.order_by(group_buy.c.until_ms, group_buy.c.group_id))]


def of_offers(conn: Connection, offer_ids: Collection[str]) -> list[GroupBuy]:
    """Return all groups that were opened for some offers."""
    return [_read(row) for row in conn.execute(select(group_buy).where(group_buy.c.offer_id.in_(list(offer_ids))))]


def codes_of(conn: Connection, group_ids: Collection[str]) -> dict[str, str]:
    """Return the codes of groups by their ids; without those that nobody can join by one."""
    named = group_buy.c.group_id.in_(list(group_ids)) & _HAS_OFFER
    wanted = select(group_buy.c.group_id, group_buy.c.code).where(named)
    return {row.group_id: row.code for row in conn.execute(wanted)}


def set_status(conn: Connection, group_id: str, status: Status) -> None:
    """Keep what became of a group."""
    conn.execute(update(group_buy).where(group_buy.c.group_id == group_id).values(status=status))


def orders_of(conn: Connection, group_id: str) -> list[Order]:
    """Return the orders of a group, the first that joined first; one that ended without its goods counts no more."""
    ids = conn.scalars(select(group_order.c.order_id).where(group_order.c.group_id == group_id)).all()
    found = [order for order in published_many(conn, Order, ids).values() if order.status not in OUT]
    return sorted(found, key=lambda order: order.id)


def tell_all(conn: Connection, members: Iterable[Order], group: Group) -> None:
    """Publish how a group stands with those of its orders that are open."""
    for order in members:
        if collecting.is_open(order):
            order_books.keep(conn, replace(order, group=group))


def write_to_all(conn: Connection, now: Millis, members: Iterable[Order], kind: str) -> None:
    """Write to each member of a group what became of it."""
    for order in members:
        shop = the_shop(conn, order.shop_id)
        messages.send(
            conn,
            now,
            member_id=order.member_id,
            kind=kind,
            subject_id=order.id,
            link_id=order.id,
            values={"number": order.number, "shop": Bilingual(shop.name_zh, shop.name_en)},
        )


def leave(conn: Connection, order: Order) -> None:
    """Take an order that was cancelled out of its group, if that is still forming; the others are told.

    The caller holds the group's lock.
    """
    group = order.group
    if group is None or group.is_complete:
        return
    conn.execute(delete(group_order).where(group_order.c.order_id == order.id))
    left = orders_of(conn, group.id)
    tell_all(conn, left, replace(group, joined=len(left)))


def follow(conn: Connection, before: Order, after: Order) -> None:
    """Put the order that brings missing pieces from another shop in the place of the one that lacks them."""
    if before.group is not None:
        for table in (group_order, deal_order):
            conn.execute(update(table).where(table.c.order_id == before.id).values(order_id=after.id))


def _new_code(conn: Connection) -> str:
    while True:
        code = f"{secrets.randbelow(10**8):08d}"
        if conn.scalar(select(group_buy.c.group_id).where(group_buy.c.code == code)) is None:
            return code


def _one(conn: Connection, which: ColumnElement[bool]) -> GroupBuy:
    row = conn.execute(select(group_buy).where(which)).one_or_none()
    if row is None:
        raise UnknownGroup()
    return _read(row)


def _read(row: Row[Any]) -> GroupBuy:
    return GroupBuy(
        row.group_id,
        row.offer_id,
        row.code,
        row.price_fen,
        row.wanted,
        row.until_ms,
        cast("Status", row.status),
    )
