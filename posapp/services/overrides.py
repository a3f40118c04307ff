"""What is kept of another person's word for one act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from posapp.domain.clock import Millis
from posapp.domain.identity import StaffId
from posapp.domain.permission import Ask, OverrideId


@dataclass(frozen=True, slots=True)
class KeptOverride:
    """A word that somebody gave for a colleague's act."""

    override_id: OverrideId
    ask: Ask
    reason: str
    asked_by: StaffId
    given_by: StaffId
    given: Millis

    def record(self) -> dict[str, object]:
        """Return what is written of it: the act, how far it goes, and both people."""
        return {
            "override_id": self.override_id,
            "permission": self.ask.permission,
            "subject": self.ask.subject,
            "fen": self.ask.extent.fen,
            "percent_bp": self.ask.extent.percent_bp,
            "reason": self.reason,
            "asked_by": self.asked_by,
            "given_by": self.given_by,
        }


@dataclass(frozen=True, slots=True)
class UsedOverride:
    """A word at the instant when it is used up."""

    kept: KeptOverride
    used: Millis


class Overrides(Protocol):
    """Keeps the words that people gave, over restarts as well."""

    def add(self, kept: KeptOverride) -> None:
        """Keep a word that was given."""
        ...

    def use(self, override_id: OverrideId) -> UsedOverride | None:
        """Use a word up, in this transaction; None for one that is not known or was used before."""
        ...
