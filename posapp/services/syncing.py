"""What a screen may know of sync: a lamp and a sentence, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.clock import Millis


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """Where this till stands with the mall.

    ``lamp``: ``unpaired`` no mall yet · ``loading`` first load, ``loaded``/``to_load`` rows · ``online`` ·
    ``offline`` the mall cannot be reached, everything works · ``attention`` something waits for a person.
    """

    lamp: Literal["unpaired", "loading", "online", "offline", "attention"]
    waiting: int
    parked: int
    last_contact: Millis | None
    loaded: int
    to_load: int
    prices_as_of: Millis | None
    clock_is_off: bool
    worker_is_alive: bool


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One operation in plain words: where it is now."""

    seq: int
    kind: str
    subject: str  # receipt number, booking code, …
    at: Millis
    state: Literal["here", "received", "applied", "parked"]
    hub_no: int | None
    code: str
    reason_zh: str
    reason_en: str
