"""What waits for a person, one card each: what it is, why it waits, and for a manager the ways out as keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain.text import Bilingual
from posapp.services.settling import ParkedCard
from posapp.ui import formatting
from posapp.ui.screens.sync_desk import words
from posapp.ui.screens.sync_desk.state import SyncDeskState
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import Look, PillButton
from posapp.ui.widgets.labels import Chip, Text
from posapp.ui.widgets.pictures import IconPicture
from posapp.ui.widgets.surfaces import Card, FlowLayout, row


class ParkedOnDesk(QWidget):
    """One parked operation. ``chosen(op_id, place)`` of a way out, ``confirmed()`` or ``left()`` after a final one."""

    chosen = Signal(str, int)
    confirmed = Signal()
    left = Signal()

    def __init__(self, card: ParkedCard, state: SyncDeskState, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._card, self._state, self._speech = card, state, speech
        say = speech.say
        told = QVBoxLayout()
        told.setSpacing(SPACE_4)
        told.addLayout(self._title())
        told.addWidget(Text(say(card.reason), "body", wraps=True))
        if card.tried is not None:
            told.addWidget(Text(say(words.TRIED, what=card.tried), "caption", "warning", wraps=True))
        told.addLayout(self._ways_out())
        line = QHBoxLayout()
        line.setSpacing(SPACE_12)
        line.addWidget(IconPicture("alert", theme, "warning", 24), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(told, 1)
        surface = Card("card", SPACE_12, SPACE_8)
        surface.column.addLayout(line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE_8)
        column.addWidget(surface)

    def _title(self) -> QHBoxLayout:
        card, say = self._card, self._speech.say
        kind = words.KINDS.get(card.kind, words.OTHER_KIND)
        line = row(Text(say(kind, kind=card.kind, subject=card.subject), "strong"), spacing=SPACE_12)
        if card.amount:
            line.addWidget(Text(formatting.money(card.amount), "strong"))
        line.addWidget(Text(say(words.FROM_TILL, till=card.till_no, hub_no=card.hub_no), "body", "faint"))
        line.addStretch(1)
        age = formatting.ago(card.since, self._speech.language, self._state.now)
        line.addWidget(Chip(age, "warning") if card.is_overdue else Text(age, "body", "faint"))
        return line

    def _ways_out(self) -> QVBoxLayout:
        card, say, state = self._card, self._speech.say, self._state
        column = QVBoxLayout()
        column.setContentsMargins(0, SPACE_4, 0, 0)
        if card.is_asked:
            column.addWidget(Text(say(words.ASKED), "body", "accent", wraps=True))
        elif not state.may_settle:
            column.addWidget(Text(say(words.ASK_A_MANAGER), "body", "faint", wraps=True))
        elif state.confirming is not None and state.confirming[0] == card.op_id:
            column.addWidget(Text(say(words.SURE), "strong", wraps=True))
            yes = self._button(card.ways_out[state.confirming[1]].what, "danger")
            yes.clicked.connect(self.confirmed)
            no = self._button(words.LEAVE_IT, "plain")
            no.clicked.connect(self.left)
            column.addLayout(row(yes, no, 1, spacing=SPACE_8))
        else:
            keys = FlowLayout(SPACE_8)
            for place, way in enumerate(card.ways_out):
                key = self._button(way.what, "plain")
                key.clicked.connect(lambda _checked=False, at=place: self.chosen.emit(card.op_id, at))
                keys.addWidget(key)
            column.addLayout(keys)
        return column

    def _button(self, what: Bilingual, look: Look) -> PillButton:
        button = PillButton(self._speech.say(what), look)
        button.setMinimumHeight(3 * SPACE_16)
        return button
