"""What preparing makes of a booking: the same at the till that says it, at its neighbours, at the mall.

Two clerks who cannot hear of each other may both go for one piece. Whatever order their words arrive in, a piece that
was found stays found, and a piece that nobody wants any more is nobody's find.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from sync.protocol.bookings import Booking, Garment
from sync.protocol.prepared import (
    BookingPrepare,
    BookingRelease,
    BookingSubstitute,
    Instead,
    PieceSaid,
    PieceState,
    Prepared,
    PrepareStep,
)

_YIELDS_TO_A_FIND = frozenset({"fetching", "missing"})


def state_of(garment: Garment) -> PieceState:
    """Return how far a piece is; one of which nobody spoke is wanted."""
    return garment.prepared.state if garment.prepared is not None else "wanted"


def is_of_use(garment: Garment, said: PieceSaid) -> bool:
    """Tell whether what was found is what is wanted still: another piece may have taken its place."""
    return garment.variant_id == said.variant_id


def is_answered(garment: Garment) -> bool:
    """Tell whether she said on her phone what is to be in the place of a garment."""
    instead = garment.prepared.instead if garment.prepared is not None else None
    return instead is not None and instead.by == "phone"


def prepared_booking(booking: Booking, step: BookingPrepare) -> Booking:
    """Return a booking with what was said of its pieces."""
    said = {one.id: one for one in step.pieces}
    garments = [
        _said_of(each, said[each.id], step.staff_id, step.occurred_ms) if each.id in said else each
        for each in booking.garments
    ]
    return replace(booking, garments=[_relabelled(each) for each in garments])


def substituted(booking: Booking, step: BookingSubstitute) -> Booking:
    """Return a booking in which another piece is offered, is to be fetched, or none is. Her own word outlasts it."""

    def change(garment: Garment) -> Garment:
        if is_answered(garment):
            return garment
        if step.choice == "dropped":
            return _without(garment, step.staff_id, step.occurred_ms)
        instead = Instead(
            variant_id=step.variant_id,
            style_id=step.style_id,
            status="taken" if step.choice == "taken" else "offered",
            by="clerk",
            at_ms=step.occurred_ms,
        )
        if step.choice == "taken":
            return _with_instead(garment, instead, step.staff_id)
        asked = _prepared(garment, "missing", step.staff_id, step.occurred_ms)
        return _relabelled(replace(garment, prepared=replace(asked, instead=instead)))

    return _changed(booking, step.garment_id, change)


def answered(booking: Booking, garment_id: str, at_ms: int, *, takes: bool) -> Booking:
    """Return a booking with her word on what she was offered. Raises ``ValueError`` when she was offered nothing."""

    def change(garment: Garment) -> Garment:
        before = garment.prepared
        if before is None or before.instead is None or before.instead.status != "offered":
            raise ValueError("nothing was offered for this garment")
        said = replace(before.instead, status="taken" if takes else "refused", by="phone", at_ms=at_ms)
        if takes:
            return _with_instead(garment, said, before.staff_id)
        dropped = _without(garment, before.staff_id, at_ms)
        assert dropped.prepared is not None  # ``_without`` has just said it
        return replace(dropped, prepared=replace(dropped.prepared, instead=said))

    if all(garment.id != garment_id for garment in booking.garments):
        raise ValueError("no such garment")
    return _changed(booking, garment_id, change)


def released(booking: Booking, step: BookingRelease) -> Booking:
    """Return a booking one of whose pieces went to somebody else; one that she tried already stays as it is."""

    def change(garment: Garment) -> Garment:
        if garment.verdict is not None or garment.variant_id != step.variant_id:
            return garment
        return replace(garment, label="gone", prepared=_prepared(garment, "missing", step.staff_id, step.occurred_ms))

    return _changed(booking, step.garment_id, change)


def after(booking: Booking, step: PrepareStep) -> Booking:
    """Return a booking after a step of any kind."""
    match step:
        case BookingPrepare():
            return prepared_booking(booking, step)
        case BookingSubstitute():
            return substituted(booking, step)
        case BookingRelease():
            return released(booking, step)
        case _:
            raise TypeError(f"{type(step).__name__} prepares nothing")


def _said_of(garment: Garment, said: PieceSaid, staff_id: str, at_ms: int) -> Garment:
    before = garment.prepared
    if not is_of_use(garment, said):
        return garment
    if before is not None:
        is_late_find = said.state == "found" and before.state in _YIELDS_TO_A_FIND
        if before.at_ms > at_ms and not is_late_find:
            return garment
        if before.state == "found" and said.state in _YIELDS_TO_A_FIND and before.staff_id != staff_id:
            return garment
    return replace(garment, prepared=_prepared(garment, said.state, staff_id, at_ms))


def _relabelled(garment: Garment) -> Garment:
    """Take a label off that promises what nobody finds, or says gone of a piece that lies in the bag."""
    is_untrue = (garment.label, state_of(garment)) in (("held", "missing"), ("gone", "found"))
    return replace(garment, label="") if is_untrue else garment


def _prepared(garment: Garment, state: PieceState, staff_id: str, at_ms: int) -> Prepared:
    before = garment.prepared
    if before is None:
        return Prepared(state=state, staff_id=staff_id, at_ms=at_ms)
    return replace(before, state=state, staff_id=staff_id, at_ms=at_ms)


def _with_instead(garment: Garment, instead: Instead, staff_id: str) -> Garment:
    before = garment.prepared
    first = before.asked_for if before is not None and before.asked_for else garment.variant_id
    kept = Prepared(state="wanted", staff_id=staff_id, at_ms=instead.at_ms, instead=instead, asked_for=first)
    return replace(
        garment,
        style_id=instead.style_id,
        variant_id=instead.variant_id,
        my_size=False,
        label="",
        prepared=kept,
    )


def _without(garment: Garment, staff_id: str, at_ms: int) -> Garment:
    dropped = _prepared(garment, "dropped", staff_id, at_ms)
    label = "" if garment.label == "held" else garment.label
    return replace(garment, label=label, verdict=garment.verdict or "untried", prepared=dropped)


def _changed(booking: Booking, garment_id: str, change: Callable[[Garment], Garment]) -> Booking:
    return replace(booking, garments=[change(each) if each.id == garment_id else each for each in booking.garments])
