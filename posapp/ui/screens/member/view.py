"""The member column of the sell screen: an invitation, a search, a skeleton, or her panel."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from posapp.domain.clock import Clock
from posapp.domain.keys import SUGGESTIONS
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.key_names import on_cap
from posapp.ui.notices import Notice
from posapp.ui.screens.member import words
from posapp.ui.screens.member.finder import FinderView
from posapp.ui.screens.member.panel import PanelView
from posapp.ui.screens.member.state import MemberState
from posapp.ui.theme import RADIUS, RADIUS_SMALL, SPACE_8, SPACE_12, SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import KeyCap
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.pictures import EmptyState
from posapp.ui.words import RETRY


class MemberView(QWidget):
    """The member column, at home in 360 px and more.

    Sends ``find_opened()``, ``find_left()``, ``searched(text)``, ``chosen(member_id)``, ``suggestion_taken(place)``,
    ``dismissed(style_id)``, ``coupon_chosen(coupon_id)``, ``detached()``, ``retried()`` for the presenter;
    ``suggestion_opened(style_id)``, ``booking_opened(booking_id)``, ``pickup_opened(order_id)`` and
    ``find_closed()``, after which the focus belongs to the sell screen again, for the shell.
    """

    find_opened = Signal()
    find_left = Signal()
    searched = Signal(str)
    chosen = Signal(str)
    suggestion_taken = Signal(int)
    suggestion_opened = Signal(str)
    dismissed = Signal(str)
    coupon_chosen = Signal(str)
    detached = Signal()
    retried = Signal()
    booking_opened = Signal(str)
    pickup_opened = Signal(str)
    find_closed = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock) -> None:
        super().__init__()
        self._speech = speech
        self._state = MemberState()
        self._told: Notice | None = None
        self._notice = NoticeBar(speech, theme)
        self._invitation = _Invitation("member", theme)
        self._invitation.pressed.connect(self.find_opened)
        self._unreadable = _Invitation("alert", theme)
        self._unreadable.pressed.connect(self.retried)
        self._skeleton = _Skeleton(theme)
        self._finder = FinderView(speech, theme, clock)
        self._panel = PanelView(speech, theme, art, clock)
        self._pages = QStackedWidget()
        for page in (self._invitation, self._finder, self._skeleton, self._unreadable, self._panel):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_12)
        column.addWidget(self._notice)
        column.addWidget(self._pages, 1)
        self._finder.searched.connect(self.searched)
        self._finder.chosen.connect(self.chosen)
        self._finder.left.connect(self.find_left)
        for name in ("suggestion_taken", "dismissed", "coupon_chosen", "booking_opened", "pickup_opened"):
            getattr(self._panel, name).connect(getattr(self, name))
        self._panel.suggestion_opened.connect(self.suggestion_opened)
        self._panel.detached.connect(self.detached)
        self._panel.find_opened.connect(self.find_opened)
        self._takes = [QShortcut(self) for _ in range(SUGGESTIONS)]
        for place, shortcut in enumerate(self._takes):
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(lambda place=place: self.suggestion_taken.emit(place))
        speech.changed.connect(self._translate)
        theme.changed.connect(self.update)
        self._translate()

    def get_ready(self, suggestions: int) -> None:
        """Build her panel, with so many suggestions, before there is anybody to show."""
        self._panel.get_ready(suggestions)

    def show_state(self, state: MemberState) -> None:
        """Show the member, the search, or the invitation."""
        was, self._state = self._state, state
        if state.notice is not self._told:
            self._told = state.notice
            self._notice.show_notice(state.notice)
        if state.stage == "shown" and state.panel is not None:
            self._panel.show_panel(state.panel, state)
            self._pages.setCurrentWidget(self._panel)
        elif state.stage == "finding":
            self._finder.show_state(state)
            self._pages.setCurrentWidget(self._finder)
            if was.stage != "finding":
                self._finder.begin()
        elif state.stage == "loading":
            self._pages.setCurrentWidget(self._unreadable if state.notice else self._skeleton)
        else:
            self._pages.setCurrentWidget(self._invitation)
        if was.stage == "finding" and state.stage != "finding":
            self.find_closed.emit()

    def _translate(self) -> None:
        say = self._speech.say
        self._invitation.say(say(words.INVITE), say(words.INVITE_HOW), say(words.FIND))
        self._invitation.show_key(on_cap(self._speech.keys.key("member")))
        keys = self._speech.keys.keys("suggestion") or ("",) * SUGGESTIONS
        for shortcut, key in zip(self._takes, keys, strict=True):
            shortcut.setKey(QKeySequence(key))
        self._unreadable.say(say(words.UNREADABLE), say(words.UNREADABLE_HOW), say(RETRY))
        self._skeleton.setAccessibleName(say(words.READING))
        self.show_state(self._state)


class _Invitation(QWidget):
    """An empty place with one thing to press. ``pressed()``."""

    pressed = Signal()

    def __init__(self, drawing: str, theme: Theme) -> None:
        super().__init__()
        self._empty = EmptyState(drawing, theme)
        self._key = KeyCap("")
        self._key.hide()
        self._button = PillButton("", "outline")
        self._button.clicked.connect(self.pressed)
        line = QHBoxLayout()
        line.setSpacing(SPACE_12)
        line.addStretch(1)
        line.addWidget(self._button)
        line.addWidget(self._key, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_16, 0, SPACE_16, 0)
        column.addStretch(2)
        column.addWidget(self._empty)
        column.addLayout(line)
        column.addStretch(3)

    def say(self, title: str, advice: str, button: str) -> None:
        """Say what it invites to."""
        self._empty.say(title, advice)
        self._button.setText(button)

    def show_key(self, cap: str) -> None:
        """Show the key that does the same, or none."""
        self._key.setText(cap)
        self._key.setVisible(bool(cap))


class _Skeleton(QWidget):
    """Her panel's outline while it is read: most of the time it is gone before an eye finds it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the places of header, opener and three suggestions."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        top = 0.0
        for height in (114, 76, 136, 136, 136):
            painter.setBrush(self._theme.colour("card"))
            painter.drawRoundedRect(QRectF(0, top, self.width() - 18, height), RADIUS, RADIUS)
            painter.setBrush(self._theme.colour("sunk"))
            painter.drawRoundedRect(QRectF(SPACE_12, top + 14, self.width() * 0.4, 22), RADIUS_SMALL, RADIUS_SMALL)
            painter.drawRoundedRect(QRectF(SPACE_12, top + 48, self.width() * 0.75, 14), 7, 7)
            top += height + SPACE_8
        painter.end()
