"""The one window of the counter: a rail, a bar, and the screens between them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from posapp.domain.keys import ACTS, NUMBERED, Act
from posapp.ui.shell import words
from posapp.ui.shell.navigation import NavigationRail
from posapp.ui.shell.shortcuts import BEFORE_SIGN_IN
from posapp.ui.shell.state import PAGES, ShellState
from posapp.ui.shell.top_bar import TopBar
from posapp.ui.theme import Theme
from posapp.ui.translation import Speech

if TYPE_CHECKING:
    from posapp.ui.shell.help_overlay import HelpOverlay

SMALLEST = QSize(1180, 720)


class MainWindow(QMainWindow):
    """Shows a ``ShellState``. Intents: ``page_chosen(page)``, ``acted(act)`` for the other keys, ``keys_asked()`` when
    somebody wants other keys, ``closed()``.

    ``screen_of`` returns the screen of a page or stage; it is asked when one first comes to the front.
    """

    page_chosen = Signal(str)
    acted = Signal(str)
    page_shown = Signal(str)
    keys_asked = Signal()
    closed = Signal()

    def __init__(self, screen_of: Callable[[str], QWidget], speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech, self._theme, self._screen_of = speech, theme, screen_of
        self._state: ShellState | None = None
        self.setMinimumSize(SMALLEST)
        self.rail = NavigationRail(speech, theme)
        self.bar = TopBar(speech, theme)
        self._stack = QStackedWidget()
        self.ground = ground = QWidget()
        ground.setProperty("surface", "paper")
        ground.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.bar)
        right.addWidget(self._stack, 1)
        line = QHBoxLayout(ground)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.rail)
        line.addLayout(right, 1)
        self.setCentralWidget(ground)
        self.bar.helped.connect(lambda: self._act("help"))
        self.bar.locked.connect(lambda: self._act("lock"))
        self.rail.page_chosen.connect(self.page_chosen)
        self._bound = {act: self._bind(act) for act in ACTS if act not in NUMBERED}  # those are the places' own
        QGuiApplication.instance().focusObjectChanged.connect(self._focus_moved)  # type: ignore[union-attr]  # there is one
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: ShellState) -> None:
        """Bring the right screen to the front and say the rest in the bars."""
        before = self._state
        self._state = state
        is_open = state.stage == "open"
        self.rail.setVisible(is_open)
        self.rail.show_page(state.page, state.badges)
        self.bar.show_state(state)
        for act, shortcut in self._bound.items():
            shortcut.setEnabled(is_open or act in BEFORE_SIGN_IN)
        front = self._screen_of(state.page if is_open else state.stage)
        if self._stack.indexOf(front) < 0:
            self._stack.addWidget(front)
        if self._stack.currentWidget() is not front or before is None:
            self._stack.setCurrentWidget(front)
            front.setFocus()
            self.page_shown.emit(state.page if is_open else state.stage)

    @cached_property
    def help(self) -> HelpOverlay:
        """The keys over the window, built when somebody first asks for them: half of this window's parts."""
        from posapp.ui.shell.help_overlay import HelpOverlay

        overlay = HelpOverlay(self._speech, self._theme, self.ground)
        overlay.keys_asked.connect(self.keys_asked)
        return overlay

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that the window goes."""
        self.closed.emit()
        super().closeEvent(event)

    def _focus_moved(self) -> None:
        """Give the focus back to the screen in front when what had it is gone: the next key belongs to that screen."""
        QTimer.singleShot(0, self, self._hold_focus)

    def _hold_focus(self) -> None:
        front = self._stack.currentWidget()
        if front is not None and self.isActiveWindow() and QApplication.focusWidget() is None:
            front.setFocus()

    def _bind(self, act: Act) -> QShortcut:
        shortcut = QShortcut(self)
        shortcut.setAutoRepeat(False)  # a key that is leant on does its act once
        shortcut.activated.connect(lambda: self._act(act))
        return shortcut

    def _act(self, act: str) -> None:
        if act == "help":
            self.help.bring()
        elif act == "language":
            self._speech.toggle()
        elif act == "light":
            self._theme.toggle()
        elif act in PAGES:
            self.page_chosen.emit(act)
        else:
            self.acted.emit(act)

    def _translate(self) -> None:
        self.setWindowTitle(self._speech.say(words.PRODUCT))
        for act, shortcut in self._bound.items():
            shortcut.setKey(QKeySequence(self._speech.keys.key(act)))
