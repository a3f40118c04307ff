"""Everything the board of the fitting rooms shows, as values."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.services.outcomes import SizeHere
from posapp.services.outfitting import Outfit
from posapp.services.room_cards import RoomCard
from posapp.ui.notices import Notice


@dataclass(frozen=True, slots=True)
class RoomsState:
    """What the board shows. ``cards`` is None until the first answer; ``chosen_id`` is the room that is open.

    ``swapped`` is the piece of which another size is wanted, and ``sizes`` are those there are. ``companions`` is how
    many go in with the next, None while nobody has said. ``outfit`` is what goes with the pieces that are with her.
    """

    cards: tuple[RoomCard, ...] | None = None
    chosen_id: str = ""
    companions: int | None = None
    swapped: str = ""
    sizes: tuple[SizeHere, ...] = ()
    outfit: Outfit | None = None
    is_busy: bool = False
    notice: Notice | None = None

    @property
    def chosen(self) -> RoomCard | None:
        """Return the room that is open."""
        return next((card for card in self.cards or () if card.room_id == self.chosen_id), None)

    @property
    def kept(self) -> frozenset[str]:
        """Return the pieces of the chosen room that she keeps."""
        pieces = self.chosen.pieces if self.chosen else ()
        return frozenset(piece.piece_id for piece in pieces if piece.outcome.verdict == "kept")

    @property
    def going_in(self) -> int:
        """Return how many go into the chosen room with the next: as said here, else as she announced."""
        if self.companions is not None or self.chosen is None or self.chosen.next is None:
            return self.companions or 0
        return self.chosen.next.companions

    @property
    def unspoken(self) -> int:
        """Return how many pieces of the chosen room nobody has taken back and she does not keep."""
        return sum(piece.piece_id not in self.kept for piece in self.chosen.pieces) if self.chosen else 0

    @property
    def free(self) -> int:
        """Return how many rooms are free."""
        return sum(card.status == "free" for card in self.cards or ())
