"""Whom a fitting room is kept for and who comes next, as far as this till can know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from posapp.domain.clock import SECOND, Millis, at, local
from posapp.domain.text import Bilingual
from posapp.services.carts import member_name
from posapp.services.errors import RoomKept, RoomUnsure
from posapp.services.till_data import View
from sync.protocol import rows
from sync.protocol.booking_steps import broken, is_missed, may_be_promised
from sync.protocol.rooms import FittingRoom
from sync.protocol.shops import slot_starts

_CLOCK_IS_OFF = 30 * SECOND


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is known of a room: the booking whose promise somebody breaks who enters it now, and whether that is all.

    ``is_unsure``: the mall may have promised it meanwhile to somebody of whom this till has not heard.
    """

    kept_for: rows.Booking | None = None
    is_unsure: bool = False


class RoomPromises:
    """What the shop's rooms are promised for now; read once, asked of each room."""

    def __init__(self, view: View, now: Millis) -> None:
        self.shop = own_shop(view)
        facts = view.sync.facts()
        self._now = _at_the_mall(facts.clock_offset_ms, now)
        self._rooms: Sequence[FittingRoom] = view.rooms.all()
        day = local(self._now).date()
        self._today = [kept.row for kept in view.bookings.between(at(day, 0), at(day + timedelta(days=1), 0))]
        self._fresh = facts.fresh_as_of.get("shop", Millis(0))
        self._let_in = [one for room in self._rooms for one in room.let_in]
        self._starts = slot_starts(self.shop, day) if self.shop is not None else []

    def of(self, number: int, own: str | None = None) -> Keeping:
        """Return what is known of a room for somebody who enters it now; ``own`` is her own booking."""
        if self.shop is None:
            return Keeping()
        kept = broken(self.shop, number, self._now, self._today, self._let_in, own=own)
        unsure = may_be_promised(self.shop, number, self._now, self._fresh, self._starts)
        is_own = any(one.id == own and one.room == number for one in self._today)
        return Keeping(kept[0] if kept else None, unsure and not is_own)

    def coming(self) -> dict[int, rows.Booking]:
        """Return for each room who goes into it next.

        Its own next booking of today; into free rooms that are kept for nobody, those who are here and wait: without
        a room of theirs, or with one that somebody else is in.
        """
        went_in = {one.booking_id for one in self._let_in} | {
            room.visit.booking_id for room in self._rooms if room.visit
        }
        ahead = [row for row in self._today if row.id not in went_in and self._is_ahead(row)]
        free = {room.number for room in self._rooms if room.visit is None}
        coming: dict[int, rows.Booking] = {}
        for row in ahead:
            if row.room in free or row.status != "checked_in":
                coming.setdefault(row.room, row)
        waiting = [row for row in ahead if row.status == "checked_in" and coming.get(row.room) is not row]
        for number in sorted(free):
            if waiting and self.of(number, waiting[0].id).kept_for is None and not self._is_here(coming.get(number)):
                coming[number] = waiting.pop(0)
        coming.pop(0, None)
        return coming

    def _is_ahead(self, row: rows.Booking) -> bool:
        if row.status == "booked":
            return row.ends_ms > self._now and not (self.shop is not None and is_missed(self.shop, row, self._now))
        return row.status == "checked_in"

    @staticmethod
    def _is_here(row: rows.Booking | None) -> bool:
        return row is not None and row.status == "checked_in"


def ensure_free(view: View, room: FittingRoom, now: Millis, own: str | None) -> None:
    """Raise ``RoomKept`` or ``RoomUnsure`` when somebody who enters a room now may break another's promise."""
    keeping = RoomPromises(view, now).of(room.number, own)
    if keeping.kept_for is not None:
        starts = f"{local(keeping.kept_for.starts_ms):%H:%M}"
        raise RoomKept(room=room.number, name=name_of(view, keeping.kept_for), time=starts)
    if keeping.is_unsure:
        raise RoomUnsure(room=room.number)


def name_of(view: View, booking: rows.Booking) -> Bilingual:
    """Return the name of who has booked."""
    member = view.rows.get(rows.Member, booking.member_id)
    return member_name(member) if member is not None else Bilingual("", "")


def own_shop(view: View) -> rows.Shop | None:
    """Return the shop of this till, None while its row has not come."""
    return view.rows.get(rows.Shop, view.paired.shop_id) if view.paired is not None else None


def mall_time(view: View, now: Millis) -> Millis:
    """Return the mall's time: a till whose clock is off by more than 30 s goes by the mall's at the last contact."""
    return _at_the_mall(view.sync.clock_offset_ms(), now)


def _at_the_mall(offset: int, now: Millis) -> Millis:
    return Millis(now + offset) if abs(offset) > _CLOCK_IS_OFF else now
