"""Facts up: send what the mall has not received, learn what became of it, send again what it asks for."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from posapp.domain.clock import Clock
from posapp.services.ports import Identity, SyncStore
from sync.kill_points import passing
from sync.protocol.envelope import Operation
from sync.protocol.wire import MOST_BYTES, PushAnswer
from sync.worker.errors import Rejected, TimedOut, TooLarge
from sync.worker.mall.client import Mall
from sync.worker.reconcile import BatchSize, outbox_moved, ranges_wanted


class Step(NamedTuple):
    """A step that reached the mall; ``more``: the next is worth taking at once; ``quiet``: this one brought nothing."""

    server_ms: int
    more: bool
    quiet: bool = False


class Push:
    """Sends the outbox, a batch a step. The outbox is the truth; only the batch size is remembered here."""

    def __init__(self, store: SyncStore, mall: Mall, clock: Clock) -> None:
        self._store = store
        self._mall = mall
        self._clock = clock
        self._size = BatchSize()

    def step(self, identity: Identity, *, probing: bool) -> Step | None:
        """Send the next batch; None when nothing waits. Raises ``MallTrouble``; then everything still waits."""
        operations = self._store.outbox(1 if probing else self._size.most, MOST_BYTES)
        if not operations:
            return None
        sent = operations[-1].seq
        answer = self._send(identity, operations, sent)
        for first, until in ranges_wanted(answer.want, sent, self._size.most):
            answer = self._send(identity, self._store.operations(first, until), sent)
        next_up = self._store.outbox(1, MOST_BYTES)
        if not outbox_moved(operations, next_up):
            raise Rejected("the mall received nothing of what was sent")
        return Step(answer.server_ms, more=bool(next_up))

    def _send(self, identity: Identity, operations: list[Operation], sent: int) -> PushAnswer:
        passing("worker.before_push")
        try:
            answer = self._mall.push(identity, operations)
        except (TimedOut, TooLarge):
            self._size = self._size.halved()
            raise
        self._size = self._size.doubled()
        # The mall may have more under these numbers, of a copy of this disk that runs elsewhere. What we have not sent
        # ourselves is not received: sent, it is either known already or brings the fork to light.
        if answer.received_through > sent:
            answer = msgspec.structs.replace(answer, received_through=sent)
        passing("worker.before_mark")
        self._store.record_push(answer, self._clock.now())
        passing("worker.after_mark")
        return answer
