"""A card over the whole window for one question, with what lies behind it dimmed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from posapp.ui.theme import SPACE_16, SPACE_24, Theme, lift
from posapp.ui.widgets.surfaces import Card

_DIM = QColor(20, 16, 12, 120)


class Overlay(QWidget):
    """Covers its parent and takes every press meant for what lies behind. ``self.card`` carries the question."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._before: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.card = Card("card", SPACE_24, SPACE_16)
        lift(self.card, theme)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.hide()

    def cover(self, ground: QWidget) -> None:
        """Lie over a widget from now on, once shown."""
        self.setParent(ground)
        ground.installEventFilter(self)
        self.hide()

    def bring(self) -> None:
        """Come to the front and take the focus."""
        ground = self.parentWidget()
        if ground is not None and not self.isVisible():
            self._before = QApplication.focusWidget()
            self.setGeometry(ground.rect())
            self.raise_()
            self.show()
            self.setFocus()

    def put_away(self) -> None:
        """Go, and give the focus back first, so that no other widget takes it on the way."""
        if not self.isVisible():
            return
        if self._before is not None and isValid(self._before):
            self._before.setFocus()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep covering the parent."""
        if event.type() == QEvent.Type.Resize and self.isVisible() and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim what lies behind."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), _DIM)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep a press beside the card from reaching what lies behind."""
        event.accept()
