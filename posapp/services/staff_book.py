"""What the till keeps of its people: who may sign in here, and how often somebody tried in vain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from posapp.domain.clock import Millis
from sync.protocol.rows import Staff


@dataclass(frozen=True, slots=True)
class PinTries:
    """Wrong PINs of a staff number in a row, and until when the till waits."""

    wrong: int
    until: Millis


NO_TRIES = PinTries(wrong=0, until=Millis(0))


class StaffStore(Protocol):
    """Who may sign in here, and how often somebody tried in vain."""

    def all(self) -> list[Staff]:
        """Return everyone, by number."""
        ...

    def by_number(self, number: str) -> Staff | None:
        """Return whoever has that staff number."""
        ...

    def tries(self, number: str) -> PinTries:
        """Return the wrong tries of a staff number."""
        ...

    def keep_tries(self, number: str, tries: PinTries) -> None:
        """Keep the wrong tries of a staff number, over restarts as well."""
        ...
