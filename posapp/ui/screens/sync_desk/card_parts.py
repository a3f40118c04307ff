"""What the cards of the sync desk share: a picture beside what is told, and the keys below it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from posapp.ui.theme import SPACE_8, SPACE_12, SPACE_16
from posapp.ui.widgets.buttons import Look, PillButton
from posapp.ui.widgets.pictures import IconPicture
from posapp.ui.widgets.surfaces import Card, FlowLayout


def lay_on_card(widget: QWidget, picture: IconPicture, told: QLayout) -> None:
    """Fill a widget with a card: the picture at the top left, what is told beside it."""
    line = QHBoxLayout()
    line.setSpacing(SPACE_12)
    line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    line.addLayout(told, 1)
    surface = Card("card", SPACE_12, SPACE_8)
    surface.column.addLayout(line)
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, SPACE_8)
    column.addWidget(surface)


def add_key(keys: FlowLayout, text: str, look: Look) -> PillButton:
    """Add a key that a finger hits, and return it."""
    key = PillButton(text, look)
    key.setMinimumHeight(3 * SPACE_16)
    keys.addWidget(key)
    return key
