"""Settle what is parked: who did what about which operation, when and why. The books change only here and in ``apply``.

retry      the rule reads it again
map        a record says what an unknown id means, and the rule reads the body so
suspense   money and tenders are booked, the amount stands in suspense until correcting facts clear it
correct    the hub writes a fact of its own that refers to the operation; its body is never edited:
           ``correct.close`` 1 {}                             nothing of it is to be booked
           ``correct.stock`` 1 {variant_id, quantity}         pieces that came (positive) or left
           ``correct.money`` 1 {account, amount_fen}          into ``suspense`` (negative: out of it) or ``loss``
"""

from __future__ import annotations

import logging
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, insert, select, update

from posapp.domain.clock import Clock, Millis
from posapp.domain.errors import Refused
from posapp.domain.permission import Ask, may
from sync.hub import apply, enrolment, mapping, parked, suspense
from sync.hub.db import tables
from sync.hub.db.database import Database
from sync.hub.db.review_tables import hub_fact, settlement
from sync.hub.errors import NoName, NotAllowed, NotAWayOut, NothingToMap, NotParked
from sync.hub.late_results import tell
from sync.hub.publishing import lock_streams, published, stream_of
from sync.hub.sentences import sentence
from sync.hub.stock_facts import book_correction
from sync.hub.value import parked_sales
from sync.protocol.grants import grants_of
from sync.protocol.rows import Role, Staff
from sync.protocol.wire import OpResult

log = logging.getLogger(__name__)

Source = Literal["office", "till"]


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A correcting fact as a person asks for it."""

    kind: Literal["correct.close", "correct.stock", "correct.money"] = "correct.close"
    variant_id: str = ""
    quantity: int = 0
    account: Literal["suspense", "loss"] = "suspense"
    amount_fen: int = 0

    def body(self) -> dict[str, Any]:
        """Return the body of the fact: what its kind says and no more."""
        match self.kind:
            case "correct.stock":
                return {"variant_id": self.variant_id, "quantity": self.quantity}
            case "correct.money":
                return {"account": self.account, "amount_fen": self.amount_fen}
            case _:
                return {}


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants done about a parked operation, who she is, and why."""

    action: parked.Action
    who: str
    reason: str = ""
    what: str = ""
    from_id: str = ""
    to_id: str = ""
    correction: Correction = Correction()


def settle(conn: Connection, clock: Clock, hub_no: int, wish: Wish) -> str:
    """Do what the office wants, at once; return ``applied``, or ``parked`` when it still waits.

    Raises ``NoName``, ``NotParked``, ``NotAWayOut``, ``NothingToMap`` or ``MoneyUnclear``; then nothing was changed.
    """
    if not wish.who.strip():
        raise NoName()
    shop_id = _lock(conn, hub_no)
    now = clock.now()
    number = record(
        conn, shop_id, parked.about(hub_no), wish.action, msgspec.to_builtins(wish), wish.who, wish.reason, now
    )
    return _carry_out(conn, clock, hub_no, wish, number)


def correct(conn: Connection, clock: Clock, hub_no: int, wish: Wish) -> None:
    """Write one more correcting fact about an operation that is booked already, such as one that clears suspense.

    Raises ``NoName``, or ``NotParked`` when there is no such operation.
    """
    if not wish.who.strip():
        raise NoName()
    op = parked.any_standing(conn, hub_no)
    if op is None:
        raise NotParked()
    lock_streams(conn, stream_of("parked", op.shop_id), "stock")
    now = clock.now()
    detail = msgspec.to_builtins(wish.correction)
    number = record(conn, op.shop_id, parked.about(hub_no), "correct", detail, wish.who, wish.reason, now)
    _write_fact(conn, op, wish.correction, number, now)
    _end(conn, number, now, "corrected")


def revoke(conn: Connection, clock: Clock, device: str, who: str, reason: str) -> None:
    """Take a till out of service, and keep who did so and why."""
    known = tables.device
    shop_id = conn.execute(select(known.c.shop_id).where(known.c.device == device).limit(1)).scalar()
    if shop_id is not None:
        record(conn, shop_id, f"device:{device}", "revoke", {}, who, reason, clock.now())
        enrolment.revoke(conn, device)


def carry_out_asked(database: Database, clock: Clock) -> int:
    """Carry out what managers asked for at tills and is not done yet; return how many that were."""
    with database.reading() as conn:
        asked = list(
            conn.execute(
                select(settlement.c.settlement_no)
                .where(settlement.c.done_ms.is_(None))
                .order_by(settlement.c.settlement_no)
            ).scalars()
        )
    for number in asked:
        with database.writing() as conn:
            _carry_out_one(conn, clock, number)
    return len(asked)


def record(
    conn: Connection,
    shop_id: str,
    about: str,
    action: str,
    detail: object,
    who: str,
    reason: str,
    now: Millis,
) -> int:
    """Write into the audit what the office is about to do; return the number of the entry."""
    number: int = conn.execute(
        insert(settlement)
        .values(
            shop_id=shop_id,
            about=about,
            action=action,
            detail=msgspec.json.encode(detail).decode(),
            who=who,
            source="office",
            reason=reason,
            asked_ms=now,
            done_ms=now,
            outcome="done",
        )
        .returning(settlement.c.settlement_no)
    ).scalar_one()
    return number


def _carry_out_one(conn: Connection, clock: Clock, number: int) -> None:
    entry = conn.execute(select(settlement).where(settlement.c.settlement_no == number).with_for_update()).one()
    if entry.done_ms is not None:
        return  # another hub process was quicker
    hub_no = int(entry.about.partition(":")[2])
    detail = msgspec.json.decode(entry.detail)
    wish = Wish(action=entry.action, who=entry.who, reason=entry.reason, **detail)
    now = clock.now()
    try:
        with conn.begin_nested():
            shop_id = _lock(conn, hub_no)
            _check_manager(conn, entry.who, shop_id, entry.shop_id)
            _carry_out(conn, clock, hub_no, wish, number)
    except Refused as refused:
        _end(conn, number, now, refused.code)
        if parked.standing(conn, hub_no) is not None:
            parked.tell_shop(conn, hub_no, now)


def _carry_out(conn: Connection, clock: Clock, hub_no: int, wish: Wish, number: int) -> str:
    op = parked.standing(conn, hub_no)
    if op is None:
        raise NotParked()
    if wish.action not in parked.ways_out(op.code, op.kind):
        raise NotAWayOut()
    now = clock.now()
    match wish.action:
        case "retry":
            # Written first: when it is parked again, its row tells of this try.
            _end(conn, number, now, "parked_again")
            result = apply.retry(conn, clock, hub_no)
        case "map":
            _end(conn, number, now, "parked_again")
            result = _map(conn, clock, op, wish, number)
        case "suspense":
            suspense.post(conn, op, number)
            parked_sales.draw(conn, op)
            result = _book_as(conn, op, "in_suspense", now)
        case "correct":
            _write_fact(conn, op, wish.correction, number, now)
            parked_sales.release(conn, op, now)
            result = _book_as(conn, op, "corrected", now)
    if result == "applied":
        _end(conn, number, now, "applied")
    return result


def _map(conn: Connection, clock: Clock, op: parked.Standing, wish: Wish, number: int) -> str:
    is_named = wish.what in mapping.WHATS and mapping.names(op.body, wish.what, wish.from_id)
    if not is_named or not mapping.is_here(conn, wish.what, wish.to_id, op.shop_id, op.body):
        raise NothingToMap()
    mapping.remember(conn, op.hub_no, wish.what, wish.from_id, wish.to_id, number)
    return apply.retry(conn, clock, op.hub_no)


def _write_fact(conn: Connection, op: parked.Standing, fact: Correction, number: int, now: Millis) -> None:
    fact_no: int = conn.execute(
        insert(hub_fact)
        .values(
            kind=fact.kind,
            v=1,
            hub_no=op.hub_no,
            shop_id=op.shop_id,
            body=msgspec.json.encode(fact.body()).decode(),
            settlement_no=number,
            at_ms=now,
        )
        .returning(hub_fact.c.fact_no)
    ).scalar_one()
    if fact.kind == "correct.stock":
        if not mapping.is_here(conn, "variant", fact.variant_id, op.shop_id, op.body) or not fact.quantity:
            raise NothingToMap()
        book_correction(conn, op.shop_id, {fact.variant_id: fact.quantity}, f"fact:{fact_no}", now)
    elif fact.kind == "correct.money":
        suspense.enter(conn, f"fact:{fact_no}", fact.account, op, fact.amount_fen, number)


def _book_as(conn: Connection, op: parked.Standing, code: str, now: Millis) -> str:
    """Say of an operation that people have settled it: its result, its sentence, its till, its shop."""
    text = sentence(code)
    conn.execute(
        update(tables.op_result)
        .where(tables.op_result.c.hub_no == op.hub_no)
        .values(result="applied", code=code, zh=text.zh, en=text.en, at_ms=now)
    )
    told = OpResult(op_id=op.op_id, result="applied", hub_no=op.hub_no, code=code, zh=text.zh, en=text.en)
    tell(conn, op.device, op.generation, told)
    parked.no_longer_parked(conn, op.hub_no, now)
    return "applied"


def _lock(conn: Connection, hub_no: int) -> str:
    """Lock the books of the shop that an operation belongs to. Raises ``NotParked``."""
    op = parked.standing(conn, hub_no)
    if op is None:
        raise NotParked()
    lock_streams(conn, stream_of("parked", op.shop_id), "stock", "members")
    return op.shop_id


def _check_manager(conn: Connection, staff_id: str, shop_id: str, asked_in: str) -> None:
    """Raise ``NotAllowed`` unless her role may settle and the operation and the asking till are of her shop."""
    feed = tables.feed
    stream = conn.execute(select(feed.c.stream).where(feed.c.t == "staff", feed.c.id == staff_id)).scalar()
    staff = published(conn, Staff, staff_id)
    if shop_id != asked_in or staff is None or stream != stream_of("staff", shop_id):
        raise NotAllowed()
    if not may(grants_of(staff.role, published(conn, Role, staff.role)), Ask("settle")):
        raise NotAllowed()


def _end(conn: Connection, number: int, now: Millis, outcome: str) -> None:
    conn.execute(update(settlement).where(settlement.c.settlement_no == number).values(done_ms=now, outcome=outcome))
