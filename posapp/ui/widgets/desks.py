"""How the desks of the shop lie: a head, what there is to be told, and a list beside what is chosen of it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLayout, QStackedWidget, QVBoxLayout, QWidget

from posapp.ui.theme import SPACE_12, SPACE_16, SPACE_24
from posapp.ui.widgets.notice_bar import NoticeBar


class DeskPages(QStackedWidget):
    """A list beside its other half, or in place of both what is said where the list is empty.

    The right half grows with the window; the left one too by ``left_share`` against 1, by itself not at all.
    """

    def __init__(
        self, left: QWidget, right: QWidget, empty: QWidget, *, left_share: int = 0, gap: int = SPACE_16
    ) -> None:
        super().__init__()
        both = QWidget()
        halves = QHBoxLayout(both)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(gap)
        halves.addWidget(left, left_share)
        halves.addWidget(right, 1)
        self.addWidget(both)
        self.addWidget(empty)

    def show_as(self, *, is_empty: bool) -> None:
        """Show both halves, or that there is nothing."""
        self.setCurrentIndex(1 if is_empty else 0)


def lay_out_desk(desk: QWidget, head: QLayout, notice: NoticeBar, pages: QWidget) -> None:
    """Lay out a desk, its head above everything."""
    column = QVBoxLayout(desk)
    column.setContentsMargins(SPACE_24, SPACE_16, SPACE_16, SPACE_16)
    column.setSpacing(SPACE_12)
    column.addLayout(head)
    column.addWidget(notice)
    column.addWidget(pages, 1)
