"""Where else a piece hangs: each shop with its distance and how old its number is, and three ways to get it for her."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from posapp.domain import sizes
from posapp.domain.clock import Clock
from posapp.services.searching import NearbyStock
from posapp.ui import formatting
from posapp.ui.screens.selling import nearby_words, words
from posapp.ui.screens.selling.state import OpenSheet
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.surfaces import Card, FlowLayout, Rule, row

LONGEST_ADDRESS = 200


class NearbyCard(Card):
    """``anyway(variant_id)`` adds it although none hangs here.

    ``asked(variant_id, shop_id, way, note)`` has it brought, kept there, or sent to the address in ``note``.
    """

    anyway = Signal(str)
    asked = Signal(str, str, str, str)

    def __init__(self, opened: OpenSheet, speech: Speech, clock: Clock) -> None:
        super().__init__("sunk", SPACE_12)
        self._speech, self._clock = speech, clock
        say = speech.say
        cell = next(one for one in opened.sheet.cells if one.variant_id == opened.asked)
        self._variant_id = cell.variant_id
        if opened.asked_for is not None:
            told = say(nearby_words.ASKED[opened.asked_for.way], shop=say(opened.asked_for.other_shop))
            self.column.addWidget(Text(f"✓  {told}", "strong", "success", wraps=True))
        elif opened.nearby == ():
            self.column.addWidget(Text(say(words.NEARBY_NONE), "strong"))
        elif opened.nearby is not None:
            size = sizes.said(cell.size, speech.language)
            self.column.addWidget(Text(say(words.NEARBY, colour=cell.colour.name, size=size), "strong"))
            for shop in opened.nearby:
                self._add(shop)
        self.first = PillButton(say(words.SELL_ANYWAY), "outline")
        self.first.clicked.connect(lambda: self.anyway.emit(self._variant_id))
        self.column.addWidget(self.first)

    def _add(self, shop: NearbyStock) -> None:
        say, language = self._speech.say, self._speech.language
        far = formatting.distance(shop.metres, language)
        where = Text(say(words.NEARBY_ROW, shop=shop.shop_name, distance=far), "strong")
        self.column.addLayout(row(where, 1, Text(formatting.pieces(shop.on_hand, language), "strong")))
        self.column.addWidget(self._how_fresh(shop))
        keys = FlowLayout(SPACE_8)
        for way in ("bring", "reserve"):
            key = PillButton(say(nearby_words.WAYS[way]), "outline")
            key.clicked.connect(lambda _=False, way=way: self._ask(shop.shop_id, way, ""))
            keys.addWidget(key)
        address = QLineEdit()
        address.setMaxLength(LONGEST_ADDRESS)
        address.setPlaceholderText(say(nearby_words.ADDRESS))
        address.setAccessibleName(say(nearby_words.ADDRESS))
        send = PillButton(say(nearby_words.SEND), "primary")
        send.setEnabled(False)
        send.clicked.connect(lambda: self._ask(shop.shop_id, "ship", address.text()))
        address.textChanged.connect(lambda text: send.setEnabled(bool(text.strip())))
        ship = PillButton(say(nearby_words.WAYS["ship"]), "outline")
        for widget in (address, send):
            widget.hide()
            ship.clicked.connect(widget.show)
        ship.clicked.connect(address.setFocus)
        keys.addWidget(ship)
        self.column.addLayout(keys)
        self.column.addLayout(row(address, send))
        self.column.addSpacing(SPACE_4)
        self.column.addWidget(Rule())

    def _how_fresh(self, shop: NearbyStock) -> Text:
        say, now = self._speech.say, self._clock.now()
        if shop.as_of is None:
            return Text(say(nearby_words.NEVER), "caption", "warning")
        if shop.is_silent:
            since = formatting.moment(shop.as_of, self._speech.language, now)
            return Text(say(nearby_words.SILENT, since=since), "caption", "warning", wraps=True)
        return Text(
            say(nearby_words.AS_OF, ago=formatting.ago(shop.as_of, self._speech.language, now)), "caption", "faint"
        )

    def _ask(self, shop_id: str, way: str, note: str) -> None:
        self.setEnabled(False)  # one press asks once
        self.asked.emit(self._variant_id, shop_id, way, note)
