"""Shops: where they stand, when they are open, and their rules for try-ons."""

from __future__ import annotations

from datetime import date

import msgspec

from posapp.domain.clock import HOUR, MINUTE, Millis, at
from sync.protocol.row import Row


class OpenHours(msgspec.Struct, frozen=True, kw_only=True):
    """The hours of one weekday, such as "10:00" to "22:00"; both empty on a day on which the shop stays closed."""

    opens: str
    closes: str


class TryOnRules(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's rules for try-ons, in minutes.

    ``walk_in_rooms`` are the rooms with the highest numbers: the mall promises none of them. It promises a room of the
    others until ``lead_minutes`` before a slot begins; whoever books later comes without one. A walk-in stays about
    ``visit_minutes``. She may come ``early_minutes`` before her slot, and counts as missed ``grace_minutes`` after it
    began; then nothing is kept for her.
    """

    slot_minutes: int = 60
    walk_in_rooms: int = 1
    lead_minutes: int = 30
    visit_minutes: int = 20
    early_minutes: int = 15
    grace_minutes: int = 30


class Shop(Row, frozen=True, kw_only=True):
    """A shop and where it stands on the map (WGS 84, millionths of a degree).

    ``week`` has the hours of Monday to Sunday; without it every day is from ``opens`` to ``closes``. On
    ``closed_days`` (``YYYY-MM-DD``) it is closed, whatever the weekday.
    """

    code: str  # two or three digits, part of receipt numbers
    name_zh: str
    name_en: str
    address_zh: str
    address_en: str
    phone: str
    lat_e6: int
    lon_e6: int
    opens: str  # "10:00"
    closes: str  # "22:00"
    fitting_rooms: int
    week: list[OpenHours] = []
    closed_days: list[str] = []
    try_on: TryOnRules = TryOnRules()


def wall_clock(day: date, text: str) -> int:
    """Return the instant of a time of a shop's day, such as ``"22:00"``; ``"24:00"`` ends the day."""
    hour, minute = text.split(":")
    return at(day, 0) + int(hour) * HOUR + int(minute) * MINUTE


def open_between(shop: Shop, day: date) -> tuple[int, int] | None:
    """Return from when until when a shop is open on a day, None when it stays closed."""
    if day.isoformat() in shop.closed_days:
        return None
    hours = shop.week[day.weekday()] if len(shop.week) == 7 else OpenHours(opens=shop.opens, closes=shop.closes)
    if not hours.opens or not hours.closes:
        return None
    return wall_clock(day, hours.opens), wall_clock(day, hours.closes)


def slot_ms(shop: Shop) -> int:
    """Return how long a slot of a shop is."""
    return shop.try_on.slot_minutes * MINUTE


def slot_starts(shop: Shop, day: date) -> list[int]:
    """Return when the slots of a shop's day begin; the last one ends before the shop closes."""
    hours = open_between(shop, day)
    return [] if hours is None else list(range(hours[0], hours[1] - slot_ms(shop) + 1, slot_ms(shop)))


def mall_rooms(shop: Shop) -> int:
    """Return how many rooms the mall may promise: those from 1 to this number. One of two or more is left for walk-ins.

    A shop with a single room leaves it to the mall: walk-ins use it while nobody is promised it.
    """
    rooms = shop.fitting_rooms
    return rooms - min(max(shop.try_on.walk_in_rooms, 1), rooms - 1) if rooms > 1 else rooms


def closes_ms(shop: Shop, starts_ms: int) -> int:
    """Return until when the mall promises a room for a slot."""
    return starts_ms - shop.try_on.lead_minutes * MINUTE


def visit_ends(shop: Shop, enters_ms: int) -> Millis:
    """Return when somebody who enters a room now is reckoned to be out of it."""
    return Millis(enters_ms + shop.try_on.visit_minutes * MINUTE)
