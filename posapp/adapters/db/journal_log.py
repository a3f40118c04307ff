"""The tamper-evident journal: each entry names the hash of the one before and is signed by the till.

    hash      SHA-256(0x01 · previous hash · canonical JSON of seq, kind, at_ms, business_date, body)
    signature Ed25519 by the device key over "POSAPP-JOURNAL-1\\0" · hash

The chain shows an edit, a swap and a cut in the middle; the signature a chain made anew; a cut at the end only the
anchors that the mall holds and the hash on the last Z report can show. An entry written while the till had no key has
no signature; ``SIGNED_AGAIN`` is the first that has one, and names those before it that have none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, func, insert, select

from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.tables import journal
from posapp.domain.clock import Millis
from posapp.services.drawer_book import JournalHead
from sync.protocol.canonical import canonical
from sync.protocol.envelope import GENESIS
from sync.protocol.signing import is_signed, sign

_CONTEXT = b"POSAPP-JOURNAL-1\0"
_last = Prepared(select(journal.c.seq, journal.c.hash, journal.c.signature).order_by(journal.c.seq.desc()).limit(1))
_add = Prepared(insert(journal))
_last_signed = select(func.coalesce(func.max(journal.c.seq), 0)).where(journal.c.signature != "")


class _Entry(msgspec.Struct, frozen=True, gc=False):
    """What a hash covers. The fields stand in the order of their names, and so does what ``body`` was written as."""

    at_ms: int
    body: msgspec.Raw
    business_date: str
    kind: str
    seq: int


_encode_entry = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Fault:
    """An entry that is not as it was written: its number is missing, its chain or its signature does not hold."""

    seq: int
    what: Literal["gap", "chain", "signature"]


def add(
    connection: Connection, private_key: str | None, *, kind: str, body: object, business_date: str, now: Millis
) -> JournalHead:
    """Write the next entry and return the journal's head; without a key it is marked by its missing signature."""
    row = _last.one(connection)
    head = JournalHead(0, GENESIS) if row is None else JournalHead(row.seq, row.hash)
    if row is not None and not row.signature and private_key is not None:
        unsigned = {"from_seq": connection.execute(_last_signed).scalar_one() + 1, "through_seq": head.seq}
        head = _write(connection, private_key, head, "SIGNED_AGAIN", unsigned, business_date, now)
    return _write(connection, private_key, head, kind, body, business_date, now)


def _write(
    connection: Connection,
    private_key: str | None,
    before: JournalHead,
    kind: str,
    body: object,
    business_date: str,
    now: Millis,
) -> JournalHead:
    data = canonical(body)
    hash_ = _hash(before.hash, before.seq + 1, kind, now, business_date, data)
    _add.run(
        connection,
        {
            "seq": before.seq + 1,
            "kind": kind,
            "at_ms": now,
            "business_date": business_date,
            "body": data,
            "prev_hash": before.hash,
            "hash": hash_,
            "signature": "" if private_key is None else sign(private_key, _CONTEXT + bytes.fromhex(hash_)),
        },
    )
    return JournalHead(before.seq + 1, hash_)


def faults(connection: Connection, public_key: str) -> list[Fault]:
    """Check every entry and return all that is wrong, in order; checking goes on after a fault."""
    found: list[Fault] = []
    previous, expected = GENESIS, 1
    report: Callable[[int, Any], None] = lambda seq, what: found.append(Fault(seq, what))  # noqa: E731
    for row in connection.execute(select(journal).order_by(journal.c.seq)):
        if row.seq != expected:
            report(expected, "gap")
        right = _hash(row.prev_hash, row.seq, row.kind, row.at_ms, row.business_date, row.body)
        if row.hash != right or row.prev_hash != previous:
            report(row.seq, "chain")
        if row.signature and not is_signed(public_key, _CONTEXT + bytes.fromhex(row.hash), row.signature):
            report(row.seq, "signature")
        previous, expected = row.hash, row.seq + 1
    return found


def _hash(previous: str, seq: int, kind: str, at_ms: int, business_date: str, body: bytes) -> str:
    entry = _encode_entry(_Entry(at_ms, msgspec.Raw(body), business_date, kind, seq))
    return hashlib.sha256(b"\x01" + bytes.fromhex(previous) + entry).hexdigest()
