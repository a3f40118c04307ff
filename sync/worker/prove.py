"""The day proof: after a shift is closed, till and mall compare what each holds of it."""

from __future__ import annotations

import logging

from posapp.domain.clock import Clock
from posapp.services.ports import Identity, SyncStore
from sync.worker.mall.client import Mall
from sync.worker.push import Step

_log = logging.getLogger(__name__)


class Prove:
    """Asks for one due proof a step. Proofs stay due in the store until the mall has answered."""

    def __init__(self, store: SyncStore, mall: Mall, clock: Clock) -> None:
        self._store = store
        self._mall = mall
        self._clock = clock

    def step(self, identity: Identity) -> Step | None:
        """Ask for the oldest due proof; None when none is due. Raises ``MallTrouble``."""
        due = self._store.due_proofs()
        if not due:
            return None
        answer = self._mall.prove(identity, due[0])
        if not answer.equal:
            _log.error("shift %s: till and mall differ in %s", due[0].shift_id, ", ".join(answer.differing))
        self._store.record_proof(due[0].shift_id, answer.equal, answer.differing, self._clock.now())
        return Step(answer.server_ms, more=len(due) > 1)
