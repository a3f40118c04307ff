"""The operation: one fact that happened at a till, numbered, hashed and chained.

An operation is *equal* to another if id **and** body hash are equal. The same id with another hash, or the same
``(device, generation, seq)`` with another id, is a fork: a cloned disk, a bug or an attack.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from sync.protocol.canonical import canonical, digest

GENESIS = "0" * 64
"""What the first operation of a generation names as its predecessor."""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """An operation as it lies in the till's log, travels, and lies in the hub's inbox.

    ``body`` is the canonical JSON of the kind's body, kept as text so that no migration ever touches it;
    ``seq`` is gapless from 1 within ``(device, generation)``; ``deps`` names operations that must apply first.
    """

    op_id: str
    device: str
    generation: int
    seq: int
    kind: str
    v: int
    hlc: int
    body: str
    body_hash: str
    prev_hash: str
    chain_hash: str
    deps: tuple[str, ...] = ()


class _Link(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a chain hash covers. The fields stand in the order of their names, so what is written is canonical."""

    body_hash: str
    deps: tuple[str, ...]
    device: str
    generation: int
    hlc: int
    kind: str
    op_id: str
    prev_hash: str
    seq: int
    v: int


_encode_link = msgspec.json.Encoder().encode


class ChainHead(NamedTuple):
    """Where a device's log stands: the last seq and its chain hash."""

    seq: int
    chain_hash: str


def chain_hash(operation: Operation) -> str:
    """Return the hash that the next operation must name: BLAKE2b-256 over the canonical envelope without it."""
    link = _Link(
        body_hash=operation.body_hash,
        deps=operation.deps,
        device=operation.device,
        generation=operation.generation,
        hlc=operation.hlc,
        kind=operation.kind,
        op_id=operation.op_id,
        prev_hash=operation.prev_hash,
        seq=operation.seq,
        v=operation.v,
    )
    return digest(_encode_link(link))


def seal(
    *,
    op_id: str,
    device: str,
    generation: int,
    head: ChainHead,
    kind: str,
    v: int,
    hlc: int,
    body: object,
    deps: tuple[str, ...] = (),
) -> Operation:
    """Build the next operation of a device's log on top of ``head``."""
    data = canonical(body)
    unchained = Operation(
        op_id=op_id,
        device=device,
        generation=generation,
        seq=head.seq + 1,
        kind=kind,
        v=v,
        hlc=hlc,
        body=data.decode(),
        body_hash=digest(data),
        prev_hash=head.chain_hash,
        chain_hash="",
        deps=deps,
    )
    return msgspec.structs.replace(unchained, chain_hash=chain_hash(unchained))


def is_sound(operation: Operation) -> bool:
    """Tell whether an operation's own hashes agree with its content; says nothing of its predecessor."""
    return digest(operation.body.encode()) == operation.body_hash and chain_hash(operation) == operation.chain_hash
