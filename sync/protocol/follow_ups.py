"""Follow-ups: what the mall would write to a member after her visit, and what the clerk who served her says to it.

A follow-up is a row of the mall's in the feed of her shop: the words that would go out, and the true reason. Nobody at
a counter writes in it; a clerk only says whether it goes (``follow_up.decide``). ``decided`` is the one meaning of
that, at the till, at its neighbours and at the mall: of two words about one follow-up the one that stands further on
in ``DECIDED`` wins, whichever came first, so tills that could not hear of each other agree in the end.
"""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from sync.protocol.body import Body
from sync.protocol.row import Row

FollowUpReason = Literal["promotion", "size", "coupon", "outfit"]
"""What she tried costs less now; the size she asked for is in; her coupon ends; it is worn with what she bought."""

FollowUpStatus = Literal["proposed", "calling", "released", "held_back", "called", "sent", "ended"]
FollowUpAction = Literal["release", "hold_back", "call", "called"]

DECIDED: tuple[FollowUpStatus, ...] = ("proposed", "calling", "released", "held_back", "called")
"""What a clerk may make of it, the word that wins last: who holds back is heard, and a call that was made was made."""

OVER: frozenset[FollowUpStatus] = frozenset({"sent", "ended"})
"""What only the mall makes of it: it left, or there is no reason for it any more."""

_STATUS_AFTER: dict[FollowUpAction, FollowUpStatus] = {
    "release": "released",
    "hold_back": "held_back",
    "call": "calling",
    "called": "called",
}


class FollowUp(Row, frozen=True, kw_only=True):
    """One follow-up. ``staff_id`` served her, "" when nobody knows; the words are what she would read.

    It leaves at ``goes_ms`` at the earliest, once it is released; after ``until_ms`` nobody needs to decide any more.
    ``ended_why`` is ``bought`` ``no_consent`` ``no_longer_true`` or ``too_late``. The last four instants are None until
    it happened: it left, she opened it, she came back, she bought.
    """

    shop_id: str
    member_id: str
    staff_id: str
    reason: FollowUpReason
    status: FollowUpStatus
    style_id: str  # "" of a coupon
    variant_id: str  # "" where no size is meant
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str
    why_zh: str
    why_en: str
    found_ms: int
    goes_ms: int
    until_ms: int
    decided_by: str = ""
    decided_ms: int | None = None
    ended_why: str = ""
    sent_ms: int | None = None
    opened_ms: int | None = None
    came_back_ms: int | None = None
    bought_ms: int | None = None


class FollowUpDecide(Body, frozen=True, kw_only=True):
    """``follow_up.decide`` 1: a clerk lets it go, holds it back, will call her, or has called. Never refused."""

    follow_up_id: str
    shop_id: str
    member_id: str
    occurred_ms: int
    staff_id: str
    action: FollowUpAction


def decided(row: FollowUp, step: FollowUpDecide) -> FollowUp:
    """Return a follow-up after a clerk's word; one that left or ended stays as it is."""
    if row.status in OVER:
        return row
    said = _STATUS_AFTER[step.action]
    if DECIDED.index(said) <= DECIDED.index(row.status):
        return row
    return replace(row, status=said, decided_by=step.staff_id, decided_ms=step.occurred_ms)
