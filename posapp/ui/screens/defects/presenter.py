"""Takes defective goods off the list: what becomes of a piece, and why, are two presses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.defects import End
from posapp.domain.identity import VariantId
from posapp.services.changes import Changes
from posapp.ui.notices import Notice, notice_of
from posapp.ui.screens.defects import words
from posapp.ui.screens.defects.state import DefectsState
from posapp.ui.trouble import let_bugs_through
from posapp.ui.with_word import AsksColleague, unless_allowed

if TYPE_CHECKING:
    from posapp.domain.permission import OverrideId
    from posapp.services.defects import DefectCard, Defects
    from posapp.services.ports import Announcements, Runner

CHANGED = Changes(sale=True, stock=True)


class DefectsScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: DefectsState) -> None:
        """Show all of it."""
        ...


class DefectsPresenter:
    """Owns the panel; it is away until somebody opens it from the board of the day."""

    def __init__(
        self, view: DefectsScreen, defects: Defects, runner: Runner, announcements: Announcements, ask: AsksColleague
    ) -> None:
        self._view = view
        self._defects = defects
        self._runner = runner
        self._announcements = announcements
        self._ask = ask
        self._state = DefectsState()

    @property
    def state(self) -> DefectsState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Come to the front with what lies there."""
        self._show(DefectsState(is_open=True))
        self._read()

    def end_chosen(self, variant_id: str, end: End) -> None:
        """That is to become of a piece of a variant, the one in hand unless more are meant; why is asked next."""
        self._show(replace(self._state, chosen=VariantId(variant_id), end=end, pieces=1, notice=None))

    def pieces_changed(self, step: int) -> None:
        """Mean one piece more or less of those that lie there."""
        pieces = min(max(self._state.pieces + step, 1), max(self._state.lying, 1))
        self._show(replace(self._state, pieces=pieces))

    def reason_chosen(self, reason: str, override: OverrideId | None = None) -> None:
        """Settle them for that reason."""
        state = self._state
        if state.is_busy or state.chosen is None or state.end is None:
            return
        variant_id, end, pieces = state.chosen, state.end, state.pieces
        name = next((card.name for card in state.cards or () if card.variant_id == variant_id), None)
        self._show(replace(state, is_busy=True, notice=None))

        def done(cards: tuple[DefectCard, ...]) -> None:
            told = Notice("success", words.DONE[end], words.DONE_HOW[end], {"name": name, "count": pieces})
            self._show(replace(self._state, cards=cards, chosen=None, end=None, is_busy=False, notice=told))
            self._announcements.announce(CHANGED)

        def failed(error: Exception) -> None:
            self._show(replace(self._state, is_busy=False))
            unless_allowed(self._ask, lambda word: self.reason_chosen(reason, word), override, self._failed)(error)

        self._runner.run(
            lambda: self._defects.settle(variant_id, pieces, end, reason, override=override), done=done, failed=failed
        )

    def back(self) -> None:
        """Ask for no reason any more, or go away."""
        if self._state.end is not None:
            self._show(replace(self._state, chosen=None, end=None, notice=None))
        else:
            self.left()

    def left(self) -> None:
        """Go away; what was settled stands."""
        if self._state.is_open:
            self._show(DefectsState())

    def _read(self) -> None:
        self._runner.run(self._defects.lying, done=self._listed, failed=self._failed)

    def _listed(self, cards: tuple[DefectCard, ...]) -> None:
        if self._state.is_open:
            self._show(replace(self._state, cards=cards))

    def _failed(self, error: Exception) -> None:
        self._show(replace(self._state, chosen=None, end=None, is_busy=False, notice=notice_of(error)))
        let_bugs_through(error)
        if self._state.cards is not None:
            self._read()

    def _show(self, state: DefectsState) -> None:
        self._state = state
        self._view.show_state(state)
