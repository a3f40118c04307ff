"""What became of a garment that somebody tried on, said at a counter and shown wherever the garment stands.

A garment is one of a booking, or a piece that was brought to a fitting room. ``said_of`` is the one meaning of an
outcome for either: the till that sent it, its neighbours and the mall lay it over their rows with it.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec.structs import replace

from posapp.domain.fit import Place, Verdict
from sync.protocol.body import Body


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a garment. ``verdict`` is None until somebody says; the rest may be left out.

    ``where`` it was too small or too big; ``wished_size`` is the one that she asked for instead; ``judged_by`` the
    clerk who said so, and ``judged_ms`` when.
    """

    verdict: Verdict | None = None
    where: list[Place] = []
    wished_size: str = ""
    judged_by: str = ""
    judged_ms: int = 0


class TryOn(Body, frozen=True, kw_only=True):
    """``try_on.outcome`` 2: what became of one garment. The newest outcome of a garment stands. Never refused.

    Of a booked garment ``booking_id`` and ``garment_id`` name it. Of any other piece ``booking_id`` is None,
    ``room_id`` and ``visit_id`` say where it was worn, ``garment_id`` is the piece's id in that room, and
    ``member_id`` may be None.
    """

    booking_id: str | None
    garment_id: str
    shop_id: str
    member_id: str | None
    style_id: str
    variant_id: str
    occurred_ms: int
    staff_id: str
    verdict: Verdict
    room_id: str = ""
    visit_id: str = ""
    where: list[Place] = []  # of too_small and too_big; empty: she did not say
    wished_size: str = ""  # "": none


T = TypeVar("T", bound=Tried)


def said_of(garment: T, outcome: TryOn) -> T:
    """Return a garment with its outcome; one that was said later than this one stands."""
    if outcome.occurred_ms < garment.judged_ms:
        return garment
    return replace(
        garment,
        verdict=outcome.verdict,
        where=list(outcome.where),
        wished_size=outcome.wished_size,
        judged_by=outcome.staff_id,
        judged_ms=outcome.occurred_ms,
    )


def name_of(outcome: TryOn) -> str:
    """Return what an outcome is about, as the ``ref`` of what her history tells of it."""
    return f"{outcome.booking_id or outcome.visit_id}/{outcome.garment_id}"
