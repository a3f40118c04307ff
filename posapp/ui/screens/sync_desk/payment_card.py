"""A payment by phone that is not at its end: what is known, what it means, what to tell her, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain.closing import FINDINGS
from posapp.domain.text import Bilingual
from posapp.services.limbo import OpenPayment
from posapp.services.payment_errors import is_mall_silent
from posapp.ui import formatting
from posapp.ui.screens.sync_desk import payment_words as words
from posapp.ui.screens.sync_desk.card_parts import add_key, lay_on_card
from posapp.ui.screens.sync_desk.state import SyncDeskState
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import Chip, Text
from posapp.ui.widgets.pictures import IconPicture
from posapp.ui.widgets.surfaces import FlowLayout, row


class PaymentOnDesk(QWidget):
    """One open payment. ``asked``, ``taken_back`` and ``closing`` name it, ``closed(reason)`` or ``left()`` follow."""

    asked = Signal(str)
    taken_back = Signal(str)
    closing = Signal(str)
    closed = Signal(str)
    left = Signal()

    def __init__(self, payment: OpenPayment, state: SyncDeskState, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._payment, self._state, self._speech = payment, state, speech
        say = speech.say
        is_odd = "close" in payment.ways
        told = QVBoxLayout()
        told.setSpacing(SPACE_4)
        told.addLayout(self._title())
        told.addWidget(Text(say(words.MEANINGS[payment.standing]), "body", wraps=True))
        told.addWidget(Text(say(self._to_tell()), "body", "accent", wraps=True))
        told.addWidget(Text(self._known(), "caption", "faint", wraps=True))
        told.addLayout(self._ways())
        picture = IconPicture("alert" if is_odd else "clock", theme, "warning" if is_odd else "faint", 24)
        lay_on_card(self, picture, told)

    def _title(self) -> QHBoxLayout:
        payment, say = self._payment, self._speech.say
        line = row(Text(say(words.CHANNELS[payment.channel]), "strong"), spacing=SPACE_12)
        line.addWidget(Text(formatting.money(payment.amount), "strong"))
        line.addWidget(Text(say(words.WHOSE[payment.whose], about=payment.about), "body", "faint"))
        line.addStretch(1)
        age = formatting.ago(payment.since, self._speech.language, self._state.now)
        line.addWidget(Chip(age, "warning") if payment.wants_a_look else Text(age, "body", "faint"))
        return line

    def _to_tell(self) -> Bilingual:
        payment = self._payment
        if not payment.is_wanted and payment.standing in ("confirming", "undoing", "not_there"):
            return words.NOT_WANTED
        return words.TO_TELL[payment.standing]

    def _known(self) -> str:
        payment, say = self._payment, self._speech.say
        parts = [say(words.NUMBER, number=payment.number)]
        if payment.channel_no:
            parts.append(say(words.CHANNEL_NO, channel_no=payment.channel_no))
        if payment.said:
            parts.append(say(words.MALL_SILENT if is_mall_silent(payment.said) else words.SAID, said=payment.said))
        return " · ".join(parts)

    def _ways(self) -> QVBoxLayout:
        payment, say, state = self._payment, self._speech.say, self._state
        column = QVBoxLayout()
        column.setContentsMargins(0, SPACE_4, 0, 0)
        keys = FlowLayout(SPACE_8)
        if not payment.ways:
            column.addWidget(Text(say(words.AT_THE_PAYMENT), "body", "faint", wraps=True))
        elif state.closing == payment.payment_id:
            column.addWidget(Text(say(words.WHAT_WAS_FOUND), "strong", wraps=True))
            for code, finding in FINDINGS.items():
                key = add_key(keys, say(finding), "outline")
                key.clicked.connect(lambda _=False, reason=code: self.closed.emit(reason))
            add_key(keys, say(words.NOT_NOW), "plain").clicked.connect(self.left)
            column.addLayout(keys)
        else:
            tell = {"ask": self.asked, "take_back": self.taken_back, "close": self.closing}
            for way in payment.ways:
                is_asking = way == "ask" and state.asking == payment.payment_id
                key = add_key(keys, say(words.ASKING if is_asking else words.WAYS[way]), "plain")
                key.setEnabled(not state.asking)
                key.clicked.connect(lambda _=False, told=tell[way]: told.emit(payment.payment_id))
            column.addLayout(keys)
        return column
