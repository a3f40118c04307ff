"""A scrolling column of rows of which only those near what is in sight exist: hundreds open as quickly as ten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from posapp.ui.theme import SPACE_8, TARGET
from posapp.ui.widgets.row_button import RowButton

R = TypeVar("R", bound=RowButton)

AROUND = 1
"""So many rows above and below are filled before they come into sight."""


class LazyColumn(QScrollArea, Generic[R]):
    """Rows of one height, the greatest that any of them has asked for. A row is known by its key.

    What a row shows is a value: while that stays equal, its row is left alone. One that nobody sees any more is filled
    for another key, as building and dressing a row takes ten times as long. ``chosen(key)`` when one is pressed.
    """

    chosen = Signal(str)

    def __init__(self, make: Callable[[], R], fill: Callable[[R, str], None], spacing: int = SPACE_8) -> None:
        super().__init__()
        self._make, self._fill = make, fill
        self._spacing = spacing
        self._shown: dict[str, object] = {}
        self._places: dict[str, int] = {}
        self._keys: list[str] = []
        self._built: dict[str, R] = {}
        self._spare: list[R] = []
        self._chosen: str | None = None
        self._height = TARGET
        self._inside = QWidget()
        self._inside.setProperty("surface", "clear")
        self._inside.installEventFilter(self)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().valueChanged.connect(self._lay)

    @property
    def built(self) -> Mapping[str, R]:
        """Return the rows that show something now, by their keys."""
        return self._built

    def show_rows(self, shown: Mapping[str, object]) -> None:
        """Show these rows in this order; each is filled when it comes near."""
        before, self._shown = self._shown, dict(shown)
        for key in [one for one in self._built if one not in shown]:
            self._let_go(key)
        for key, one in self._built.items():
            if shown[key] != before.get(key):
                self._fill_row(one, key)
        if self._keys != list(shown):
            self._keys = list(shown)
            self._places = {key: place for place, key in enumerate(shown)}
        self._lay()

    def show_chosen(self, key: str | None) -> None:
        """Press one row, and no other."""
        self._chosen = key
        for name, one in self._built.items():
            one.setChecked(name == key)

    def bring(self, key: str) -> None:
        """Scroll so far that a row is in sight."""
        place = self._places.get(key)
        if place is not None:
            top = place * self._pitch
            self.ensureVisible(0, top + self._height // 2, 0, self._height // 2 + self._spacing)
            self._lay()

    def showEvent(self, event: QShowEvent) -> None:
        """Fill what is in sight."""
        super().showEvent(event)
        self._lay()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the width of the column."""
        if watched is self._inside and event.type() == QEvent.Type.Resize:
            self._lay()
        return super().eventFilter(watched, event)

    @property
    def _pitch(self) -> int:
        return self._height + self._spacing

    def _lay(self) -> None:
        """Fill rows for what comes near with those that are far, and put every one into its place."""
        top = self.verticalScrollBar().value()
        first = max(top // self._pitch - AROUND, 0)
        last = (top + self.viewport().height()) // self._pitch + AROUND
        near = self._keys[first : last + 1]
        for key in [one for one in self._built if one not in near and not self._built[one].hasFocus()]:
            self._let_go(key)
        missing = [key for key in near if key not in self._built]
        for key in missing:
            self._bring_near(key)
        for one in self._spare:
            one.hide()  # only now: most of them were filled for another key at once
        if missing:
            self._keep_tab_order()
        self._inside.setMinimumHeight(max(len(self._keys) * self._pitch - self._spacing, 0))
        bar = SPACE_8 if self.verticalScrollBar().maximum() else 0
        for key, one in self._built.items():
            one.setGeometry(0, self._places[key] * self._pitch, self._inside.width() - bar, self._height)

    def _bring_near(self, key: str) -> None:
        one = self._spare.pop() if self._spare else self._new()
        self._built[key] = one
        self._fill_row(one, key)
        one.setChecked(key == self._chosen)
        one.show()

    def _fill_row(self, one: R, key: str) -> None:
        self._fill(one, key)
        self._height = max(self._height, one.sizeHint().height())

    def _new(self) -> R:
        made = self._make()
        made.setParent(self._inside)
        made.clicked.connect(lambda: self._pressed(made))
        return made

    def _pressed(self, pressed: R) -> None:
        for key, one in self._built.items():
            if one is pressed:
                self.chosen.emit(key)
                return

    def _keep_tab_order(self) -> None:
        """Let Tab walk the rows as they stand, whatever they were filled for before."""
        for upper, lower in pairwise(sorted(self._built, key=self._places.__getitem__)):
            QWidget.setTabOrder(self._built[upper], self._built[lower])

    def _let_go(self, key: str) -> None:
        gone = self._built.pop(key)
        if gone.hasFocus() or gone.underMouse():
            gone.hide()  # neither goes along to somebody else's row
        gone.setDown(False)
        self._spare.append(gone)
