"""One till's conversation with its shop's relay, a step at a time: our facts mirrored, our neighbours' heard.

Nothing here stands in the way of the mall: the breakers are of their own, in memory, and short. Whatever goes wrong
costs no fact; the till's log and the relay's answer say where to go on.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from random import Random

from posapp.domain.clock import SECOND, Clock, Millis
from posapp.services.errors import Unavailable
from posapp.services.ports import Attempt, Identity, RelayPlace, RelayStore, SyncStore
from sync.protocol.wire import MOST_BYTES
from sync.worker.errors import MallTrouble, Rejected, TimedOut, TooLarge
from sync.worker.lan.client import Relay
from sync.worker.reconcile import USUAL_BATCH, BatchSize
from sync.worker.retry import FRESH, is_due
from sync.worker.round import BUG_PAUSE, STORE_PAUSE, Outcome

_log = logging.getLogger(__name__)

LONGEST_PAUSE = 10 * SECOND
"""A relay that comes back must be found soon: it is asked by a few tills, over a wire of its own."""


class LanRound:
    """Takes steps with the relay. No step ever raises for trouble."""

    def __init__(
        self, store: SyncStore, lan: RelayStore, relay: Relay, clock: Clock, rng: Random, stop: threading.Event
    ) -> None:
        self._store = store
        self._lan = lan
        self._relay = relay
        self._clock = clock
        self._rng = rng
        self._stop = stop
        self._attempts = {"mirror": FRESH, "left": FRESH, "neighbours": FRESH}
        self._size = BatchSize()
        self._left_through: dict[tuple[str, str, int], int] = {}

    def mirror(self) -> Outcome:
        """Leave with the relay the next operations that it does not hold."""
        return self._take("mirror", self._mirror)

    def bring_left(self) -> Outcome:
        """Leave with the relay, with the old key, what it lacks of the oldest log that the mall has not to its end."""
        return self._take("left", self._bring_left)

    def neighbours(self, wait_s: int) -> Outcome:
        """Hear what the other tills did, waiting up to ``wait_s`` seconds for something."""
        return self._take("neighbours", lambda who, place: self._hear(who, place, wait_s))

    def _mirror(self, identity: Identity, place: RelayPlace) -> Outcome:
        through = self._lan.relayed_through(place)
        if through is None:
            self._leave(identity, place, 0, most=0)
            return Outcome.MORE
        sent = self._leave(identity, place, through, most=self._size.most)
        if not sent:
            return Outcome.DONE
        if self._lan.relayed_through(place) == through:
            raise Rejected("the relay took nothing of what was sent")
        return Outcome.MORE

    def _bring_left(self, _identity: Identity, place: RelayPlace) -> Outcome:
        was = self._store.left_behind()
        if was is None:
            return Outcome.DONE
        log = (place.fingerprint, was.device, was.generation)
        if log not in self._left_through:
            self._left_through[log] = self._relay.push(was, place, []).received_through
            return Outcome.MORE
        through = self._left_through[log]
        operations = self._lan.left_after(was, through, USUAL_BATCH, MOST_BYTES)
        if not operations:
            return Outcome.DONE
        received = self._relay.push(was, place, operations).received_through
        # Of a log that was taken out of service the relay keeps each push and moves no figure: once is enough.
        self._left_through[log] = received if received > through else operations[-1].seq
        return Outcome.MORE

    def _leave(self, identity: Identity, place: RelayPlace, through: int, *, most: int) -> int:
        """Send what lies behind ``through``, or the empty question with ``most`` 0; return how many were sent."""
        operations = self._lan.behind(through, most, MOST_BYTES) if most else []
        if most and not operations:
            return 0
        try:
            answer = self._relay.push(identity, place, operations)
        except (TimedOut, TooLarge):
            self._size = self._size.halved()
            raise
        self._size = self._size.doubled()
        # What the relay wants sent again lies behind what it holds without a gap, so the next steps bring it.
        self._lan.record_relayed(place, answer.received_through)
        return len(operations)

    def _hear(self, identity: Identity, place: RelayPlace, wait_s: int) -> Outcome:
        page = self._relay.neighbours(identity, place, self._lan.heard_through(place), wait_s)
        if self._stop.is_set():
            return Outcome.HELD
        now_is = self._store.identity()
        if now_is is None or (now_is.device, now_is.generation) != (identity.device, identity.generation):
            return Outcome.DONE  # paired anew meanwhile: who our neighbours are has changed
        if page.fence < place.fence:
            raise Rejected("this relay was replaced by a newer one")
        if page.facts:
            self._lan.keep_neighbours(place, page, self._clock.now())
        return Outcome.MORE if page.more else Outcome.DONE if page.facts else Outcome.QUIET

    def _take(self, what: str, step: Callable[[Identity, RelayPlace], Outcome]) -> Outcome:
        if not is_due(self._attempts[what], self._clock.now()):
            return Outcome.HELD
        try:
            identity, place = self._store.identity(), self._lan.place()
            if identity is None or place is None:
                return Outcome.HELD
            outcome = step(identity, place)
        except MallTrouble as trouble:
            if not self._attempts[what].failures:
                _log.info("relay, %s: %s", what, trouble)
            self._pause(what, trouble.code)
        except Unavailable as not_ready:
            _log.warning("relay, %s: the till's file is not to be had: %s", what, not_ready)
            self._rest(what, STORE_PAUSE)
        except Exception:  # noqa: BLE001 - the edge: what goes wrong with a neighbour must not stop our own facts
            _log.exception("relay, %s: a bug; resting", what)
            self._rest(what, BUG_PAUSE)
        else:
            self._attempts[what] = FRESH
            return outcome
        return Outcome.HELD

    def _pause(self, what: str, trouble: str) -> None:
        failures = self._attempts[what].failures + 1
        ceiling = min(LONGEST_PAUSE, SECOND << min(failures - 1, 8))
        self._attempts[what] = Attempt(failures, self._until(self._rng.randint(ceiling // 4, ceiling)), trouble)

    def _rest(self, what: str, pause: int) -> None:
        self._attempts[what] = Attempt(self._attempts[what].failures, self._until(pause), "")

    def _until(self, pause: int) -> Millis:
        return Millis(self._clock.now() + pause)
