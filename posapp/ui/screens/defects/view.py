"""The panel of defective goods: each with its picture, what may become of it, and then why."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from posapp.domain import sizes
from posapp.domain.defects import WHYS
from posapp.services.defects import DefectCard
from posapp.ui import formatting
from posapp.ui import words as common_words
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.defects import words
from posapp.ui.screens.defects.state import DefectsState
from posapp.ui.theme import SPACE_4, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import DeliberateButton, IconButton, PillButton
from posapp.ui.widgets.kept_rows import KeptRows
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.notice_bar import NoticeBar
from posapp.ui.widgets.overlay import Overlay
from posapp.ui.widgets.pictures import ArtPicture, EmptyState
from posapp.ui.widgets.surfaces import Card, FlowLayout, ScrollColumn, row

PANEL_WIDTH = 820
LIST_HEIGHT = 420
PICTURE = 64


class DefectsView(Overlay):
    """Shows a ``DefectsState``. Escape goes one step back; a press on an end, then on a reason, settles pieces."""

    end_chosen = Signal(str, str)
    pieces_changed = Signal(int)
    reason_chosen = Signal(str)
    back = Signal()
    left = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__(theme)
        self._speech, self._theme, self._art = speech, theme, art
        self._state = DefectsState()
        self._title, self._how = Text("", "headline"), Text("", "body", "faint", wraps=True)
        self._notice = NoticeBar(speech, theme)
        scroll = ScrollColumn(SPACE_12)
        scroll.setFixedHeight(LIST_HEIGHT)
        self._scroll, self._tiles = scroll, KeptRows[str](scroll)
        self._empty = EmptyState("returns", theme)
        self._leave = PillButton("", "outline")
        self._leave.clicked.connect(self.left)
        self.card.setFixedWidth(PANEL_WIDTH)
        column = self.card.column
        column.addWidget(self._title)
        for widget in (self._how, self._notice, self._empty, scroll):
            column.addWidget(widget)
        column.addLayout(row(1, self._leave))
        speech.changed.connect(self._translate)
        self._translate()

    def show_state(self, state: DefectsState) -> None:
        """Come to the front when it is opened, go away when it is left."""
        was_open, told = self._state.is_open, self._state.notice
        self._state = state
        if state.notice is not told:
            self._notice.show_notice(state.notice)
        if not state.is_open:
            self.put_away()
            return
        self._translate()
        if not was_open:
            self.bring()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes one step back."""
        if event.key() == Qt.Key.Key_Escape:
            self.back.emit()
        event.accept()

    def _translate(self) -> None:
        say, state = self._speech.say, self._state
        self._title.setText(say(words.TITLE))
        self._how.setText(say(words.HOW))
        self._leave.setText(f"{say(common_words.BACK)}   Esc")
        is_reading = state.cards is None
        self._empty.say(
            say(common_words.LOADING if is_reading else words.NONE), "" if is_reading else say(words.NONE_HOW)
        )
        self._empty.setVisible(not state.cards)
        self._scroll.setVisible(bool(state.cards))
        by_id = {str(card.variant_id): card for card in state.cards or ()}
        told = {
            name: (card, self._speech.language, (state.end, state.pieces) if name == state.chosen else None)
            for name, card in by_id.items()
        }
        self._tiles.show(told, lambda name: self._tile(by_id[name]))

    def _tile(self, card: DefectCard) -> Card:
        say, language = self._speech.say, self._speech.language
        tile = Card("sunk", SPACE_12, SPACE_12)
        picture = ArtPicture(self._art, self._theme, PICTURE)
        picture.show_art(card.art, card.colour.hex)
        about = Card("clear", 0, SPACE_4)
        about.column.addWidget(Text(say(card.name), "strong", wraps=True))
        if card.price is None:
            told = say(words.UNKNOWN, count=card.pieces)
        else:
            size = sizes.said(card.size, language)
            piece = say(words.PIECE, colour=say(card.colour.name), size=size, count=card.pieces)
            told = f"{piece} · {say(words.PRICE, price=formatting.money(card.price))}"
        about.column.addWidget(Text(told, "body", "faint", wraps=True))
        line = row(picture, spacing=SPACE_12)
        line.addWidget(about, 1)
        tile.column.addLayout(line)
        if card.variant_id == self._state.chosen and self._state.end is not None:
            self._ask_why(tile, card)
        else:
            for end, word in words.ENDS.items():
                key = PillButton(say(word), "outline")
                key.clicked.connect(lambda _=False, end=end: self.end_chosen.emit(card.variant_id, end))
                line.addWidget(key)
        return tile

    def _ask_why(self, tile: Card, card: DefectCard) -> None:
        say, end = self._speech.say, self._state.end
        if end is None:
            return
        asked = row(Text(say(words.WHY[end], count=self._state.pieces), "strong"), 1)
        if card.pieces > 1:
            for drawing, word, step in (("minus", common_words.FEWER, -1), ("plus", common_words.MORE, 1)):
                key = IconButton(drawing, self._theme, say(word))
                key.clicked.connect(lambda _=False, step=step: self.pieces_changed.emit(step))
                asked.addWidget(key)
        tile.column.addLayout(asked)
        reasons = FlowLayout()
        for code, reason in WHYS[end].items():
            why = DeliberateButton(say(reason), "primary")
            why.clicked.connect(lambda _=False, code=code: self.reason_chosen.emit(code))
            reasons.addWidget(why)
        back = PillButton(say(common_words.BACK), "quiet")
        back.clicked.connect(self.back)
        reasons.addWidget(back)
        tile.column.addLayout(reasons)
