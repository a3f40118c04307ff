"""Parked operations: what stands against each, what is at stake, and the ways out that make sense.

An operation is parked when its rule cannot book it. It is kept as it came; a row of its shop's stream tells the tills
of the shop, the office lists it, and a person settles it (``settling``). What else arrives is not held up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import Connection, RowMapping, Select, insert, select, update

from posapp.domain.clock import MINUTE, Clock, Millis
from posapp.domain.text import Bilingual
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.db.review_tables import settlement
from sync.hub.exceptions import note_exception
from sync.hub.fact import Fact
from sync.hub.hours import open_ms
from sync.hub.mapping import Choice, candidates
from sync.hub.publishing import lock_streams, publish, published, published_all, stream_of, withdraw
from sync.hub.sentences import sentence
from sync.protocol.canonical import plain_body
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.kinds import ParkedSettle
from sync.protocol.rows import Fix, Order, ParkedOperation, Shop

Action = Literal["retry", "map", "suspense", "correct"]

LONG_PARKED_MS = 15 * MINUTE
"""From then on somebody is called, while the shop is open."""

WAYS_OUT: Mapping[str, tuple[Action, ...]] = {
    "unknown_version": ("retry", "suspense"),
    "bad_body": ("suspense", "correct"),
    "unsound": ("suspense", "correct"),
    "waits_for": ("retry", "correct"),
    "same_sale": ("correct", "suspense"),
    "other_shop": ("suspense", "correct"),
    "booking_not_here": ("map", "retry", "correct"),
    "garment_not_here": ("map", "correct"),
    "order_not_here": ("map", "retry", "correct"),
    "transfer_not_here": ("retry", "correct"),
    "handed_over_twice": ("correct",),
    "shift_not_here": ("map", "retry", "correct"),
    "unknown_member": ("map", "retry", "correct"),
    "failed": ("retry", "suspense", "correct"),
}
"""What a person may do, by the code it is parked with; the first is what helps most often.

Suspense is for money, so only a sale has it.
"""

_OTHERWISE: tuple[Action, ...] = ("retry", "correct")

MAPPED: Mapping[str, str] = {
    "booking_not_here": "booking",
    "garment_not_here": "garment",
    "order_not_here": "order",
    "shift_not_here": "shift",
    "unknown_member": "member",
}
"""Which kind of thing a code says that the mall does not know."""

_SUBJECTS = ("receipt_no", "order_id", "booking_id", "shift_id", "variant_id", "member_id")
_EVIDENCE = (
    "receipt_no",
    "business_date",
    "shift_id",
    "order_id",
    "booking_id",
    "garment_id",
    "member_id",
    "variant_id",
    "coupon_id",
    "staff_id",
    "total_fen",
    "counted_fen",
    "expected_fen",
)


class Standing(NamedTuple):
    """A parked operation as the books hold it."""

    hub_no: int
    op_id: str
    device: str
    generation: int
    seq: int
    kind: str
    v: int
    shop_id: str
    till_no: str
    code: str
    zh: str
    en: str
    received_ms: int
    body: dict[str, Any]


def ways_out(code: str, kind: str) -> tuple[Action, ...]:
    """Return the actions that make sense for a code, the most helpful first."""
    possible = WAYS_OUT.get(code, _OTHERWISE)
    return tuple(action for action in possible if action != "suspense" or kind == "sale.commit")


def standing(conn: Connection, hub_no: int) -> Standing | None:
    """Return a parked operation, None when it is not parked."""
    found = conn.execute(_parked().where(tables.inbox.c.hub_no == hub_no)).mappings().one_or_none()
    return None if found is None else _standing(found)


def any_standing(conn: Connection, hub_no: int) -> Standing | None:
    """Return an operation that has a result, parked or booked; None when there is no such one."""
    found = conn.execute(_with_result().where(tables.inbox.c.hub_no == hub_no)).mappings().one_or_none()
    return None if found is None else _standing(found)


def all_standing(conn: Connection, most: int) -> list[Standing]:
    """Return what is parked, the oldest first."""
    found = conn.execute(_parked().order_by(tables.inbox.c.hub_no).limit(most)).mappings()
    return [_standing(row) for row in found]


def readable_body(envelope: bytes) -> dict[str, Any]:
    """Return what can be read of an operation's body, whatever it says; nothing when nothing can."""
    try:
        return plain_body(from_json(envelope, Operation).body)
    except (msgspec.MsgspecError, UnicodeError):
        return {}


def subject_of(body: Mapping[str, Any]) -> str:
    """Return what people call an operation: its receipt number, or the thing it is about."""
    return next((str(body[name]) for name in _SUBJECTS if isinstance(body.get(name), str) and body[name]), "")


def amount_of(conn: Connection, kind: str, body: Mapping[str, Any]) -> int:
    """Return what is at stake, in fen: of a sale its total, of a hand-over what was paid for the order."""
    if kind == "pickup.hand_over":
        order = published(conn, Order, str(body.get("order_id", "")))
        return 0 if order is None else order.total_fen
    total = body.get("total_fen", 0)
    return total if isinstance(total, int) else 0


def evidence_of(body: Mapping[str, Any]) -> list[tuple[str, str | int]]:
    """Return what the operation itself says that helps a person to decide: names of fields and values."""
    said: list[tuple[str, str | int]] = [
        (name, body[name]) for name in _EVIDENCE if isinstance(body.get(name), str | int) and body[name] != ""
    ]
    lines, tenders, coupons = body.get("lines"), body.get("tenders"), body.get("coupon_ids")
    if isinstance(coupons, list):
        said.extend(("coupon_id", each) for each in coupons if isinstance(each, str))
    if isinstance(lines, list):
        said.append(("lines", len(lines)))
    if isinstance(tenders, list):
        said.extend(
            ("tender", f"{tender.get('kind', '–')} {tender.get('amount_fen', '–')}")
            for tender in tenders[:4]
            if isinstance(tender, dict)
        )
    return said


def fixes_for(conn: Connection, op: Standing) -> list[Fix]:
    """Return the ways out as a manager may choose them without typing: each possible meaning is one of them."""
    fixes = []
    for action in ways_out(op.code, op.kind):
        if action == "map":
            what = MAPPED.get(op.code, "")
            from_id = str(op.body.get(f"{what}_id", ""))
            fixes += [
                _fix(action, what, from_id, choice) for choice in candidates(conn, what, op.shop_id, op.device, op.body)
            ]
        else:
            fixes.append(_fix(action))
    return fixes


def tell_shop(conn: Connection, hub_no: int, now: Millis) -> None:
    """Tell the tills of the shop that an operation waits, with the sentence and the ways out. Its stream is locked."""
    op = standing(conn, hub_no)
    if op is None:
        return
    tried = conn.execute(
        select(settlement.c.done_ms, settlement.c.outcome)
        .where(settlement.c.about == about(hub_no), settlement.c.done_ms.is_not(None))
        .order_by(settlement.c.settlement_no.desc())
        .limit(1)
    ).one_or_none()
    told = Bilingual("", "") if tried is None else sentence(tried.outcome)
    publish(
        conn,
        ParkedOperation(
            id=op.op_id,
            shop_id=op.shop_id,
            till_no=op.till_no,
            hub_no=op.hub_no,
            kind=op.kind,
            subject=subject_of(op.body),
            code=op.code,
            zh=op.zh,
            en=op.en,
            amount_fen=amount_of(conn, op.kind, op.body),
            since_ms=min(op.received_ms, now),
            fixes=fixes_for(conn, op),
            tried_ms=None if tried is None else tried.done_ms,
            tried_zh=told.zh,
            tried_en=told.en,
        ),
    )


def no_longer_parked(conn: Connection, hub_no: int, now: Millis) -> None:
    """Tell the tills of the shop that an operation waits no more, and end its alarm."""
    inbox, device = tables.inbox, tables.device
    op_id, shop_id = conn.execute(
        select(inbox.c.op_id, device.c.shop_id)
        .join(device, (device.c.device == inbox.c.device) & (device.c.generation == inbox.c.generation))
        .where(inbox.c.hub_no == hub_no)
    ).one()
    withdraw(conn, ParkedOperation, op_id, shop_id=shop_id)
    alarm = tables.trade_exception
    conn.execute(
        update(alarm)
        .where(alarm.c.hub_no == hub_no, alarm.c.code == "parked_too_long", alarm.c.settled_ms.is_(None))
        .values(settled_ms=now)
    )


def about(hub_no: int) -> str:
    """Return the name under which the audit keeps what was done about an operation."""
    return f"op:{hub_no}"


def ask(fact: Fact, wish: ParkedSettle) -> None:
    """Keep that a manager at a till asks for an action; ``settling`` carries it out, in a transaction of its own."""
    conn = fact.conn
    hub_no = conn.execute(select(tables.inbox.c.hub_no).where(tables.inbox.c.op_id == wish.op_id)).scalar()
    conn.execute(
        insert(settlement).values(
            shop_id=fact.shop_id,
            about=about(hub_no or 0),
            action=wish.action,
            detail=msgspec.json.encode({"what": wish.what, "from_id": wish.from_id, "to_id": wish.to_id}).decode(),
            who=wish.staff_id,
            source="till",
            reason=wish.reason,
            asked_ms=wish.occurred_ms,
            done_ms=None,
            outcome="",
        )
    )


def raise_alarms(database: Database, clock: Clock) -> None:
    """Write an exception for each operation that waits for more than a quarter of an hour while its shop is open."""
    now = clock.now()
    result, alarm = tables.op_result, tables.trade_exception
    called = select(alarm.c.hub_no).where(alarm.c.code == "parked_too_long", alarm.c.hub_no.is_not(None))
    overdue = (
        _parked()
        .where(tables.inbox.c.received_ms <= now - LONG_PARKED_MS, result.c.hub_no.not_in(called))
        .order_by(tables.inbox.c.hub_no)
    )
    with database.reading() as conn:
        if conn.execute(overdue.limit(1)).first() is None:
            return
        shops = {shop.id for shop in published_all(conn, Shop) if open_ms(shop, now, now + 1)}
    with database.writing() as conn:
        # Another hub process may be about to do the same.
        lock_streams(conn, *(stream_of("parked", shop_id) for shop_id in sorted(shops)))
        for op in [_standing(row) for row in conn.execute(overdue).mappings()]:
            if op.shop_id in shops:
                note_exception(
                    conn,
                    "parked_too_long",
                    shop_id=op.shop_id,
                    at_ms=now,
                    hub_no=op.hub_no,
                    amount_fen=amount_of(conn, op.kind, op.body),
                    number=op.hub_no,
                    till_no=op.till_no,
                )


def held_up(ops: Iterable[Standing], now: Millis) -> int:
    """Return how many of these wait for more than a quarter of an hour."""
    return sum(now - op.received_ms > LONG_PARKED_MS for op in ops)


def _parked() -> Select[Any]:
    return _with_result().where(tables.op_result.c.result == "parked")


def _with_result() -> Select[Any]:
    inbox, result, device = tables.inbox, tables.op_result, tables.device
    return (
        select(
            inbox.c.hub_no,
            inbox.c.op_id,
            inbox.c.device,
            inbox.c.generation,
            inbox.c.seq,
            inbox.c.kind,
            inbox.c.v,
            inbox.c.envelope,
            inbox.c.received_ms,
            result.c.code,
            result.c.zh,
            result.c.en,
            device.c.shop_id,
            device.c.till_no,
        )
        .join(result, result.c.hub_no == inbox.c.hub_no)
        .join(device, (device.c.device == inbox.c.device) & (device.c.generation == inbox.c.generation))
    )


def _standing(found: RowMapping) -> Standing:
    return Standing(
        **{name: found[name] for name in Standing._fields if name != "body"}, body=readable_body(found["envelope"])
    )


def _fix(action: Action, what: str = "", from_id: str = "", choice: Choice | None = None) -> Fix:
    if choice is None:
        text = sentence(f"fix_{action}")
        return Fix(action=action, what="", from_id="", to_id="", zh=text.zh, en=text.en)
    code = f"fix_map_{what}"
    return Fix(
        action=action,
        what=what,
        from_id=from_id,
        to_id=choice.id,
        zh=sentence(code, {"which": choice.zh}).zh,
        en=sentence(code, {"which": choice.en}).en,
    )
