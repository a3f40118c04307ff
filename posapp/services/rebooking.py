"""Another slot for a booking, or none: wished at the counter, kept at once, answered by the mall when it hears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from posapp.domain.clock import Millis, local
from posapp.domain.identity import StaffId
from posapp.services.errors import AnotherDay, BookingOver, NotThatSlot
from posapp.services.room_promises import mall_time, own_shop
from posapp.services.till_data import UnitOfWork, View
from sync.protocol import rows
from sync.protocol.booking_steps import BookingCancel, BookingChange, asked, called_off, is_missed
from sync.protocol.shops import closes_ms, mall_rooms, slot_ms, slot_starts

_EXPECTED = ("booked", "checked_in")


@dataclass(frozen=True, slots=True)
class SlotHere:
    """A slot as this till knows it: how many rooms of the mall's are not promised, as far as it has heard.

    ``is_late``: it begins so soon that the mall promises none any more.
    """

    starts: Millis
    ends: Millis
    free: int
    is_late: bool
    is_hers: bool


def slots_of(view: View, row: rows.Booking, day: date, now: Millis) -> tuple[SlotHere, ...]:
    """Return the slots of a day that have not begun, and hers."""
    shop = own_shop(view)
    if shop is None:
        return ()
    now = mall_time(view, now)
    starts = [one for one in slot_starts(shop, day) if one >= now or one == row.starts_ms]
    if not starts:
        return ()
    span = slot_ms(shop)
    around = view.bookings.between(Millis(starts[0] - span), Millis(starts[-1] + span))
    others = [kept.row for kept in around if kept.row.id != row.id and kept.row.status in _EXPECTED]
    return tuple(
        SlotHere(
            starts=Millis(start),
            ends=Millis(start + span),
            free=_free(shop, others, start),
            is_late=now > closes_ms(shop, start),
            is_hers=start == row.starts_ms,
        )
        for start in starts
    )


def wish(
    unit: UnitOfWork,
    row: rows.Booking,
    *,
    starts: Millis,
    note: str,
    companions: int,
    staff_id: StaffId,
    now: Millis,
) -> rows.Booking:
    """Keep that she wishes another slot, note or company; return the booking as it is shown until the mall answers.

    The same as it is leaves nothing behind. Raises ``BookingOver`` or ``NotThatSlot``.
    """
    _ensure_open(unit, row, now)
    if (starts, note, companions) == (row.starts_ms, row.note, row.companions):
        return row
    if starts != row.starts_ms:
        shop = own_shop(unit)
        if shop is None or starts < mall_time(unit, now) or starts not in slot_starts(shop, local(starts).date()):
            raise NotThatSlot
    step = BookingChange(
        booking_id=row.id,
        shop_id=row.shop_id,
        occurred_ms=now,
        staff_id=staff_id,
        of_change=row.changes,
        starts_ms=starts,
        note=note,
        companions=companions,
    )
    made = asked(row, step)
    unit.bookings.project(made, unit.append(step, subject=row.code).seq)
    return made


def call_off(unit: UnitOfWork, row: rows.Booking, *, staff_id: StaffId, now: Millis) -> rows.Booking:
    """Keep that she called her booking off at the counter. Raises ``BookingOver``."""
    _ensure_open(unit, row, now)
    step = BookingCancel(
        booking_id=row.id,
        shop_id=row.shop_id,
        occurred_ms=now,
        staff_id=staff_id,
        of_change=row.changes,
        by="member",
    )
    made = called_off(row)
    unit.bookings.project(made, unit.append(step, subject=row.code).seq)
    return made


def ensure_today(view: View, row: rows.Booking, now: Millis) -> rows.Booking:
    """Return a booking of today. Raises ``AnotherDay``; by the mall's clock, where this one is off."""
    today, starts = local(mall_time(view, now)).date(), local(row.starts_ms)
    if starts.date() == today:
        return row
    reason = "ahead" if starts.date() > today else "past"
    raise AnotherDay(reason=reason, day=f"{starts:%m-%d}", time=f"{starts:%H:%M}")


def _ensure_open(view: View, row: rows.Booking, now: Millis) -> None:
    if row.status in ("checked_in", "done"):
        raise BookingOver(reason="here")
    shop = own_shop(view)
    if row.status != "booked" or (shop is not None and is_missed(shop, row, mall_time(view, now))):
        raise BookingOver(reason="ended")


def _free(shop: rows.Shop, others: Sequence[rows.Booking], start: int) -> int:
    taken = {one.room for one in others if one.starts_ms < start + slot_ms(shop) and one.ends_ms > start}
    return sum(room not in taken for room in range(1, mall_rooms(shop) + 1))
