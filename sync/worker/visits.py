"""Members who stand at the counter: the mall leases to this till what is theirs, for when it cannot be asked.

Who was asked for is remembered by this process alone; asked twice, the mall leases nothing more.
"""

from __future__ import annotations

from posapp.domain.clock import MINUTE, Clock
from posapp.services.ports import Identity, SyncStore
from sync.worker.mall.client import Mall
from sync.worker.push import Step

_ASK_AGAIN_MS = 15 * MINUTE


class Visits:
    """Tells the mall of the member on the open cart, once a visit."""

    def __init__(self, store: SyncStore, mall: Mall, clock: Clock) -> None:
        self._store = store
        self._mall = mall
        self._clock = clock
        self._told = ("", 0)

    def step(self, identity: Identity) -> Step | None:
        """Tell of the member who is here now; None when nobody is, or she is known to be. Raises ``MallTrouble``."""
        member_id, now = self._store.visitor(), self._clock.now()
        told, at = self._told
        if member_id is None or (member_id == told and 0 <= now - at < _ASK_AGAIN_MS):
            return None
        answer = self._mall.visit(identity, member_id)
        self._told = (member_id, now)
        return Step(answer.server_ms, more=False)
