"""Logs that are set apart, each branch a chain of its own: whether all of one is here.

A branch is followed backwards, from the newest operation of a push. What was followed once is not followed again:
nothing ever leaves the quarantine, and a restored database knows only what it had followed itself.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, select, text

from sync.hub.auth import Device
from sync.hub.db import tables
from sync.protocol.decoding import decoder_of

_STRIDE = 250
"""So many links are read at once on the way back."""

_inbox, _apart, _meta = tables.inbox, tables.quarantine, tables.meta
_booked = select(_inbox.c.seq, _inbox.c.chain_hash, _inbox.c.prev_hash).where(
    _inbox.c.device == bindparam("of_device"),
    _inbox.c.generation == bindparam("of_generation"),
    _inbox.c.seq.between(bindparam("first"), bindparam("last")),
)
_set_apart = select(_apart.c.envelope).where(
    _apart.c.device == bindparam("of_device"),
    _apart.c.generation == bindparam("of_generation"),
    _apart.c.seq.between(bindparam("first"), bindparam("last")),
)
_mark = select(_meta.c.value).where(_meta.c.key == bindparam("wanted"))
_keep_mark = text("INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = :value")


class Link(NamedTuple):
    """The place of an operation in its log, and its hash."""

    seq: int
    chain_hash: str

    def __str__(self) -> str:
        """Return it as it is written down."""
        return f"{self.seq}:{self.chain_hash}"


class _Kept(msgspec.Struct):
    """What an envelope in quarantine says of its place."""

    seq: int
    chain_hash: str
    prev_hash: str


_kept = decoder_of(_Kept)


def missing_before(conn: Connection, device: Device, newest: Link, received: int) -> int:
    """Return up to which seq the branch of ``newest`` is missing, 0 when all of it is here.

    ``received`` is how far the inbox is one line from its beginning.
    """
    name = f"followed:{device.device}:{device.generation}"
    followed = conn.scalar(_mark, {"wanted": name})
    link, first = newest, newest.seq + 1
    before: dict[Link, Link] = {}
    trunk: frozenset[Link] = frozenset()
    while link.seq > 0 and str(link) != followed:
        if link.seq < first:
            first = max(link.seq - _STRIDE, 1)
            before, trunk = _read(conn, device, first, link.seq, received)
        if link in trunk:
            break
        if link not in before:
            return link.seq
        link = before[link]
    conn.execute(_keep_mark, {"key": name, "value": str(newest)})
    return 0


def _read(
    conn: Connection, device: Device, first: int, last: int, received: int
) -> tuple[dict[Link, Link], frozenset[Link]]:
    """Return each link of some seqs with the one before it, and those that are known to reach the beginning."""
    where = {"of_device": device.device, "of_generation": device.generation, "first": first, "last": last}
    booked = {
        Link(seq, chain_hash): Link(seq - 1, prev_hash) for seq, chain_hash, prev_hash in conn.execute(_booked, where)
    }
    apart = (_kept.decode(envelope) for envelope in conn.scalars(_set_apart, where))
    before = booked | {Link(each.seq, each.chain_hash): Link(each.seq - 1, each.prev_hash) for each in apart}
    return before, frozenset(link for link in booked if link.seq <= received)
