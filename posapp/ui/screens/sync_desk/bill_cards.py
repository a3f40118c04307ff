"""The channels' bills on the desk: what the newest say in figures, which are late, and a card for each difference."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain.clock import at
from posapp.domain.closing import ABOUT_BILLS
from posapp.services.bill_book import KeptBill
from posapp.services.bill_desk import OpenDifference
from posapp.ui import formatting
from posapp.ui.screens.sync_desk import bill_words as words
from posapp.ui.screens.sync_desk import payment_words
from posapp.ui.screens.sync_desk.card_parts import add_key, lay_on_card
from posapp.ui.screens.sync_desk.state import SyncDeskState
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import Chip, Text
from posapp.ui.widgets.pictures import IconPicture
from posapp.ui.widgets.surfaces import FlowLayout, row


class BillsSection(QWidget):
    """All of it, one below the other. The signals name a difference, or a channel and a day (ISO).

    ``read(channel, day)``; ``given_back(id)``; ``settling(id)``, then ``settled(reason)`` or ``left()``.
    """

    read = Signal(str, str)
    given_back = Signal(str)
    settling = Signal(str)
    settled = Signal(str)
    left = Signal()

    def __init__(self, state: SyncDeskState, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._state, self._speech, self._theme = state, speech, theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE_8)
        column.setSpacing(SPACE_8)
        for bill in state.bills.newest:
            column.addWidget(self._newest(bill))
        for bill in state.bills.late:
            column.addWidget(self._late(bill))
        for one in state.bills.differences:
            column.addWidget(self._difference(one))

    def _newest(self, bill: KeptBill) -> QWidget:
        say, sums = self._speech.say, bill.sums
        told = QVBoxLayout()
        told.setSpacing(SPACE_4)
        told.addWidget(Text(self._bill_of(bill), "strong", wraps=True))
        agree = bill.verdicts.get("ok", 0)
        differ = sum(bill.verdicts.values()) - agree
        if bill.progress.reading == "no_trade" and not differ:
            told.addWidget(Text(say(words.NO_TRADE), "body", wraps=True))
        else:
            figures = say(
                words.FIGURES,
                rows=sums.rows,
                paid=formatting.money(sums.paid),
                returned=formatting.money(sums.returned),
                fee=formatting.money(sums.fee),
            )
            verdict = say(words.SOME_DIFFER, agree=agree, differ=differ) if differ else say(words.ALL_AGREE)
            below = sum(
                (one.finding.channel, one.finding.day) == (bill.channel, bill.day)
                for one in self._state.bills.differences
            )
            parts = [figures, verdict, say(words.STILL_WORKED_ON, count=below) if below else ""]
            told.addWidget(Text(" ".join(part for part in parts if part), "body", wraps=True))
        if sums.others:
            told.addWidget(Text(say(words.OTHERS, others=sums.others), "caption", "faint", wraps=True))
        return self._card("check" if not differ else "sync", "success" if not differ else "faint", told)

    def _late(self, bill: KeptBill) -> QWidget:
        say = self._speech.say
        told = QVBoxLayout()
        told.setSpacing(SPACE_4)
        told.addWidget(Text(self._bill_of(bill), "strong", wraps=True))
        told.addWidget(Text(say(words.LATE, why=words.WHY[bill.progress.reading]), "body", wraps=True))
        keys = FlowLayout(SPACE_8)
        day = bill.day.isoformat()
        is_reading = self._state.reading == f"{bill.channel} {day}"
        key = add_key(keys, say(words.READING if is_reading else words.READ_NOW), "plain")
        key.setEnabled(not self._state.reading)
        key.clicked.connect(lambda: self.read.emit(bill.channel, day))
        told.addLayout(keys)
        return self._card("alert", "warning", told)

    def _difference(self, one: OpenDifference) -> QWidget:
        finding, say = one.finding, self._speech.say
        in_bill, in_books = formatting.money(finding.in_bill), formatting.money(finding.claimed)
        told = QVBoxLayout()
        told.setSpacing(SPACE_4)
        title = row(Text(say(payment_words.CHANNELS[finding.channel]), "strong"), spacing=SPACE_12)
        title.addWidget(Text(in_bill if finding.in_bill else in_books, "strong"))
        title.addWidget(Chip(say(words.TITLES[finding.verdict]), "warning" if one.wants_a_look else "accent"))
        title.addStretch(1)
        title.addWidget(Text(self._day(finding.day), "body", "faint"))
        told.addLayout(title)
        meaning = words.UNKNOWN_KIND if finding.said else words.MEANINGS[finding.verdict]
        told.addWidget(Text(say(meaning, bill=in_bill, books=in_books, said=finding.said), "body", wraps=True))
        told.addWidget(Text(say(words.TO_DO[finding.act]), "body", "accent", wraps=True))
        told.addWidget(Text(self._known(one), "caption", "faint", wraps=True))
        told.addLayout(self._ways(one))
        return self._card("alert" if one.wants_a_look else "clock", "warning" if one.wants_a_look else "faint", told)

    def _known(self, one: OpenDifference) -> str:
        finding, say = one.finding, self._speech.say
        parts = [say(payment_words.NUMBER, number=finding.number)]
        if finding.refund_number:
            parts.append(say(words.REFUND_NUMBER, number=finding.refund_number))
        if finding.channel_no:
            parts.append(say(payment_words.CHANNEL_NO, channel_no=finding.channel_no))
        if finding.asked in words.CHANNEL_SAID:
            parts.append(say(words.CHANNEL_SAID[finding.asked]))
        return " · ".join(parts)

    def _ways(self, one: OpenDifference) -> QVBoxLayout:
        finding, say = one.finding, self._speech.say
        column = QVBoxLayout()
        column.setContentsMargins(0, SPACE_4, 0, 0)
        keys = FlowLayout(SPACE_8)
        if self._state.settling == finding.finding_id:
            column.addWidget(Text(say(words.WHAT_WAS_FOUND), "strong", wraps=True))
            for code, found in ABOUT_BILLS.items():
                key = add_key(keys, say(found), "outline")
                key.clicked.connect(lambda _=False, reason=code: self.settled.emit(reason))
            add_key(keys, say(payment_words.NOT_NOW), "plain").clicked.connect(self.left)
        else:
            tell = {"give_back": self.given_back, "settle": self.settling}
            for way in one.ways:
                key = add_key(keys, say(words.WAYS[way]), "plain")
                key.clicked.connect(lambda _=False, told=tell[way]: told.emit(finding.finding_id))
        column.addLayout(keys)
        return column

    def _card(self, drawing: str, tone: str, told: QVBoxLayout) -> QWidget:
        card = QWidget()
        lay_on_card(card, IconPicture(drawing, self._theme, tone, 24), told)
        return card

    def _bill_of(self, bill: KeptBill) -> str:
        channel = payment_words.CHANNELS[bill.channel]
        return self._speech.say(words.BILL_OF, channel=channel, day=self._day(bill.day))

    def _day(self, day: date) -> str:
        return formatting.day(at(day, 12), self._speech.language, self._state.now)
