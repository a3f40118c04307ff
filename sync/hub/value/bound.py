"""What the chain can lose at worst, now: computed from what its tills may do without asking and the mall cannot see.

Leased and authorised units cost nothing: they are set aside. Under a floor limit a till that the mall has not heard of
for some days may have spent its part of the shop's daily cap on each of them, and of one account no more than the floor
limit and what was ever in it. A coupon that is good everywhere may be used once more by every till.

A database that went on from a backup has forgotten what was spent after that was made. Until every till was in touch
again, whatever it grants may have been spent before: so much may be lost in any mode, and no more. Units are turned to
fen.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, case, func, literal, select

from posapp.domain.clock import Millis, local
from posapp.domain.value import most_off
from sync.hub.db import tables
from sync.hub.db.value_tables import value_account, value_right, value_transfer
from sync.hub.keys import epoch_began
from sync.hub.publishing import published_all, published_many
from sync.hub.value import coupons, ledger
from sync.hub.value.terms import INSTRUMENTS, terms_of
from sync.protocol.rows import Coupon, Member, Shop, ValueTerms


class Bound(NamedTuple):
    """Of one instrument in one shop, in fen: what is set aside there, what may be lost at worst, what was lost.

    ``account_fen`` of one account at most and ``day_fen`` on one day at most, by the floor limit; ``restored_fen`` is
    the part of the worst case that a restore from a backup brought. All tills of the shop together.
    """

    shop_id: str
    instrument: str
    offline: str
    set_aside_fen: int
    at_risk_fen: int
    lost_fen: int
    account_fen: int
    day_fen: int
    restored_fen: int


def bounds(conn: Connection, now: Millis) -> list[Bound]:
    """Return the bound of each instrument in each shop."""
    shops = [shop.id for shop in published_all(conn, Shop)]
    since = _forgetful_since(conn)
    found = []
    for name in INSTRUMENTS:
        terms = terms_of(conn, name)
        in_accounts = _in_accounts(conn, terms)
        found += [_bound(conn, shop_id, terms, in_accounts, since, now) for shop_id in shops]
    coupon_terms = terms_of(conn, "coupon")
    open_everywhere = _open_coupons(conn, coupon_terms) if shops else 0
    return found + [_of_coupons(conn, shop_id, coupon_terms, open_everywhere, since) for shop_id in shops]


def _bound(
    conn: Connection, shop_id: str, terms: ValueTerms, in_accounts: int, since: Millis | None, now: Millis
) -> Bound:
    worth = max(terms.fen_per_unit, 1)
    tills = _tills(conn, shop_id) if terms.offline == "floor_limit" else []
    share = terms.shop_day_fen // max(terms.tills_per_shop, 1)
    unheard = sum(min(share * _days_unheard(conn, till, now), in_accounts) for till in tills)
    restored = _granted(conn, shop_id, terms.id, since) * worth
    return Bound(
        shop_id,
        terms.id,
        terms.offline,
        set_aside_fen=_set_aside(conn, shop_id, terms.id) * worth,
        at_risk_fen=unheard + restored,
        lost_fen=ledger.lost(conn, terms.id, shop_id) * worth,
        account_fen=min(terms.floor_fen, share) * len(tills),
        day_fen=share * len(tills),
        restored_fen=restored,
    )


def _of_coupons(conn: Connection, shop_id: str, terms: ValueTerms, everywhere: int, since: Millis | None) -> Bound:
    """Return the bound of coupons: the small ones of every till, and the large ones kept since a restore."""
    restored = _worth(conn, coupons.kept_for(conn, shop_id, since)) if since is not None else 0
    return Bound(
        shop_id,
        "coupon",
        terms.offline,
        set_aside_fen=_worth(conn, coupons.kept_for(conn, shop_id)),
        at_risk_fen=everywhere * len(_tills(conn, shop_id)) + restored,
        lost_fen=ledger.lost(conn, "coupon", shop_id),
        account_fen=0,
        day_fen=0,
        restored_fen=restored,
    )


def _worth(conn: Connection, coupon_ids: list[str]) -> int:
    return sum(coupons.worth(coupon) for coupon in published_many(conn, Coupon, coupon_ids).values())


def _forgetful_since(conn: Connection) -> Millis | None:
    """Return when this database went on from a backup, while some till has yet to tell what it has forgotten."""
    began, known = epoch_began(conn), tables.device
    if began is None:
        return None
    unheard = select(known.c.device).where(known.c.status == "active", known.c.last_contact_ms < began)
    return began if conn.execute(unheard).first() is not None else None


def _granted(conn: Connection, shop_id: str, instrument: str, since: Millis | None) -> int:
    """Return the units that a shop's tills were granted since an instant and did not simply give back."""
    if since is None:
        return 0
    right = value_right
    granted = select(func.sum(right.c.units)).where(
        right.c.shop_id == shop_id,
        right.c.instrument == instrument,
        right.c.from_ms >= since,
        right.c.status.not_in(("refused", "voided")),
    )
    return int(conn.execute(granted).scalar() or 0)


def _set_aside(conn: Connection, shop_id: str, instrument: str) -> int:
    right = value_right
    held = (
        select(func.sum(value_account.c.balance))
        .join(right, value_account.c.account_id == "right:" + right.c.right_id)
        .where(right.c.shop_id == shop_id, right.c.instrument == instrument, right.c.status == "open")
    )
    return int(conn.execute(held).scalar() or 0)


def _tills(conn: Connection, shop_id: str) -> list[RowMapping]:
    """Return every log that may still bring sales of a shop; a relay or none, each till counts as cut off alone."""
    known = tables.device
    return list(
        conn.execute(
            select(known.c.device, known.c.generation, known.c.enrolled_ms).where(
                known.c.shop_id == shop_id, known.c.status == "active"
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
    """Return what the floor limit lets one till take of all accounts together, in fen.

    Of each account the floor limit, and no more than was ever in it: it may have been spent elsewhere since the till
    heard of it. A member's account is in the ledger only once she has spent of it; until then her row tells. Points
    come into the ledger late, so an account of theirs counts for the whole limit.
    """
    if terms.offline != "floor_limit":
        return 0
    worth = max(terms.fen_per_unit, 1)
    floor = terms.floor_fen // worth
    moved, account = value_transfer, value_account
    entered = (
        select(account.c.owner_id, func.sum(moved.c.units).label("units"))
        .join(moved, (moved.c.target == account.c.account_id) & (moved.c.source == ledger.issued(terms.id).account_id))
        .where(account.c.instrument == terms.id, account.c.owner_id != "")
        .group_by(account.c.owner_id)
    ).subquery()
    most = literal(floor) if terms.id == "points" else case((entered.c.units < floor, entered.c.units), else_=floor)
    units = sum(int(each) for each in conn.execute(select(most).select_from(entered)).scalars())
    if terms.id != "gift_card":
        of_owners = (account.c.instrument == terms.id) & (account.c.owner_id != "")
        opened = set(conn.execute(select(account.c.owner_id).where(of_owners)).scalars())
        units += sum(
            min(member.stored_fen if terms.id == "stored_value" else member.points, floor)
            for member in published_all(conn, Member)
            if member.id not in opened
        )
    return units * worth


def _open_coupons(conn: Connection, terms: ValueTerms) -> int:
    """Return what the coupons are worth that every till may take unasked, each of them once more."""
    if terms.offline == "refused":
        return 0
    return sum(
        most
        for coupon in published_all(conn, Coupon)
        if not coupon.shop_id and coupon.status == "open" and (most := _small(coupon, terms.floor_fen)) is not None
    )


def _small(coupon: Coupon, limit: int) -> int | None:
    most = most_off(coupon.off_fen, coupon.percent_off_bp, coupon.cap_fen)
    return most if most is not None and most <= limit else None
