"""Everything the board of the fitting rooms shows, as values."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.services.outcomes import SizeHere
from posapp.services.room_cards import RoomCard
from posapp.ui.notices import Notice


@dataclass(frozen=True, slots=True)
class RoomsState:
    """What the board shows. ``cards`` is None until the first answer; ``chosen_id`` is the room that is open.

    ``kept`` are the pieces that she says she keeps; ``swapped`` is the piece of which another size is wanted, and
    ``sizes`` are those there are.
    """

    cards: tuple[RoomCard, ...] | None = None
    chosen_id: str = ""
    kept: frozenset[str] = frozenset()
    swapped: str = ""
    sizes: tuple[SizeHere, ...] = ()
    is_busy: bool = False
    notice: Notice | None = None

    @property
    def chosen(self) -> RoomCard | None:
        """Return the room that is open."""
        return next((card for card in self.cards or () if card.room_id == self.chosen_id), None)

    @property
    def unspoken(self) -> int:
        """Return how many pieces of the chosen room nobody has taken back and she does not keep."""
        return sum(piece.piece_id not in self.kept for piece in self.chosen.pieces) if self.chosen else 0

    @property
    def free(self) -> int:
        """Return how many rooms are free."""
        return sum(card.status == "free" for card in self.cards or ())
