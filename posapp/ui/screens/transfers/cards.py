"""One transfer as a card: the piece, whose it is, where it stands, and what this shop does next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from posapp.domain import sizes
from posapp.services.transfers import TransferCard
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.transfers import words
from posapp.ui.theme import SPACE_4, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.entry import ScanField
from posapp.ui.widgets.labels import Chip, ChipTone, Text
from posapp.ui.widgets.pictures import ArtPicture
from posapp.ui.widgets.surfaces import Card, row
from posapp.ui.words import BACK

PICTURE = 64
_TONES: dict[str, ChipTone] = {
    "asked": "accent",
    "declined": "warning",
    "reserved": "success",
    "sent": "accent",
    "received": "neutral",
    "called_off": "neutral",
}


class TransferTile(Card):
    """Sends ``sent(id, parcel)``, ``received(id)``, ``declining(id)``, ``declined(id, why)`` and ``called_off(id)``."""

    sent = Signal(str, str)
    received = Signal(str)
    declining = Signal(str)
    declined = Signal(str, str)
    called_off = Signal(str)

    def __init__(
        self, card: TransferCard, speech: Speech, theme: Theme, art: ArtPictures, now: int, *, is_declining: bool
    ) -> None:
        super().__init__("card", SPACE_12, SPACE_12)
        self._card, self._speech = card, speech
        self.first: PillButton | None = None
        picture = ArtPicture(art, theme, PICTURE)
        picture.show_art(card.art, card.colour.hex)
        top = row(picture, spacing=SPACE_12)
        top.addLayout(self._about(now), 1)
        self.column.addLayout(top)
        if is_declining:
            self._ask_why()
        else:
            self._offer_steps()

    def _about(self, now: int) -> QVBoxLayout:
        say, card, language = self._speech.say, self._card, self._speech.language
        column = QVBoxLayout()
        column.setSpacing(SPACE_4)
        status = words.TO_SEND if card.next_step == "send" else words.STATUSES[card.status]
        column.addLayout(row(Text(say(card.other_shop), "title"), 1, Chip(say(status), _TONES[card.status])))
        size = sizes.said(card.size, language)
        piece = say(words.PIECE, colour=say(card.colour.name), size=size, count=card.quantity)
        column.addWidget(Text(f"{say(card.name)} · {piece}", "strong", wraps=True))
        facts = [say(words.WAYS[card.way]), formatting.moment(card.asked, language, now)]
        if card.member_name is not None:
            facts.append(say(words.FOR, name=say(card.member_name)))
        for word, number in (
            (words.RECEIPT, card.receipt_no),
            (words.ORDER, card.order_number),
            (words.PARCEL, card.parcel),
        ):
            if number:
                facts.append(say(word, number=number))
        if card.why:
            facts.append(say(words.WHYS[card.why]))
        column.addWidget(Text(" · ".join(facts), "caption", "faint", wraps=True))
        if card.note:
            column.addWidget(Text(card.note, "body", wraps=True))
        if card.next_step == "send":
            column.addWidget(Text(say(words.SHELF, shelf=card.shelf, count=card.on_hand), "body"))
        elif card.is_ours and card.other_phone:
            column.addWidget(Text(say(words.PHONE, number=card.other_phone), "caption", "faint"))
        return column

    def _offer_steps(self) -> None:
        say, card = self._speech.say, self._card
        name = card.transfer_id
        if card.next_step == "send":
            parcel = ScanField()
            parcel.setPlaceholderText(say(words.SEND_HINT))
            parcel.setAccessibleName(say(words.SEND_HINT))
            send = self._key(say(words.SEND), "primary")
            send.clicked.connect(lambda: self.sent.emit(name, parcel.text()))
            decline = PillButton(say(words.DECLINE), "outline")
            decline.clicked.connect(lambda: self.declining.emit(name))
            line = row(decline, send)
            line.insertWidget(0, parcel, 1)
            self.column.addLayout(line)
        elif card.next_step == "receive":
            receive = self._key(say(words.SHE_HAS_IT if card.way == "ship" else words.RECEIVE), "primary")
            receive.clicked.connect(lambda: self.received.emit(name))
            self.column.addLayout(row(1, receive))
        elif card.is_ours and card.status in ("asked", "reserved"):
            off = self._key(say(words.CALL_OFF), "outline")
            off.clicked.connect(lambda: self.called_off.emit(name))
            keys = row(1, off)
            if card.way != "reserve":  # a colleague may bring it before their till has said so
                here = PillButton(say(words.RECEIVE), "outline")
                here.clicked.connect(lambda: self.received.emit(name))
                keys.addWidget(here)
            self.column.addLayout(keys)

    def _ask_why(self) -> None:
        name = self._card.transfer_id
        back = self._key(self._speech.say(BACK), "quiet")
        back.clicked.connect(lambda: self.declining.emit(""))
        line = row(back, 1)
        for why, word in words.WHYS.items():
            key = PillButton(self._speech.say(word), "outline")
            key.clicked.connect(lambda _=False, why=why: self.declined.emit(name, why))
            line.addWidget(key)
        self.column.addLayout(line)

    def _key(self, text: str, look: str) -> PillButton:
        key = PillButton(text, look)  # type: ignore[arg-type]  # one of the looks of buttons
        self.first = self.first or key
        return key
