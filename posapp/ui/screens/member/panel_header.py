"""The head of her panel: who she is, how sure that is, her figures in one line, and how to begin."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from posapp.domain.clock import Clock
from posapp.services.members import MemberPanel
from posapp.ui import formatting
from posapp.ui.screens.member import words
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import IconButton
from posapp.ui.widgets.labels import Chip, ChipTone, Text, Tone
from posapp.ui.widgets.pictures import IconPicture
from posapp.ui.widgets.repeated import Repeated
from posapp.ui.widgets.surfaces import Card, FlowLayout, row
from posapp.ui.words import TRUST, level

_LEVEL_TONES: dict[str, ChipTone] = {"gold": "warning", "black": "accent", "silver": "neutral"}


class HeaderCard(Card):
    """Who she is. Sends ``find_opened()`` and ``detached()``."""

    find_opened = Signal()
    detached = Signal()

    def __init__(self, speech: Speech, theme: Theme, clock: Clock) -> None:
        super().__init__("card", SPACE_12, SPACE_4)
        self._speech, self._clock = speech, clock
        self.column.setContentsMargins(SPACE_12, SPACE_4, SPACE_4, SPACE_8)
        self._other = IconButton("search", theme, "", "faint", 20)
        self._other.clicked.connect(self.find_opened)
        self._leave = IconButton("close", theme, "", "faint", 20)
        self._leave.clicked.connect(self.detached)
        self._name = Text("", "headline")
        self._level = Chip()
        self._birthday = Chip("", "seal")
        self._mark = IconPicture("check", theme, "success", 18)
        self._trust = Text("", "caption", wraps=True)
        self._phone = Text("", "caption", "faint")
        figures = FlowLayout(SPACE_12)
        self._figures: Repeated[tuple[str, str, str], Figure] = Repeated(figures, lambda _: Figure(), _fill_figure)
        name = row(self._name, self._level, self._birthday, 1, spacing=SPACE_8)
        name.addLayout(row(self._other, self._leave, spacing=0))
        self.column.addLayout(name)
        self.column.addLayout(self._trust_line())
        self.column.addLayout(figures)

    def show_panel(self, panel: MemberPanel) -> None:
        """Show her."""
        say = self._speech.say
        self._other.set_label(say(words.FIND_OTHER))
        self._leave.set_label(say(words.TAKE_OFF))
        self._name.setText(say(panel.name))
        self._level.setText(say(level(panel.level)))
        self._level.set_tone(_LEVEL_TONES.get(panel.level, "neutral"))
        self._birthday.setText(say(words.BIRTHDAY))
        self._birthday.setVisible(panel.is_birthday_near)
        is_sure = panel.trust == "A"
        tone: Tone = "success" if is_sure else "warning"
        self._mark.show_drawing("check" if is_sure else "info", tone)
        self._trust.setText(say(TRUST[panel.trust]))
        self._trust.set_tone(tone)
        self._phone.setText(panel.phone_masked)
        self._figures.show(self._figures_of(panel))

    def _trust_line(self) -> QHBoxLayout:
        line = row(self._mark, spacing=SPACE_8)
        line.setContentsMargins(0, 0, SPACE_8, 0)
        line.addWidget(self._trust, 1)
        line.addWidget(self._phone)
        return line

    def _figures_of(self, panel: MemberPanel) -> list[tuple[str, str, str]]:
        """Return each figure with its meaning and its tool tip; the line wraps rather than cuts one."""
        say = self._speech.say
        points, pending = f"{panel.points:,}", ""
        if panel.pending_points:
            points = f"{points} +{panel.pending_points:,}"
            pending = say(words.PENDING_POINTS, points=panel.pending_points)
        figures = [
            (points, say(words.POINTS), pending),
            (str(panel.visits), say(words.ONE_VISIT if panel.visits == 1 else words.VISITS), ""),
        ]
        if panel.last_visit is not None:
            day = formatting.day(panel.last_visit, self._speech.language, self._clock.now())
            figures.append((day, say(words.LAST_VISIT), ""))
        if panel.stored:
            figures.append((formatting.price(panel.stored), say(words.STORED), ""))
        return figures


class Figure(QWidget):
    """A figure beside what it counts."""

    def __init__(self) -> None:
        super().__init__()
        self.figure = Text("", "strong")
        self.meaning = Text("", "caption", "faint")
        self.setLayout(row(self.figure, self.meaning, spacing=SPACE_4))


def _fill_figure(widget: Figure, told: tuple[str, str, str]) -> None:
    figure, meaning, explanation = told
    widget.figure.setText(figure)
    widget.meaning.setText(meaning)
    widget.setToolTip(explanation)
