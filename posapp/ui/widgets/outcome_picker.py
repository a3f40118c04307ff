"""What became of a garment, in one tap: a row of verdicts, and of one that does not fit where, and what may fit."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain import sizes
from posapp.domain.fit import MISFITS, Place, Verdict
from posapp.domain.text import Bilingual
from posapp.services.outcomes import NOTHING_SAID, Outcome, Said, SizeHere
from posapp.ui.theme import SPACE_8, TARGET
from posapp.ui.translation import Speech
from posapp.ui.widgets import outcome_words as words
from posapp.ui.widgets.buttons import PillButton
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.surfaces import FlowLayout, clear


class OutcomePicker(QWidget):
    """Sends ``judged(said)`` for a tap, and ``size_wanted(said, variant_id)`` for a size that is to be brought.

    It marks what was kept and never what was only pressed. Tab or the arrow keys walk the answers, Space or Enter says
    one: the widgets stay where they are, and the focus with them.
    """

    judged = Signal(object)
    size_wanted = Signal(object, str)

    def __init__(self, name: Bilingual, speech: Speech) -> None:
        super().__init__()
        self._name, self._speech = name, speech
        self._outcome: Outcome = NOTHING_SAID
        self._verdicts: dict[Verdict, PillButton] = {}
        self._places: dict[Place, PillButton] = {}
        self._offered: tuple[tuple[Place, ...], tuple[SizeHere, ...]] = ((), ())
        self._more = QWidget()
        self._row = FlowLayout(SPACE_8)
        self._more.setLayout(self._row)
        self._sizes: dict[str, PillButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_8)
        column.addLayout(self._answers())
        column.addWidget(self._more)
        self._more.hide()

    def rename(self, name: Bilingual) -> None:
        """Be about a garment of this name from now on; say everything anew."""
        self._name = name
        self._offered = ((), ())
        for verdict, answer in self._verdicts.items():
            title = words.VERDICTS[verdict]
            self._name_answer(answer, title, self._speech.say(title))

    def show_outcome(self, outcome: Outcome) -> None:
        """Mark what was said, and offer what may be said of a garment that does not fit."""
        self._outcome = outcome
        said = outcome.said
        for verdict, answer in self._verdicts.items():
            answer.setChecked(said is not None and verdict == said.verdict)
        does_not_fit = said is not None and said.verdict in MISFITS
        if does_not_fit:
            self._offer(outcome)
        for place, answer in self._places.items():
            answer.setChecked(said is not None and place in said.where)
        for size, answer in self._sizes.items():
            answer.setChecked(said is not None and size == said.wished_size)
        self._more.setVisible(does_not_fit and self._row.count() > 0)

    def _answers(self) -> FlowLayout:
        flow = FlowLayout(SPACE_8)
        for verdict, title in words.VERDICTS.items():
            answer = self._answer(title, self._speech.say(title))
            answer.clicked.connect(lambda _checked=False, chosen=verdict: self._say(chosen))
            self._verdicts[verdict] = answer
            flow.addWidget(answer)
        return flow

    def _offer(self, outcome: Outcome) -> None:
        wanted = (outcome.places, outcome.sizes)
        if wanted == self._offered:
            return
        self._offered = wanted
        clear(self._row)
        self._places, self._sizes = {}, {}
        if outcome.places:
            where = Text(self._speech.say(words.WHERE), "body", "faint")
            where.setMinimumHeight(TARGET)
            self._row.addWidget(where)
        for place in outcome.places:
            answer = self._answer(words.PLACES[place], self._speech.say(words.PLACES[place]))
            answer.clicked.connect(lambda _checked=False, chosen=place: self._point(chosen))
            self._places[place] = answer
            self._row.addWidget(answer)
        for size in outcome.sizes:
            self._row.addWidget(self._bring(size))

    def _bring(self, size: SizeHere) -> PillButton:
        named = sizes.said(size.size, self._speech.language)
        title = self._speech.say(words.BRING, size=named, count=size.on_hand)
        answer = self._answer(Bilingual(title, title), title)
        answer.setEnabled(size.on_hand > 0)
        answer.clicked.connect(lambda: self._want(size))
        self._sizes[size.size] = answer
        return answer

    def _answer(self, meaning: Bilingual, title: str) -> PillButton:
        answer = PillButton("")
        answer.setProperty("look", "verdict")
        answer.setCheckable(True)
        answer.setMinimumWidth(TARGET)
        self._name_answer(answer, meaning, title)
        return answer

    def _name_answer(self, answer: PillButton, meaning: Bilingual, title: str) -> None:
        answer.setText(title)
        answer.setAccessibleName(self._speech.say(words.OF_GARMENT, name=self._name, said=meaning))

    def _say(self, verdict: Verdict) -> None:
        said = self._outcome.said
        same = said is not None and said.verdict == verdict
        self._tell(said if same and said is not None else Said(verdict))

    def _point(self, place: Place) -> None:
        said = self._outcome.said
        if said is not None:
            chosen = {*said.where} ^ {place}
            self._tell(replace(said, where=tuple(one for one in self._outcome.places if one in chosen)))

    def _want(self, size: SizeHere) -> None:
        said = self._outcome.said
        if said is not None:
            self.show_outcome(self._outcome)  # what is pressed is marked once it is kept
            self.size_wanted.emit(replace(said, wished_size=size.size), size.variant_id)

    def _tell(self, said: Said) -> None:
        self.show_outcome(self._outcome)
        self.judged.emit(said)
