"""Takes what somebody types into the discount panel to the use case, and to a colleague when it is beyond her."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.given import Given, GivenKind, Rounding
from posapp.domain.identity import LineId
from posapp.domain.money import Fen, parse_amount
from posapp.domain.permission import OverrideId
from posapp.services.carts import Cart, CartLine
from posapp.services.changes import Changes
from posapp.services.errors import EmptyCart, ManagerWanted
from posapp.ui.notices import Notice, notice_of
from posapp.ui.screens.selling import discount_words as words
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.discounting import Discounting
    from posapp.services.ports import Runner

LONGEST = 9
"""Signs of the largest amount that anybody takes off."""

NOTHING = Fen(0)

_PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class DiscountState:
    """What the discount panel shows. ``line`` is None for the whole sale; ``given`` is what was given already."""

    is_open: bool = False
    line: CartLine | None = None
    costs: Fen = NOTHING
    given: Given | None = None
    rounding: Rounding | None = None
    kind: GivenKind = "percent"
    typed: str = ""
    reason: str = ""
    is_writing: bool = False
    notice: Notice | None = None


class DiscountScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: DiscountState) -> None:
        """Show all of it."""
        ...


class Announcing(Protocol):
    """Tells every screen what changed."""

    def announce(self, changes: Changes) -> None:
        """Tell it."""
        ...


AsksColleague = Callable[[ManagerWanted, Callable[[OverrideId], None], str], None]
"""Puts the manager panel in front: what was refused, what to do with a word that is given, and why it is asked."""


class DiscountsPresenter:
    """One panel for discounts on a line, on the sale, a new price, and rounding down."""

    def __init__(
        self,
        view: DiscountScreen,
        discounting: Discounting,
        runner: Runner,
        news: Announcing,
        asks_colleague: AsksColleague,
    ) -> None:
        self._view = view
        self._discounting = discounting
        self._runner = runner
        self._news = news
        self._asks_colleague = asks_colleague
        self._state = DiscountState()

    @property
    def state(self) -> DiscountState:
        """Return what is shown now."""
        return self._state

    def opened(self, cart: Cart, line_id: LineId | None) -> None:
        """Open the panel for a line, or for the whole sale when there is no such line."""
        if not cart.lines:
            return
        line = next((one for one in cart.lines if one.line_id == line_id), None)
        self._show(
            DiscountState(
                is_open=True,
                line=line,
                costs=line.paid if line is not None else cart.total,
                given=line.given if line is not None else cart.given,
                rounding=cart.rounding,
            )
        )

    def kind_chosen(self, kind: GivenKind) -> None:
        """Take a share off, an amount, or set a new price; the sale as a whole has no new price."""
        if kind != "price" or self._state.line is not None:
            self._show(replace(self._state, kind=kind, typed="", notice=None))

    def sign_typed(self, sign: str) -> None:
        """Take a digit, or the point."""
        if len(self._state.typed) + len(sign) <= LONGEST and not (sign == "." and "." in self._state.typed):
            self._show(replace(self._state, typed=self._state.typed + sign, notice=None))

    def erased(self) -> None:
        """Take the last sign back."""
        self._show(replace(self._state, typed=self._state.typed[:-1], notice=None))

    def percent_chosen(self, percent: int) -> None:
        """Take one of the usual shares."""
        self._show(replace(self._state, kind="percent", typed=str(percent), notice=None))

    def reason_chosen(self, reason: str) -> None:
        """Somebody said why."""
        self._show(replace(self._state, reason=reason, notice=None))

    def confirmed(self) -> None:
        """Give what was typed."""
        state = self._state
        if not state.is_open or state.is_writing:
            return
        if state.kind == "percent" and _PERCENT.fullmatch(state.typed) is None:
            self._show(replace(state, notice=Notice("warning", words.BAD_PERCENT, words.BAD_PERCENT_HOW)))
            return
        try:
            amount = parse_amount(state.typed)  # a per cent in its hundredths reads like a yuan in its fen
        except Exception as error:  # noqa: BLE001 - said like every other refusal
            self._failed(error)
            return
        self._act(
            lambda word: self._discounting.give(self._line_id, state.kind, amount, state.reason, override=word),
            state.reason,
        )

    def taken_back(self) -> None:
        """Take back what was given here."""
        self._act(lambda _word: self._discounting.take_back(self._line_id))

    def rounding_chosen(self, to: int) -> None:
        """Round the sale down to so many fen; 1 not at all."""
        self._act(lambda word: self._discounting.round_down(to, override=word))

    def left(self) -> None:
        """Go back to the sale; what was only typed is forgotten."""
        self._show(DiscountState())

    @property
    def _line_id(self) -> LineId | None:
        return self._state.line.line_id if self._state.line is not None else None

    def _act(self, act: Callable[[OverrideId | None], Cart], reason: str = "", word: OverrideId | None = None) -> None:
        def refused(error: Exception) -> None:
            if isinstance(error, ManagerWanted) and word is None:
                self._show(replace(self._state, is_writing=False))
                self._asks_colleague(error, lambda given: self._act(act, reason, given), reason)
            else:
                self._failed(error)

        self._show(replace(self._state, is_writing=True, notice=None))
        self._runner.run(lambda: act(word), done=self._done, failed=refused)

    def _done(self, _cart: Cart) -> None:
        self.left()
        self._news.announce(Changes(cart=True))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, EmptyCart):
            self.left()
            return
        self._show(replace(self._state, is_writing=False, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: DiscountState) -> None:
        if state != self._state:
            self._state = state
            self._view.show_state(state)
