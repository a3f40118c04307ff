"""Everything the walking list shows, as values."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.services.substitutes import Choices
from posapp.services.walk_cards import Errand, PieceKey, WalkPiece, in_shelf_order
from posapp.services.walking import Subject
from posapp.ui.notices import Notice


@dataclass(frozen=True, slots=True)
class WalkState:
    """What the list shows. ``errands`` is None until the first answer.

    An errand is on the list when it is soon, unless it was ``turned``: left out, or taken on before its time. ``hung``
    are pieces of ended orders that were ticked and are told together. ``marked`` is the piece that keys act on,
    ``opened`` the one whose substitutes are shown, ``choices`` what there is (None while it is looked up).
    """

    errands: tuple[Errand, ...] | None = None
    turned: frozenset[Subject] = frozenset()
    hung: frozenset[PieceKey] = frozenset()
    marked: PieceKey | None = None
    opened: PieceKey | None = None
    choices: Choices | None = None
    is_busy: bool = False
    notice: Notice | None = None

    @property
    def chosen(self) -> frozenset[Subject]:
        """Return the errands that are on the list."""
        return frozenset(
            (one.kind, one.subject)
            for one in self.errands or ()
            if one.is_soon != ((one.kind, one.subject) in self.turned)
        )

    @property
    def pieces(self) -> tuple[WalkPiece, ...]:
        """Return the pieces of the chosen errands as a clerk walks past their shelves."""
        chosen = self.chosen
        on_it = (one for one in self.errands or () if (one.kind, one.subject) in chosen)
        return tuple(in_shelf_order(piece for one in on_it for piece in one.pieces))

    @property
    def open_pieces(self) -> tuple[WalkPiece, ...]:
        """Return those that somebody should still go for."""
        return tuple(piece for piece in self.pieces if piece.is_open and piece.key not in self.hung)

    @property
    def done(self) -> int:
        """Return how many pieces of the list are fetched or hung back."""
        return sum(is_done(piece, self.hung) for piece in self.pieces)


def is_done(piece: WalkPiece, hung: frozenset[PieceKey]) -> bool:
    """Tell whether a piece is fetched, or hangs back."""
    return piece.stand == "found" or piece.key in hung
