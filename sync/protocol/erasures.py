"""Members whose data the mall has erased: how a till is told, and how a mall from an older backup is told again.

The tombstone of such a member's row carries the chain's word for it. A till keeps that word, which names her by an id
that leads to nobody any more, and shows it to a mall that has begun a new epoch.
"""

from __future__ import annotations

import msgspec


class ErasedRow(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the ``row`` of the tombstone of a member who was erased; of any other one that is null."""

    erased: str  # the root key's signature of ``erased_message``


class ErasedMember(msgspec.Struct, frozen=True, kw_only=True):
    """A member and the chain's word that she was erased."""

    member_id: str
    proof: str


class ErasedRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Whose erasure a till has heard of, for a mall that has begun a new epoch and may have them back."""

    members: list[ErasedMember]


class ErasedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How many of them the mall had back; they are erased again."""

    again: int
    server_ms: int


def erased_message(member_id: str) -> bytes:
    """Return what the root key signs of a member who was erased."""
    return f"POSAPP-ERASED-1\n{member_id}".encode()
