"""What a shop relies on about its rooms: whoever was promised one finds it free, whatever the line does meanwhile.

A small world of one shop, a mall and two tills plays at random: phones book, move and call off; clerks move and call
off without a line; walk-ins come; tills hear of the mall, or do not for hours. Nobody may stand before a promised room
that somebody was lawfully let into. A clerk may override; that is what the mall tells a person of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

import pytest
from msgspec.structs import replace

from posapp.domain.clock import MINUTE, at
from sync.hub.slots import room_among
from sync.protocol.booking_steps import broken, called_off, grace_ends, is_missed, may_be_promised, promise
from sync.protocol.bookings import Booking
from sync.protocol.rooms import LetIn
from sync.protocol.shops import Shop, TryOnRules, mall_rooms, slot_ms, slot_starts, visit_ends

DAY = date(2026, 11, 23)
OPENS, CLOSES = at(DAY, 10), at(DAY, 16)


def a_shop(rooms: int = 3, **rules: int) -> Shop:
    return Shop(
        id="s-1", code="01", name_zh="", name_en="", address_zh="", address_en="", phone="", lat_e6=0, lon_e6=0,
        opens="10:00", closes="16:00", fitting_rooms=rooms, try_on=TryOnRules(**rules),
    )  # fmt: skip


def a_booking(number: int, room: int, starts: int, ends: int, booked: int = OPENS - 1) -> Booking:
    return Booking(
        id=f"b-{number:03d}", shop_id="s-1", member_id="m-1", code_no=number, code=f"{number:08d}", starts_ms=starts,
        ends_ms=ends, room=room, status="booked", note="", garments=[], booked_ms=booked,
    )  # fmt: skip


@dataclass
class Till:
    """What one till knows: the bookings as it last heard them, with its own words over them, and when that was."""

    known: dict[str, Booking] = field(default_factory=dict)
    let_in: list[LetIn] = field(default_factory=list)
    unsaid: list[tuple[str, int]] = field(default_factory=list)  # booking, another slot or 0 to call it off
    fresh: int = OPENS - 60 * MINUTE
    is_online: bool = True


@dataclass
class Inside:
    """Somebody in a room until then; ``overrode`` the clerk."""

    until: int
    overrode: bool


class World:
    """One day, minute by minute, from a seed."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        dice = self.dice
        self.shop = a_shop(
            dice.randint(1, 4),
            slot_minutes=dice.choice((30, 45, 60)),
            walk_in_rooms=dice.randint(0, 2),
            lead_minutes=dice.choice((15, 30)),
            visit_minutes=dice.choice((15, 20, 40)),
            grace_minutes=dice.choice((15, 30)),
        )
        self.now = OPENS - 30 * MINUTE
        self.mall: dict[str, Booking] = {}
        self.tills = [Till(), Till()]
        self.inside: dict[int, Inside] = {}
        self.let_in: list[LetIn] = []
        self.stays_away: set[str] = set()
        self.overridden = self.walked_in = self.kept = 0

    def play(self) -> None:
        acts = (*[self.book] * 4, self.move, self.call_off, self.wish, *[self.walk_in] * 2, self.cut)
        while self.now < CLOSES:
            self.now += self.dice.randint(1, 4) * MINUTE
            self.inside = {room: one for room, one in self.inside.items() if one.until > self.now}
            for till in self.tills:
                if till.is_online:
                    self.hear(till)
            self.dice.choice(acts)()
            self.arrive()

    # --- phones and the mall

    def book(self) -> None:
        starts = self._some_slot()
        room = self._room(starts, "")
        if room is not None:
            made = a_booking(len(self.mall) + 1, room, starts, starts + slot_ms(self.shop), self.now)
            self.mall[made.id] = made

    def move(self) -> None:
        booking = self._some_booking(self.mall)
        if booking is not None:
            self._move(booking.id, self._some_slot())

    def call_off(self) -> None:
        booking = self._some_booking(self.mall)
        if booking is not None:
            self.mall[booking.id] = called_off(booking)

    def _move(self, booking_id: str, starts: int) -> None:
        room = self._room(starts, booking_id)
        span = slot_ms(self.shop)
        if room is not None and starts >= self.now:
            moved = replace(self.mall[booking_id], starts_ms=starts, ends_ms=starts + span, room=room)
            self.mall[booking_id] = moved

    def _room(self, starts: int, besides: str) -> int | None:
        ends = starts + slot_ms(self.shop)
        taken = [
            one.room
            for one in self.mall.values()
            if one.id != besides and one.status in ("booked", "checked_in") and one.starts_ms < ends
            and one.ends_ms > starts
        ]  # fmt: skip
        return room_among(self.shop, taken, starts, self.now)

    # --- counters

    def wish(self) -> None:
        """Move or call off a booking at a till; where the line is cut, the mall hears of it later."""
        till = self.dice.choice(self.tills)
        booking = self._some_booking(till.known)
        if booking is None:
            return
        self.stays_away.add(booking.id)
        starts = self.dice.choice((0, self._some_slot()))
        till.unsaid.append((booking.id, starts))
        till.known[booking.id] = called_off(booking) if not starts else replace(booking, room=0)

    def hear(self, till: Till) -> None:
        for booking_id, starts in till.unsaid:
            booking = self.mall[booking_id]
            if booking.status == "booked" and starts:
                self._move(booking_id, starts)
            else:
                self.mall[booking_id] = called_off(booking)
        till.unsaid.clear()
        till.known, till.fresh = dict(self.mall), self.now
        till.let_in = list(self.let_in)

    def cut(self) -> None:
        till = self.dice.choice(self.tills)
        till.is_online = not till.is_online

    def walk_in(self, own: Booking | None = None) -> None:
        """Somebody wants a room now: a walk-in, or one with a booking to whom none is promised."""
        till = self.dice.choice(self.tills)
        free = [room for room in range(1, self.shop.fitting_rooms + 1) if room not in self.inside]
        name = own.id if own is not None else None
        lawful = [room for room in free if self._is_lawful(till, room, name)]
        if not lawful and not (free and self.dice.random() < 0.1):
            return
        room = self.dice.choice(lawful or free)
        if lawful:
            told = broken(self.shop, room, self.now, self.mall.values(), self.let_in, own=name)
            expected = [one for one in told if one.id not in self.stays_away]
            assert not expected, "the mall would tell of a promise that the till could not know"
        self.walked_in += 1
        self.overridden += not lawful
        self._enter(till, room, visit_ends(self.shop, self.now), name, overrode=not lawful)

    def _is_lawful(self, till: Till, room: int, own: str | None) -> bool:
        starts = slot_starts(self.shop, DAY)
        return not broken(self.shop, room, self.now, till.known.values(), till.let_in, own=own) and not may_be_promised(
            self.shop, room, self.now, till.fresh, starts
        )

    def _enter(self, till: Till, room: int, until: int, own: str | None, *, overrode: bool = False) -> None:
        self.inside[room] = Inside(until, overrode)
        if own is not None:
            went_in = LetIn(booking_id=own, at_ms=self.now)
            till.let_in.append(went_in)
            self.let_in.append(went_in)

    # --- who has booked

    def arrive(self) -> None:
        """Somebody who has booked comes in her time, or a little after it."""
        went_in = {one.booking_id for one in self.let_in}
        for booking in list(self.mall.values()):
            if booking.status != "booked" or booking.id in went_in | self.stays_away:
                continue
            if not booking.starts_ms <= self.now <= grace_ends(self.shop, booking) + 10 * MINUTE:
                continue
            if self.dice.random() < 0.5:
                continue
            self._come(booking)

    def _come(self, booking: Booking) -> None:
        span = promise(self.shop, booking)
        if span is None or not span[0] <= self.now < span[1] or is_missed(self.shop, booking, self.now):
            self.walk_in(booking)
            return
        there = self.inside.get(booking.room)
        assert there is None or there.overrode, f"room {booking.room} was promised to {booking.id}"
        self.mall[booking.id] = replace(booking, status="checked_in")
        if there is None:
            self.kept += 1
            self._enter(self.dice.choice(self.tills), booking.room, booking.ends_ms, booking.id)

    def _some_slot(self) -> int:
        starts = [one for one in slot_starts(self.shop, DAY) if one + slot_ms(self.shop) > self.now]
        return self.dice.choice(starts[:3] or slot_starts(self.shop, DAY)[-1:])

    def _some_booking(self, known: dict[str, Booking]) -> Booking | None:
        went_in = {one.booking_id for one in self.let_in}
        open_ones = [one for one in known.values() if one.status == "booked" and one.id not in went_in]
        return self.dice.choice(open_ones) if open_ones else None


def test_who_was_promised_a_room_finds_it_free_whatever_happens() -> None:
    worlds = [World(seed) for seed in range(150)]
    for world in worlds:
        world.play()
    assert sum(world.kept for world in worlds) > 250, "the play had promises to keep"
    assert sum(world.overridden for world in worlds) > 20, "and clerks who overrode"
    assert sum(world.walked_in - world.overridden for world in worlds) > 500, "and walk-ins who were let in"


@pytest.mark.parametrize(
    ("rooms", "own", "promised"), [(0, 1, 0), (1, 1, 1), (2, 0, 1), (3, 1, 2), (4, 2, 2), (2, 9, 1)]
)
def test_the_mall_promises_all_rooms_but_those_for_walk_ins(rooms: int, own: int, promised: int) -> None:
    assert mall_rooms(a_shop(rooms, walk_in_rooms=own)) == promised


def test_a_till_that_has_just_heard_of_the_mall_may_use_every_room_that_is_free() -> None:
    shop = a_shop()
    starts = slot_starts(shop, DAY)
    for minutes in range(5 * 60):
        now = OPENS + minutes * MINUTE
        assert not may_be_promised(shop, 1, now, now, starts), f"{minutes} minutes after opening"


def test_a_till_that_is_cut_off_counts_every_room_that_the_mall_may_sell_as_promised() -> None:
    shop = a_shop()
    starts = slot_starts(shop, DAY)
    heard = OPENS + 5 * MINUTE
    unsure = [minute for minute in range(5, 70) if may_be_promised(shop, 1, OPENS + minute * MINUTE, heard, starts)]
    assert unsure == list(range(41, 70)), "from a visit's length before the next slot to the end of its grace"
    assert not any(may_be_promised(shop, 3, OPENS + minute * MINUTE, heard, starts) for minute in range(5, 70))
