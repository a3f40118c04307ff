"""Choose quotas: how much of each shop's stock the mall may promise, and when a shop has been silent too long.

Everything is derived from the tables at the moment it is asked, by the upkeep and by whoever is about to promise, so
no event that got lost can leave a quota too large. Ages are counted in the shop's opening hours: a closed shop neither
sells nor speaks. A shop that never had a till is never silent: nobody can sell there unseen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, text, update

from posapp.domain.clock import HOUR, MINUTE, Clock
from sync.hub import ledgers
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.demand import demand, expected_outage
from sync.hub.escrow import Change, Level
from sync.hub.hours import open_ms
from sync.hub.promises import book
from sync.hub.publishing import lock_streams, published_all, stream_of
from sync.hub.settings import STANDARD_QUOTAS, QuotaRules
from sync.protocol.relay import RELAY_NO
from sync.protocol.rows import Shop

_CHOOSE_EVERY_MS = 6 * HOUR
_SHRINK_EVERY_MS = 5 * MINUTE
_CHUNK = 500

_ROOM_TO_GROW = text("quota < on_hand - picked - buffer")
"""As the partial index of ``stock`` says it, so that the few such rows are found without reading the others."""

_WEIGHED = text(
    """
    INSERT INTO shop_contact (shop_id, heard_ms, weighed_ms) VALUES (:shop_id, :heard_ms, :weighed_ms)
    ON CONFLICT (shop_id) DO UPDATE SET weighed_ms = excluded.weighed_ms
    """
)

_OUTAGE = text(
    """
    INSERT INTO shop_outage (shop_id, from_ms, until_ms, open_ms) VALUES (:shop_id, :from_ms, :until_ms, :open_ms)
    ON CONFLICT (shop_id, from_ms) DO NOTHING
    """
)

_device = tables.device
_heard = (
    select(_device.c.shop_id, func.max(_device.c.last_contact_ms))
    .where(_device.c.status == "active", _device.c.till_no != RELAY_NO)
    .group_by(_device.c.shop_id)
)
_heard_in = _heard.where(_device.c.shop_id.in_(bindparam("wanted", expanding=True)))
_contacts = select(tables.shop_contact)
_contact = select(tables.shop_contact).where(tables.shop_contact.c.shop_id == bindparam("of_shop"))
_shops_with_room = select(tables.stock.c.shop_id).where(_ROOM_TO_GROW).distinct()


class Standing(NamedTuple):
    """How long a shop has been silent, in ms of its opening hours, and what that means."""

    silence_ms: int
    is_quiet: bool
    is_silent: bool


def standing(conn: Connection, shop: Shop, now: int, rules: QuotaRules = STANDARD_QUOTAS) -> Standing:
    """Return how a shop stands by the newest contact of any of its tills."""
    return _standing(shop, heard(conn, [shop.id]).get(shop.id), now, rules)


def heard(conn: Connection, shop_ids: Iterable[str] = ()) -> dict[str, int]:
    """Return when the tills of each shop were last heard of; a shop without a till in service is left out.

    A relay is no till: it answers while every till of its shop is silent. What tills left with it counts when it is
    carried here, as old as the tills' signatures around it.
    """
    wanted = list(shop_ids)
    found = conn.execute(_heard_in, {"wanted": wanted}) if wanted else conn.execute(_heard)
    return dict(found.all())


def offered(conn: Connection, variant_ids: Iterable[str]) -> dict[tuple[str, str], int]:
    """Return what the mall may still promise, by ``(shop id, variant id)``: the quota less what is spent of it."""
    stock = tables.stock
    found = conn.execute(select(stock).where(stock.c.variant_id.in_(list(variant_ids))))
    return {(row.shop_id, row.variant_id): ledgers.level_of(row).offered for row in found}


def weigh(
    conn: Connection, shop: Shop, variant_ids: Collection[str], now: int, rules: QuotaRules = STANDARD_QUOTAS
) -> dict[str, Level]:
    """Let the quotas of some variants grow or shrink as the shop's silence allows; return the levels that are known.

    The caller holds the shop's and the stock's lock: what is offered then is what may be promised.
    """
    here = ledgers.levels(conn, [(shop.id, variant_id) for variant_id in variant_ids])
    known = [variant_id for _, variant_id in here]
    how = standing(conn, shop, now, rules)
    held_back: Mapping[str, int] = {}
    if how.is_quiet:
        sells = demand(conn, shop, now, known)
        held_back = {variant_id: sells.likely(variant_id, how.silence_ms, rules.likely_percent) for variant_id in known}
    settled = book(
        conn,
        shop.id,
        {variant_id: Change() for variant_id in known},
        "grant",
        at_ms=now,
        may_grow=not how.is_quiet,
        held_back=held_back,
    )
    return {variant_id: one.after for variant_id, one in settled.items()}


def keep(database: Database, clock: Clock, rules: QuotaRules = STANDARD_QUOTAS) -> None:
    """Note who was heard of, choose buffers now and then, let quotas grow where they may and shrink where they must.

    One transaction a shop, and only for shops where something is due.
    """
    now = clock.now()
    with database.reading() as conn:
        shops = {shop.id: shop for shop in published_all(conn, Shop)}
        newest = heard(conn)
        known = {row.shop_id: row for row in conn.execute(_contacts)}
        room = set(conn.scalars(_shops_with_room))
    for shop in shops.values():
        last = known.get(shop.id)
        how = _standing(shop, newest.get(shop.id), now, rules)
        weighed = last.weighed_ms if last is not None else 0
        is_choice_due = now - weighed >= _CHOOSE_EVERY_MS and not how.is_quiet
        is_shrink_due = how.is_quiet and now - weighed >= _SHRINK_EVERY_MS
        is_new = shop.id in newest and (last is None or last.heard_ms != newest[shop.id])
        if not (is_choice_due or is_shrink_due or is_new or (shop.id in room and not how.is_quiet)):
            continue
        with database.writing() as conn:
            lock_streams(conn, stream_of("order", shop.id), "stock")
            if shop.id in newest:
                is_back = _note_contact(conn, shop, newest[shop.id], rules)
                is_choice_due = is_choice_due or is_back
            if is_choice_due:
                choose_buffers(conn, shop, now, rules)
            if is_choice_due or is_shrink_due:
                _mark_weighed(conn, shop.id, newest.get(shop.id, now), now)
            due = _all_here(conn, shop.id) if is_choice_due or is_shrink_due else _with_room(conn, shop.id)
            for start in range(0, len(due), _CHUNK):
                weigh(conn, shop, due[start : start + _CHUNK], now, rules)


def choose_buffers(conn: Connection, shop: Shop, now: int, rules: QuotaRules) -> None:
    """Choose for each variant what stays out of the quota: the floor's demand of an outage, at least one piece."""
    stock = tables.stock
    sells = demand(conn, shop, now)
    span = expected_outage(conn, shop.id, now, rules)
    changed = []
    for row in conn.execute(select(stock.c.variant_id, stock.c.buffer).where(stock.c.shop_id == shop.id)):
        buffer = max(1, sells.likely(row.variant_id, span, rules.likely_percent))
        if buffer != row.buffer:
            changed.append({"shop": shop.id, "variant": row.variant_id, "pieces": buffer})
    if changed:
        conn.execute(text("UPDATE stock SET buffer = :pieces WHERE shop_id = :shop AND variant_id = :variant"), changed)


@dataclass(frozen=True, slots=True)
class Bound:
    """How many promises of a shop can be broken by what its floor has sold and not told yet.

    ``most`` whatever the floor sells; ``likely`` when it sells no more than in ``likely_percent`` of 100 such silences.
    """

    shop_id: str
    silence_ms: int
    unpicked: int
    most: int
    likely: int


def bounds(conn: Connection, now: int, rules: QuotaRules = STANDARD_QUOTAS) -> list[Bound]:
    """Return the live bound of each shop: the sum over variants of B <= min(U, max(0, F - S))."""
    stock = tables.stock
    newest = heard(conn)
    promised: dict[str, dict[str, Level]] = {}
    for row in conn.execute(select(stock).where(stock.c.promised > stock.c.picked)):
        promised.setdefault(row.shop_id, {})[row.variant_id] = ledgers.level_of(row)
    found = []
    for shop in published_all(conn, Shop):
        here = promised.get(shop.id, {})
        how = _standing(shop, newest.get(shop.id), now, rules)
        sells = demand(conn, shop, now, list(here)) if here else None
        likely = 0
        for variant_id, level in here.items():
            sold = sells.likely(variant_id, how.silence_ms, rules.likely_percent) if sells is not None else 0
            likely += most_broken(level, sold)
        unpicked = sum(level.unpicked for level in here.values())
        found.append(Bound(shop.id, how.silence_ms, unpicked, unpicked, likely))
    return found


def most_broken(level: Level, sold: int) -> int:
    """Return how many promises at most break when the floor sells so many pieces unseen: B <= min(U, max(0, F - S))."""
    return min(level.unpicked, max(0, sold - level.share))


def _standing(shop: Shop, heard_ms: int | None, now: int, rules: QuotaRules) -> Standing:
    silence = open_ms(shop, heard_ms, now) if heard_ms is not None and heard_ms < now else 0
    return Standing(silence, silence > rules.quiet_ms, silence > rules.silent_ms)


def _note_contact(conn: Connection, shop: Shop, heard_ms: int, rules: QuotaRules) -> bool:
    """Keep when a shop was heard of; True when it is back after an outage, which is kept as well."""
    contact = tables.shop_contact
    last = conn.execute(_contact, {"of_shop": shop.id}).one_or_none()
    if last is None:
        conn.execute(insert(contact).values(shop_id=shop.id, heard_ms=heard_ms, weighed_ms=0))
        return True
    if last.heard_ms >= heard_ms:
        return False
    conn.execute(update(contact).where(contact.c.shop_id == shop.id).values(heard_ms=heard_ms))
    lost = open_ms(shop, last.heard_ms, heard_ms)
    if lost <= rules.quiet_ms:
        return False
    conn.execute(_OUTAGE, {"shop_id": shop.id, "from_ms": last.heard_ms, "until_ms": heard_ms, "open_ms": lost})
    return True


def _mark_weighed(conn: Connection, shop_id: str, heard_ms: int, now: int) -> None:
    conn.execute(_WEIGHED, {"shop_id": shop_id, "heard_ms": heard_ms, "weighed_ms": now})


def _all_here(conn: Connection, shop_id: str) -> list[str]:
    """Return the variants of a shop whose quota can change at all: those of which there is something."""
    stock = tables.stock
    return list(
        conn.execute(
            select(stock.c.variant_id)
            .where(stock.c.shop_id == shop_id, (stock.c.quota > 0) | (stock.c.on_hand > 0))
            .order_by(stock.c.variant_id)
        ).scalars()
    )


def _with_room(conn: Connection, shop_id: str) -> list[str]:
    stock = tables.stock
    return list(
        conn.execute(
            select(stock.c.variant_id).where(stock.c.shop_id == shop_id, _ROOM_TO_GROW).order_by(stock.c.variant_id)
        ).scalars()
    )
