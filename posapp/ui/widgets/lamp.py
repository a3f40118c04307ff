"""A small round lamp with a sentence beside it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from posapp.ui.theme import SPACE_8, Theme
from posapp.ui.widgets.labels import Text

LampTone = Literal["success", "warning", "danger", "faint", "accent"]


class _Bulb(QWidget):
    """The round lamp itself."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.tone: LampTone = "faint"
        self.setFixedSize(14, 14)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Ask for the circle."""
        return QSize(14, 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a soft ring and the lamp in it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        halo = self._theme.colour(self.tone)
        halo.setAlpha(60)
        painter.setBrush(halo)
        painter.drawEllipse(self.rect())
        painter.setBrush(self._theme.colour(self.tone))
        painter.drawEllipse(self.rect().adjusted(3, 3, -3, -3))
        painter.end()


class Lamp(QWidget):
    """A lamp and its sentence: the colour is never the only thing that tells."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._bulb = _Bulb(theme)
        self._sentence = Text("", "caption", "faint")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE_8)
        line.addWidget(self._bulb)
        line.addWidget(self._sentence)

    def show_lamp(self, tone: LampTone, sentence: str) -> None:
        """Light the lamp and say why."""
        self._bulb.tone = tone
        self._bulb.update()
        self._sentence.setText(sentence)

    def sentence(self) -> str:
        """Return what it says now."""
        return self._sentence.text()
