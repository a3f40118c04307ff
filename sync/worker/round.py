"""One till's conversation with the mall, a step at a time: facts up, rows down, the day proved.

Each direction has its own breaker, so that a broken feed never stops uploads and the other way round. All it needs to
remember lies in the store; a worker that was killed goes on where it stood.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from random import Random

from posapp.domain.clock import SECOND, Clock, Millis
from posapp.services.errors import Unavailable
from posapp.services.ports import Attempt, Direction, Identity, SyncStore
from sync.worker.erasures import Erasures
from sync.worker.errors import ClockIsOff, MallTrouble, Offline, TimedOut, Unauthorised
from sync.worker.introduction import Introduction
from sync.worker.left_behind import LeftBehind
from sync.worker.mall.client import Mall
from sync.worker.prove import Prove
from sync.worker.pull import Pull
from sync.worker.push import Push, Step
from sync.worker.retry import FRESH, after_failure, is_due, is_probing
from sync.worker.visits import Visits

_log = logging.getLogger(__name__)

STORE_PAUSE = 1 * SECOND
"""How long a direction rests when the till's own file was not to be had: locked, or its disk full."""

BUG_PAUSE = 30 * SECOND
"""How long a direction rests after an error that nobody foresaw."""

OF_BOTH_WAYS = (Offline.code, TimedOut.code, Unauthorised.code, ClockIsOff.code)
"""Troubles of the way to the mall, not of a direction: who gets through one way gets through the other.

Not that the till is revoked: such a mall takes what is pushed and gives nothing.
"""


class Outcome(Enum):
    """What a step came to."""

    MORE = "more"  # the next step is worth taking at once
    DONE = "done"  # nothing more to do for now
    QUIET = "quiet"  # the mall was reached and had nothing new
    HELD = "held"  # not paired, backing off, or failed


@dataclass
class _Aside:
    """How something beside the two directions stands, remembered by this process alone."""

    attempt: Attempt = FRESH


class Round:
    """Takes steps with the mall and keeps count of how each direction stands. No step ever raises for trouble.

    Once ``stop`` is set the store is left alone: a pull may still hang in the air while the till's file is closed.
    """

    def __init__(
        self,
        store: SyncStore,
        mall: Mall,
        clock: Clock,
        rng: Random,
        stop: threading.Event | None = None,
        erasures: Erasures | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._rng = rng
        self._stop = stop or threading.Event()
        self._push = Push(store, mall, clock)
        self._pull = Pull(store, mall, clock, self._stop)
        self._prove = Prove(store, mall, clock, rng)
        self._left = LeftBehind(store, mall)
        self._visits = Visits(store, mall, clock)
        self._introduction = Introduction(mall, clock, rng)
        self._erasures = erasures
        self._aside = {"prove": _Aside(), "left": _Aside(), "visits": _Aside(), "erased": _Aside()}
        self._is_paired = False
        self._rest_until: dict[Direction, int] = {}

    def is_paired(self) -> bool:
        """Tell whether this till belongs to a shop, as far as the last step knew."""
        return self._is_paired

    def push(self) -> Outcome:
        """Send the next operations that the mall has not received."""
        return self._take("push", lambda who, probing: self._push.step(who, probing=probing))

    def pull(self, wait_s: int) -> Outcome:
        """Take the next page of rows, waiting up to ``wait_s`` seconds for one."""
        return self._take("pull", lambda who, probing: self._pull.step(who, 0 if probing else wait_s))

    def prove(self) -> Outcome:
        """Lay the next closed shift's figures beside the mall's.

        It backs off by itself and in memory only: a mall that cannot prove must still receive and feed.
        """
        return self._take_aside(self._aside["prove"], self._prove.step)

    def bring_left(self) -> Outcome:
        """Deliver what the log of an earlier pairing still holds; it backs off by itself, as proving does."""
        return self._take_aside(self._aside["left"], lambda _: self._left.step())

    def greet(self) -> Outcome:
        """Ask for leases of what the member at the counter holds; it backs off by itself, as proving does."""
        return self._take_aside(self._aside["visits"], self._visits.step)

    def tell_erased(self) -> Outcome:
        """Tell a mall of a new epoch whom it had erased; it backs off by itself, as proving does."""
        erasures = self._erasures
        return Outcome.DONE if erasures is None else self._take_aside(self._aside["erased"], erasures.step)

    def _take_aside(self, aside: _Aside, step: Callable[[Identity], Step | None]) -> Outcome:
        now = self._clock.now()
        if not is_due(aside.attempt, now):
            return Outcome.HELD
        try:
            identity = self._identity()
            if identity is None:
                return Outcome.HELD
            taken = step(identity)
        except (MallTrouble, Unavailable) as trouble:
            aside.attempt = after_failure(aside.attempt, trouble.code, now, self._rng)
            return Outcome.HELD
        aside.attempt = FRESH
        return Outcome.MORE if taken is not None and taken.more else Outcome.DONE

    def _take(self, direction: Direction, step: Callable[[Identity, bool], Step | None]) -> Outcome:
        """Take one step of a direction: only when it is due, and whatever happens only it is affected."""
        try:
            identity = self._identity()
            if identity is None or self._is_resting(direction):
                return Outcome.HELD
            attempt = self._store.attempt(direction)
            if not is_due(attempt, self._clock.now()):
                return Outcome.HELD
            try:
                taken = step(identity, is_probing(attempt))
            except MallTrouble as trouble:
                if self._introduction.mends(trouble, identity):
                    return Outcome.MORE
                if not self._stop.is_set():
                    self._note(direction, attempt, trouble)
                return Outcome.HELD
            if taken is None:
                if direction == "push" and attempt.failures:
                    # What failed has arrived all the same: its success was not kept, or the other direction, hastening
                    # this one, wrote over it. No operation may come for hours that would tell.
                    self._store.record_attempt(direction, FRESH, self._clock.now(), None)
                return Outcome.DONE
            self._introduction.is_known()
            self._store.record_attempt(direction, FRESH, self._clock.now(), Millis(taken.server_ms))
            if attempt.failures:
                self._hasten("pull" if direction == "push" else "push")
            return Outcome.MORE if taken.more else Outcome.QUIET if taken.quiet else Outcome.DONE
        except Unavailable as not_ready:
            _log.warning("%s: the till's file is not to be had: %s", direction, not_ready)
            self._rest(direction, STORE_PAUSE)
        except Exception:  # noqa: BLE001 - the edge: a bug on the way down must not stop the facts on their way up
            _log.exception("%s: a bug; resting", direction)
            self._rest(direction, BUG_PAUSE)
        return Outcome.HELD

    def _identity(self) -> Identity | None:
        """Return who we are, asked anew for each step: the till may be paired while we run."""
        identity = self._store.identity()
        self._is_paired = identity is not None
        return identity

    def _note(self, direction: Direction, before: Attempt, trouble: MallTrouble) -> None:
        """Keep a failure and when to try again."""
        now = self._clock.now()
        after = after_failure(before, trouble.code, now, self._rng, retry_after_ms=trouble.retry_after_ms)
        self._store.record_attempt(direction, after, now, None)
        if trouble.code != before.trouble:
            _log.warning("%s: %s", direction, trouble)

    def _hasten(self, other: Direction) -> None:
        """One direction got through again: if the other waits only for what kept both out, it may try now."""
        attempt = self._store.attempt(other)
        if attempt.trouble in OF_BOTH_WAYS:
            self._store.record_attempt(other, replace(attempt, next_try=0), self._clock.now(), None)

    def _rest(self, direction: Direction, pause: int) -> None:
        self._rest_until[direction] = self._clock.now() + pause

    def _is_resting(self, direction: Direction) -> bool:
        """Tell whether a direction rests. A rest longer than any we take means that the clock was set back."""
        return 0 < self._rest_until.get(direction, 0) - self._clock.now() <= BUG_PAUSE
