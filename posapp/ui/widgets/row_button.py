"""A whole row to press: pictures and words inside, one target for finger and key."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLayout,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, TARGET, restyle


class RowButton(QAbstractButton):
    """A button as wide as its column with a line of things in it: ``row.line.addWidget(…)``.

    What is inside never takes the pointer or the focus; the row says its ``label`` to a screen reader. It is no
    ``QPushButton``, because a least height from the style sheet would let a layout squeeze it below its content.
    """

    def __init__(self, *, stays: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "row")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCheckable(stays)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(SPACE_12, SPACE_8, SPACE_12, SPACE_8)
        self.line.setSpacing(SPACE_12)

    def set_label(self, label: str) -> None:
        """Say what the row stands for."""
        self.setAccessibleName(label)

    def set_lit(self, *, is_lit: bool) -> None:
        """Show the row as chosen by what happened, not by the press itself."""
        if self.property("lit") != is_lit:
            self.setProperty("lit", is_lit)
            restyle(self)

    def fill_in_two_lines(self, picture: QWidget, first: QLayout, second: QWidget) -> None:
        """Fill the row, lower than others are: a picture, and beside it one line over the other."""
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addLayout(first)
        lines.addWidget(second)
        self.line.setContentsMargins(SPACE_12, SPACE_4, SPACE_12, SPACE_4)
        self.line.addWidget(picture)
        self.line.addLayout(lines, 1)
        self.settle()

    def settle(self) -> None:
        """Let the pointer through everything inside; call it once the row is filled."""
        for inside in self.findChildren(QWidget):
            inside.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            inside.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row's ground as the style sheet wants it in this state."""
        option = QStyleOptionButton()
        option.initFrom(self)
        if self.isDown():
            option.state |= QStyle.StateFlag.State_Sunken
        if self.isChecked():
            option.state |= QStyle.StateFlag.State_On
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.end()

    def sizeHint(self) -> QSize:
        """Ask for the room of what is inside."""
        inside = self._layout().totalSizeHint()
        return QSize(inside.width(), max(TARGET, inside.height()))

    def minimumSizeHint(self) -> QSize:
        """Shrink no further than what is inside can."""
        inside = self._layout().totalMinimumSize()
        return QSize(inside.width(), max(TARGET, inside.height()))

    def hasHeightForWidth(self) -> bool:
        """Tell that wrapped words inside make the row higher."""
        return self._layout().hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width."""
        return max(TARGET, self._layout().totalHeightForWidth(width))

    def _layout(self) -> QLayout:
        return self.line
