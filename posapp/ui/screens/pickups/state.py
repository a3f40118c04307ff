"""What the pickup desk shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from posapp.services.pickups import OtherPiece, PickupCard
from posapp.ui.notices import Notice

_MOST_TYPED = 12

Stage = Literal["list", "card", "confirm", "done"]


@dataclass(frozen=True, slots=True)
class LineChoice:
    """What she takes of one line: so many pieces, another size or colour, and whether she wants the rest at all."""

    taken: int
    is_rest_left_out: bool = False
    instead: OtherPiece | None = None


@dataclass(frozen=True, slots=True)
class PickupsState:
    """What the desk shows.

    ``list`` what waits · ``card`` an order opened, its code still to come or known · ``confirm`` the goods are on the
    counter, one tap hands them over · ``done`` they left. ``code`` is what proves that she may take them: empty until
    she showed it. ``waiting`` is None until the first answer. ``choices`` are the lines of which she takes something
    else than was ordered; ``others`` what a line, ``swapping``, may be swapped for.
    """

    stage: Stage = "list"
    waiting: tuple[PickupCard, ...] | None = None
    card: PickupCard | None = None
    code: str = ""
    is_busy: bool = False
    notice: Notice | None = None
    choices: Mapping[str, LineChoice] = field(default_factory=dict)
    swapping: str = ""
    others: tuple[OtherPiece, ...] = ()

    def choice(self, line_id: str) -> LineChoice:
        """Return what she takes of a line: all that waits, until she says otherwise."""
        chosen = self.choices.get(line_id)
        if chosen is not None or self.card is None:
            return chosen or LineChoice(0)
        return LineChoice(next((line.waits for line in self.card.lines if line.line_id == line_id), 0))

    @property
    def is_typed(self) -> bool:
        """Tell whether her code was typed: digits can be overheard, so the clerk asks for her number's last four too.

        A signed code is far longer than fingers type.
        """
        return 0 < len(self.code) <= _MOST_TYPED

    @property
    def pieces_taken(self) -> int:
        """Pieces that leave when the clerk confirms now."""
        if self.card is None:
            return 0
        if self.card.status == "expired":  # the mall has given up the whole order
            return sum(line.dropped for line in self.card.lines)
        return sum(self.choice(line.line_id).taken for line in self.card.lines)

    @property
    def has_left_out(self) -> bool:
        """Tell whether she does not want something any more."""
        return any(chosen.is_rest_left_out for chosen in self.choices.values())
