"""What a member looks at beside the sale: her size in what is in hand, and that she looked, told when she has gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.identity import MemberId, StyleId
from posapp.ui.runner import NewestAnswer
from posapp.ui.screens.selling.state import OpenSheet, SellingState
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.looking import Looking
    from posapp.services.ports import Runner
    from posapp.services.searching import Searching, StyleSheet
    from posapp.services.size_cards import SizeCard
    from posapp.ui.screens.selling.line_presenter import Desk


class SizeScreen(Protocol):
    """What the presenter needs of the sell screen."""

    def show_size(self, card: SizeCard | None) -> None:
        """Show her size in what is in hand, or nothing."""
        ...


class LookingPresenter:
    """Follows the sell screen. No scan and no sale waits for it: it looks once all is painted, beside them."""

    def __init__(
        self, view: SizeScreen, looking: Looking, searching: Searching, runner: Runner, desk: Callable[[], Desk]
    ) -> None:
        self._view = view
        self._looking = looking
        self._searching = searching
        self._runner = runner
        self._desk = desk
        self._look = NewestAnswer(runner, lane="looks")
        self._asked: tuple[MemberId, StyleId] | None = None
        self._is_told = True

    def selling_shown(self, state: SellingState) -> None:
        """Follow who is on the cart and what is in hand: the style that is opened, else the line."""
        cart = state.cart
        if cart is None:
            return
        if self._looking.follow(cart) and self._is_told:
            self._is_told = False
            self._runner.once_painted(self._tell)
        member_id = cart.member.member_id if cart.member is not None else None
        style_id = self._in_hand(state) if member_id is not None else None
        asked = None if member_id is None or style_id is None else (member_id, style_id)
        if asked != self._asked:
            self._asked = asked
            self._look.forget()
            self._view.show_size(None)
            if asked is not None:
                self._runner.once_painted(self._ask)

    def opened(self, style_id: StyleId) -> None:
        """Open a suggestion: its colours and sizes in the place of the tiles."""
        self._looking.opened(style_id)
        self._desk().ask(lambda: self._searching.sheet(style_id), self._sheet_read)

    def in_hand_opened(self) -> None:
        """Open the colours and sizes of what her size is shown of."""
        if self._asked is not None:
            style_id = self._asked[1]
            self._desk().ask(
                lambda: self._searching.sheet(style_id),
                lambda sheet: self._desk().show(replace(self._desk().state, sheet=OpenSheet(sheet), notice=None)),
            )

    def _in_hand(self, state: SellingState) -> StyleId | None:
        if isinstance(state.sheet, OpenSheet):
            return state.sheet.sheet.style_id
        line = self._desk().line_in_hand()
        return line.style_id if line is not None else None

    def _sheet_read(self, sheet: StyleSheet) -> None:
        opened = OpenSheet(sheet, is_suggested=True)
        self._desk().show(replace(self._desk().state, sheet=opened, notice=None))

    def _ask(self) -> None:
        if self._asked is not None:
            member_id, style_id = self._asked
            self._look.ask(
                lambda: self._searching.size_card(style_id, member_id),
                done=self._view.show_size,
                failed=let_bugs_through,
            )

    def _tell(self) -> None:
        self._runner.run(self._looking.tell, done=self._told, failed=self._not_told)

    def _told(self, _: None) -> None:
        self._is_told = True

    def _not_told(self, error: Exception) -> None:
        """A look that could not be written is lost; the sale goes on, and what is wrong is told where it is met."""
        self._is_told = True
        let_bugs_through(error)
