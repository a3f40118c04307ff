"""What a screen may know of sync: a lamp and a sentence, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.clock import DAY, SECOND, Clock, Millis
from posapp.domain.till_clock import LARGEST_OFFSET, off_by, worse
from posapp.services.till_data import LoggedOperation, SyncFacts, TillData
from sync.protocol.rows import STREAMS

Lamp = Literal["unpaired", "loading", "online", "offline", "attention"]
OutboxState = Literal["here", "relayed", "received", "applied", "backed_up", "parked"]

SILENT_AFTER = 60 * SECOND
"""The worker hears from the mall every 25 seconds, even when nothing happens."""

BEAT_WITHIN = 15 * SECOND


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """Where this till stands with the mall.

    ``lamp``, the first that holds: ``unpaired`` no mall yet · ``offline`` the last push or pull failed, or nothing was
    heard for 60 seconds; everything works · ``loading`` a full load is under way, ``loaded``/``to_load`` rows ·
    ``attention`` an operation waits for a person · ``online``.

    ``waiting`` operations are here only, ``parked`` ones wait for a person at the mall. ``clock_is_off``: this
    machine's clock is more than 2 minutes off, by ``clock_off_ms`` (positive: it is slow). ``days_without_prices``:
    how many whole days ago the prices were last known to be the mall's. ``is_stranger``: the mall answered that it
    does not know this till; ``is_revoked``: that it was taken out of service; ``is_forked``: it sets apart what this
    till sends, whose file was copied or put back. ``fresh_as_of``: when each stream of the feed was last known to be
    complete here. ``pack_trouble``: why the mall's newest model pack is not in use (``adapters.adviser.judging``).
    """

    lamp: Lamp
    waiting: int
    parked: int
    last_contact: Millis | None
    loaded: int
    to_load: int
    prices_as_of: Millis | None
    clock_is_off: bool
    worker_is_alive: bool
    days_without_prices: int = 0
    is_stranger: bool = False
    is_revoked: bool = False
    is_forked: bool = False
    fresh_as_of: tuple[tuple[str, Millis], ...] = ()
    clock_off_ms: int = 0
    pack_trouble: str = ""


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One operation in plain words: where it is now.

    ``here`` in this till only · ``received`` at the mall · ``applied`` booked there · ``backed_up`` in the mall's
    backup too · ``parked`` waits for a person.
    """

    seq: int
    kind: str
    subject: str  # receipt number, booking code, …
    at: Millis
    state: OutboxState
    hub_no: int | None
    code: str
    reason_zh: str
    reason_en: str
    clock_off_ms: int = 0  # how slow this machine's clock was then, where that matters


class Syncing:
    """Reads what the worker wrote down; asks nobody."""

    def __init__(self, till: TillData, clock: Clock) -> None:
        self._till = till
        self._clock = clock

    def status(self) -> SyncStatus:
        """Return where this till stands with the mall."""
        with self._till.view() as view:
            is_paired = view.paired is not None
            facts = view.sync.facts()
        now, off_ms = self._clock.now(), worse(off_by(self._clock), facts.clock_skew_ms)
        return SyncStatus(
            lamp=_lamp(facts, now) if is_paired else "unpaired",
            waiting=facts.waiting,
            parked=facts.parked,
            last_contact=facts.last_contact,
            loaded=facts.loaded,
            to_load=facts.loaded + facts.ahead,
            prices_as_of=facts.catalogue_as_of,
            clock_is_off=abs(off_ms) > LARGEST_OFFSET,
            clock_off_ms=off_ms,
            pack_trouble=facts.pack_trouble,
            worker_is_alive=facts.last_beat is not None and abs(now - facts.last_beat) < BEAT_WITHIN,
            days_without_prices=0 if facts.catalogue_as_of is None else max(0, now - facts.catalogue_as_of) // DAY,
            is_stranger=facts.is_stranger,
            is_revoked=facts.is_revoked,
            is_forked=facts.is_forked,
            fresh_as_of=tuple((stream, facts.fresh_as_of[stream]) for stream in STREAMS if stream in facts.fresh_as_of),
        )

    def outbox(self, most: int = 50) -> tuple[OutboxEntry, ...]:
        """Return the last operations: those that wait for a person first, then those that wait for the mall."""
        with self._till.view() as view:
            return tuple(_entry(operation) for operation in view.sync.operations(most))


def _lamp(facts: SyncFacts, now: Millis) -> Lamp:
    is_silent = facts.last_contact is not None and now - facts.last_contact > SILENT_AFTER
    if facts.is_failing or (is_silent and facts.is_complete):
        return "offline"
    if not facts.is_complete:
        return "loading"
    return "attention" if facts.parked or facts.is_forked else "online"


def _entry(operation: LoggedOperation) -> OutboxEntry:
    return OutboxEntry(
        seq=operation.seq,
        kind=operation.kind,
        subject=operation.subject,
        at=operation.at,
        state=_state(operation),
        hub_no=operation.hub_no,
        code=operation.code,
        reason_zh=operation.reason.zh,
        reason_en=operation.reason.en,
        clock_off_ms=operation.clock_off_ms,
    )


def _state(operation: LoggedOperation) -> OutboxState:
    if operation.result in ("parked", "fork"):
        return "parked"
    if operation.result == "applied":
        return "backed_up" if operation.is_backed_up else "applied"
    if operation.is_received:
        return "received"
    return "relayed" if operation.is_relayed else "here"
