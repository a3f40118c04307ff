"""Who gets a lease: the tills of the shop where a member is expected, or where a card was last used.

The hub looks twice a minute at bookings that are near and at gift cards, and gives each till of the shop at most half
of what is free, in equal parts, as much as the terms allow; the other half stays for the mall and the other shops.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache, partial

from sqlalchemy import Connection, bindparam, select

from posapp.domain.clock import DAY, HOUR, Clock, Millis
from posapp.domain.identity import new_id
from sync.hub.auth import Device
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.db.value_tables import gift_card, value_right
from sync.hub.keys import root_key
from sync.hub.publishing import lock_streams, published_many, stream_of
from sync.hub.value import owners, rights
from sync.hub.value.ledger import Account, Transfer, balance, loss, owner_account, paid_by, post
from sync.hub.value.terms import terms_of
from sync.protocol.relay import RELAY_NO
from sync.protocol.rows import Booking, Lease
from sync.protocol.signing import is_signed, lease_message

_IN_TOUCH_MS = DAY
"""A till that was not heard of for so long gets no lease."""

_BOOKED_AHEAD_MS = 12 * HOUR
_WORTH_LEASING = 100
"""Units below which a lease is not worth a row."""

_MOST_CARDS = 500
_OF_MEMBERS = ("stored_value", "points")
_A_VISIT_MS = 4 * HOUR

_right, _booking, _device = value_right, tables.booking, tables.device
_stands = _right.c.status.in_(("open", "written_off"))
_standing = select(_right).where(_right.c.shop_id == bindparam("of_shop"), _stands)
_leased = (
    select(_right.c.right_id)
    .where(_right.c.instrument == bindparam("instrument"), _right.c.owner_id == bindparam("owner_id"))
    .where(_right.c.kind == "lease", _stands)
    .limit(1)
)
_leased_to = _leased.where(_right.c.device == bindparam("of_device"), _right.c.generation == bindparam("of_generation"))
_booked_near = select(_booking.c.booking_id).where(
    _booking.c.shop_id == bindparam("of_shop"),
    _booking.c.starts_ms.between(bindparam("since"), bindparam("until")),
    _booking.c.status.in_(("booked", "checked_in")),
)
_open_cards = (
    select(gift_card.c.card_id)
    .where(gift_card.c.shop_id == bindparam("of_shop"))
    .where(gift_card.c.status == "open", gift_card.c.until_ms > bindparam("now"))
    .order_by(gift_card.c.issued_ms.desc())
    .limit(_MOST_CARDS)
)
_in_touch = (
    select(_device)
    .where(_device.c.shop_id == bindparam("of_shop"), _device.c.status == "active", _device.c.till_no != RELAY_NO)
    .where(_device.c.last_contact_ms > bindparam("since"))
    .order_by(_device.c.till_no, _device.c.generation)
)


def lease_out(database: Database, clock: Clock) -> None:
    """Grant leases where members and cards are expected, prolong those that are half over, end those that may end."""
    with database.reading() as conn:
        active = select(tables.device.c.shop_id).where(tables.device.c.status == "active").distinct()
        shops = sorted(conn.execute(active).scalars())
    for shop_id in shops:
        with database.writing() as conn:
            _tend(conn, clock.now(), shop_id)


def grant(conn: Connection, shop_id: str, owners_here: Iterable[tuple[str, str]], now: Millis) -> None:
    """Lease accounts (instrument, owner) to the tills of a shop. Hold the locks of the shop and of the members."""
    tills, terms_by = _tills(conn, shop_id, now), cache(partial(terms_of, conn))
    for instrument, owner_id in owners_here:
        terms = terms_by(instrument)
        if terms.offline == "refused" or not tills or not owners.know(conn, instrument, owner_id, now):
            continue
        if owners.is_blocked(conn, instrument, owner_id, now) or _is_leased(conn, instrument, owner_id):
            continue
        units = min(terms.lease_units, owners.available(conn, instrument, owner_id) // 2) // len(tills)
        if units < _WORTH_LEASING:
            continue
        for till in tills:
            _lease(conn, instrument, owner_id, till, units, now, Millis(now + terms.lease_ms))


def visit(conn: Connection, clock: Clock, device: Device, member_id: str) -> int:
    """Lease to one till what a member may want to spend there: she has come. Return how many leases it holds of hers.

    As with those who are expected, half of what is free stays free. The lease is not prolonged: she goes again.
    """
    lock_streams(conn, stream_of("lease", device.shop_id), "members")
    now, held = clock.now(), 0
    for instrument in _OF_MEMBERS:
        terms = terms_of(conn, instrument)
        if terms.offline == "refused" or not owners.know(conn, instrument, member_id, now):
            continue
        if owners.is_blocked(conn, instrument, member_id, now):
            continue
        if _is_leased(conn, instrument, member_id, device):
            held += 1
            continue
        units = min(terms.lease_units, owners.available(conn, instrument, member_id) // 2)
        if units >= _WORTH_LEASING:
            until = Millis(now + min(terms.lease_ms, _A_VISIT_MS))
            _lease(conn, instrument, member_id, device, units, now, until)
            held += 1
    return held


def announce(conn: Connection, clock: Clock, device: Device, leases: Iterable[Lease]) -> list[str]:
    """Learn again what a holder was granted by an earlier life of this database; return the leases that stand.

    What the holder has spent of it and what is booked already came out of the owner's account: only the rest is set
    aside. What the owner has spent elsewhere meanwhile is missing, and the chain stands for it.
    """
    lock_streams(conn, stream_of("lease", device.shop_id), "members")
    now, pinned, standing = clock.now(), root_key(conn), []
    for lease in leases:
        is_theirs = (lease.device, lease.generation) == (device.device, device.generation)
        if not is_theirs or not is_signed(pinned, lease_message(lease), lease.root_signature):
            continue
        known = rights.find(conn, lease.id)
        if known is None and owners.know(conn, lease.instrument, lease.owner_id, now):
            known = _relearn(conn, lease, now)
        if known is not None and known["status"] == "open":
            standing.append(lease.id)
    return standing


def _tend(conn: Connection, now: Millis, shop_id: str) -> None:
    lock_streams(conn, stream_of("lease", shop_id), "members")
    terms = cache(partial(terms_of, conn))
    due = conn.execute(_standing, {"of_shop": shop_id}).mappings()
    heard = {(till.device, till.generation) for till in _tills(conn, shop_id, now)}
    expected = _expected(conn, shop_id, now)
    for each in [dict(row) for row in due]:
        if each["until_ms"] < now:
            if rights.is_heard_past(conn, each["device"], each["generation"], each["until_ms"], now):
                rights.end(conn, each, "ended" if each["kind"] == "lease" else "voided", now)
        elif (
            (each["kind"], each["status"]) == ("lease", "open")
            and (each["device"], each["generation"]) in heard
            and (each["instrument"], each["owner_id"]) in expected
        ):
            _prolong_when_half_over(conn, each, terms(each["instrument"]).lease_ms, now)
    grant(conn, shop_id, expected, now)


def _prolong_when_half_over(conn: Connection, right: rights.Right, lives_ms: int, now: Millis) -> None:
    if right["until_ms"] - now < lives_ms // 2:
        rights.prolong(conn, right, now + lives_ms)


def _expected(conn: Connection, shop_id: str, now: Millis) -> list[tuple[str, str]]:
    """Return the accounts that are likely to be spent of in a shop soon."""
    near = conn.scalars(
        _booked_near, {"of_shop": shop_id, "since": now - _BOOKED_AHEAD_MS, "until": now + _BOOKED_AHEAD_MS}
    )
    members = sorted({row.member_id for row in published_many(conn, Booking, near).values()})
    cards = conn.scalars(_open_cards, {"of_shop": shop_id, "now": now})
    hers = [(instrument, member_id) for member_id in members for instrument in _OF_MEMBERS]
    return [*hers, *(("gift_card", card_id) for card_id in cards)]


def _tills(conn: Connection, shop_id: str, now: Millis) -> list[Device]:
    """Return the tills of a shop that were heard of lately, the newest generation of each."""
    found: defaultdict[str, list[Device]] = defaultdict(list)
    for row in conn.execute(_in_touch, {"of_shop": shop_id, "since": now - _IN_TOUCH_MS}):
        found[row.till_no].append(Device(row.device, row.generation, row.shop_id, row.till_no, row.status))
    return [generations[-1] for generations in found.values()]


def _is_leased(conn: Connection, instrument: str, owner_id: str, to: Device | None = None) -> bool:
    """Tell whether anything of an account is leased, to anybody or to one till."""
    account = {"instrument": instrument, "owner_id": owner_id}
    if to is None:
        return conn.scalar(_leased, account) is not None
    till = {"of_device": to.device, "of_generation": to.generation}
    return conn.scalar(_leased_to, {**account, **till}) is not None


def _lease(
    conn: Connection, instrument: str, owner_id: str, till: Device, units: int, now: Millis, until: Millis
) -> None:
    right = rights.write(
        conn,
        right_id=f"l-{new_id(now)}",
        kind="lease",
        instrument=instrument,
        owner_id=owner_id,
        shop_id=till.shop_id,
        device=till.device,
        generation=till.generation,
        fence=rights.next_fence(conn, instrument, owner_id),
        units=units,
        available=units,
        from_ms=now,
        until_ms=until,
        status="open",
        code="",
    )
    rights.set_aside(conn, right, units, now)
    rights.tell(conn, right)


def _relearn(conn: Connection, lease: Lease, now: Millis) -> rights.Right:
    right = rights.write(
        conn,
        right_id=lease.id,
        kind="lease",
        instrument=lease.instrument,
        owner_id=lease.owner_id,
        shop_id=lease.shop_id,
        device=lease.device,
        generation=lease.generation,
        fence=lease.fence,
        units=lease.units,
        available=lease.units,
        from_ms=lease.from_ms,
        until_ms=lease.until_ms,
        status="open",
        code="",
    )
    account, owner = rights.account_of(right), owner_account(lease.instrument, lease.owner_id)
    wanted = max(lease.units - paid_by(conn, lease.id), 0)
    there = min(wanted, balance(conn, owner))
    rights.set_aside(conn, right, there, now)
    _stand_for(conn, lease, account, wanted - there, now)
    rights.tell(conn, right)
    return right


def _stand_for(conn: Connection, lease: Lease, account: Account, units: int, now: Millis) -> None:
    """Cover what the holder may spend and the owner has spent elsewhere since: only an older copy gets here."""
    source = loss(lease.instrument)
    post(conn, Transfer(f"relearnt:{lease.id}", source, account, units, "relearnt", now, lease.shop_id, lease.id))
