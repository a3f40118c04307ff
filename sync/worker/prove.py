"""The day proof: after a shift is closed, till and mall compare what each holds of it."""

from __future__ import annotations

import logging
from random import Random

from posapp.domain.clock import Clock
from posapp.services.ports import Attempt, Identity, SyncStore
from sync.worker.mall.client import Mall
from sync.worker.push import Step
from sync.worker.retry import FRESH, after_failure, is_due

_log = logging.getLogger(__name__)


class Prove:
    """Asks for one due proof a step. Proofs stay due in the store until the mall has answered.

    Each shift has pauses of its own, in memory only, so that one that always fails holds back no other.
    """

    def __init__(self, store: SyncStore, mall: Mall, clock: Clock, rng: Random) -> None:
        self._store = store
        self._mall = mall
        self._clock = clock
        self._rng = rng
        self._attempts: dict[str, Attempt] = {}

    def step(self, identity: Identity) -> Step | None:
        """Ask for the oldest proof that is due and does not pause; None when there is none. Raises ``MallTrouble``."""
        now = self._clock.now()
        due = [one for one in self._store.due_proofs() if is_due(self._attempts.get(one.shift_id, FRESH), now)]
        if not due:
            return None
        oldest = due[0]
        # Counted as failed until it is done, so that whatever goes wrong on the way makes room for the next.
        before = self._attempts.get(oldest.shift_id, FRESH)
        self._attempts[oldest.shift_id] = after_failure(before, "", now, self._rng)
        answer = self._mall.prove(identity, oldest)
        if not answer.equal:
            _log.error("shift %s: till and mall differ in %s", oldest.shift_id, ", ".join(answer.differing))
        self._store.record_proof(oldest.shift_id, answer.equal, answer.differing, self._clock.now())
        del self._attempts[oldest.shift_id]
        return Step(answer.server_ms, more=len(due) > 1)
