"""The shift screen: opening, running, counting or closed, one page each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from posapp.ui.notices import Notice
from posapp.ui.screens.shift.counting_page import CountingPage
from posapp.ui.screens.shift.figures import ClosedPage, RunningPage
from posapp.ui.screens.shift.moving_page import MovingPage
from posapp.ui.screens.shift.opening_page import OpeningPage
from posapp.ui.screens.shift.paper_page import PaperPage
from posapp.ui.screens.shift.state import ShiftState
from posapp.ui.screens.shift.verdict_page import VerdictPage
from posapp.ui.theme import SPACE_12, SPACE_16, SPACE_24, SPACE_32, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.notice_bar import NoticeBar


class ShiftView(QWidget):
    """Sends ``float_given(typed)``, ``counting_begun()``, ``pieces_counted(denomination, pieces)``, ``count_given()``,
    ``counting_left()``, ``closing_confirmed(reason)``, ``next_begun()``, ``moving_begun(direction)``,
    ``move_given(typed, reason)``, ``moving_left()``, ``x_wanted()``, ``z_wanted()``, ``handover_wanted()``,
    ``paper_printed()``, ``paper_saved()`` and ``paper_left()``.
    """

    float_given = Signal(str)
    counting_begun = Signal()
    pieces_counted = Signal(int, int)
    count_given = Signal()
    counting_left = Signal()
    closing_confirmed = Signal(str)
    next_begun = Signal()
    moving_begun = Signal(str)
    move_given = Signal(str, str)
    moving_left = Signal()
    x_wanted = Signal()
    z_wanted = Signal()
    handover_wanted = Signal()
    paper_printed = Signal()
    paper_saved = Signal()
    paper_left = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._state = ShiftState()
        self._told: Notice | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._notice = NoticeBar(speech, theme)
        self._reading = QWidget()
        self._opening = OpeningPage(speech, theme)
        self._running = RunningPage(speech)
        self._counting = CountingPage(speech, theme)
        self._closed = ClosedPage(speech, theme)
        self._moving = MovingPage(speech, theme)
        self._verdict = VerdictPage(speech)
        self._paper = PaperPage(speech)
        self._pages = QStackedWidget()
        for page in (
            self._reading,
            self._opening,
            self._running,
            self._moving,
            self._counting,
            self._verdict,
            self._paper,
            self._closed,
        ):
            self._pages.addWidget(page)
        self._opening.float_given.connect(self.float_given)
        self._running.counting_begun.connect(self.counting_begun)
        self._counting.pieces_counted.connect(self.pieces_counted)
        self._counting.count_given.connect(self.count_given)
        self._counting.counting_left.connect(self.counting_left)
        self._closed.next_begun.connect(self.next_begun)
        for page, names in (
            (self._running, ("moving_begun", "x_wanted", "handover_wanted")),
            (self._moving, ("move_given", "moving_left")),
            (self._verdict, ("closing_confirmed", "counting_begun")),
            (self._paper, ("paper_printed", "paper_saved", "paper_left")),
            (self._closed, ("z_wanted", "handover_wanted")),
        ):
            for name in names:
                getattr(page, name).connect(getattr(self, name))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_32, SPACE_16, SPACE_32, SPACE_24)
        column.setSpacing(SPACE_12)
        column.addWidget(self._notice)
        column.addWidget(self._pages, 1)
        speech.changed.connect(lambda: self.show_state(self._state))

    def show_state(self, state: ShiftState) -> None:
        """Bring the page of the stage to the front."""
        was, self._state = self._state, state
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        if state.stage == "opening":
            self._opening.show_state(state)
            self._pages.setCurrentWidget(self._opening)
        elif state.stage == "counting":
            self._counting.show_state(state)
            self._pages.setCurrentWidget(self._counting)
        elif state.stage == "moving":
            self._moving.show_state(state)
            self._pages.setCurrentWidget(self._moving)
        elif state.stage == "verdict":
            self._verdict.show_state(state)
            self._pages.setCurrentWidget(self._verdict)
        elif state.stage == "paper":
            self._paper.show_state(state)
            self._pages.setCurrentWidget(self._paper)
        elif state.sheet is not None and state.stage == "running":
            self._running.show_sheet(state.sheet, sees_cash=state.sees_cash)
            self._pages.setCurrentWidget(self._running)
        elif state.sheet is not None and state.stage == "closed":
            self._closed.show_sheet(state.sheet)
            self._pages.setCurrentWidget(self._closed)
        else:
            self._pages.setCurrentWidget(self._reading)
        if state.stage != was.stage:
            self._begin(state)

    def _begin(self, state: ShiftState) -> None:
        """Put the cursor where the new page wants it."""
        if state.stage == "opening":
            self._opening.begin()
        elif state.stage == "counting":
            self._counting.begin()
        elif state.stage == "moving":
            self._moving.begin()
        elif state.stage == "verdict":
            self._verdict.begin()
        elif state.stage == "paper":
            self._paper.begin()
