"""Labels with somebody's name on them, from commit to commit: one comes off for a reason, or its loss is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from posapp.domain.clock import MINUTE
from sync.protocol.bookings import Booking
from sync.protocol.kinds import Body, SaleCommit, TryOn
from sync.protocol.prepared import BookingPrepare, BookingRelease, BookingSubstitute
from sync.protocol.shops import TryOnRules

_EXPECTED = ("booked", "checked_in")
_GRACE = TryOnRules().grace_minutes * MINUTE


class KnownLabels:
    """What each garment of a booking said of its label when it was last looked at, and how many losses were told."""

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}
        self._told = 0

    def look(
        self, bookings: Sequence[Booking], new: Sequence[Body], lost: int, not_found: Collection[str], now: int
    ) -> Iterator[str]:
        """Yield what is wrong after a commit of ``new`` facts.

        ``lost`` losses were told since the first day, ``not_found`` are the sentences about pieces that nobody found.
        """
        told, self._told = lost - self._told, lost
        gone, came_off = 0, []
        for booking in bookings:
            for garment in booking.garments:
                before, self._labels[garment.id] = self._labels.get(garment.id, ""), garment.label
                if before == "held" and garment.label == "gone":
                    gone += 1
                elif before == "held" and not garment.label:
                    came_off.append((booking, garment.id))
        # What was lost and is found again in one commit ends without a label, and was told.
        unexplained = [one for one in came_off if not _has_a_reason(*one, new, not_found, now)]
        if not gone + len(unexplained) <= told <= gone + len(came_off):
            yield f"{gone} labels lost their piece, {len(unexplained)} came off, {told} told"


def _has_a_reason(booking: Booking, garment_id: str, new: Sequence[Body], not_found: Collection[str], now: int) -> bool:
    """Tell whether the label of a garment may come off without a word, or what was said of the piece was told."""
    if booking.status not in _EXPECTED or now > booking.starts_ms + _GRACE:
        return True
    for body in new:
        match body:
            case TryOn() if body.garment_id == garment_id and body.verdict != "kept":
                return True
            case SaleCommit() if body.booking_id == booking.id:
                return True
            case BookingSubstitute() | BookingRelease() if body.garment_id == garment_id:
                return True
            case BookingPrepare() if any(said.id == garment_id for said in body.pieces):
                return any(booking.code in sentence for sentence in not_found)
            case _:
                pass
    return False
