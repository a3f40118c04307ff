"""Everything the panel of defective goods shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from posapp.domain.defects import End
from posapp.domain.identity import VariantId
from posapp.ui.notices import Notice

if TYPE_CHECKING:
    from posapp.services.defects import DefectCard


@dataclass(frozen=True, slots=True)
class DefectsState:
    """``cards`` is None until the first answer. Of ``chosen`` a reason for its ``end`` is asked, for ``pieces``."""

    is_open: bool = False
    cards: tuple[DefectCard, ...] | None = None
    chosen: VariantId | None = None
    end: End | None = None
    pieces: int = 1
    is_busy: bool = False
    notice: Notice | None = None

    @property
    def lying(self) -> int:
        """Return how many of the chosen pieces lie there."""
        return next((card.pieces for card in self.cards or () if card.variant_id == self.chosen), 0)
