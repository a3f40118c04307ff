"""The lines of the customer's screen: the newest at the bottom, as many as there is room for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain import sizes
from posapp.services.carts import CartLine
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.customer import words
from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import ElidedText, MoneyLabel, Text
from posapp.ui.widgets.pictures import ArtPicture
from posapp.ui.widgets.surfaces import Card, clear

LINE_HEIGHT = 92
PICTURE = 68


class CustomerLines(QWidget):
    """Shows the last lines of a cart."""

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__()
        self._speech, self._theme, self._art = speech, theme, art
        self._lines: tuple[CartLine, ...] = ()
        self._shown = 0
        self._more = Text("", "lead", "faint")
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE_8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._more)
        column.addLayout(self._column)
        column.addStretch(1)

    def show_lines(self, lines: tuple[CartLine, ...]) -> None:
        """Show the newest of them."""
        self._lines = lines
        room = max(1, (self.height() - 32) // (LINE_HEIGHT + SPACE_8))
        shown = lines[-room:]
        self._shown = room
        self._more.setVisible(len(lines) > len(shown))
        self._more.setText(self._speech.say(words.MORE, count=len(lines) - len(shown)))
        clear(self._column)
        for line in shown:
            self._column.addWidget(self._line(line, is_newest=line is lines[-1]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as fit now."""
        super().resizeEvent(event)
        if max(1, (self.height() - 32) // (LINE_HEIGHT + SPACE_8)) != self._shown:
            self.show_lines(self._lines)

    def _line(self, line: CartLine, *, is_newest: bool) -> QWidget:
        say = self._speech.say
        card = Card("accent" if is_newest else "card", 0)
        card.setFixedHeight(LINE_HEIGHT)
        picture = ArtPicture(self._art, self._theme, PICTURE)
        picture.show_art(line.art, line.colour.hex)
        size = sizes.said(line.size, self._speech.language)
        name = ElidedText("", "title")
        name.set_whole(say(line.name))
        told = say(words.EACH, colour=say(line.colour.name), size=size)
        if line.quantity > 1:
            told += f"   × {line.quantity}"
        detail = ElidedText("", "lead", "faint")
        detail.set_whole(told)
        middle = QVBoxLayout()
        middle.setSpacing(2)
        middle.addStretch(1)
        middle.addWidget(name)
        middle.addWidget(detail)
        middle.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(2)
        right.addStretch(1)
        right.addWidget(MoneyLabel(line.paid, "headline"))
        if line.gross != line.paid:
            before = MoneyLabel(line.gross, "body", "faint")
            struck = before.font()
            struck.setStrikeOut(True)
            before.setFont(struck)
            right.addWidget(before)
        right.addStretch(1)
        box = QHBoxLayout()
        box.setContentsMargins(SPACE_12, 0, SPACE_16, 0)
        box.setSpacing(SPACE_16)
        box.addWidget(picture, 0, Qt.AlignmentFlag.AlignVCenter)
        box.addLayout(middle, 1)
        box.addLayout(right)
        card.column.addLayout(box)
        return card
