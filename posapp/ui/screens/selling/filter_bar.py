"""What a search was read as: a row of chips in the place of the categories, each taken off by a tap or a key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QScroller, QWidget

from posapp.domain.query.terms import Term, Wanted
from posapp.domain.text import Bilingual
from posapp.ui import formatting
from posapp.ui.screens.selling import words
from posapp.ui.screens.selling.category_bar import BAR_HEIGHT
from posapp.ui.theme import SPACE_8
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import ChipButton

_CROSS = "  ✕"
_TAKES_OFF = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class _FilterChip(ChipButton):
    """One filter. ``taken_off()`` on a tap, on Enter, Space, Delete and Backspace."""

    taken_off = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.clicked.connect(self.taken_off)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Delete and Backspace for a press; the arrows walk along the row."""
        if event.key() in _TAKES_OFF:
            self.taken_off.emit()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)


class FilterBar(QScrollArea):
    """``dropped(wanted)`` when a chip is taken off; None is the category browsed."""

    dropped = Signal(object)

    def __init__(self, speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._chips: list[_FilterChip] = []
        self._shown: tuple[Wanted | None, ...] = ()
        self._browsed = Bilingual("", "")
        inside = QWidget()
        inside.setProperty("surface", "clear")
        self._line = QHBoxLayout(inside)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(SPACE_8)
        self._line.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(BAR_HEIGHT)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        speech.changed.connect(self._say)

    def show_filters(self, wanted: tuple[Wanted, ...], browsed: Bilingual | None) -> None:
        """Show a chip for each, the category browsed before them. Chips are kept: a keystroke changes few of them."""
        shown = ((None,) if browsed is not None else ()) + wanted
        if (shown, browsed or self._browsed) == (self._shown, self._browsed):
            return
        self._shown, self._browsed = shown, browsed or self._browsed
        while len(self._chips) < len(shown):
            self._add(len(self._chips))
        self._say()

    def drop_last(self) -> None:
        """Take the last filter off."""
        if self._shown:
            self.dropped.emit(self._shown[-1])

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the wheel sideways."""
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (event.angleDelta().y() or event.angleDelta().x()))
        event.accept()

    def _add(self, place: int) -> None:
        chip = _FilterChip()
        chip.taken_off.connect(lambda: self.dropped.emit(self._shown[place]))
        self._chips.append(chip)
        self._line.insertWidget(place, chip)

    def _say(self) -> None:
        for place, chip in enumerate(self._chips):
            is_shown = place < len(self._shown)
            if is_shown:
                one = self._shown[place]
                name = self._speech.say(self._browsed) if one is None else said(one.term, self._speech)
                chip.setText(name + _CROSS)
                chip.setAccessibleName(self._speech.say(words.FILTER_OFF, name=name))
            chip.setVisible(is_shown)


def said(term: Term, speech: Speech) -> str:
    """Return a filter as its chip says it."""
    if term.kind != "price":
        return speech.say(term.name)
    if term.most is None:
        return speech.say(words.FROM, price=formatting.price(term.least))
    if term.least == 0:
        return speech.say(words.UP_TO, price=formatting.price(term.most))
    return speech.say(words.BETWEEN, least=formatting.price(term.least), most=formatting.price(term.most))
