"""What the chain can lose at worst, now: computed from what its tills may do without asking and the mall cannot see.

Leased and authorised units cost nothing: they are set aside. Under a floor limit a till that the mall has not heard of
for some days may have spent its part of the shop's daily cap on each of them, and of one account no more than the floor
limit and what was in it. A coupon that is good everywhere may be used once more by every till. Units are turned to fen.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, func, select

from posapp.domain.clock import Millis, local
from sync.hub.db import tables
from sync.hub.db.value_tables import value_account, value_right
from sync.hub.publishing import published_all
from sync.hub.value import ledger
from sync.hub.value.terms import INSTRUMENTS, terms_of
from sync.protocol.relay import RELAY_NO
from sync.protocol.rows import Coupon, Shop, ValueTerms


class Bound(NamedTuple):
    """Of one instrument in one shop, in fen: what is set aside there, what may be lost at worst, what was lost."""

    shop_id: str
    instrument: str
    offline: str
    set_aside_fen: int
    at_risk_fen: int
    lost_fen: int


def bounds(conn: Connection, now: Millis) -> list[Bound]:
    """Return the bound of each instrument in each shop."""
    shops = [shop.id for shop in published_all(conn, Shop)]
    found = [_bound(conn, shop_id, terms_of(conn, name), now) for shop_id in shops for name in INSTRUMENTS]
    coupon_terms = terms_of(conn, "coupon")
    open_everywhere = _open_coupons(conn, coupon_terms) if shops else 0
    for shop_id in shops:
        at_risk = open_everywhere * len(_tills(conn, shop_id))
        found.append(Bound(shop_id, "coupon", coupon_terms.offline, 0, at_risk, ledger.lost(conn, "coupon", shop_id)))
    return found


def at_risk(conn: Connection, shop_id: str, terms: ValueTerms, now: Millis) -> int:
    """Return what a shop's tills may have spent of an instrument that nobody has covered, in fen."""
    if terms.offline != "floor_limit":
        return 0
    share = terms.shop_day_fen // max(terms.tills_per_shop, 1)
    return sum(min(share * _days_unheard(conn, till, now), _in_accounts(conn, terms)) for till in _tills(conn, shop_id))


def _bound(conn: Connection, shop_id: str, terms: ValueTerms, now: Millis) -> Bound:
    worth = max(terms.fen_per_unit, 1)
    return Bound(
        shop_id,
        terms.id,
        terms.offline,
        _set_aside(conn, shop_id, terms.id) * worth,
        at_risk(conn, shop_id, terms, now),
        ledger.lost(conn, terms.id, shop_id) * worth,
    )


def _set_aside(conn: Connection, shop_id: str, instrument: str) -> int:
    right = value_right
    held = (
        select(func.sum(value_account.c.balance))
        .join(right, value_account.c.account_id == "right:" + right.c.right_id)
        .where(right.c.shop_id == shop_id, right.c.instrument == instrument, right.c.status == "open")
    )
    return int(conn.execute(held).scalar() or 0)


def _tills(conn: Connection, shop_id: str) -> list[RowMapping]:
    """Return every log that may still bring sales of a shop. Each till counts as cut off alone, also beside a relay."""
    known = tables.device
    return list(
        conn.execute(
            select(known.c.device, known.c.generation, known.c.enrolled_ms).where(
                known.c.shop_id == shop_id, known.c.status == "active", known.c.till_no != RELAY_NO
            )
        ).mappings()
    )


def _days_unheard(conn: Connection, till: RowMapping, now: Millis) -> int:
    """Return on how many of the shop's days a till may have taken value since its newest operation came, this one
    included."""
    inbox = tables.inbox
    newest = conn.execute(
        select(func.max(inbox.c.received_ms)).where(
            inbox.c.device == till["device"], inbox.c.generation == till["generation"]
        )
    ).scalar()
    since = max(newest or 0, till["enrolled_ms"])
    return max((local(now).date() - local(since).date()).days, 0) + 1


def _in_accounts(conn: Connection, terms: ValueTerms) -> int:
    """Return what the floor limit lets a till take of all accounts together, in fen.

    Only gift cards have all their accounts in the ledger; a member's is opened when she first spends of it. What a
    card held at most is what was ever put on it: it may have been spent elsewhere since the till heard of it.
    """
    if terms.id != "gift_card":
        return terms.floor_fen * _MANY
    cards = conn.execute(
        select(func.count())
        .select_from(value_account)
        .where(value_account.c.instrument == "gift_card", value_account.c.account_id.like("gift!_card:%", escape="!"))
    ).scalar_one()
    return terms.floor_fen * int(cards)


_MANY = 10**9
"""More members than any chain has: the daily cap is what binds."""


def _open_coupons(conn: Connection, terms: ValueTerms) -> int:
    if terms.offline == "refused":
        return 0
    return sum(
        coupon.off_fen
        for coupon in published_all(conn, Coupon)
        if not coupon.shop_id and coupon.status == "open" and coupon.off_fen <= terms.floor_fen
    )
