"""The channels' bills on the desk: what the newest say in figures, which are late, and a card for each difference."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain.clock import at
from posapp.domain.closing import ABOUT_BILLS
from posapp.services.bill_book import KeptBill
from posapp.services.bill_desk import OpenDifference, Way
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

MOST_LISTED = 5
"""So many of what moved otherwise are listed on a card; ``posapp channels bill`` prints more."""


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
        for bill in state.bills.funds:
            column.addWidget(self._funds(bill))

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
        told.addWidget(Text(self._moved(bill), "body", "faint", wraps=True))
        if sums.others:
            told.addWidget(Text(say(words.OTHERS, others=sums.others), "caption", "faint", wraps=True))
        return self._card("check" if not differ else "sync", "success" if not differ else "faint", told)

    def _late(self, bill: KeptBill) -> QWidget:
        say = self._speech.say
        told = QVBoxLayout()
        told.setSpacing(SPACE_4)
        told.addWidget(Text(self._bill_of(bill), "strong", wraps=True))
        told.addWidget(Text(say(words.LATE, why=words.WHY[bill.progress.reading]), "body", wraps=True))
        told.addLayout(self._read_key(bill))
        return self._card("alert", "warning", told)

    def _read_key(self, bill: KeptBill) -> FlowLayout:
        keys = FlowLayout(SPACE_8)
        day = bill.day.isoformat()
        is_reading = self._state.reading == f"{bill.channel} {day}"
        key = add_key(keys, self._speech.say(words.READING if is_reading else words.READ_NOW), "plain")
        key.setEnabled(not self._state.reading)
        key.clicked.connect(lambda: self.read.emit(bill.channel, day))
        return keys

    def _moved(self, bill: KeptBill) -> str:
        """Say in a line whether the money moved as the bill says."""
        say, moved, figures = self._speech.say, bill.movements, bill.movements.figures
        if not moved.progress.is_read:
            return say(words.FUNDS_AWAITED)
        opening, closing = formatting.money(figures.opening), formatting.money(figures.closing)
        is_quiet = moved.progress.reading == "no_trade"
        parts = [
            say(words.NOTHING_MOVED)
            if is_quiet
            else say(words.FUNDS, rows=figures.rows, opening=opening, closing=closing)
        ]
        if moved.differs:
            parts.append(say(words.MOVED_OTHERWISE, differ=figures.differ))
        elif figures.agreed:
            parts.append(say(words.MOVED_AS_BILLED))
        if figures.at_midnight:
            parts.append(say(words.MOVED_AT_MIDNIGHT, count=figures.at_midnight))
        if figures.beside:
            parts.append(say(words.MOVED_BESIDE, count=figures.beside))
        if figures.fee_moved != figures.fee_in_bill:
            taken, billed = formatting.money(figures.fee_moved), formatting.money(figures.fee_in_bill)
            parts.append(say(words.OTHER_FEES, moved=taken, billed=billed))
        if figures.others:
            parts.append(say(words.NO_TRADE_MOVED, others=figures.others, sum=formatting.money(figures.others_sum)))
        return " ".join(parts)

    def _funds(self, bill: KeptBill) -> QWidget:
        """Show a day whose money moved otherwise than its bill says, or whose movements cannot be read."""
        say, moved = self._speech.say, bill.movements
        told = QVBoxLayout()
        told.setSpacing(SPACE_4)
        channel = say(payment_words.CHANNELS[bill.channel])
        told.addWidget(Text(say(words.FUNDS_OF, channel=channel, day=self._day(bill.day)), "strong", wraps=True))
        if not moved.progress.is_read:
            told.addWidget(Text(say(words.FUNDS_LATE, why=words.WHY[moved.progress.reading]), "body", wraps=True))
            told.addLayout(self._read_key(bill))
            return self._card("alert", "warning", told)
        told.addWidget(Text(self._moved(bill), "body", wraps=True))
        for one in moved.figures.unmatched[:MOST_LISTED]:
            meaning = words.NOT_MOVED if one.is_billed else words.MOVED_ALONE
            text = say(meaning, amount=formatting.money(one.amount), number=one.number)
            told.addWidget(Text(text, "caption", "faint", wraps=True))
        more = moved.figures.differ - min(len(moved.figures.unmatched), MOST_LISTED)
        if more:
            told.addWidget(Text(say(words.AND_MORE, count=more), "caption", "faint", wraps=True))
        told.addWidget(Text(say(words.TO_DO["look"]), "body", "accent", wraps=True))
        told.addLayout(self._ways(bill.funds_id, ("settle",)))
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
        told.addLayout(self._ways(one.finding.finding_id, one.ways))
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

    def _ways(self, finding_id: str, ways: Iterable[Way]) -> QVBoxLayout:
        say = self._speech.say
        column = QVBoxLayout()
        column.setContentsMargins(0, SPACE_4, 0, 0)
        keys = FlowLayout(SPACE_8)
        if self._state.settling == finding_id:
            column.addWidget(Text(say(words.WHAT_WAS_FOUND), "strong", wraps=True))
            for code, found in ABOUT_BILLS.items():
                key = add_key(keys, say(found), "outline")
                key.clicked.connect(lambda _=False, reason=code: self.settled.emit(reason))
            add_key(keys, say(payment_words.NOT_NOW), "plain").clicked.connect(self.left)
        else:
            tell = {"give_back": self.given_back, "settle": self.settling}
            for way in ways:
                key = add_key(keys, say(words.WAYS[way]), "plain")
                key.clicked.connect(lambda _=False, told=tell[way]: told.emit(finding_id))
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
