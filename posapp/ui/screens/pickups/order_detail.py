"""An order opened: its pieces and where they are, then the code, then the hand-over, whole or in parts."""

from __future__ import annotations

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain.clock import Clock
from posapp.domain.text import Bilingual
from posapp.services.pickups import PickupCard
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.pickups import words
from posapp.ui.screens.pickups.order_lines import OrderLines
from posapp.ui.screens.pickups.state import PickupsState
from posapp.ui.screens.pickups.waiting_list import kind_of, said_chip, status_of
from posapp.ui.theme import SPACE_4, SPACE_12, SPACE_16, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import Look, PillButton
from posapp.ui.widgets.labels import KeyCap, MoneyLabel, Text
from posapp.ui.widgets.pictures import IconPicture
from posapp.ui.widgets.surfaces import Card, Surface, clear, row
from posapp.ui.words import BACK

_LOOKS: dict[str, tuple[Surface, str]] = {
    "pick": ("accent", "bag"),
    "asked": ("warning", "phone"),
    "forming": ("warning", "clock"),
    "card": ("warning", "scan"),
    "confirm": ("success", "check"),
    "expired": ("warning", "clock"),
    "done": ("success", "check"),
}


class OrderDetail(QWidget):
    """One order. ``picked()`` it lies ready, ``confirmed()`` hands it over or takes the money, ``given_unpaid()`` gives
    it out without, ``to_cart()`` adds other goods, ``left()`` goes back to the list; ``lines`` has its own signals.
    """

    picked = Signal()
    confirmed = Signal()
    given_unpaid = Signal()
    to_cart = Signal()
    left = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock) -> None:
        super().__init__()
        self._speech, self._clock = speech, clock
        self._shown: tuple[PickupCard, str] | None = None
        self._head = Card("card", SPACE_16, SPACE_4)
        self.lines = OrderLines(speech, theme, art)
        self._step = Card("warning", SPACE_16)
        self._icon = IconPicture("scan", theme, "ink", 32)
        self._what = Text("", "title", wraps=True)
        self._how = Text("", "body", wraps=True)
        told = QVBoxLayout()
        told.setSpacing(SPACE_4)
        told.addWidget(self._what)
        told.addWidget(self._how)
        step = row(self._icon, spacing=SPACE_12)
        step.addLayout(told, 1)
        self._step.column.addLayout(step)
        self._back = _button("quiet", self.left)
        self._pick = _button("pay", self.picked)
        self._other_goods = _button("plain", self.to_cart)
        self._unpaid = _button("plain", self.given_unpaid)
        self._key = KeyCap("Enter")
        self._hand_over = _button("pay", self.confirmed)
        self._next = _button("primary", self.left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_12)
        column.addWidget(self._head)
        column.addWidget(self.lines, 1)
        column.addWidget(self._step)
        column.addLayout(
            row(
                self._back,
                1,
                self._other_goods,
                self._unpaid,
                self._pick,
                self._key,
                self._hand_over,
                self._next,
                spacing=SPACE_12,
            )
        )

    def show_state(self, state: PickupsState) -> None:
        """Show the open order and the step it is at."""
        card = state.card
        if card is None:
            return
        if self._shown != (card, self._speech.language):
            self._shown = (card, self._speech.language)
            self._build(card)
        self.lines.show_state(state)
        step = _step_of(state, card)
        surface, drawing = _LOOKS[step]
        self._step.set_surface(surface)
        self._icon.show_drawing(drawing)
        self._tell(state, card, step)
        self._show_keys(state, card, step)

    def _show_keys(self, state: PickupsState, card: PickupCard, step: str) -> None:
        say, language = self._speech.say, self._speech.language
        is_confirming, is_here_paid = state.stage == "confirm", card.payment == "on_collection"
        taken, waiting = state.pieces_taken, card.pieces
        is_held_up = step == "forming" or (card.hindrance not in ("", "expired") and state.stage != "done")
        self._back.setText(say(BACK))
        self._pick.setText(say(words.PICK))
        self._next.setText(say(words.NEXT))
        self._other_goods.setText(say(words.WITH_OTHERS))
        self._unpaid.setText(say(words.UNPAID))
        if is_here_paid and taken:
            self._hand_over.setText(say(words.TAKE_MONEY))
        elif not taken and state.has_left_out:
            self._hand_over.setText(say(words.NOTHING_GIVEN))
        elif is_confirming and 0 < taken < waiting:
            self._hand_over.setText(say(words.HAND_OVER_SOME, pieces=formatting.pieces(taken, language)))
        else:
            self._hand_over.setText(say(words.HAND_OVER))
        for button in (self._pick, self._other_goods, self._unpaid):
            button.setEnabled(not state.is_busy)
        self._pick.setVisible(step == "pick")
        self._other_goods.setVisible(is_confirming and not is_here_paid and not card.hindrance and taken > 0)
        self._unpaid.setVisible(is_confirming and is_here_paid and not is_held_up and taken > 0)
        self._back.setVisible(state.stage != "done")
        self._key.setVisible(is_confirming or state.stage == "done")
        self._hand_over.setVisible(step not in ("pick", "asked", "done"))
        is_anything = taken > 0 or state.has_left_out
        self._hand_over.setEnabled(is_confirming and is_anything and not state.is_busy and not is_held_up)
        self._next.setVisible(state.stage == "done")

    def _tell(self, state: PickupsState, card: PickupCard, step: str) -> None:
        say, language, now = self._speech.say, self._speech.language, self._clock.now()
        if step == "done":
            self._tell_done(card)
            return
        what, how = _TOLD[step]
        told: dict[str, object] = {"day": formatting.moment(card.collect_until, language, now)}
        if card.group is not None:
            told |= {"joined": card.group.joined, "wanted": card.group.wanted}
        if step == "asked" and card.offered_shop is not None:
            how = words.ASKED_ELSEWHERE_HOW
            told["shop"] = card.offered_shop
        if state.has_left_out and card.payment == "online" and step == "confirm":
            how = words.LEFT_OUT_HOW
        elif card.payment == "on_collection" and step == "confirm":
            how = words.PAY_FIRST_HOW
        if step == "confirm" and state.is_typed and card.phone_masked:
            what = words.TYPED_IS_RIGHT
            told["last4"] = card.phone_masked[-4:]
        self._what.setText(say(what, **told))
        self._how.setText(say(how, **told))

    def _tell_done(self, card: PickupCard) -> None:
        say, language = self._speech.say, self._speech.language
        given = sum(line.handed for line in card.lines)
        if not given:
            self._what.setText(say(words.NOTHING_LEFT))
            self._how.setText(say(words.LEFT_OUT_HOW))
            return
        time = formatting.moment(card.handed_over or card.placed, language, self._clock.now())
        self._what.setText(say(words.DONE))
        done = say(words.DONE_HOW, time=time, name=card.member_name, pieces=formatting.pieces(given, language))
        if card.pieces:
            done += "\n" + say(words.STILL_WAITS, pieces=formatting.pieces(card.pieces, language))
        self._how.setText(done)

    def _build(self, card: PickupCard) -> None:
        say, language = self._speech.say, self._speech.language
        clear(self._head.column)
        chips = [said_chip(one, self._speech) for one in (status_of(card), kind_of(card)) if one is not None]
        name = row(Text(say(card.member_name), "headline"), *chips, 1, spacing=SPACE_12)
        name.addWidget(MoneyLabel(card.total, "headline"))
        self._head.column.addLayout(name)
        placed = say(words.PLACED, day=formatting.day(card.placed, language, self._clock.now()))
        facts = [say(words.ORDER, number=card.number), placed, card.phone_masked]
        if card.instead_of:
            facts.append(say(words.INSTEAD_OF, number=card.instead_of))
        is_paid = card.payment == "online"
        paid = Text(say(words.PAID if is_paid else words.TO_BE_PAID), "caption", "success" if is_paid else "warning")
        self._head.column.addLayout(row(Text(" · ".join(facts), "caption", "faint"), 1, paid))


def _button(look: Look, pressed: SignalInstance) -> PillButton:
    made = PillButton("", look)
    made.clicked.connect(pressed)
    return made


def _step_of(state: PickupsState, card: PickupCard) -> str:
    """Return which of the steps an order is at."""
    if state.stage == "done":
        return "done"
    if card.hindrance == "group_forming":
        return "forming"
    if card.asked and not card.pieces:
        return "asked"
    if state.stage == "card" and any(line.to_pick for line in card.lines):
        return "pick"
    if state.stage == "card" and card.asked:
        return "asked"
    if state.stage == "confirm" and card.hindrance == "expired":
        return "expired"
    return "confirm" if state.stage == "confirm" else "card"


_TOLD: dict[str, tuple[Bilingual, Bilingual]] = {
    "pick": (words.PICK_FIRST, words.PICK_FIRST_HOW),
    "asked": (words.ASKED, words.ASKED_REFUND_HOW),
    "forming": (words.FORMING, words.FORMING_HOW),
    "card": (words.NEEDS_CODE, words.NEEDS_CODE_HOW),
    "confirm": (words.CODE_IS_RIGHT, words.CODE_IS_RIGHT_HOW),
    "expired": (words.EXPIRED, words.EXPIRED_HOW),
}
