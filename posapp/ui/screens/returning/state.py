"""Everything the returns screen shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.identity import VariantId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.found_sales import FoundLine, FoundSale, SaleOfMember
from posapp.services.return_plan import Piece, Plan
from posapp.services.return_ticket import FinishedReturn
from posapp.services.searching import StyleSheet
from posapp.ui.notices import Notice

Stage = Literal["find", "choose", "pay", "done"]


@dataclass(frozen=True, slots=True)
class NewGoods:
    """Other goods that leave in an exchange, and what one of them is called."""

    variant_id: VariantId
    name: Bilingual
    quantity: int


@dataclass(frozen=True, slots=True)
class ReturningState:
    """``find`` until a receipt is there · ``choose`` pieces and what leaves for them · ``pay`` what is due on top ·
    ``done`` the finished ticket.

    ``is_of_here`` while that list holds this shop's receipts only; ``is_asking`` while the mall is asked for a receipt.
    ``chosen`` is the place of the line whose grid is open in ``sheet``; ``of_member`` what whoever stands here bought.
    """

    stage: Stage = "find"
    of_member: tuple[SaleOfMember, ...] = ()
    is_of_here: bool = False
    found: FoundSale | None = None
    pieces: tuple[Piece, ...] = ()
    new: tuple[NewGoods, ...] = ()
    chosen: int | None = None
    sheet: StyleSheet | None = None
    plan: Plan | None = None
    finished: FinishedReturn | None = None
    is_busy: bool = False
    is_asking: bool = False
    notice: Notice | None = None

    @property
    def line(self) -> FoundLine | None:
        """Return the line that is chosen."""
        return None if self.found is None or self.chosen is None else self.found.lines[self.chosen - 1]

    @property
    def piece(self) -> Piece | None:
        """Return what is chosen to come back of the chosen line."""
        return next((piece for piece in self.pieces if piece.place == self.chosen), None)

    @property
    def leaving(self) -> int:
        """Return how many pieces leave."""
        swapped = sum(piece.quantity for piece in self.pieces if piece.swap_to is not None)
        return swapped + sum(one.quantity for one in self.new)

    @property
    def paid(self) -> Fen:
        """Return what the sale cost."""
        return Fen(0) if self.found is None else Fen(sum(line.paid for line in self.found.lines))
