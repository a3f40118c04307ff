"""Take operations in: durably, in any order, whatever they say. What they mean is the business of ``apply``.

the next in line       into the inbox; ``received_through`` moves on
ahead of a gap         into the inbox; ``want`` names the hole
known already          nothing to do: id and hash are equal
not sound              into the inbox, to be parked: its own hashes disagree, or its body could not be read
no operation at all    into quarantine, whatever it is, with an exception for a person
a fork                 same id with another hash, same place with another id, or a broken chain: from then on the
                       whole stream goes into quarantine, kept and visible, not booked
from a revoked device  into quarantine
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, literal, or_, select, update

from posapp.domain.clock import Clock
from sync.hub.auth import Device
from sync.hub.branches import Link, missing_before
from sync.hub.db import tables
from sync.hub.db.bulk import Rows, among, ask
from sync.hub.exceptions import note_exception
from sync.protocol.canonical import digest
from sync.protocol.envelope import Operation, is_sound

_take_in = Rows(tables.inbox)

_inbox, _device = tables.inbox, tables.device
_own = (_inbox.c.device == bindparam("of_device")) & (_inbox.c.generation == bindparam("of_generation"))
_standing = (
    select(_device.c.status, _device.c.received_through, _device.c.chain_hash, _device.c.last_contact_ms)
    .where(_device.c.device == bindparam("of_device"), _device.c.generation == bindparam("of_generation"))
    .with_for_update()
)
_received = (
    update(_device)
    .where(_device.c.device == bindparam("of_device"), _device.c.generation == bindparam("of_generation"))
    .values(received_through=bindparam("through"), chain_hash=bindparam("hash"), last_contact_ms=bindparam("at_ms"))
)
_place = (_inbox.c.device, _inbox.c.generation, _inbox.c.seq, _inbox.c.op_id, _inbox.c.body_hash, _inbox.c.chain_hash)
_places = select(*_place).where(
    or_(among(_inbox.c.op_id, "op_ids"), _own & among(_inbox.c.seq, "seqs")),
)
_links = (
    select(_inbox.c.seq, _inbox.c.prev_hash, _inbox.c.chain_hash)
    .where(_own, _inbox.c.seq > bindparam("behind"))
    .order_by(_inbox.c.seq)
)


@dataclass(frozen=True, slots=True)
class Unread:
    """What of a push could not be read: by op id the bytes of operations whose body is no text, and entries that are
    no operation at all."""

    as_they_came: Mapping[str, bytes] = field(default_factory=dict)
    unframed: Sequence[bytes] = ()


ALL_READ = Unread()


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking in a push came to: how far a device's log is kept, and the holes in it."""

    received_through: int
    want: list[tuple[int, int]]


class _Place(NamedTuple):
    """Where the inbox keeps an operation: enough to tell whether another one is equal to it."""

    device: str
    generation: int
    seq: int
    op_id: str
    body_hash: str
    chain_hash: str


class _Link(NamedTuple):
    """An operation as a link of its device's chain."""

    seq: int
    prev_hash: str
    chain_hash: str


class _Fork(Exception):
    """The log of a device is no longer one line."""


def take_in(
    conn: Connection,
    clock: Clock,
    device: Device,
    operations: list[Operation],
    unread: Unread = ALL_READ,
    *,
    signed_ms: int | None = None,
) -> Taken:
    """Keep every operation of a push in this transaction, and what of it could not be read; never refuses one.

    ``signed_ms`` is when the till signed a push that somebody else brought: then it was heard of, not on arrival.
    """
    if unread.unframed:
        _keep_unframed(conn, device, unread.unframed, clock.now())
    [standing] = ask(conn, _standing, of_device=device.device, of_generation=device.generation)
    now = clock.now()
    if standing.status != "active":
        set_ahead_apart(conn, device.device, device.generation, why=standing.status)
        return _keep_apart(conn, device, operations, standing.received_through, why=standing.status, now=now)
    try:
        with conn.begin_nested():
            rows = [
                _inbox_row(operation, now, unread.as_they_came.get(operation.op_id))
                for operation in _fresh(conn, device, operations)
            ]
            if rows:
                _take_in.add(conn, rows)
            received, chain_hash = _walk(conn, device, standing.received_through, standing.chain_hash)
    except _Fork:
        known = tables.device
        mine = (known.c.device == device.device) & (known.c.generation == device.generation)
        conn.execute(update(known).where(mine).values(status="quarantined"))
        note_exception(conn, "fork", shop_id=device.shop_id, at_ms=now, till_no=device.till_no)
        set_ahead_apart(conn, device.device, device.generation, why="fork")
        return _keep_apart(conn, device, operations, standing.received_through, why="fork", now=now)
    conn.execute(
        _received,
        {
            "of_device": device.device,
            "of_generation": device.generation,
            "through": received,
            "hash": chain_hash,
            "at_ms": now if signed_ms is None else max(standing.last_contact_ms, min(signed_ms, now)),
        },
    )
    return Taken(received, _holes(conn, device, received))


def set_ahead_apart(conn: Connection, device: str, generation: int, *, why: str) -> None:
    """Take out of the inbox what lies there behind a hole, of a log that is booked no further.

    A hub that came back from a backup keeps what a till brings before it asks for what it has lost. When the log is
    taken out of service meanwhile, what fills the hole goes into quarantine, and what waits behind it would stay where
    nobody looks.
    """
    inbox, known = tables.inbox, tables.device
    received = select(known.c.received_through).where(known.c.device == device, known.c.generation == generation)
    ahead = (inbox.c.device == device) & (inbox.c.generation == generation) & (inbox.c.seq > received.scalar_subquery())
    kept = ("op_id", "device", "generation", "seq", "chain_hash", "envelope", "received_ms")
    columns = [inbox.c[name] for name in kept]
    conn.execute(insert(tables.quarantine).from_select([*kept, "why"], select(*columns, literal(why)).where(ahead)))
    conn.execute(delete(inbox).where(ahead))


def _fresh(conn: Connection, device: Device, operations: list[Operation]) -> list[Operation]:
    """Return the operations that are new, each once. Raises ``_Fork`` when one contradicts what is kept."""
    by_id: dict[str, _Place] = {}
    by_seq: dict[int, _Place] = {}
    for place in _kept(conn, device, operations):
        by_id[place.op_id] = place
        if (place.device, place.generation) == (device.device, device.generation):
            by_seq[place.seq] = place
    fresh = []
    for operation in operations:
        offered = _Place(
            operation.device,
            operation.generation,
            operation.seq,
            operation.op_id,
            operation.body_hash,
            operation.chain_hash,
        )
        same = by_id.get(operation.op_id) or by_seq.get(operation.seq)
        if same is None:
            by_id[offered.op_id] = by_seq[offered.seq] = offered
            fresh.append(operation)
        elif same != offered:
            raise _Fork
    return fresh


def _kept(conn: Connection, device: Device, operations: list[Operation]) -> Iterable[_Place]:
    if not operations:
        return []
    found = ask(
        conn,
        _places,
        of_device=device.device,
        of_generation=device.generation,
        op_ids=[operation.op_id for operation in operations],
        seqs=[operation.seq for operation in operations],
    )
    return [_Place(*row) for row in found]


def _walk(conn: Connection, device: Device, received: int, chain_hash: str) -> tuple[int, str]:
    """Follow the chain on from what was received. Raises ``_Fork`` where a link does not fit its predecessor."""
    for link in _after(conn, device, received):
        if link.seq != received + 1:
            break
        if link.prev_hash != chain_hash:
            raise _Fork
        received, chain_hash = link.seq, link.chain_hash
    return received, chain_hash


def _holes(conn: Connection, device: Device, received: int) -> list[tuple[int, int]]:
    holes = []
    expected = received + 1
    for link in _after(conn, device, received):
        if link.seq > expected:
            holes.append((expected, link.seq - 1))
        expected = link.seq + 1
    return holes


def _after(conn: Connection, device: Device, received: int) -> list[_Link]:
    found = ask(conn, _links, of_device=device.device, of_generation=device.generation, behind=received)
    return [_Link(*row) for row in found]


def _keep_apart(
    conn: Connection, device: Device, operations: list[Operation], received: int, *, why: str, now: int
) -> Taken:
    """Keep operations in quarantine. They count as received: the till has done its part, people decide the rest.

    Received is what this push brought and no more: the other branch of a fork may be longer, and its seqs say nothing
    of what the sender of this one still has to bring.
    """
    apart = tables.quarantine
    mine = (apart.c.device == device.device) & (apart.c.generation == device.generation)
    if why == "revoked" and conn.execute(select(apart.c.seq).where(mine).limit(1)).first() is None:
        note_exception(conn, "from_revoked", shop_id=device.shop_id, at_ms=now, till_no=device.till_no)
    known = {(place.op_id, place.chain_hash) for place in _kept(conn, device, operations)}
    seqs = [operation.seq for operation in operations]
    rows = conn.execute(select(apart.c.op_id, apart.c.chain_hash).where(mine, apart.c.seq.in_(seqs)))
    known |= {(row.op_id, row.chain_hash) for row in rows}
    strangers = [operation for operation in operations if (operation.op_id, operation.chain_hash) not in known]
    if strangers:
        conn.execute(
            insert(apart),
            [
                {
                    "op_id": operation.op_id,
                    "device": device.device,
                    "generation": device.generation,
                    "seq": operation.seq,
                    "chain_hash": operation.chain_hash,
                    "envelope": msgspec.json.encode(operation),
                    "why": why,
                    "received_ms": now,
                }
                for operation in strangers
            ],
        )
    return _traced(conn, device, operations, received) if operations else Taken(received, [])


def _traced(conn: Connection, device: Device, operations: list[Operation], received: int) -> Taken:
    """Tell how far a log that is set apart is kept, from the newest of a push back along its own branch.

    Where a predecessor is missing (the hub came back from a backup), all before it is wanted again.
    """
    newest = max(operations, key=lambda operation: operation.seq)
    missing = missing_before(conn, device, Link(newest.seq, newest.chain_hash), received)
    return Taken(0, [(1, missing)]) if missing else Taken(newest.seq, [])


def _keep_unframed(conn: Connection, device: Device, entries: Sequence[bytes], now: int) -> None:
    """Set apart what is no operation, each once. It has no place in the log, so nothing waits for it."""
    apart = tables.quarantine
    came = {digest(raw): raw for raw in entries}
    query = select(apart.c.chain_hash).where(
        apart.c.device == device.device, apart.c.generation == device.generation, apart.c.chain_hash.in_(list(came))
    )
    strangers = came.keys() - set(conn.execute(query).scalars())
    for found in sorted(strangers):
        kept = Operation(
            op_id=f"unframed-{found[:32]}",
            device=device.device,
            generation=device.generation,
            seq=0,
            kind="unframed",
            v=1,
            hlc=0,
            body="",
            body_hash=found,
            prev_hash=found,
            chain_hash=found,
        )
        conn.execute(
            insert(apart).values(
                op_id=kept.op_id,
                device=kept.device,
                generation=kept.generation,
                seq=kept.seq,
                chain_hash=found,
                envelope=_envelope(kept, came[found]),
                why="unframed",
                received_ms=now,
            )
        )
    if strangers:
        note_exception(conn, "unframed", shop_id=device.shop_id, at_ms=now, till_no=device.till_no)


def _envelope(operation: Operation, as_it_came: bytes | None) -> bytes:
    """Return what the inbox keeps: the operation, beside it the very bytes where its text could not hold them."""
    if as_it_came is None:
        return msgspec.json.encode(operation)
    plain = msgspec.to_builtins(operation)
    return msgspec.json.encode({**plain, "as_it_came": base64.b64encode(as_it_came).decode()})


def _inbox_row(operation: Operation, now: int, as_it_came: bytes | None) -> dict[str, object]:
    return {
        "op_id": operation.op_id,
        "device": operation.device,
        "generation": operation.generation,
        "seq": operation.seq,
        "kind": operation.kind,
        "v": operation.v,
        "body_hash": operation.body_hash,
        "prev_hash": operation.prev_hash,
        "chain_hash": operation.chain_hash,
        "envelope": _envelope(operation, as_it_came),
        "is_sound": as_it_came is None and is_sound(operation),
        "received_ms": now,
    }
