"""Rounded words side by side, of which one may stay pressed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from posapp.ui.theme import SPACE_8
from posapp.ui.widgets.buttons import ChipButton
from posapp.ui.widgets.surfaces import FlowLayout, clear


class Chips(QWidget):
    """Rounded words of which one may stay pressed. ``chosen(key)``."""

    chosen = Signal(object)

    def __init__(self, keys: tuple[object, ...]) -> None:
        super().__init__()
        self._flow = flow = FlowLayout(SPACE_8)
        self.setLayout(flow)
        self._chips: dict[object, ChipButton] = {}
        for key in keys:
            self._add(key)

    def say(self, key: object, text: str) -> None:
        """Name a chip."""
        if self._chips[key].text() != text:
            self._chips[key].setText(text)
            self._fit()

    def offer(self, keys: tuple[object, ...]) -> None:
        """Offer other words; those that stay keep their names."""
        if keys == tuple(self._chips):
            return
        names = {key: chip.text() for key, chip in self._chips.items()}
        clear(self._flow)
        self._chips = {}
        for key in keys:
            self._add(key)
            self._chips[key].setText(names.get(key, ""))
        self._fit()

    def show_chosen(self, chosen: object) -> None:
        """Press one of them, and no other."""
        for key, chip in self._chips.items():
            chip.setChecked(key == chosen)

    def show_one(self, key: object, *, is_shown: bool) -> None:
        """Let a chip be there, or not."""
        if self._chips[key].isHidden() == is_shown:
            self._chips[key].setVisible(is_shown)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep every row in sight."""
        super().resizeEvent(event)
        self._fit()

    def _add(self, key: object) -> None:
        chip = ChipButton("", stays=True)
        chip.clicked.connect(lambda: self.chosen.emit(key))
        self._chips[key] = chip
        self._flow.addWidget(chip)

    def _fit(self) -> None:
        self.setMinimumHeight(self._flow.heightForWidth(self.width()))
