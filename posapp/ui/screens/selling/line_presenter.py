"""What can be asked of a line beyond its quantity: why it costs that, its note, whose sale it is, its style's grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from posapp.domain.identity import LineId, StaffId
from posapp.services.errors import EmptyCart
from posapp.services.selling import Cart, CartLine, SalesPerson
from posapp.ui.screens.selling.state import OpenLine, OpenSheet, SellingState

if TYPE_CHECKING:
    from posapp.services.searching import Searching, StyleSheet
    from posapp.services.selling import Selling

T = TypeVar("T")


class Desk(Protocol):
    """The sell screen that the line belongs to."""

    @property
    def state(self) -> SellingState:
        """What is shown now."""
        ...

    def show(self, state: SellingState) -> None:
        """Show another state."""
        ...

    def ask(self, job: Callable[[], T], done: Callable[[T], None]) -> None:
        """Run a use case beside the screen."""
        ...

    def change(self, act: Callable[[], Cart]) -> None:
        """Change the cart and show it."""
        ...

    def refuse(self, error: EmptyCart) -> None:
        """Say why not."""
        ...

    def line_in_hand(self) -> CartLine | None:
        """Return the line that keys act on."""
        ...


class LinePresenter:
    """Opens one line in the place of the tiles, or the grid of its style."""

    def __init__(self, desk: Desk, selling: Selling, searching: Searching) -> None:
        self._desk = desk
        self._selling = selling
        self._searching = searching

    def details_asked(self) -> None:
        """Open the line in hand in full; asked again, close it."""
        line, state = self._desk.line_in_hand(), self._desk.state
        if line is None:
            self._desk.refuse(EmptyCart())
        elif isinstance(state.sheet, OpenLine) and state.sheet.line_id == line.line_id:
            self._desk.show(replace(state, sheet=None))
        else:
            self._desk.show(replace(state, sheet=OpenLine(line.line_id), notice=None))
            self._desk.ask(self._selling.sales_people, self._people_read)

    def grid_asked(self) -> None:
        """Open the colours and sizes of the line in hand, with what hangs here and in the shops nearby."""
        line = self._desk.line_in_hand()
        if line is None:
            self._desk.refuse(EmptyCart())
        else:
            self._desk.ask(lambda: self._searching.sheet(line.style_id), self._grid_read)

    def note_written(self, line_id: str, note: str) -> None:
        """Keep a note on a line."""
        self._desk.change(lambda: self._selling.set_note(LineId(line_id), note))

    def clerk_chosen(self, staff_id: str, line_id: str) -> None:
        """Say whose sale a line is; an empty ``line_id`` means every line."""
        self._desk.change(lambda: self._selling.set_clerk(StaffId(staff_id), LineId(line_id) if line_id else None))

    def _people_read(self, people: tuple[SalesPerson, ...]) -> None:
        self._desk.show(replace(self._desk.state, people=people))

    def _grid_read(self, sheet: StyleSheet) -> None:
        self._desk.show(replace(self._desk.state, sheet=OpenSheet(sheet), notice=None))
