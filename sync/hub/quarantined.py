"""Logs that are set apart, of copied disks and of tills out of service: what is in them, and what a review makes of it.

What was set apart may go on from what the books hold: a till taken out of service, or the true one of two copies. Such
operations follow the chain, and a release books them in order, into the same log; so the day proof can come out equal.
The others stand where the books hold something else: the disk was copied or put back, and both went on selling. Their
sales are as real, so a release books them too, as a *branch* of the log with a number of its own below zero. Only what
contradicts a booked fact (the same operation with another content, a sale or a shift's end that is booked already)
stays apart, until somebody discards it: kept for ever, with the reason and the loss.

What came in a push and was no operation at all stands apart as well, under the kind ``unframed`` and seq 0. There is
nothing in it that could be booked: support looks at its bytes (``raw``), then somebody discards it with a reason.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from posapp.domain.clock import Clock, Millis
from sync.hub import apply, parked, settling
from sync.hub.db import tables
from sync.hub.db.review_tables import quarantine_outcome, suspense_entry
from sync.hub.errors import NoName, NotBookable, NothingApart
from sync.hub.exceptions import note_exception
from sync.hub.publishing import lock_streams, stream_of
from sync.hub.seen_to import tell_again
from sync.protocol.decoding import from_json
from sync.protocol.envelope import GENESIS, Operation, is_sound


class SetApart(NamedTuple):
    """One log of which something is set apart: how much, for what money, since when and why."""

    device: str
    generation: int
    shop_id: str
    till_no: str
    why: str
    operations: int
    sales: int
    amount_fen: int
    first_seq: int
    last_seq: int
    from_ms: int
    unframed: int = 0  # of the operations, those that are none


class Released(NamedTuple):
    """What a release came to: booked, parked like any other, still apart because they contradict what is booked."""

    applied: int
    parked: int
    left: int


class Raw(NamedTuple):
    """What was set apart as it came, for support; ``base64`` holds the bytes."""

    quarantine_no: int
    received_ms: int
    why: str
    base64: str


class _AsItCame(msgspec.Struct):
    as_it_came: str = ""


class _Kept(NamedTuple):
    number: int
    operation: Operation
    body: dict[str, Any]

    @property
    def is_bookable(self) -> bool:
        return self.operation.kind != "unframed"


def logs(conn: Connection) -> list[SetApart]:
    """Return the logs of which something waits for review, the longest waiting first."""
    apart, known = tables.quarantine, tables.device
    rows = conn.execute(
        select(
            apart.c.device,
            apart.c.generation,
            apart.c.envelope,
            apart.c.seq,
            apart.c.why,
            apart.c.received_ms,
            known.c.shop_id,
            known.c.till_no,
        )
        .join(known, (known.c.device == apart.c.device) & (known.c.generation == apart.c.generation))
        .outerjoin(quarantine_outcome, quarantine_outcome.c.quarantine_no == apart.c.quarantine_no)
        .where(quarantine_outcome.c.quarantine_no.is_(None))
        .order_by(apart.c.quarantine_no)
    )
    by_log: dict[tuple[str, int], SetApart] = {}
    for row in rows:
        amount = _money(from_json(row.envelope, Operation), parked.readable_body(row.envelope))
        this = SetApart(
            row.device,
            row.generation,
            row.shop_id,
            row.till_no,
            row.why,
            1,
            int(amount is not None),
            amount or 0,
            row.seq,
            row.seq,
            row.received_ms,
            int(row.why == "unframed"),
        )
        before = by_log.get((row.device, row.generation))
        by_log[row.device, row.generation] = this if before is None else _together(before, this)
    return list(by_log.values())


def release(conn: Connection, clock: Clock, device: str, generation: int, who: str, reason: str) -> Released:
    """Book what is set apart of a log and contradicts nothing.

    Raises ``NoName``, ``NothingApart``, or ``NotBookable`` where all of it is unframed.
    """
    shop_id, waiting = _begin(conn, device, generation, who, reason)
    kept = [each for each in waiting if each.is_bookable]
    if not kept:
        raise NotBookable()
    now = clock.now()
    number = settling.record(
        conn, shop_id, _about(device, generation), "release", {"operations": len(kept)}, who, reason, now
    )
    results = [
        *_follow_on(conn, clock, device, generation, kept, number),
        *_branch(conn, clock, device, generation, kept, number),
    ]
    return Released(results.count("applied"), results.count("parked"), len(_waiting(conn, device, generation)))


def raw(conn: Connection, device: str, generation: int) -> list[Raw]:
    """Return what is set apart of a log as it came, also what was settled since: entries that are no operation as their
    bytes, operations as their JSON."""
    apart = tables.quarantine
    rows = conn.execute(
        select(apart.c.quarantine_no, apart.c.received_ms, apart.c.why, apart.c.envelope)
        .where(apart.c.device == device, apart.c.generation == generation)
        .order_by(apart.c.quarantine_no)
    )
    return [
        Raw(
            row.quarantine_no,
            row.received_ms,
            row.why,
            from_json(row.envelope, _AsItCame).as_it_came or b64encode(row.envelope).decode(),
        )
        for row in rows
    ]


def discard(conn: Connection, clock: Clock, device: str, generation: int, who: str, reason: str) -> int:
    """Say that what is still set apart of a log will not be booked, and write its money down as lost.

    Returns the amount. Nothing is deleted. The shop's other tills, which may have heard of it through the relay, are
    told the rows as the books have them. Raises ``NoName`` (a reason is wanted too) or ``NothingApart``.
    """
    if not reason.strip():
        raise NoName()
    shop_id, kept = _begin(conn, device, generation, who, reason)
    now = clock.now()
    loss = sum(_money(each.operation, each.body) or 0 for each in kept)
    number = settling.record(
        conn,
        shop_id,
        _about(device, generation),
        "discard",
        {"operations": len(kept), "amount_fen": loss},
        who,
        reason,
        now,
    )
    conn.execute(
        insert(quarantine_outcome),
        [
            {"quarantine_no": each.number, "outcome": "discarded", "hub_no": None, "settlement_no": number}
            for each in kept
        ],
    )
    conn.execute(
        insert(suspense_entry).values(
            entry_id=f"discarded:{number}",
            account="loss",
            shop_id=shop_id,
            hub_no=None,
            amount_fen=loss,
            settlement_no=number,
            at_ms=now,
        )
    )
    tell_again(conn, shop_id, (each.operation for each in kept))
    till_no = conn.execute(
        select(tables.device.c.till_no).where(
            tables.device.c.device == device, tables.device.c.generation == generation
        )
    ).scalar_one()
    note_exception(
        conn,
        "copy_discarded",
        shop_id=shop_id,
        at_ms=now,
        amount_fen=loss,
        till_no=till_no,
        count=len(kept),
        reason=reason,
    )
    return loss


def _begin(conn: Connection, device: str, generation: int, who: str, reason: str) -> tuple[str, list[_Kept]]:
    """Check who it is, lock the books of the shop, and return what waits."""
    if not who.strip() or not reason.strip():
        raise NoName()
    known = tables.device
    shop_id = conn.execute(
        select(known.c.shop_id).where(known.c.device == device, known.c.generation == generation).with_for_update()
    ).scalar()
    if shop_id is None:
        raise NothingApart()
    lock_streams(conn, stream_of("parked", shop_id), "stock", "members")
    kept = _waiting(conn, device, generation)
    if not kept:
        raise NothingApart()
    return shop_id, kept


def _waiting(conn: Connection, device: str, generation: int) -> list[_Kept]:
    apart = tables.quarantine
    rows = conn.execute(
        select(apart.c.quarantine_no, apart.c.envelope)
        .outerjoin(quarantine_outcome, quarantine_outcome.c.quarantine_no == apart.c.quarantine_no)
        .where(
            apart.c.device == device,
            apart.c.generation == generation,
            quarantine_outcome.c.quarantine_no.is_(None),
        )
        .order_by(apart.c.seq, apart.c.quarantine_no)
    )
    return [
        _Kept(row.quarantine_no, from_json(row.envelope, Operation), parked.readable_body(row.envelope)) for row in rows
    ]


def _follow_on(
    conn: Connection, clock: Clock, device: str, generation: int, kept: Iterable[_Kept], number: int
) -> list[str]:
    """Book what follows the log's chain, in order, and move the log on."""
    known = tables.device
    mine = (known.c.device == device) & (known.c.generation == generation)
    seq, chain_hash, applied = conn.execute(
        select(known.c.received_through, known.c.chain_hash, known.c.applied_through).where(mine)
    ).one()
    behind = conn.execute(
        select(tables.inbox.c.hub_no)
        .where(
            tables.inbox.c.device == device,
            tables.inbox.c.generation == generation,
            tables.inbox.c.seq.between(applied + 1, seq),
        )
        .order_by(tables.inbox.c.seq)
    ).scalars()
    for hub_no in list(behind):
        apply.apply_alone(conn, clock, hub_no)
    results = []
    while True:
        # What came ahead of a gap lies in the inbox already, and waits for what was set apart.
        early = _taken_at(conn, device, generation, seq + 1)
        if early is not None and early.prev_hash == chain_hash:
            results.append(apply.apply_alone(conn, clock, early.hub_no))
            seq, chain_hash = seq + 1, early.chain_hash
            continue
        follower = next((each for each in kept if _follows(each.operation, seq, chain_hash)), None)
        if follower is None or early is not None or _is_known(conn, follower):
            break
        results.append(_take(conn, clock, follower, generation, number))
        seq, chain_hash = seq + 1, follower.operation.chain_hash
    conn.execute(update(known).where(mine).values(received_through=seq, applied_through=seq, chain_hash=chain_hash))
    return results


def _branch(
    conn: Connection, clock: Clock, device: str, generation: int, kept: Iterable[_Kept], number: int
) -> list[str]:
    """Book what stands beside the log as a branch of it, but what contradicts a booked fact."""
    results: list[str] = []
    branch = 0
    for each in kept:
        if _is_settled(conn, each) or _contradicts(conn, each):
            continue
        if not branch or _taken_at(conn, device, branch, each.operation.seq) is not None:
            branch = _new_branch(conn, device, generation, clock.now())
        results.append(_take(conn, clock, each, branch, number))
    return results


def _take(conn: Connection, clock: Clock, each: _Kept, generation: int, number: int) -> str:
    """Put an operation into the inbox and apply it."""
    operation, inbox = each.operation, tables.inbox
    hub_no: int = conn.execute(
        insert(inbox)
        .values(
            op_id=operation.op_id,
            device=operation.device,
            generation=generation,
            seq=operation.seq,
            kind=operation.kind,
            v=operation.v,
            body_hash=operation.body_hash,
            prev_hash=operation.prev_hash,
            chain_hash=operation.chain_hash,
            envelope=msgspec.json.encode(operation),
            is_sound=is_sound(operation),
            received_ms=clock.now(),
        )
        .returning(inbox.c.hub_no)
    ).scalar_one()
    conn.execute(
        insert(quarantine_outcome).values(
            quarantine_no=each.number, outcome="released", hub_no=hub_no, settlement_no=number
        )
    )
    return apply.apply_alone(conn, clock, hub_no)


def _new_branch(conn: Connection, device: str, generation: int, now: Millis) -> int:
    """Make a log for one more branch; its number is below zero, where no till ever counts."""
    known = tables.device
    origin = conn.execute(select(known).where(known.c.device == device, known.c.generation == generation)).mappings()
    lowest = conn.execute(select(func.min(known.c.generation)).where(known.c.device == device)).scalar_one()
    number: int = min(0, lowest) - 1
    conn.execute(
        insert(known).values(
            **{
                **origin.one(),
                "generation": number,
                "status": "revoked",
                "enrolled_ms": now,
                "received_through": 0,
                "applied_through": 0,
                "chain_hash": GENESIS,
            }
        )
    )
    return number


def _taken_at(conn: Connection, device: str, generation: int, seq: int) -> Any:
    inbox = tables.inbox
    return conn.execute(
        select(inbox.c.hub_no, inbox.c.prev_hash, inbox.c.chain_hash).where(
            inbox.c.device == device, inbox.c.generation == generation, inbox.c.seq == seq
        )
    ).one_or_none()


def _follows(operation: Operation, seq: int, chain_hash: str) -> bool:
    return operation.seq == seq + 1 and operation.prev_hash == chain_hash


def _is_known(conn: Connection, each: _Kept) -> bool:
    inbox = tables.inbox
    return conn.execute(select(inbox.c.hub_no).where(inbox.c.op_id == each.operation.op_id)).scalar() is not None


def _is_settled(conn: Connection, each: _Kept) -> bool:
    outcome = quarantine_outcome
    return (
        conn.execute(select(outcome.c.quarantine_no).where(outcome.c.quarantine_no == each.number)).scalar() is not None
    )


def _contradicts(conn: Connection, each: _Kept) -> bool:
    """Tell whether the books hold something that an operation would have to change."""
    if _is_known(conn, each):
        return True
    if each.operation.kind == "sale.commit":
        sale = tables.sale
        query = select(sale.c.sale_id).where(sale.c.sale_id == str(each.body.get("sale_id", "")))
        return conn.execute(query).scalar() is not None
    if each.operation.kind == "shift.close":
        shift = tables.shift
        query = select(shift.c.shift_id).where(
            shift.c.shift_id == str(each.body.get("shift_id", "")), shift.c.closed_ms.is_not(None)
        )
        return conn.execute(query).scalar() is not None
    return False


def _money(operation: Operation, body: dict[str, Any]) -> int | None:
    total = body.get("total_fen")
    return total if operation.kind == "sale.commit" and isinstance(total, int) else None


def _together(one: SetApart, other: SetApart) -> SetApart:
    return one._replace(
        operations=one.operations + other.operations,
        sales=one.sales + other.sales,
        amount_fen=one.amount_fen + other.amount_fen,
        first_seq=min(one.first_seq, other.first_seq),
        last_seq=max(one.last_seq, other.last_seq),
        unframed=one.unframed + other.unframed,
    )


def _about(device: str, generation: int) -> str:
    return f"log:{device}:{generation}"
