"""Everything the shift screen shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.drawer import DENOMINATIONS as DENOMINATIONS
from posapp.domain.money import Fen
from posapp.services.drawer_book import Direction
from posapp.services.paper import Slip
from posapp.services.shifts import Counted, ShiftSheet
from posapp.ui.notices import Notice

Stage = Literal["reading", "opening", "running", "moving", "counting", "verdict", "paper", "closed"]


@dataclass(frozen=True, slots=True)
class ShiftState:
    """What the screen shows.

    ``reading`` until the first answer · ``opening`` asks for the float · ``running`` the figures so far · ``moving``
    cash in or out, by ``direction`` · ``counting`` blind: what is expected stays hidden until the count is given ·
    ``verdict`` the count is too far off to pass without a word · ``paper`` a report · ``closed`` the summary with the
    day proof. ``sees_cash``: whoever works here need not count blind.
    ``pieces`` counts notes and coins by ``DENOMINATIONS``.
    """

    stage: Stage = "reading"
    sheet: ShiftSheet | None = None
    pieces: tuple[int, ...] = (0,) * len(DENOMINATIONS)
    is_busy: bool = False
    notice: Notice | None = None
    sees_cash: bool = False
    direction: Direction = "in"
    verdict: Counted | None = None
    paper: Slip | None = None

    @property
    def counted(self) -> Fen:
        """Return what the counted notes and coins are worth."""
        return Fen(sum(fen * pieces for fen, pieces in zip(DENOMINATIONS, self.pieces, strict=True)))
