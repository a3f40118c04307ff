"""Facts of earlier pairings: a till that was paired anew still delivers what its old log holds, with its old key.

It has a back-off of its own, in memory: an old log that the mall does not want must never hold up the new one.
"""

from __future__ import annotations

from posapp.services.ports import SyncStore
from sync.worker.errors import Rejected
from sync.worker.mall.client import Mall
from sync.worker.push import Step
from sync.worker.reconcile import USUAL_BATCH


class LeftBehind:
    """Sends what earlier logs hold, a batch a step, the oldest first."""

    def __init__(self, store: SyncStore, mall: Mall) -> None:
        self._store = store
        self._mall = mall

    def step(self) -> Step | None:
        """Send the next batch; None when nothing of an earlier log waits. Raises ``MallTrouble``."""
        was = self._store.left_behind()
        if was is None:
            return None
        operations = self._store.left_outbox(was, USUAL_BATCH)
        answer = self._mall.push(was, operations)
        self._store.record_left(was, answer)
        now = self._store.left_behind()
        if now is not None and now.generation == was.generation:
            left = self._store.left_outbox(was, 1)
            if left and left[0].seq == operations[0].seq:
                raise Rejected("the mall received nothing of an earlier log")
        return Step(answer.server_ms, more=now is not None)
