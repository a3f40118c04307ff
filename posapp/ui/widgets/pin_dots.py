"""How much of a PIN was typed, and nothing of it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from posapp.ui.theme import Theme


class PinDots(QWidget):
    """So many places; as many are filled as digits were typed."""

    def __init__(self, theme: Theme, places: int) -> None:
        super().__init__()
        self._theme = theme
        self._places = places
        self._count = 0
        self.setFixedSize(places * 36, 28)
        theme.changed.connect(self.update)

    def show_count(self, count: int) -> None:
        """Fill that many."""
        self._count = count
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for all places."""
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the places."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in range(self._places):
            is_filled = place < self._count
            painter.setPen(QPen(self._theme.colour("accent" if is_filled else "faint"), 2))
            painter.setBrush(self._theme.colour("accent") if is_filled else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(place * 36 + 10, 6, 16, 16))
        painter.end()
