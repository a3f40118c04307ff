"""Turns what the cashier does with the drawer into use cases, and answers into the shift screen's state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from posapp.domain.drawer import MOST_PIECES
from posapp.domain.money import Fen, parse_amount
from posapp.domain.permission import OverrideId
from posapp.services.changes import Changes
from posapp.services.errors import ManagerWanted
from posapp.ui.notices import Notice, notice_of
from posapp.ui.runner import Rereading
from posapp.ui.screens.shift import words
from posapp.ui.screens.shift.state import DENOMINATIONS, ShiftState, Stage
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.drawer_book import Direction, KeptMove
    from posapp.services.paper import Slip
    from posapp.services.ports import Announcements, Runner
    from posapp.services.shift_desk import ShiftDesk
    from posapp.services.shifts import Counted, Shifts, ShiftSheet

AskColleague = Callable[[ManagerWanted, Callable[[OverrideId], None], str], None]
"""Asks another person for her word; what was refused is then done with it."""


class ShiftScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: ShiftState) -> None:
        """Show all of it."""
        ...


class ShiftPresenter:
    """Opens the drawer with a float, follows the running figures, takes the blind count and shows the day proof."""

    def __init__(
        self,
        view: ShiftScreen,
        shifts: Shifts,
        desk: ShiftDesk,
        runner: Runner,
        announcements: Announcements,
        ask_colleague: AskColleague,
    ) -> None:
        self._view = view
        self._shifts = shifts
        self._desk = desk
        self._ask_colleague = ask_colleague
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
        if not self._state.is_busy:
            self._open(typed, None)

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
        pieces = self._pieces()
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(lambda: self._shifts.give_count(pieces), done=self._judged, failed=self._failed)

    def closing_confirmed(self, reason: str) -> None:
        """Close with a difference, for a reason."""
        if not self._state.is_busy:
            self._close(self._state.counted, reason)

    def moving_begun(self, direction: Direction) -> None:
        """Cash is to go in, out, or to the safe."""
        self._show(replace(self._state, stage="moving", direction=direction, notice=None))

    def moving_left(self) -> None:
        """No cash is moved after all."""
        self._show(replace(self._state, stage="running", notice=None))

    def move_given(self, typed: str, reason: str) -> None:
        """Move so much cash, as typed in yuan."""
        if not self._state.is_busy:
            self._move(self._state.direction, typed, reason, None)

    def x_wanted(self) -> None:
        """Show the X report."""
        self._read_paper(self._desk.x)

    def z_wanted(self) -> None:
        """Show the Z report of the shift that was closed last."""
        self._read_paper(self._desk.z)

    def handover_wanted(self) -> None:
        """Show every loose end."""
        self._read_paper(self._desk.handover)

    def paper_printed(self) -> None:
        """Print the paper that is shown."""
        paper = self._state.paper
        if paper is None or self._state.is_busy:
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(lambda: self._desk.print(paper), done=self._queued, failed=self._failed)

    def paper_saved(self) -> None:
        """Save the paper that is shown as a PDF."""
        paper = self._state.paper
        if paper is None or self._state.is_busy:
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(lambda: self._desk.save(paper), done=self._saved, failed=self._failed, lane="devices")

    def paper_left(self) -> None:
        """Put the paper away."""
        self._show(replace(self._state, stage="reading", paper=None, notice=None))
        self.opened()

    def next_begun(self) -> None:
        """Put the closed shift away and ask for the next float."""
        self._reading.outdate()
        self._show(ShiftState(stage="opening"))

    def _open(self, typed: str, override: OverrideId | None) -> None:
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(
            lambda: self._shifts.open(parse_amount(typed), override=override),
            done=self._written,
            failed=lambda error: self._refused(error, lambda word: self._open(typed, word), ""),
        )

    def _pieces(self) -> tuple[tuple[Fen, int], ...]:
        return tuple(zip(DENOMINATIONS, self._state.pieces, strict=True))

    def _judged(self, verdict: Counted) -> None:
        """Close at once what may pass without a word; else show how far it is off."""
        if verdict.wants_reason or verdict.wants_leave:
            self._show(replace(self._state, stage="verdict", is_busy=False, verdict=verdict))
        else:
            self._close(verdict.counted, "")

    def _close(self, counted: Fen, reason: str, override: OverrideId | None = None) -> None:
        pieces = self._pieces()
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(
            lambda: self._shifts.close(counted, pieces=pieces, reason=reason, override=override),
            done=self._written,
            failed=lambda error: self._refused(error, lambda word: self._close(counted, reason, word), reason),
        )

    def _move(self, direction: Direction, typed: str, reason: str, override: OverrideId | None) -> None:
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(
            lambda: self._desk.move(direction, parse_amount(typed), reason, override=override),
            done=self._moved,
            failed=lambda error: self._refused(error, lambda word: self._move(direction, typed, reason, word), ""),
        )

    def _moved(self, _: KeptMove) -> None:
        self._show(replace(self._state, stage="running", is_busy=False, notice=Notice("success", words.MOVED)))
        self._print_now()
        self._announcements.announce(Changes(shift=True))
        self.opened()

    def _read_paper(self, read: Callable[[], Slip | None]) -> None:
        if not self._state.is_busy:
            self._show(replace(self._state, is_busy=True, notice=None))
            self._runner.run(read, done=self._show_paper, failed=self._failed)

    def _show_paper(self, paper: Slip | None) -> None:
        stage: Stage = self._state.stage if paper is None else "paper"
        self._show(replace(self._state, stage=stage, paper=paper, is_busy=False))

    def _queued(self, _: None) -> None:
        self._show(replace(self._state, is_busy=False, notice=Notice("success", words.PRINTING)))
        self._print_now()

    def _saved(self, place: Path) -> None:
        notice = Notice("success", words.SAVED, values={"place": str(place)})
        self._show(replace(self._state, is_busy=False, notice=notice))

    def _print_now(self) -> None:
        self._runner.run(self._desk.run_spool, done=_nothing, failed=self._failed, lane="devices")

    def _refused(self, error: Exception, again: Callable[[OverrideId], None], reason: str) -> None:
        """Ask a colleague for what is beyond whoever works here; anything else is told."""
        if isinstance(error, ManagerWanted):
            self._show(replace(self._state, is_busy=False))
            self._ask_colleague(error, again, reason)
        else:
            self._failed(error)

    def _read(self) -> tuple[ShiftSheet | None, bool]:
        return self._shifts.current() or self._shifts.latest(), self._desk.may_see_cash()

    def _show_read(self, found: tuple[ShiftSheet | None, bool]) -> None:
        sheet, sees_cash = found
        is_open = sheet is not None and sheet.closed is None
        if not is_open and self._state.stage == "opening":
            return  # the float of the next shift is being asked for
        stage: Stage = "closed" if sheet is not None else "opening"
        if is_open:
            stays = ("counting", "moving", "verdict", "paper")
            stage = self._state.stage if self._state.stage in stays else "running"
        elif self._state.stage == "paper":
            stage = "paper"
        self._show(replace(self._state, stage=stage, sheet=sheet, sees_cash=sees_cash))

    def _written(self, sheet: ShiftSheet) -> None:
        self._reading.outdate()
        stage: Stage = "closed" if sheet.closed else "running"
        self._show(ShiftState(stage=stage, sheet=sheet, sees_cash=self._state.sees_cash))
        if sheet.closed:
            self._print_now()
        self._announcements.announce(Changes(shift=True))

    def _failed(self, error: Exception) -> None:
        self._show(replace(self._state, is_busy=False, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: ShiftState) -> None:
        self._state = state
        self._view.show_state(state)


def _nothing(_: None) -> None:
    """Paper that was printed is nothing to tell."""
