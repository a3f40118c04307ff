"""A scrolling column that builds anew only the rows that changed: one tick on a list of sixty costs one row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from posapp.ui.widgets.surfaces import ScrollColumn

Key = TypeVar("Key", bound=Hashable)


class KeptRows(Generic[Key]):
    """Rows of any height in a column, each known by its key; what it shows is a value.

    While that stays equal, the row that was built for it stays too.
    """

    def __init__(self, column: ScrollColumn) -> None:
        self._column = column.column
        self._column.addStretch(1)
        self._shown: dict[Key, object] = {}
        self.built: dict[Key, QWidget] = {}

    def show(self, shown: Mapping[Key, object], make: Callable[[Key], QWidget]) -> None:
        """Show these rows in this order; ``make`` builds the one of a key."""
        for key in [one for one in self.built if one not in shown or shown[one] != self._shown[one]]:
            gone = self.built.pop(key)
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._shown = dict(shown)
        for place, key in enumerate(shown):
            row = self.built.get(key)
            if row is None:
                row = self.built[key] = make(key)
            item = self._column.itemAt(place)
            if item is None or item.widget() is not row:
                self._column.insertWidget(place, row)
