"""One calm sentence in place: what happened, and what to do; it goes by itself when it was only news."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from posapp.ui.notices import Notice
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, Theme, restyle
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import IconButton
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.pictures import IconPicture
from posapp.ui.words import DISMISS

NEWS_STAYS_MS = 6_000
_DRAWINGS = {"success": "check", "warning": "alert", "danger": "alert", "accent": "info"}


class NoticeBar(QFrame):
    """Shows a notice in both sentences; hidden while there is none. Good news goes by itself, trouble stays.

    A notice that was put away does not come back, however often the same state is shown; the next one does, even when
    it says the same. ``dismissed()`` when somebody has read it.
    """

    dismissed = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech = speech
        self._told: Notice | None = None
        self._icon = IconPicture("info", theme, "accent", 24)
        self._title = Text("", "strong", wraps=True)
        self._advice = Text("", "body", wraps=True)
        self._close = IconButton("close", theme)
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close.clicked.connect(self.hide)
        self._close.clicked.connect(self.dismissed)
        words = QVBoxLayout()
        words.setSpacing(SPACE_4)
        words.addWidget(self._title)
        words.addWidget(self._advice)
        line = QHBoxLayout(self)
        line.setContentsMargins(SPACE_12, SPACE_8, SPACE_8, SPACE_8)
        line.setSpacing(SPACE_12)
        line.addWidget(self._icon)
        line.addLayout(words, 1)
        line.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(NEWS_STAYS_MS)
        self._timer.timeout.connect(self.hide)
        speech.changed.connect(self._translate)
        self._translate()
        self.hide()

    def show_notice(self, notice: Notice | None) -> None:
        """Show a notice, or none."""
        if notice is self._told:
            return
        self._told = notice
        self._timer.stop()
        if notice is None:
            self.hide()
            return
        if self.property("surface") != notice.tone:
            self.setProperty("surface", notice.tone)
            restyle(self)
        self._icon.show_drawing(_DRAWINGS[notice.tone], notice.tone)
        self._translate()
        self.show()
        if notice.tone in ("success", "accent"):
            self._timer.start()

    def _translate(self) -> None:
        self._close.set_label(self._speech.say(DISMISS))
        if self._told is not None:
            self._title.setText(self._speech.say(self._told.what, **self._told.values))
            self._advice.setText(self._speech.say(self._told.advice, **self._told.values))
            self._advice.setVisible(bool(self._advice.text()))
