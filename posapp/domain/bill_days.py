"""Which days' bills are to be read, and when to ask for one again.

A channel makes the bill of a day on the next morning and keeps it for three months. What is due stands with the days
themselves: whoever was switched off for a week finds a week of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, Protocol

from posapp.domain.clock import DAY, HOUR, MINUTE, Millis, at, local
from posapp.domain.payment_channels import BillState

READY_HOUR = 10
"""Bills are there from 10 o'clock of the next day."""

KEPT_DAYS = 90
"""Older ones are not asked for: the channels keep them for three months."""

LATE = 12 * HOUR
"""A bill that cannot be read for so long is told to people."""

_PAUSES = tuple(minutes * MINUTE for minutes in (5, 10, 30, 60, 120, 240))
_LOOKS = (0, 2 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR)

NEVER = Millis(0)

Reading = Literal["awaited", "ready", "no_trade", "not_yet", "broken", "unknown"]
"""``awaited``: never asked for; the others are what came of the last asking (``BillState``)."""

READ: tuple[Reading, ...] = ("ready", "no_trade")


class Fetched(Protocol):
    """What came of asking for a day's bill, of trade or of movements."""

    @property
    def state(self) -> BillState:
        """Return whether it is here."""
        ...

    @property
    def code(self) -> str:
        """Return why it is not."""
        ...


@dataclass(frozen=True, slots=True)
class BillDay:
    """How far a day's bill is read. ``due`` is when to ask for it, ``look`` when to compare it again, or ``NEVER``."""

    day: date
    reading: Reading = "awaited"
    tries: int = 0
    due: Millis = NEVER
    looks: int = 0
    look: Millis = NEVER
    code: str = ""
    """Why the last try came to nothing, as the reader calls it."""

    @property
    def is_read(self) -> bool:
        """Tell whether the bill is here, or that there is none."""
        return self.reading in READ


def awaited(day: date) -> BillDay:
    """Return a day whose bill nobody has asked for."""
    return BillDay(day, due=ready_at(day))


def ready_at(day: date) -> Millis:
    """Return when the bill of a day should be there."""
    return at(day + timedelta(days=1), READY_HOUR)


def days_up_to(now: Millis, first: Millis) -> Iterator[date]:
    """Yield the days whose bills should be there, the oldest first, from that of ``first`` on."""
    today = local(now).date()
    day = max(local(first).date(), today - timedelta(days=KEPT_DAYS - 1))
    while ready_at(day) <= now:
        yield day
        day += timedelta(days=1)


def asked(day: BillDay, bill: Fetched, now: Millis) -> BillDay:
    """Return a day after its bill was asked for; what was read before stays read when a later try fails.

    One that was read is to be compared at once: ``look`` stands until ``compared`` says otherwise.
    """
    reading: Reading = bill.state.value
    if bill.state in (BillState.READY, BillState.NO_TRADE):
        return replace(day, reading=reading, tries=day.tries + 1, due=NEVER, looks=0, look=now, code="")
    pause = _PAUSES[min(day.tries, len(_PAUSES) - 1)]
    kept = day.reading if day.is_read else reading
    due = NEVER if day.is_read else Millis(now + pause)
    return replace(day, reading=kept, tries=day.tries + 1, due=due, code=bill.code)


def compared(day: BillDay, acts: Sequence[str], now: Millis) -> BillDay:
    """Return a day after its bill was compared with the books: while a channel is asked it is compared again."""
    if "ask" not in acts:
        return replace(day, look=NEVER)
    return replace(day, looks=day.looks + 1, look=Millis(now + _LOOKS[min(day.looks, len(_LOOKS) - 1)]))


def is_late(day: BillDay, now: Millis) -> bool:
    """Tell whether people should hear that a bill cannot be read."""
    return not day.is_read and day.tries > 0 and now - ready_at(day.day) > LATE


def around(day: date) -> tuple[date, date, date]:
    """Return a day, the one before and the one after: what its bill says may be the other half of theirs."""
    return day, day - timedelta(days=1), day + timedelta(days=1)


def span_of(day: date) -> tuple[Millis, Millis]:
    """Return the first instant of a day in the shop, and that of the next."""
    midnight = at(day, 0)
    return midnight, Millis(midnight + DAY)
