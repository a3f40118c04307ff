"""What things lie on: a card, a rule between two things, a scrolling column, rows that wrap."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QLayoutItem, QScrollArea, QVBoxLayout, QWidget

from posapp.ui.theme import SPACE_8, SPACE_16, restyle

Surface = Literal["paper", "card", "plain", "sunk", "accent", "seal", "success", "warning", "danger", "clear"]


class Card(QFrame):
    """A surface with a column of things on it: ``card.column.addWidget(…)``."""

    def __init__(self, surface: Surface = "card", margin: int = SPACE_16, spacing: int = SPACE_8) -> None:
        super().__init__()
        self.setProperty("surface", surface)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(spacing)

    def set_surface(self, surface: Surface) -> None:
        """Lie on another surface."""
        if self.property("surface") != surface:
            self.setProperty("surface", surface)
            restyle(self)


class Rule(QFrame):
    """A thin line across."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "rule")


class ScrollColumn(QScrollArea):
    """A column that scrolls up and down and never sideways: ``scroll.column.addWidget(…)``."""

    def __init__(self, spacing: int = SPACE_16) -> None:
        super().__init__()
        inside = QWidget()
        inside.setProperty("surface", "clear")
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(spacing)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().rangeChanged.connect(self._keep_off_the_bar)

    def _keep_off_the_bar(self, least: int, most: int) -> None:
        """Leave a gap beside the scroll bar, and none where there is no bar: edges above and below stay in line."""
        self.column.setContentsMargins(0, 0, SPACE_8 if most > least else 0, 0)


class FlowLayout(QLayout):
    """Lays things side by side and goes on in the next row when there is no more room."""

    def __init__(self, spacing: int = SPACE_8) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's spelling
        """Take an item; Qt calls this for ``addWidget``."""
        self._items.append(item)
        self._heights.clear()

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's spelling
        """Return an item, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's spelling
        """Give an item back, or None past the end."""
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        """Forget the heights: something in here is of another size."""
        self._heights.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's spelling
        """Grow in no direction by itself."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Tell that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that all rows need. A column asks for it a dozen times before it has laid itself out."""
        height = self._heights.get(width)
        if height is None:
            height = self._heights[width] = self._arrange(QRect(0, 0, width, 0), is_trial=True)
        return height

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's spelling
        """Place everything."""
        super().setGeometry(rect)
        self._arrange(rect, is_trial=False)

    def sizeHint(self) -> QSize:
        """Ask for the widest item's size."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's spelling
        """Return the size of the largest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, is_trial: bool) -> int:
        x, y, row_height = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, row_height = rect.x(), y + row_height + self.spacing(), 0
            if not is_trial:
                item.setGeometry(QRect(QPoint(x, y), QSize(min(size.width(), rect.width()), size.height())))
            x += size.width() + self.spacing()
            row_height = max(row_height, size.height())
        return y + row_height - rect.y()


class PairLayout(FlowLayout):
    """Lays things in two equal columns when each fits into one, else one below the other."""

    def _arrange(self, rect: QRect, *, is_trial: bool) -> int:
        items = [item for item in self._items if not item.isEmpty()]
        half = (rect.width() - self.spacing()) // 2
        is_side_by_side = len(items) > 1 and all(item.sizeHint().width() <= half for item in items)
        columns, width = (2, half) if is_side_by_side else (1, rect.width())
        top = rect.y()
        for first in range(0, len(items), columns):
            beside = items[first : first + columns]
            height = max(self._height(item, width) for item in beside)
            if not is_trial:
                for place, item in enumerate(beside):
                    item.setGeometry(QRect(rect.x() + place * (width + self.spacing()), top, width, height))
            top += height + self.spacing()
        return max(0, top - self.spacing() - rect.y())

    @staticmethod
    def _height(item: QLayoutItem, width: int) -> int:
        return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()


def row(*things: QWidget | int | None, spacing: int = SPACE_8) -> QHBoxLayout:
    """Return things side by side: an int is a stretch, None is nothing."""
    box = QHBoxLayout()
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(spacing)
    for thing in things:
        if isinstance(thing, int):
            box.addStretch(thing)
        elif thing is not None:
            box.addWidget(thing)
    return box


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)
