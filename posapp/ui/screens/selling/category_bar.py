"""The categories as one row of chips that scrolls sideways under the finger or the wheel."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from posapp.services.searching import CategoryChip
from posapp.ui.screens.selling import words
from posapp.ui.theme import SPACE_8
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import ChipButton
from posapp.ui.widgets.surfaces import clear


class CategoryBar(QScrollArea):
    """``chosen(category_id or None)``; the first chip stands for all."""

    chosen = Signal(object)

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._shown: tuple[tuple[CategoryChip, ...], str | None, str] | None = None
        inside = QWidget()
        inside.setProperty("surface", "clear")
        self._line = QHBoxLayout(inside)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(SPACE_8)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(44)
        speech.changed.connect(self._translate)

    def show_categories(self, categories: tuple[CategoryChip, ...], chosen: str | None) -> None:
        """Show the chips, one of them pressed."""
        wanted = (categories, chosen, self._speech.language)
        if wanted == self._shown:
            return
        self._shown = wanted
        clear(self._line)
        self._add(self._speech.say(words.EVERYTHING), None, is_chosen=chosen is None)
        for category in categories:
            self._add(self._speech.say(category.name), category.category_id, is_chosen=category.category_id == chosen)
        self._line.addStretch(1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the wheel sideways."""
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (event.angleDelta().y() or event.angleDelta().x()))
        event.accept()

    def _add(self, text: str, category_id: str | None, *, is_chosen: bool) -> None:
        chip = ChipButton(text, stays=True)
        chip.setChecked(is_chosen)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.clicked.connect(lambda: self.chosen.emit(category_id))
        self._line.addWidget(chip)

    def _translate(self) -> None:
        if self._shown is not None:
            categories, chosen, _ = self._shown
            self.show_categories(categories, chosen)
