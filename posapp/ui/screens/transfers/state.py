"""Everything the list of transfers shows, as values."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.services.transfers import TransferCard
from posapp.ui.notices import Notice


@dataclass(frozen=True, slots=True)
class TransfersState:
    """What the list shows. ``cards`` is None until the first answer; of ``declining`` a reason is asked."""

    cards: tuple[TransferCard, ...] | None = None
    declining: str = ""
    is_busy: bool = False
    notice: Notice | None = None

    @property
    def asked_of_us(self) -> tuple[TransferCard, ...]:
        """Return what other shops ask of this one."""
        return tuple(card for card in self.cards or () if not card.is_ours)

    @property
    def ours(self) -> tuple[TransferCard, ...]:
        """Return what this shop asks of others."""
        return tuple(card for card in self.cards or () if card.is_ours)
