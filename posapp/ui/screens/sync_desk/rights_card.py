"""What this till may do while the mall is away, one line each: accounts that may pay, and what the mall may promise."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain.text import Bilingual
from posapp.services.offline_rights import InstrumentRight, RightsOffline
from posapp.ui import formatting
from posapp.ui.screens.sync_desk import words
from posapp.ui.theme import SPACE_4, SPACE_8
from posapp.ui.translation import Speech
from posapp.ui.widgets.labels import Text


class RightsCard(QWidget):
    """The lines of one reading, as of ``now``."""

    def __init__(self, rights: RightsOffline, speech: Speech, now: int) -> None:
        super().__init__()
        self._speech, self._now = speech, now
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE_8)
        column.setSpacing(SPACE_4)
        for right in rights.instruments:
            column.addWidget(Text(self._told(right), "body", wraps=True))
        if rights.quota or rights.to_pick:
            told = speech.say(words.QUOTA, quota=rights.quota, to_pick=rights.to_pick)
            column.addWidget(Text(told, "body", wraps=True))

    def _told(self, right: InstrumentRight) -> str:
        say = self._speech.say
        parts: list[str] = []
        if right.leased and right.until is not None:
            until = formatting.moment(right.until, self._speech.language, self._now)
            parts.append(self._with_amounts(words.LEASED, right, until=until))
        if right.rule == "floor_limit":
            parts.append(self._with_amounts(words.FLOOR, right))
        if not parts:
            parts.append(say(words.REFUSED if right.rule == "refused" else words.NO_LEASE))
        name = say(words.INSTRUMENTS[right.instrument])
        return say(words.RIGHT, name=name, what=say(words.AND).join(parts))

    def _with_amounts(self, sentence: Bilingual, right: InstrumentRight, **more: str) -> str:
        return self._speech.say(
            sentence,
            leased=formatting.price(right.leased),
            accounts=right.accounts,
            each=formatting.price(right.each),
            today=formatting.price(right.today),
            **more,
        )
