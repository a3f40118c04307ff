"""Everything the shift screen shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.money import Fen
from posapp.services.shifts import ShiftSheet
from posapp.ui.notices import Notice

DENOMINATIONS = tuple(Fen(fen) for fen in (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10))
"""The notes and coins that a drawer holds, largest first: ¥100 to ¥0.1."""

Stage = Literal["reading", "opening", "running", "counting", "closed"]


@dataclass(frozen=True, slots=True)
class ShiftState:
    """What the screen shows.

    ``reading`` until the first answer · ``opening`` asks for the float · ``running`` the figures so far · ``counting``
    blind: what is expected stays hidden until the count is given · ``closed`` the summary with the day proof.
    ``pieces`` counts notes and coins by ``DENOMINATIONS``.
    """

    stage: Stage = "reading"
    sheet: ShiftSheet | None = None
    pieces: tuple[int, ...] = (0,) * len(DENOMINATIONS)
    is_busy: bool = False
    notice: Notice | None = None

    @property
    def counted(self) -> Fen:
        """Return what the counted notes and coins are worth."""
        return Fen(sum(fen * pieces for fen, pieces in zip(DENOMINATIONS, self.pieces, strict=True)))
