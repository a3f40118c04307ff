"""A till's time of record: the machine's clock, as far as it can be believed.

The machine's clock is a battery and a person who may set it. What is stamped by it stays on receipts and in the log for
ever, so a till goes by it only where nothing contradicts it:

it is behind what was seen    a dead battery, or it was set back: the latest instant seen runs on by the ticks
the mall says it is far off   by more than five minutes: the mall's time runs on by the machine's clock
otherwise                     it is believed

Seen are the till's own stamps and the mall's time at the last contact. Only the mall can take back a stamp that was
too far ahead: a till that once believed it was 2099 would otherwise stay there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from posapp.domain.clock import DAY, MINUTE, Clock, Millis
from posapp.domain.value import Contact

LARGEST_OFFSET = 2 * MINUTE
"""A machine's clock further off than this is worth a word to people."""

LARGEST_LEAD = 5 * MINUTE
"""How far ahead of the mall's clock the till's time may be; the same as of hybrid clocks on the wire."""

TOO_FAR_FOR_A_SHIFT = DAY
"""With a clock further off than this a manager opens the shift: its business date goes into the books."""


class Seen(NamedTuple):
    """What the till's file remembers of time: its latest stamp, and the last word from the mall."""

    latest: Millis
    contact: Contact | None


class Reading(NamedTuple):
    """The time of record, and how many ms the machine's clock must be moved to be right, as far as is known."""

    instant: Millis
    off_by: int

    @property
    def is_suspect(self) -> bool:
        """Tell whether the machine's clock is too far off to be passed over in silence."""
        return abs(self.off_by) > LARGEST_OFFSET


@dataclass(frozen=True, slots=True)
class _Known:
    """No instant is before ``floor``, which was reached at ``ticks``; ``contact`` is one of this very run."""

    floor: int
    ticks: int
    contact: Contact | None = None

    def floor_at(self, ticks: int) -> int:
        return self.floor + max(0, ticks - self.ticks)


class TillClock:
    """Keeps ``Clock`` for one process over the machine's clock and its ticks. Safe to ask from any thread.

    ``ticks`` are milliseconds that nobody can set. They count anew when the machine starts, so a contact from before
    this process began says only how late it is at least.
    """

    def __init__(self, wall: Clock, ticks: Callable[[], int]) -> None:
        self._wall = wall
        self._ticks = ticks
        self._changing = threading.Lock()
        self._began = wall.now() - ticks()
        self._known: _Known | None = None
        self._before: Contact | None = None

    def now(self) -> Millis:
        """Return this instant."""
        return self.read().instant

    def ticks(self) -> int:
        """Return milliseconds since some instant of this machine's run; nobody can set them."""
        return self._ticks()

    def drift(self) -> int:
        """Return by how many ms the machine's clock has gone beyond its ticks in this run: it was set, or slept."""
        return self._wall.now() - self._ticks() - self._began

    def contact(self, mall: Millis) -> Contact:
        """Return what to remember of the mall's time, which it has told just now."""
        return Contact(self._wall.now(), self._ticks(), mall)

    def read(self) -> Reading:
        """Return this instant and how far off the machine's clock is."""
        wall, ticks, known = self._wall.now(), self._ticks(), self._known
        if known is None:
            return Reading(wall, 0)
        believed, told, contact = wall, 0, known.contact
        runs_evenly = contact is not None and _runs_evenly(contact, wall, ticks)
        if contact is not None and runs_evenly:
            told = contact.mall - contact.wall
            if abs(told) > LARGEST_LEAD:
                believed = Millis(wall + told)
        instant = Millis(max(believed, known.floor_at(ticks)))
        return Reading(instant, told if runs_evenly else instant - wall)

    def learn(self, seen: Seen) -> None:
        """Take in what the file remembers; it may be told as often as one likes."""
        with self._changing:
            ticks = self._ticks()
            if self._known is None:
                self._before = seen.contact
                self._known = _Known(max(seen.latest, seen.contact.mall if seen.contact else 0), ticks)
            elif seen.contact is not None and seen.contact not in (self._before, self._known.contact):
                self._known = _after_contact(self._known, seen.contact, ticks)

    def stamped(self, instant: Millis) -> None:
        """Remember an instant that was written down: none after it may be earlier."""
        with self._changing:
            ticks = self._ticks()
            if self._known is None:
                self._known = _Known(instant, ticks)
            elif instant > self._known.floor_at(ticks):
                self._known = replace(self._known, floor=instant, ticks=ticks)


def off_by(clock: Clock) -> int:
    """Return how many ms the machine's clock behind ``clock`` is off; 0 for one that is simply believed."""
    return clock.read().off_by if isinstance(clock, TillClock) else 0


def ticks_of(clock: Clock) -> int:
    """Return milliseconds that only go on; those of a clock that is simply believed are its own."""
    return clock.ticks() if isinstance(clock, TillClock) else clock.now()


def drift_of(clock: Clock) -> int:
    """Return by how many ms the machine's clock was set, or slept, in this run; 0 for one that is simply believed."""
    return clock.drift() if isinstance(clock, TillClock) else 0


def worse(one: int, other: int) -> int:
    """Return the larger of two offsets: what the clock knows now and what the file says of the last contact."""
    return max(one, other, key=abs)


def stamped(clock: Clock, instant: Millis) -> None:
    """Let the clock know that an instant was written down."""
    if isinstance(clock, TillClock):
        clock.stamped(instant)


def _after_contact(known: _Known, contact: Contact, ticks: int) -> _Known:
    mall = contact.mall + max(0, ticks - contact.ticks)
    stood = known.floor_at(ticks)
    return _Known(stood if mall < stood <= mall + LARGEST_LEAD else mall, ticks, contact)


def _runs_evenly(contact: Contact, wall: int, ticks: int) -> bool:
    """Tell whether the machine's clock only ran since the contact: it was not set, and the machine did not sleep."""
    return abs((wall - contact.wall) - (ticks - contact.ticks)) <= LARGEST_OFFSET
