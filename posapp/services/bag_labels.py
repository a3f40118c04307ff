"""One label for each bag: printed when the last piece is in it, and again when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import BookingId, OrderId
from posapp.domain.scan import BagKind
from posapp.domain.text import Language
from posapp.services.errors import NotOnTheList
from posapp.services.printing import queue_slip
from posapp.services.till_data import TillData, UnitOfWork, View
from posapp.services.walk_cards import booking_errand, order_errand
from posapp.services.walk_papers import Bag, LabelBlock, label_name, label_slip
from sync.protocol.bookings import Booking
from sync.protocol.orders import Order


class BagLabels:
    """Queues labels in the spool. ``language`` is the shop's, ``blocks`` what its template puts on a label."""

    def __init__(
        self,
        till: TillData,
        clock: Clock,
        language: Callable[[], Language],
        blocks: Callable[[], Sequence[LabelBlock]],
    ) -> None:
        self._till = till
        self._clock = clock
        self._blocks = blocks
        self.language = language

    def print(self, kind: BagKind, subject: str) -> None:
        """Queue the label of a bag, as a copy where there is one already. Raises ``NotOnTheList`` for no bag here."""
        self._till.write(lambda unit: self._queue(unit, kind, subject, self._clock.now()))

    def queue_first(self, unit: UnitOfWork, kind: BagKind, subject: str, now: Millis) -> None:
        """Queue the first label of a bag, in the caller's transaction; where there is one nothing happens."""
        self._queue(unit, kind, subject, now, only_first=True)

    def _queue(self, unit: UnitOfWork, kind: BagKind, subject: str, now: Millis, *, only_first: bool = False) -> None:
        bag = _bag(unit, kind, subject, now)
        if bag is None:
            raise NotOnTheList(reason="gone")
        languages: tuple[Language, ...] = ("zh", "en")
        is_copy = any(unit.print_jobs.has_slip(label_name(bag, language)) for language in languages)
        if not (is_copy and only_first):
            queue_slip(unit, label_slip(bag, self._blocks(), self.language(), is_copy=is_copy), now)


def _bag(view: View, kind: BagKind, subject: str, now: Millis) -> Bag | None:
    """Return what lies in a bag, or None when this shop has no such booking or order."""
    row: Booking | Order
    if kind == "booking":
        kept = view.bookings.get(BookingId(subject))
        errand = booking_errand(view, kept.row, now) if kept is not None else None
        if kept is None or errand is None:
            return None
        row = kept.row
    else:
        found = view.rows.get(Order, OrderId(subject))
        errand = order_errand(view, found) if found is not None else None
        if found is None or errand is None:
            return None
        row = found
    return Bag(
        kind=kind,
        code_no=row.code_no,
        name=errand.name,
        when=errand.due,
        room=errand.room,
        number=errand.number,
        hint=row.code[-2:],
        pieces=tuple(piece for piece in errand.pieces if piece.stand == "found"),
    )
