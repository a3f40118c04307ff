"""Orders with rules of their own: a group that buys together, and a flash sale.

An order of a group is promised and paid like any other, and not handed over before enough have joined. A group that is
not complete in its time dissolves: its orders are cancelled and paid back. Who cancels while it forms leaves it. A
flash sale's order is kept for hours, not days; it is not swapped and not brought from another shop
(``sync.protocol.collecting``).

Locks are taken in one order: the offer, the group, the streams. So exactly as many join as a group wants, and no more
are sold than a flash sale has, however many try in the same moment.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from posapp.domain.clock import HOUR, Clock
from posapp.domain.identity import new_id
from sync.hub import deal_offers, groups, orders
from sync.hub.affairs import the_shop
from sync.hub.db.database import Database
from sync.hub.db.order_tables import group_buy
from sync.hub.deal_errors import DealGone, DealLimit, DealNotRunning, GroupOver, NotOfTheDeal
from sync.hub.deal_offers import DealOffer
from sync.hub.groups import GroupBuy
from sync.hub.orders import Deal, Wanted
from sync.hub.publishing import published
from sync.hub.settings import STANDARD_QUOTAS, QuotaRules
from sync.protocol import collecting
from sync.protocol.orders import Order
from sync.protocol.rows import Variant

FLASH_KEPT = 4 * HOUR
"""How long the pieces of a flash sale are kept unless the sale says otherwise."""


def order(
    conn: Connection,
    clock: Clock,
    *,
    offer_id: str,
    member_id: str,
    variant_id: str,
    shop_id: str,
    rules: QuotaRules = STANDARD_QUOTAS,
) -> Order:
    """Order one piece of an offer: of a flash sale at once, else as the first of a new group.

    Raises ``UnknownDeal``, ``DealNotRunning``, ``NotOfTheDeal``, ``DealGone``, ``DealLimit``, and as ``orders.place``.
    """
    the_shop(conn, shop_id)
    offer = deal_offers.lock(conn, offer_id)
    now = clock.now()
    if not offer.is_running(now):
        raise DealNotRunning()
    _check_hers(conn, offer, member_id, variant_id, shop_id)
    if offer.kind == "group":
        group = groups.keep(conn, new_id(now), offer, now + offer.open_ms)
        return _join(conn, clock, offer, group, member_id, variant_id, shop_id, rules)
    if deal_offers.taken(conn, [offer.id])[offer.id] >= offer.pieces:
        raise DealGone()
    placed = orders.place(
        conn,
        clock,
        member_id=member_id,
        shop_id=shop_id,
        lines=[Wanted(variant_id)],
        deal=flash(offer.price_fen, now, offer.kept_ms),
        rules=rules,
    )
    deal_offers.note(conn, offer.id, placed.id, member_id)
    return placed


def join(
    conn: Connection,
    clock: Clock,
    *,
    code: str,
    member_id: str,
    variant_id: str,
    shop_id: str,
    rules: QuotaRules = STANDARD_QUOTAS,
) -> Order:
    """Order one piece with a group; with the last one that was wanted the orders of all of them may be collected.

    A group that was opened while its offer ran may be joined to its own end. Raises ``UnknownGroup``; ``GroupOver`` for
    one that is complete, dissolved or has her already; ``NotOfTheDeal``, ``DealLimit``, and as ``orders.place``.
    """
    the_shop(conn, shop_id)
    found = groups.by_code(conn, code)
    offer = deal_offers.lock(conn, found.offer_id)
    group = groups.lock(conn, found.group_id, shop_id)
    is_hers = any(one.member_id == member_id for one in groups.orders_of(conn, group.group_id))
    if group.status != "forming" or group.until_ms < clock.now() or is_hers:
        raise GroupOver()
    _check_hers(conn, offer, member_id, variant_id, shop_id)
    return _join(conn, clock, offer, group, member_id, variant_id, shop_id, rules)


def flash(price_fen: int, now: int, kept: int = FLASH_KEPT) -> Deal:
    """Return the deal of a flash sale: its price of one piece, and until when the pieces are kept."""
    return Deal(kind="flash", price_fen=price_fen, collect_until_ms=now + kept)


def dissolve_due(database: Database, clock: Clock) -> int:
    """Dissolve the groups whose time is over: cancel and pay back what was ordered, and say so; return how many."""
    now = clock.now()
    late = (group_buy.c.status == "forming") & (group_buy.c.until_ms < now)
    with database.reading() as conn:
        due = conn.scalars(select(group_buy.c.group_id).where(late)).all()
    for group_id in due:
        with database.writing() as conn:
            if groups.lock(conn, group_id).status != "forming":  # completed, or dissolved by another hub process
                continue
            groups.set_status(conn, group_id, "dissolved")
            members = [one for one in groups.orders_of(conn, group_id) if collecting.is_open(one)]
            for one in members:
                orders.end(conn, one, "cancelled", "dissolved", now)
            groups.write_to_all(conn, now, members, "group_dissolved")
    return len(due)


def _check_hers(conn: Connection, offer: DealOffer, member_id: str, variant_id: str, shop_id: str) -> None:
    """Look whether an offer is for this piece, this shop and once more for her. Hold the offer's lock."""
    variant = published(conn, Variant, variant_id)
    is_meant = variant is not None and variant.style_id in offer.style_ids
    if not is_meant or (offer.shop_ids and shop_id not in offer.shop_ids):
        raise NotOfTheDeal()
    if deal_offers.hers(conn, offer.id, member_id) >= offer.each_member:
        raise DealLimit(most=offer.each_member)


def _join(
    conn: Connection,
    clock: Clock,
    offer: DealOffer,
    group: GroupBuy,
    member_id: str,
    variant_id: str,
    shop_id: str,
    rules: QuotaRules,
) -> Order:
    """Place her order with a group that has a place for her. Hold the locks of both."""
    before = groups.orders_of(conn, group.group_id)
    joined = group.with_joined(len(before) + 1)
    placed = orders.place(
        conn,
        clock,
        member_id=member_id,
        shop_id=shop_id,
        lines=[Wanted(variant_id)],
        # Her days to collect it begin when the group is over, not while it forms.
        deal=Deal(
            kind="group",
            price_fen=group.price_fen,
            collect_until_ms=orders.kept_until(conn, group.until_ms),
            group=joined,
        ),
        rules=rules,
    )
    groups.add(conn, group.group_id, placed.id)
    deal_offers.note(conn, offer.id, placed.id, member_id)
    groups.tell_all(conn, before, joined)
    if joined.is_complete:
        groups.set_status(conn, group.group_id, "complete")
        groups.write_to_all(conn, clock.now(), [*before, placed], "group_complete")
    return placed
