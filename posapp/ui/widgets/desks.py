"""How the desks of the shop lie: a head, what there is to be told, and a list beside what is chosen of it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLayout, QStackedWidget, QVBoxLayout, QWidget

from posapp.ui.theme import SPACE_12, SPACE_16, SPACE_24
from posapp.ui.widgets.kept_rows import KeptRows
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.surfaces import ScrollColumn


class DeskPages(QStackedWidget):
    """A list beside its other half, or in place of both what is said where the list is empty.

    By itself the right half takes all that the window is wider; ``shares`` divide it.
    """

    def __init__(
        self, left: QWidget, right: QWidget, empty: QWidget, *, shares: tuple[int, int] = (0, 1), gap: int = SPACE_16
    ) -> None:
        super().__init__()
        both = QWidget()
        halves = QHBoxLayout(both)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(gap)
        halves.addWidget(left, shares[0])
        halves.addWidget(right, shares[1])
        self.addWidget(both)
        self.addWidget(empty)

    def show_as(self, *, is_empty: bool) -> None:
        """Show both halves, or that there is nothing."""
        self.setCurrentIndex(1 if is_empty else 0)


class HeadedList(QWidget):
    """Cards in ``tiles`` under a heading, with what is said where there are none, and of those that are not shown."""

    def __init__(self) -> None:
        super().__init__()
        self._heading = Text("", "title")
        self._none, self._more = Text("", "body", "faint"), Text("", "caption", "faint")
        scroll = ScrollColumn(SPACE_12)
        self.tiles: KeptRows[str] = KeptRows(scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_12)
        column.addWidget(self._heading)
        column.addWidget(self._none)
        column.addWidget(scroll, 1)
        column.addWidget(self._more)

    def say(self, heading: str, none: str = "", more: str = "") -> None:
        """Say what is listed here; an empty text takes no room."""
        for label, text in ((self._heading, heading), (self._none, none), (self._more, more)):
            label.setText(text)
            label.setVisible(bool(text))


def lay_out_desk(desk: QWidget, head: QLayout, notice: NoticeBar, pages: QWidget) -> None:
    """Lay out a desk, its head above everything."""
    column = QVBoxLayout(desk)
    column.setContentsMargins(SPACE_24, SPACE_16, SPACE_16, SPACE_16)
    column.setSpacing(SPACE_12)
    column.addLayout(head)
    column.addWidget(notice)
    column.addWidget(pages, 1)
