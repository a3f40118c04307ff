"""A scrolling column of rows of which only those near what is in sight exist: hundreds open as quickly as ten."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from posapp.ui.theme import SPACE_8, TARGET
from posapp.ui.widgets.row_button import RowButton

AROUND = 1
"""So many rows above and below are built before they come into sight."""


class LazyColumn(QScrollArea):
    """Rows of one height, the greatest that any of them has asked for. A row is known by its key.

    What a row shows is a value: while that stays equal, the row that was built for it stays too.
    """

    def __init__(self, spacing: int = SPACE_8) -> None:
        super().__init__()
        self._spacing = spacing
        self._shown: dict[str, object] = {}
        self._places: dict[str, int] = {}
        self._make: Callable[[str], RowButton] | None = None
        self._built: dict[str, RowButton] = {}
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
    def built(self) -> Mapping[str, RowButton]:
        """Return the rows that exist now, by their keys."""
        return self._built

    def show_rows(self, shown: Mapping[str, object], make: Callable[[str], RowButton]) -> None:
        """Show these rows in this order; ``make`` builds the one of a key when it comes near."""
        self._make = make
        stays = {key for key in self._built if key in shown and shown[key] == self._shown.get(key)}
        for key in [one for one in self._built if one not in stays]:
            self._let_go(key)
        self._shown = dict(shown)
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
        """Build what is in sight."""
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
        """Build what comes near, let go what is far, and put every row into its place."""
        make, keys = self._make, list(self._places)
        if make is None:
            return
        top = self.verticalScrollBar().value()
        first = max(top // self._pitch - AROUND, 0)
        last = (top + self.viewport().height()) // self._pitch + AROUND
        near = keys[first : last + 1]
        for key in [one for one in self._built if one not in near and not self._built[one].hasFocus()]:
            self._let_go(key)
        for key in near:
            if key not in self._built:
                self._build(key, make)
        self._inside.setMinimumHeight(max(len(keys) * self._pitch - self._spacing, 0))
        bar = SPACE_8 if self.verticalScrollBar().maximum() else 0
        for key, one in self._built.items():
            one.setGeometry(0, self._places[key] * self._pitch, self._inside.width() - bar, self._height)

    def _build(self, key: str, make: Callable[[str], RowButton]) -> None:
        one = make(key)
        one.setParent(self._inside)
        one.setChecked(key == self._chosen)
        one.show()
        self._built[key] = one
        self._height = max(self._height, one.sizeHint().height())

    def _let_go(self, key: str) -> None:
        gone = self._built.pop(key)
        gone.hide()
        gone.deleteLater()
