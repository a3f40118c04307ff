"""Everything the sync desk shows, as values."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.clock import Millis
from posapp.services.syncing import OutboxEntry, SyncStatus
from posapp.ui.notices import Notice

_EPOCH = Millis(0)


@dataclass(frozen=True, slots=True)
class SyncDeskState:
    """What the desk shows, as read at ``now``. ``status`` is None until the first answer."""

    now: Millis = _EPOCH
    status: SyncStatus | None = None
    entries: tuple[OutboxEntry, ...] = ()
    notice: Notice | None = None
