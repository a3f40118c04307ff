"""The rows of her panel: what waits for her, a coupon, a piece she bought, her tags. Each is filled again and again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.domain import sizes
from posapp.domain.clock import Clock
from posapp.services.members import BookingBrief, CouponCard, Garmentry, PickupBrief, TagChip
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.member import words
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import ChipButton
from posapp.ui.widgets.labels import ElidedText, Text
from posapp.ui.widgets.outcome_words import told
from posapp.ui.widgets.pictures import ArtPicture, IconPicture
from posapp.ui.widgets.repeated import Repeated
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.surfaces import FlowLayout, row
from posapp.ui.widgets.tips import as_said

Waiting = BookingBrief | PickupBrief


class WaitingRow(RowButton):
    """A booking or an order of hers. ``booking_opened(booking_id)`` or ``pickup_opened(order_id)`` on a press."""

    booking_opened = Signal(str)
    pickup_opened = Signal(str)

    def __init__(self, speech: Speech, theme: Theme, clock: Clock) -> None:
        super().__init__()
        self._speech, self._clock = speech, clock
        self._thing: Waiting | None = None
        self.line.setContentsMargins(SPACE_12, SPACE_4, SPACE_8, SPACE_4)
        self.line.setSpacing(SPACE_8)
        self._icon = IconPicture("bag", theme, "seal", 24)
        self._what = Text("", "strong")
        self._detail = Text("", "caption", "faint")
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._what)
        column.addWidget(self._detail)
        self.line.addWidget(self._icon)
        self.line.addLayout(column, 1)
        self.settle()
        self.clicked.connect(self._pressed)

    def show_thing(self, thing: Waiting) -> None:
        """Show a booking or an order."""
        self._thing = thing
        if isinstance(thing, BookingBrief):
            self._say("room", self._when(thing), self._where(thing))
        else:
            say = self._speech.say
            pieces = formatting.pieces(thing.pieces, self._speech.language)
            what = say(words.TO_COLLECT if thing.status == "ready" else words.TO_PICK)
            self._say("bag", what, say(words.OF_ORDER, pieces=pieces, number=thing.number[-4:]))

    def _when(self, booking: BookingBrief) -> str:
        if booking.status == "checked_in":
            return self._speech.say(words.CHECKED_IN)
        when = formatting.moment(booking.starts, self._speech.language, self._clock.now())
        return self._speech.say(words.BOOKED, when=when)

    def _where(self, booking: BookingBrief) -> str:
        pieces = formatting.pieces(booking.garments, self._speech.language)
        if not booking.room:
            return self._speech.say(words.IN_SOME_ROOM, pieces=pieces)
        return self._speech.say(words.IN_ROOM, room=booking.room, pieces=pieces)

    def _say(self, drawing: str, what: str, detail: str) -> None:
        self._icon.show_drawing(drawing)
        self._what.setText(what)
        self._detail.setText(detail)
        self.set_label(f"{what}. {detail}")
        self.updateGeometry()

    def _pressed(self) -> None:
        if isinstance(self._thing, BookingBrief):
            self.booking_opened.emit(self._thing.booking_id)
        elif self._thing is not None:
            self.pickup_opened.emit(self._thing.order_id)


class CouponRow(RowButton):
    """A coupon she may use today. ``chosen(coupon_id)`` on a press."""

    chosen = Signal(str)

    def __init__(self, speech: Speech, theme: Theme, clock: Clock) -> None:
        super().__init__()
        self._speech, self._clock = speech, clock
        self._coupon_id = ""
        self._title = Text("", "strong", wraps=True)
        self._terms = Text("", "caption", "faint")
        self._off = Text("", "strong", "seal")
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addWidget(self._terms)
        self.line.addWidget(IconPicture("coupon", theme, "seal", 26))
        self.line.addLayout(column, 1)
        self.line.addWidget(self._off, 0, Qt.AlignmentFlag.AlignRight)
        self.settle()
        self.clicked.connect(lambda: self.chosen.emit(self._coupon_id))

    def show_coupon(self, coupon: CouponCard) -> None:
        """Show a coupon with its terms."""
        say = self._speech.say
        self._coupon_id = coupon.coupon_id
        threshold = formatting.price(coupon.threshold)
        until = formatting.day(coupon.until, self._speech.language, self._clock.now())
        terms = (
            say(words.COUPON_FROM, threshold=threshold) if coupon.threshold else say(words.COUPON_ANY),
            say(words.COUPON_UNTIL, day=until),
        )
        self.set_label(f"{say(words.USE)}: {say(coupon.title)}")
        self._title.setText(say(coupon.title))
        self._terms.setText(" · ".join(terms))
        self._off.setText(say(words.COUPON_OFF, off=formatting.price(coupon.off)))
        self.updateGeometry()


class BoughtRow(QWidget):
    """A piece she bought lately, or tried on and left."""

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock) -> None:
        super().__init__()
        self._speech, self._clock = speech, clock
        self._picture = ArtPicture(art, theme, 48)
        self._name = ElidedText()
        self._facts = Text("", "caption", "faint", wraps=True)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._name)
        column.addWidget(self._facts)
        line = row(self._picture, spacing=SPACE_12)
        line.addLayout(column, 1)
        self.setLayout(line)

    def show_garment(self, garment: Garmentry) -> None:
        """Show what it was, when, and for how much, or what she said of it."""
        say, language = self._speech.say, self._speech.language
        facts = [
            sizes.said(garment.size, language),
            formatting.day(garment.at, language, self._clock.now()),
            formatting.price(garment.paid) if garment.said is None else told(garment.said, language),
        ]
        self._picture.show_art(garment.art, garment.colour.hex)
        self._name.set_whole(say(garment.name))
        self._facts.setText(" · ".join(facts))


class TagsView(QWidget):
    """Her tags, layer by layer; a tap on one shows its evidence below, and until when it holds."""

    def __init__(self, speech: Speech, clock: Clock) -> None:
        super().__init__()
        self._speech, self._clock = speech, clock
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_8)
        self._layers: dict[str, tuple[Text, Repeated[TagChip, ChipButton]]] = {}
        for layer in words.LAYERS:
            title, flow = Text("", "caption", "faint"), FlowLayout(SPACE_8)
            column.addWidget(title)
            column.addLayout(flow)
            self._layers[layer] = title, Repeated(flow, self._chip, self._fill)
        self._evidence = Text("", "caption", "faint", wraps=True)
        self._evidence.setContentsMargins(SPACE_4, 0, 0, 0)
        column.addWidget(self._evidence)

    def show_tags(self, tags: tuple[TagChip, ...]) -> None:
        """Show tags, none of them explained yet."""
        for layer, (title, chips) in self._layers.items():
            of_layer = [tag for tag in tags if tag.layer == layer]
            title.setText(self._speech.say(words.LAYERS[layer]))
            title.setVisible(bool(of_layer))
            chips.show(of_layer)
        self._evidence.setText(self._speech.say(words.TAGS_HOW))
        self._evidence.set_tone("faint")

    def _chip(self, _: int) -> ChipButton:
        chip = ChipButton("", stays=True)
        chip.clicked.connect(lambda: self._explain(chip))
        return chip

    def _fill(self, chip: ChipButton, tag: TagChip) -> None:
        evidence = self._speech.say(tag.evidence)
        if tag.until is not None:
            day = formatting.day(tag.until, self._speech.language, self._clock.now())
            evidence = self._speech.say(words.HOLDS_UNTIL, evidence=evidence, day=day)
        chip.setText(self._speech.say(tag.text))
        chip.setToolTip(as_said(evidence))
        chip.setAccessibleDescription(evidence)
        chip.setChecked(False)

    def _explain(self, asked: ChipButton) -> None:
        for _, chips in self._layers.values():
            for chip in chips.shown:
                chip.setChecked(chip is asked)
        self._evidence.setText(asked.accessibleDescription())
        self._evidence.set_tone("ink")
