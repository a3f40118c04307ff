"""What happens to the till itself, beside its trade, and belongs into the journal:

START           the program began to work here: its version and settings
CONFIG_CHANGE   settings, printer or keys are others than at the last look, whoever changed them and by whatever means
CLOCK_CHANGE    the machine's clock was set, or the machine slept, or the mall says that the clock is off
OFFLINE_BEGIN   the lamp said for a minute that the mall is away; OFFLINE_END: it is heard again
DB_RESTORE      the till's file is an older one than it was: a copy put back, or one that works elsewhere too
ERASURE_REF     the mall erased a member, and what this till knew of her went with it: her id, which is nobody's name

All of them are seen by looking, every few seconds, at what is so now beside what the journal said last. A network that
flaps or a clock that jumps cannot flood the journal: after an entry of its kind the next one waits ten minutes, so that
at most six spells offline and six changes of the clock are written in an hour. People's settings are never passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

from posapp.domain.clock import MINUTE, Clock, Millis
from posapp.domain.till_clock import LARGEST_OFFSET, drift_of, ticks_of
from posapp.services.drawer_book import JournalHead
from posapp.services.on_duty import OnDuty
from posapp.services.shift_book import date_in_the_books
from posapp.services.syncing import SILENT_AFTER, Syncing, SyncStatus

if TYPE_CHECKING:
    from posapp.domain.keys import KeyMap
    from posapp.services.till_data import TillData, UnitOfWork

REST = 10 * MINUTE
"""So long after an entry about the network or the clock the next one of that kind waits."""


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """What the journal said last of the till. Instants in ms since the epoch; ``offline_since`` 0 while it is online.

    ``forked_generation`` is the pairing in which the mall has set this till's log apart.
    """

    settings: dict[str, str] | None = None
    clock_off_ms: int = 0
    clock_told: int = 0
    offline_since: int = 0
    online_since: int = 0
    forked_generation: int = 0


class EventBook(Protocol):
    """Keeps beside the journal what it said last of the till."""

    def remembered(self) -> Remembered:
        """Return what the journal said last."""
        ...

    def remember(self, said: Remembered) -> None:
        """Keep what the journal says now."""
        ...

    def head(self) -> JournalHead | None:
        """Return the journal's last entry, None when it is empty."""
        ...

    def hash_of(self, seq: int) -> str:
        """Return the hash of an entry, empty when there is none of that number."""
        ...

    def erased(self) -> Sequence[str]:
        """Return the members of whose erasure the journal has not told."""
        ...

    def told_erased(self, member_ids: Collection[str]) -> None:
        """Keep that the journal has told of these."""
        ...


class Witness(Protocol):
    """Remembers the head of the journal outside the till's file, so that an older file put in its place is noticed."""

    def known(self) -> JournalHead | None:
        """Return the head that was seen last; None when none was, or when it cannot be read."""
        ...

    def keep(self, head: JournalHead) -> None:
        """Remember a head; where that fails nothing is lost but the means to notice."""
        ...


class Event(NamedTuple):
    """An entry that is to be written."""

    kind: str
    body: dict[str, object]


class TillEvents:
    """Looks at the till and writes into its journal what has happened to it.

    ``settings`` returns what this machine was told, by name, or None when that cannot be read just now; ``program`` is
    our version. One thread at a time may look.
    """

    def __init__(
        self,
        till: TillData,
        clock: Clock,
        duty: OnDuty,
        witness: Witness,
        settings: Callable[[], Mapping[str, str] | None],
        program: str,
    ) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._syncing = Syncing(till, clock)
        self._witness = witness
        self._settings = settings
        self._program = program
        self._drift = 0
        self._silent_since: int | None = None  # in ticks: a clock that is set makes no spell
        self._is_started = False
        self._witnessed: JournalHead | None = None

    def look(self) -> tuple[str, ...]:
        """Write what has happened since the last look; return the kinds of the entries. Raises ``Unavailable``.

        A till that is not paired has no journal yet.
        """
        status, now, drift = self._syncing.status(), self._clock.now(), drift_of(self._clock)
        with self._till.view() as view:
            if view.paired is None:
                return ()
            before, head, generation = view.events.remembered(), view.events.head(), view.paired.generation
            keys, erased = view.keys.now(), view.events.erased()
            known = None if self._is_started else self._witness.known()
            is_older = known is not None and view.events.hash_of(known.seq) != known.hash
        told = self._settings()
        settings = before.settings if told is None else {**told, "keys": _spelt(keys)}
        events: list[Event] = []
        if known is not None and is_older:
            events.append(Event("DB_RESTORE", {"found_by": "machine", **_named("known", known), **_named("is", head)}))
        if status.is_forked and before.forked_generation != generation:
            events.append(Event("DB_RESTORE", {"found_by": "mall", "generation": generation, **_named("is", head)}))
            before = msgspec.structs.replace(before, forked_generation=generation)
        if not self._is_started:
            start = {"program": self._program, "settings": settings or {}, "clock_off_ms": status.clock_off_ms}
            events.append(Event("START", start))
        after = self._with_settings(before, settings, events)
        after = self._with_network(after, status, now, events)
        moved = drift - self._drift
        after = _with_clock(after, status.clock_off_ms, moved, now, events)
        events += (Event("ERASURE_REF", {"member_id": one}) for one in erased)
        if events:
            head = self._till.write(lambda unit: _write(unit, events, after, erased, now))
            self._is_started = True
            if any(event.kind == "CLOCK_CHANGE" for event in events):
                self._drift = drift
        if head is not None and head != self._witnessed:
            self._witness.keep(head)
            self._witnessed = head
        return tuple(event.kind for event in events)

    def _with_settings(self, before: Remembered, now: dict[str, str] | None, events: list[Event]) -> Remembered:
        if before.settings is not None and now is not None and now != before.settings:
            was = before.settings
            changed = {
                name: {"from": was.get(name, ""), "to": now.get(name, "")}
                for name in sorted({*was, *now})
                if was.get(name) != now.get(name)
            }
            who = self._duty.who()
            signed_in = "" if who is None else who.staff_id
            events.append(Event("CONFIG_CHANGE", {"signed_in": signed_in, "changed": changed}))
        return msgspec.structs.replace(before, settings=now)

    def _with_network(self, before: Remembered, status: SyncStatus, now: Millis, events: list[Event]) -> Remembered:
        is_offline = status.lamp == "offline"
        ticks = ticks_of(self._clock)
        if not is_offline:
            self._silent_since = None
        elif self._silent_since is None:
            self._silent_since = ticks  # a till that was off over night hears the mall before the minute is over
        if before.offline_since:
            if is_offline:
                return before
            events.append(Event("OFFLINE_END", {"since_ms": before.offline_since, "waiting": status.waiting}))
            return msgspec.structs.replace(before, offline_since=0, online_since=now)
        is_spell = self._silent_since is not None and ticks - self._silent_since >= SILENT_AFTER
        if not is_spell or _is_recent(before.online_since, now):
            return before
        since = status.last_contact or now
        events.append(Event("OFFLINE_BEGIN", {"since_ms": since, "waiting": status.waiting}))
        return msgspec.structs.replace(before, offline_since=since)


def _with_clock(before: Remembered, off_ms: int, moved_ms: int, now: Millis, events: list[Event]) -> Remembered:
    """``moved_ms`` is how far the machine's clock went beyond its ticks since the last entry of this run."""
    is_changed = max(abs(moved_ms), abs(off_ms - before.clock_off_ms)) > LARGEST_OFFSET
    if not is_changed or _is_recent(before.clock_told, now):
        return before
    body: dict[str, object] = {"moved_ms": moved_ms, "off_ms": off_ms, "was_off_ms": before.clock_off_ms}
    events.append(Event("CLOCK_CHANGE", body))
    return msgspec.structs.replace(before, clock_off_ms=off_ms, clock_told=now)


def _is_recent(instant: int, now: Millis) -> bool:
    """Tell whether the next entry has to wait; an instant that lies ahead was written by a clock that was wrong."""
    return bool(instant) and 0 <= now - instant < REST


def _named(what: str, head: JournalHead | None) -> dict[str, object]:
    return {f"{what}_seq": head.seq if head else 0, f"{what}_hash": head.hash if head else ""}


def _spelt(keys: KeyMap) -> str:
    return " ".join([keys.preset, *(f"{act}={key or 'none'}" for act, key in sorted(keys.own.items()))])


def _write(
    unit: UnitOfWork, events: Sequence[Event], after: Remembered, erased: Collection[str], now: Millis
) -> JournalHead | None:
    date = date_in_the_books(unit.shifts, now)
    for event in events:
        unit.journal(event.kind, event.body, date)
    unit.events.remember(after)
    if erased:
        unit.events.told_erased(erased)
    return unit.events.head()
