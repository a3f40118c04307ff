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
