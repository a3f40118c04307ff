"""Turns what the cashier does with the drawer into use cases, and answers into the shift screen's state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.money import Fen, parse_amount
from posapp.services.changes import Changes
from posapp.ui.notices import notice_of
from posapp.ui.runner import Rereading
from posapp.ui.screens.shift.state import DENOMINATIONS, ShiftState, Stage
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.ports import Announcements, Runner
    from posapp.services.shifts import Shifts, ShiftSheet

MOST_PIECES = 9_999
"""A drawer holds no more of one note or coin."""


class ShiftScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: ShiftState) -> None:
        """Show all of it."""
        ...


class ShiftPresenter:
    """Opens the drawer with a float, follows the running figures, takes the blind count and shows the day proof."""

    def __init__(self, view: ShiftScreen, shifts: Shifts, runner: Runner, announcements: Announcements) -> None:
        self._view = view
        self._shifts = shifts
        self._runner = runner
        self._announcements = announcements
        self._reading = Rereading(runner, self._read, done=self._show_read, failed=self._failed)
        self._state = ShiftState()

    @property
    def state(self) -> ShiftState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Read where the shift stands."""
        self._reading.ask()

    def things_changed(self, changes: Changes) -> None:
        """Read again when something was sold, or the mall answered the day proof."""
        if (changes.shift or changes.sale or changes.sync) and self._state.stage != "opening":
            self.opened()

    def float_given(self, typed: str) -> None:
        """Open the shift with what lies in the drawer, as typed in yuan."""
        if self._state.is_busy:
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(lambda: self._shifts.open(parse_amount(typed)), done=self._written, failed=self._failed)

    def counting_begun(self) -> None:
        """Start the count; nothing on the screen says what should be there."""
        self._show(replace(self._state, stage="counting", pieces=(0,) * len(DENOMINATIONS), notice=None))

    def counting_left(self) -> None:
        """Go on selling; the count so far is forgotten."""
        self._show(replace(self._state, stage="running", notice=None))

    def pieces_counted(self, denomination: Fen, pieces: int) -> None:
        """Keep how many of a note or coin there are."""
        place = DENOMINATIONS.index(denomination)
        counts = list(self._state.pieces)
        counts[place] = min(max(0, pieces), MOST_PIECES)
        self._show(replace(self._state, pieces=tuple(counts)))

    def count_given(self) -> None:
        """Close the shift with the count as entered; a difference is a fact, not an error."""
        if self._state.is_busy:
            return
        counted = self._state.counted
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(lambda: self._shifts.close(counted), done=self._written, failed=self._failed)

    def next_begun(self) -> None:
        """Put the closed shift away and ask for the next float."""
        self._reading.outdate()
        self._show(ShiftState(stage="opening"))

    def _read(self) -> ShiftSheet | None:
        return self._shifts.current() or self._shifts.latest()

    def _show_read(self, sheet: ShiftSheet | None) -> None:
        is_open = sheet is not None and sheet.closed is None
        if not is_open and self._state.stage == "opening":
            return  # the float of the next shift is being asked for
        stage: Stage = "closed" if sheet is not None else "opening"
        if is_open:
            stage = "counting" if self._state.stage == "counting" else "running"
        self._show(replace(self._state, stage=stage, sheet=sheet))

    def _written(self, sheet: ShiftSheet) -> None:
        self._reading.outdate()
        self._show(ShiftState(stage="closed" if sheet.closed else "running", sheet=sheet))
        self._announcements.announce(Changes(shift=True))

    def _failed(self, error: Exception) -> None:
        self._show(replace(self._state, is_busy=False, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: ShiftState) -> None:
        self._state = state
        self._view.show_state(state)
