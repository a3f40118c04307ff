"""Everything the manager panel shows, as values. The PIN itself never leaves the presenter."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.permission import Ask
from posapp.services.signed_in import SignedIn
from posapp.ui.notices import Notice

PIN_LENGTH = 6


@dataclass(frozen=True, slots=True)
class OverrideState:
    """What the panel shows; with no ``ask`` it is not there.

    ``approvers`` are those who may give their word, None until they are read. ``digits`` counts what was typed.
    """

    ask: Ask | None = None
    approvers: tuple[SignedIn, ...] | None = None
    chosen: SignedIn | None = None
    reason: str = ""
    digits: int = 0
    is_checking: bool = False
    notice: Notice | None = None
