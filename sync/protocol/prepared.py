"""Preparing: what clerks say of the pieces that are to be fetched for a booking, or hung back.

Each garment says how far it is, so that every till of the shop shows one walking list. ``preparing`` is what the
operations here make of a booking; the pieces of orders have their own (``pickup.pick``).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from sync.protocol.body import Body

PieceState = Literal["wanted", "fetching", "found", "missing", "dropped", "returning", "back"]
"""To be fetched, somebody is on the way for it, laid out, not found, she does without it; somebody takes it back to
its rail, and it hangs there again."""

Choice = Literal["offered", "taken", "dropped"]
"""Of another piece instead: she is asked, it is laid out, she does without."""


class Instead(msgspec.Struct, frozen=True, kw_only=True):
    """Another piece in the place of one that was not found; ``by`` whose word ``status`` is."""

    variant_id: str
    style_id: str
    status: Literal["offered", "taken", "refused"]
    by: Literal["clerk", "phone"]
    at_ms: int


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """How far a piece is, and by whose word; ``asked_for`` is the variant that it was first, "" if it is still that."""

    state: PieceState
    staff_id: str
    at_ms: int
    instead: Instead | None = None
    asked_for: str = ""


class PieceSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of one garment. Another piece may have taken the place of ``variant_id`` meanwhile."""

    id: str
    variant_id: str
    state: PieceState


class PrepareStep(Body, frozen=True, kw_only=True):
    """What the operations of preparing share."""

    booking_id: str
    shop_id: str
    occurred_ms: int
    staff_id: str


class BookingPrepare(PrepareStep, frozen=True, kw_only=True):
    """``booking.prepare`` 1: how far the pieces of a booking are. Never refused."""

    pieces: list[PieceSaid]


class BookingSubstitute(PrepareStep, frozen=True, kw_only=True):
    """``booking.substitute`` 1: another piece instead of one that was not found. Never refused."""

    garment_id: str
    choice: Choice
    variant_id: str  # of what is offered or laid out, "" when she does without
    style_id: str


class BookingRelease(PrepareStep, frozen=True, kw_only=True):
    """``booking.release`` 1: a piece with her name on it goes to whoever holds it in her hand. Never refused."""

    garment_id: str
    variant_id: str
    approver_id: str  # whoever allowed it, "" where nobody was asked
