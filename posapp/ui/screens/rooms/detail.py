"""A room opened: what she asks for, what is with her, what is not back, and the next step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain import sizes
from posapp.domain.text import Bilingual
from posapp.services.outcomes import NOTHING_SAID
from posapp.services.outfitting import Outfit
from posapp.services.room_cards import PieceInRoom, RoomCard
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.rooms import words
from posapp.ui.screens.rooms.state import RoomsState
from posapp.ui.screens.rooms.tiles import STATUS_TONES, who_is_in
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, SPACE_16, TARGET, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import DeliberateButton, PillButton
from posapp.ui.widgets.labels import Chip, KeyCap, Text
from posapp.ui.widgets.outcome_picker import OutcomePicker
from posapp.ui.widgets.outfit_tile import OutfitTile
from posapp.ui.widgets.outfit_words import BRING
from posapp.ui.widgets.pictures import ArtPicture
from posapp.ui.widgets.surfaces import Card, FlowLayout, ScrollColumn, clear, row

MOST_COMPANIONS = 4
"""More than these do not fit into a room."""


class RoomDetail(QWidget):
    """One room, with a signal for each thing that a clerk does there, and for the next step."""

    brought = Signal(str)
    refused = Signal(str)
    taken_back = Signal(str)
    judged = Signal(str, object)
    better_wanted = Signal(str, object, str)
    companions_chosen = Signal(int)
    size_wanted = Signal(str)
    size_chosen = Signal(str)
    given_up = Signal(str)
    booked_let_in = Signal()
    walk_in_let_in = Signal()
    let_out = Signal()
    made_ready = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__()
        self._speech, self._theme, self._art = speech, theme, art
        self._shown: tuple[object, ...] = ()
        self._head = Card("card", SPACE_16, SPACE_8)
        self._list = ScrollColumn(SPACE_8)
        self._beside = QVBoxLayout()
        self._beside.setSpacing(SPACE_4)
        self._hint = Text("", "body", "faint", wraps=True)
        self._other = DeliberateButton("")
        self._other.clicked.connect(self.walk_in_let_in)
        self._next = DeliberateButton("", "pay")
        self._next.clicked.connect(self.next_step)
        foot = row(spacing=SPACE_16)
        foot.addWidget(self._hint, 1)
        foot.addWidget(self._other)
        self._key = KeyCap("Enter")
        foot.addWidget(self._key)
        foot.addWidget(self._next)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_12)
        column.addWidget(self._head)
        column.addWidget(self._list, 1)
        column.addLayout(self._beside)
        column.addLayout(foot)
        self._card: RoomCard | None = None
        self._pickers: dict[str, OutcomePicker] = {}

    def show_state(self, state: RoomsState) -> None:
        """Show the chosen room."""
        card = state.chosen
        if card is None:
            return
        self._card = card
        wanted = (_unsaid(card), state.going_in, state.swapped, state.sizes, state.outfit, self._speech.language)
        if self._shown != wanted:
            self._shown = wanted
            self._build(card, state)
        for piece in card.pieces:
            if piece.piece_id in self._pickers:
                self._pickers[piece.piece_id].show_outcome(piece.outcome)
        self._say_next(card, state)

    def next_step(self) -> None:
        """Do what comes next in this room."""
        card = self._card
        if card is None or not self._next.isEnabled():
            return
        if card.status == "in_use":
            self.let_out.emit()
        elif card.status == "to_clean":
            self.made_ready.emit()
        elif card.next is not None:
            self.booked_let_in.emit()
        else:
            self.walk_in_let_in.emit()

    def _build(self, card: RoomCard, state: RoomsState) -> None:
        say = self._speech.say
        clear(self._head.column)
        self._pickers = {}
        with_her = say(words.WITH_OTHERS, count=card.companions) if card.companions else ""
        parts = (say(words.ROOM_NO, room=card.number), who_is_in(card, self._speech), with_her)
        title = " · ".join(part for part in parts if part)
        status = Chip(say(words.STATUSES[card.status]), STATUS_TONES[card.status])
        self._head.column.addLayout(row(Text(title, "headline"), status, 1, spacing=SPACE_12))
        if card.status == "in_use":
            how = words.BRING_HOW if card.name is not None else words.BRING_OR_KNOW
            self._head.column.addWidget(Text(say(how), "body", "faint", wraps=True))
        elif card.status == "to_clean":
            self._head.column.addWidget(Text(say(words.TIDY_HOW), "body", "faint"))
        else:
            self._head.column.addLayout(self._companions(state.going_in))
        clear(self._list.column)
        if card.asks:
            self._part(say(words.ASKED), [self._asked(one) for one in card.asks])
        if card.status == "in_use":
            pieces = [self._with_her(one, state) for one in card.pieces]
            self._part(say(words.WITH_HER if pieces else words.NOTHING_WITH_HER), pieces)
        if card.status == "free" and card.next is not None and card.next.pieces:
            laid_out = [self._row(one, [], with_shelf=True) for one in card.next.pieces]
            self._part(say(words.LAID_OUT_TITLE), laid_out)
        if card.missing:
            self._part(say(words.NOT_BACK), [self._missing(one) for one in card.missing])
        self._list.column.addStretch(1)
        clear(self._beside)
        if card.status == "in_use" and state.outfit is not None and state.outfit.cards:
            self._lay_beside(card, state.outfit)

    def _companions(self, going_in: int) -> QHBoxLayout:
        line = row(Text(self._speech.say(words.COMES_WITH), "body", "faint"), spacing=SPACE_8)
        for count in range(MOST_COMPANIONS + 1):
            choice = PillButton(str(count))
            choice.setProperty("look", "verdict")
            choice.setCheckable(True)
            choice.setChecked(count == going_in)
            choice.setAccessibleName(self._speech.say(words.WITH_OTHERS, count=count))
            choice.setFixedWidth(TARGET)
            choice.clicked.connect(lambda _checked=False, chosen=count: self.companions_chosen.emit(chosen))
            line.addWidget(choice)
        line.addStretch(1)
        return line

    def _part(self, title: str, rows: list[Card]) -> None:
        self._list.column.addWidget(Text(title, "title"))
        for one in rows:
            self._list.column.addWidget(one)

    def _lay_beside(self, card: RoomCard, outfit: Outfit) -> None:
        """Show what goes with it, side by side; a press has it brought, as if she had asked for it."""
        self._beside.addWidget(Text(self._speech.say(words.GOES_WITH), "caption", "faint"))
        line = row(spacing=SPACE_8)
        for one in outfit.cards:
            tile = OutfitTile(self._speech, self._theme, self._art, BRING)
            tile.show_card(one, is_members=card.name is not None, is_hers=outfit.member_id is not None)
            tile.clicked.connect(lambda _checked=False, wanted=one.variant_id: self.size_chosen.emit(wanted))
            line.addWidget(tile, 1)
        if len(outfit.cards) == 1:  # two share the width: what the reason names has room beside when it was
            line.addStretch(1)
        self._beside.addLayout(line)

    def _asked(self, piece: PieceInRoom) -> Card:
        say = self._speech.say
        told = Chip(say(words.FROM_PHONE), "seal") if piece.is_from_phone else None
        no = self._button(words.NOT_HERE, lambda: self.refused.emit(piece.piece_id))
        yes = self._button(words.BROUGHT, lambda: self.brought.emit(piece.piece_id), is_first=True)
        return self._row(piece, [no, yes], told=told, with_shelf=True)

    def _with_her(self, piece: PieceInRoom, state: RoomsState) -> Card:
        other = self._button(words.OTHER_SIZE, lambda: self.size_wanted.emit(piece.piece_id))
        back = self._button(words.BACK, lambda: self.taken_back.emit(piece.piece_id))
        picker = OutcomePicker(piece.name, self._speech)
        picker.judged.connect(lambda said: self.judged.emit(piece.piece_id, said))
        picker.size_wanted.connect(lambda said, size: self.better_wanted.emit(piece.piece_id, said, size))
        self._pickers[piece.piece_id] = picker
        made = self._row(piece, [other, back], below=picker)
        if state.swapped == piece.piece_id:
            made.column.addLayout(self._sizes(state))
        return made

    def _missing(self, piece: PieceInRoom) -> Card:
        gone = self._button(words.GIVE_UP, lambda: self.given_up.emit(piece.piece_id))
        found = self._button(words.FOUND, lambda: self.taken_back.emit(piece.piece_id), is_first=True)
        return self._row(piece, [gone, found], with_shelf=True)

    def _sizes(self, state: RoomsState) -> FlowLayout:
        flow = FlowLayout(SPACE_8)
        for one in state.sizes:
            size = sizes.said(one.size, self._speech.language)
            choice = PillButton(self._speech.say(words.HERE, size=size, count=one.on_hand))
            choice.setEnabled(one.on_hand > 0)
            choice.clicked.connect(lambda _checked=False, wanted=one.variant_id: self.size_chosen.emit(wanted))
            flow.addWidget(choice)
        return flow

    def _row(
        self,
        piece: PieceInRoom,
        buttons: list[PillButton],
        *,
        told: Chip | None = None,
        with_shelf: bool = False,
        below: QWidget | None = None,
    ) -> Card:
        say, language = self._speech.say, self._speech.language
        made = Card("card", SPACE_12, SPACE_8)
        picture = ArtPicture(self._art, self._theme, 64 if below is None else 104)
        picture.show_art(piece.art, piece.colour.hex)
        facts = [say(piece.colour.name), sizes.said(piece.size, language)]
        if with_shelf:
            facts.append(say(words.SHELF, shelf=piece.shelf))
        words_column = QVBoxLayout()
        words_column.setSpacing(SPACE_4)
        words_column.addWidget(Text(say(piece.name), "strong", wraps=True))
        words_column.addLayout(row(Text(" · ".join(facts), "body", "faint"), told, 1, spacing=SPACE_8))
        line = row(spacing=SPACE_12)
        line.addLayout(words_column, 1)
        for button in buttons:
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        beside = QVBoxLayout()
        beside.setSpacing(SPACE_8)
        beside.addLayout(line)
        if below is not None:
            beside.addWidget(below)
        whole = row(spacing=SPACE_12)
        whole.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(beside, 1)
        made.column.addLayout(whole)
        return made

    def _button(self, title: Bilingual, pressed: Callable[[], None], *, is_first: bool = False) -> PillButton:
        made = PillButton(self._speech.say(title), "primary" if is_first else "plain")
        made.clicked.connect(pressed)
        return made

    def _say_next(self, card: RoomCard, state: RoomsState) -> None:
        say, language = self._speech.say, self._speech.language
        self._next.setEnabled(not state.is_busy)
        self._key.setVisible(not state.unspoken)
        self._next.set_look("danger" if state.unspoken else "pay")
        self._other.setVisible(card.status == "free" and card.next is not None)
        self._other.setText(say(words.LET_IN_WALK_IN))
        hint = ""
        if card.status == "in_use":
            if state.unspoken:
                self._next.setText(say(words.OUT_MISSING, count=state.unspoken))
            else:
                self._next.setText(say(words.OUT_KEPT if state.kept else words.OUT_ALL))
        elif card.status == "to_clean":
            self._next.setText(say(words.TIDY))
        elif card.next is not None:
            self._next.setText(say(words.LET_IN, name=card.next.name, room=card.number))
            hint = say(words.LAID_OUT, pieces=formatting.pieces(len(card.next.pieces), language))
        else:
            self._next.setText(say(words.LET_IN_WALK_IN))
        self._hint.setText(hint)


def _unsaid(card: RoomCard) -> RoomCard:
    """Return a room without what was said of its pieces, which their widgets show without being built anew."""
    return replace(card, pieces=tuple(replace(piece, outcome=NOTHING_SAID) for piece in card.pieces))
