"""Nothing found: what is the matter, and which filter to leave out, with how much that finds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain.text import Bilingual
from posapp.services.filtering import Drop
from posapp.ui.screens.selling import words
from posapp.ui.screens.selling.filter_bar import said
from posapp.ui.screens.selling.state import SellingState
from posapp.ui.theme import SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.pictures import EmptyState

MOST_DROPS = 4


class NothingFound(QWidget):
    """Stands in the place of the tiles. ``dropped(wanted)`` when a way out is pressed; None is the category browsed."""

    dropped = Signal(object)

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech = speech
        self._drops: tuple[Drop, ...] = ()
        self._why = EmptyState("search", theme)
        self._ways = [self._way(place) for place in range(MOST_DROPS)]
        column = QVBoxLayout(self)
        column.setSpacing(SPACE_12)
        column.addStretch(1)
        column.addWidget(self._why)
        for way in self._ways:
            column.addWidget(way, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    def show_why(self, state: SellingState, browsed: Bilingual | None) -> None:
        """Say what is the matter, and what may be left out."""
        say = self._speech.say
        self._drops = state.drops[:MOST_DROPS]
        if self._drops:
            self._why.say(say(words.NOTHING_FITS_ALL), say(words.NOTHING_FITS_ALL_ADVICE))
        elif state.query.strip():
            self._why.say(say(words.NOTHING_FOUND, query=state.query.strip()), say(words.NOTHING_FOUND_ADVICE))
        else:
            self._why.say(say(words.NOTHING_HERE), say(words.NOTHING_HERE_ADVICE))
        for place, way in enumerate(self._ways):
            way.setVisible(place < len(self._drops))
            if place < len(self._drops):
                one = self._drops[place]
                name = (
                    said(one.wanted.term, self._speech) if one.wanted is not None else say(browsed or words.EVERYTHING)
                )
                way.setText(say(words.WITHOUT, name=name, count=one.count))

    def _way(self, place: int) -> PillButton:
        way = PillButton("", "outline")
        way.clicked.connect(lambda: self.dropped.emit(self._drops[place].wanted))
        way.hide()
        return way
