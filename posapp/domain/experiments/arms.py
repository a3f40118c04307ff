"""Which arm of an experiment a member is in: the same at every till, every day, with or without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from posapp.domain.promotion import FULL_BP


@dataclass(frozen=True, slots=True)
class Share:
    """An arm and its share of the members, in hundredths of a per cent."""

    arm: str
    share_bp: int


def arm_of(salt: str, member_id: str, shares: Sequence[Share]) -> str | None:
    """Return the arm of a member; None for one who is in none, where the shares leave some out.

    The salt is the experiment's own, so that who is in an arm of one says nothing about the next.
    """
    drawn = int.from_bytes(sha256(f"{salt}:{member_id}".encode()).digest()[:8]) * FULL_BP >> 64
    for share in shares:
        drawn -= share.share_bp
        if drawn < 0:
            return share.arm
    return None
