"""The rows of the board as Qt wants them: only what changed is told, so that nothing jumps under a finger."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from posapp.ui.screens.today.state import DayRow

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class DayModel(QAbstractListModel):
    """Headings and items in one list; ``chosen`` is the key of the item that carries the mark.

    ``say`` puts a row into words for a screen reader.
    """

    def __init__(self, say: Callable[[DayRow], str]) -> None:
        super().__init__()
        self._say = say
        self._rows: tuple[DayRow, ...] = ()
        self.chosen = ""

    def show_rows(self, rows: tuple[DayRow, ...], chosen: str) -> None:
        """Show other rows: what stands alike at both ends stays, what is between them is exchanged."""
        before = self._rows
        if rows is not before:
            old, new = [row.key for row in before], [row.key for row in rows]
            head = _alike(old, new)
            tail = _alike(old[head:][::-1], new[head:][::-1])
            self._exchange(rows, head, len(old) - tail, len(new) - tail)
            for place, row in enumerate(rows):
                was = place if place < head else place - len(new) + len(old) if place >= len(new) - tail else None
                if was is not None and before[was] != row:
                    self._tell(place)
        if chosen != self.chosen:
            marks = (self.place_of(self.chosen), self.place_of(chosen))
            self.chosen = chosen
            for mark in marks:
                if mark is not None:
                    self._tell(mark)

    def row(self, index: Index) -> DayRow:
        """Return the row at an index."""
        return self._rows[index.row()]

    def place_of(self, key: str) -> int | None:
        """Return where an item stands."""
        return next((place for place, row in enumerate(self._rows) if row.key == key), None)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row, or its words."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.UserRole:
            return self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._say(self._rows[index.row()])
        return None

    def _exchange(self, rows: tuple[DayRow, ...], first: int, old_end: int, new_end: int) -> None:
        if first < old_end:
            self.beginRemoveRows(_NO_PARENT, first, old_end - 1)
            self._rows = (*self._rows[:first], *self._rows[old_end:])
            self.endRemoveRows()
        if first < new_end:
            self.beginInsertRows(_NO_PARENT, first, new_end - 1)
            self._rows = rows
            self.endInsertRows()
        self._rows = rows

    def _tell(self, place: int) -> None:
        changed = self.index(place)
        self.dataChanged.emit(changed, changed)


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many keys are the same from the beginning."""
    return next(
        (place for place, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
