"""Says beside the cart who waits for a piece on it, and does what the cashier decides; the sale goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.identity import StyleId
from posapp.domain.permission import OverrideId
from posapp.domain.text import Bilingual
from posapp.services.changes import Changes
from posapp.services.errors import ManagerWanted
from posapp.services.held_pieces import HeldLine, Waiting
from posapp.ui.notices import Notice, notice_of
from posapp.ui.runner import NewestAnswer
from posapp.ui.screens.selling import waiting_words as words
from posapp.ui.trouble import let_bugs_through
from posapp.ui.with_word import AsksColleague, unless_allowed

if TYPE_CHECKING:
    from posapp.services.carts import Cart
    from posapp.services.held_pieces import HeldPieces
    from posapp.services.ports import Announcements, Runner


@dataclass(frozen=True, slots=True)
class WaitingState:
    """What the bar says: the first of ``held`` whose news nobody put away, and what came of the last decision."""

    held: tuple[HeldLine, ...] = ()
    away: frozenset[tuple[str, str]] = frozenset()
    is_busy: bool = False
    notice: Notice | None = None

    @property
    def shown(self) -> HeldLine | None:
        """Return the line that is spoken of."""
        return next((one for one in self.held if _name(one) not in self.away), None)


class WaitingScreen(Protocol):
    """What the presenter needs of the bar."""

    def show_state(self, state: WaitingState) -> None:
        """Show all of it."""
        ...


class WaitingPresenter:
    """Looks after each change of the cart, once that is painted: no scan waits for this.

    ``open_grid`` shows the colours and sizes of a style.
    """

    def __init__(
        self,
        view: WaitingScreen,
        held: HeldPieces,
        runner: Runner,
        announcements: Announcements,
        ask: AsksColleague,
        open_grid: Callable[[StyleId], None],
    ) -> None:
        self._view = view
        self._held = held
        self._runner = runner
        self._announcements = announcements
        self._ask = ask
        self._open_grid = open_grid
        self._look = NewestAnswer(runner, lane="looks")
        self._cart: tuple[object, ...] = ()
        self._state = WaitingState()

    @property
    def state(self) -> WaitingState:
        """Return what is shown now."""
        return self._state

    def cart_changed(self, cart: Cart) -> None:
        """Look who waits for what is on the cart now, unless the same is on it as before."""
        lines = tuple((line.line_id, line.quantity, line.on_hand) for line in cart.lines)
        wanted = (cart.cart_id, cart.member.member_id if cart.member is not None else None, lines)
        if wanted == self._cart:
            return
        self._cart = wanted
        if not lines:
            self._look.forget()
            self._show(WaitingState())
            return
        self._runner.once_painted(self._ask_who)

    def other_wanted(self) -> None:
        """Offer the customer another size or colour."""
        if self._state.shown is not None:
            self._open_grid(self._state.shown.style_id)

    def sold(self) -> None:
        """Sell a piece that hangs there for a try-on, and tell her."""
        line = self._state.shown
        if line is None or self._state.is_busy:
            return
        her = line.waiting[-1]
        self._show(replace(self._state, is_busy=True))
        self._runner.run(
            lambda: self._held.sell(her, line.variant_id),
            done=lambda _: self._decided(her, words.SOLD, words.SOLD_HOW),
            failed=self._failed,
        )

    def released(self, word: OverrideId | None = None) -> None:
        """Let a piece go that an order waits for: that takes a manager, or her word."""
        line = self._state.shown
        if line is None or (self._state.is_busy and word is None):
            return
        her = line.waiting[-1]
        self._show(replace(self._state, is_busy=True))
        self._runner.run(
            lambda: self._held.release(her, word),
            done=lambda _: self._decided(her, words.RELEASED, words.NOTHING),
            failed=unless_allowed(self._ask_colleague, self.released, word, self._failed),
        )

    def put_away(self) -> None:
        """The cashier has read it; of this line and whoever waits nothing more is said."""
        line = self._state.shown
        if line is not None:
            self._show(replace(self._state, away=self._state.away | {_name(line)}, notice=None))

    def _ask_colleague(self, wanted: ManagerWanted, again: Callable[[OverrideId], None]) -> None:
        self._show(replace(self._state, is_busy=False))
        self._ask(wanted, again)

    def _ask_who(self) -> None:
        self._look.ask(self._held.in_cart, done=self._found, failed=self._failed)

    def _found(self, held: tuple[HeldLine, ...]) -> None:
        self._show(replace(self._state, held=held, is_busy=False))

    def _decided(self, her: Waiting, what: Bilingual, how: Bilingual) -> None:
        told = Notice("success", what, how, {"name": her.name})
        self._show(replace(self._state, notice=told))  # busy until it is known who waits now: no press counts twice
        self._announcements.announce(Changes(booking=her.kind == "try_on", order=her.kind == "order", stock=True))
        self._ask_who()

    def _failed(self, error: Exception) -> None:
        self._show(replace(self._state, is_busy=False, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: WaitingState) -> None:
        if state != self._state:
            self._state = state
            self._view.show_state(state)


def _name(line: HeldLine) -> tuple[str, str]:
    return line.line_id, line.waiting[-1].subject
