"""Her panel, in the order of a conversation: who she is, how to begin, what waits, what fits, the rest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from posapp.domain import sizes
from posapp.domain.clock import Clock
from posapp.services.members import BookingBrief, CouponCard, Garmentry, MemberPanel, PickupBrief, TagChip
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.member import words
from posapp.ui.screens.member.state import MemberState
from posapp.ui.screens.member.suggestion_card import SuggestionView
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, Theme
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import ChipButton, IconButton
from posapp.ui.widgets.labels import Chip, ChipTone, ElidedText, Text, Tone
from posapp.ui.widgets.pictures import ArtPicture, IconPicture
from posapp.ui.widgets.row_button import RowButton
from posapp.ui.widgets.surfaces import Card, FlowLayout, PairLayout, ScrollColumn, clear, row
from posapp.ui.words import TRUST, level

OLD_PACK_DAYS = 7
MOST_RECENT = 4
MOST_WAITING = 2
"""More rows than these would push her suggestions out of sight."""
_LEVEL_TONES: dict[str, ChipTone] = {"gold": "warning", "black": "accent", "silver": "neutral"}


class PanelView(ScrollColumn):
    """Everything about one member.

    Sends ``suggestion_taken(place)``, ``dismissed(style_id)``, ``coupon_chosen(coupon_id)``,
    ``booking_opened(booking_id)``, ``pickup_opened(order_id)``, ``detached()`` and ``find_opened()``.
    """

    suggestion_taken = Signal(int)
    dismissed = Signal(str)
    coupon_chosen = Signal(str)
    booking_opened = Signal(str)
    pickup_opened = Signal(str)
    detached = Signal()
    find_opened = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures, clock: Clock) -> None:
        super().__init__(SPACE_8)
        self._speech, self._theme, self._art, self._clock = speech, theme, art, clock
        self._shown: tuple[MemberPanel, str] | None = None
        self._suggestions: list[SuggestionView] = []

    def show_panel(self, panel: MemberPanel, state: MemberState) -> None:
        """Show her; what is already shown is left in place, so that nothing jumps under the finger."""
        wanted = (panel, self._speech.language)
        if self._shown != wanted:
            is_other = self._shown is None or self._shown[0].member_id != panel.member_id
            self._shown = wanted
            self._build(panel)
            if is_other:
                self.verticalScrollBar().setValue(0)
        for view, card in zip(self._suggestions, panel.suggestions, strict=True):
            view.show_taken(is_taken=card.variant_id in state.taken)
            view.setEnabled(card.style_id != state.leaving)

    # --- sections ----------------------------------------------------------------------------------------------------

    def _build(self, panel: MemberPanel) -> None:
        clear(self.column)
        self.column.addWidget(self._header(panel))
        self.column.addWidget(self._opener(panel))
        first, later = _waiting_for_her(panel)
        self._add_waiting(first)
        self._add_suggestions(panel)
        if later:
            self.column.addWidget(self._heading(self._speech.say(words.ALSO_WAITING)))
            self._add_waiting(later)
        if panel.coupons:
            self.column.addWidget(self._heading(self._speech.say(words.COUPONS)))
            for coupon in panel.coupons:
                self.column.addWidget(self._coupon(coupon))
        self._add_about(panel)
        self.column.addStretch(1)

    def _header(self, panel: MemberPanel) -> Card:
        card = Card("card", SPACE_12, SPACE_4)
        card.column.setContentsMargins(SPACE_12, SPACE_4, SPACE_4, SPACE_12)
        card.column.addLayout(self._name(panel))
        card.column.addLayout(self._trust(panel))
        card.column.addLayout(self._figures(panel))
        return card

    def _name(self, panel: MemberPanel) -> QHBoxLayout:
        say = self._speech.say
        other = IconButton("search", self._theme, say(words.FIND_OTHER), "faint", 20)
        other.clicked.connect(self.find_opened)
        leave = IconButton("close", self._theme, say(words.TAKE_OFF), "faint", 20)
        leave.clicked.connect(self.detached)
        name = Text(say(panel.name), "headline")
        line = row(name, Chip(say(level(panel.level)), _LEVEL_TONES.get(panel.level, "neutral")), spacing=SPACE_8)
        if panel.is_birthday_near:
            line.addWidget(Chip(say(words.BIRTHDAY), "seal"))
        line.addStretch(1)
        line.addLayout(row(other, leave, spacing=0))
        return line

    def _trust(self, panel: MemberPanel) -> QHBoxLayout:
        is_sure = panel.trust == "A"
        tone: Tone = "success" if is_sure else "warning"
        mark = IconPicture("check" if is_sure else "info", self._theme, tone, 18)
        line = row(mark, spacing=SPACE_8)
        line.setContentsMargins(0, 0, SPACE_8, 0)
        line.addWidget(Text(self._speech.say(TRUST[panel.trust]), "caption", tone, wraps=True), 1)
        line.addWidget(Text(panel.phone_masked, "caption", "faint"))
        return line

    def _figures(self, panel: MemberPanel) -> FlowLayout:
        """Say her figures in one line, which wraps rather than cuts one."""
        say = self._speech.say
        points = f"{panel.points:,}"
        if panel.pending_points:
            points = f"{points} +{panel.pending_points:,}"
        figures = [
            (points, say(words.POINTS)),
            (str(panel.visits), say(words.ONE_VISIT if panel.visits == 1 else words.VISITS)),
        ]
        if panel.last_visit is not None:
            figures.append((self._day(panel.last_visit), say(words.LAST_VISIT)))
        if panel.stored:
            figures.append((formatting.price(panel.stored), say(words.STORED)))
        flow = FlowLayout(SPACE_12)
        for place, (figure, meaning) in enumerate(figures):
            pair = QWidget()
            pair.setLayout(row(Text(figure, "strong"), Text(meaning, "caption", "faint"), spacing=SPACE_4))
            if place == 0 and panel.pending_points:
                pair.setToolTip(say(words.PENDING_POINTS, points=panel.pending_points))
            flow.addWidget(pair)
        return flow

    def _opener(self, panel: MemberPanel) -> Card:
        card = Card("accent", SPACE_12)
        card.column.setContentsMargins(SPACE_12, SPACE_8, SPACE_12, SPACE_8)
        card.column.addWidget(Text(self._speech.say(panel.opener), "title", wraps=True))
        return card

    def _add_waiting(self, things: Sequence[BookingBrief | PickupBrief]) -> None:
        waiting = PairLayout(SPACE_8)
        for thing in things:
            waiting.addWidget(self._booking(thing) if isinstance(thing, BookingBrief) else self._pickup(thing))
        self.column.addLayout(waiting)

    def _booking(self, booking: BookingBrief) -> RowButton:
        say = self._speech.say
        if booking.status == "checked_in":
            what = say(words.CHECKED_IN)
        else:
            what = say(words.BOOKED, when=formatting.moment(booking.starts, self._speech.language, self._clock.now()))
        pieces = formatting.pieces(booking.garments, self._speech.language)
        waits = self._waits("room", what, say(words.IN_ROOM, room=booking.room, pieces=pieces))
        waits.clicked.connect(lambda: self.booking_opened.emit(booking.booking_id))
        return waits

    def _pickup(self, pickup: PickupBrief) -> RowButton:
        pieces = formatting.pieces(pickup.pieces, self._speech.language)
        what = self._speech.say(words.TO_COLLECT if pickup.status == "ready" else words.TO_PICK)
        waits = self._waits("bag", what, self._speech.say(words.OF_ORDER, pieces=pieces, number=pickup.number[-4:]))
        waits.clicked.connect(lambda: self.pickup_opened.emit(pickup.order_id))
        return waits

    def _waits(self, drawing: str, what: str, detail: str) -> RowButton:
        waits = RowButton()
        waits.line.setContentsMargins(SPACE_12, SPACE_4, SPACE_8, SPACE_4)
        waits.line.setSpacing(SPACE_8)
        waits.set_label(f"{what}. {detail}")
        waits.line.addWidget(IconPicture(drawing, self._theme, "seal", 24))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Text(what, "strong"))
        column.addWidget(Text(detail, "caption", "faint"))
        waits.line.addLayout(column, 1)
        waits.settle()
        return waits

    def _add_suggestions(self, panel: MemberPanel) -> None:
        say = self._speech.say
        self.column.addWidget(self._heading(say(words.SUGGESTIONS if panel.is_personal else words.SUGGESTIONS_PLAIN)))
        if not panel.is_personal:
            self.column.addWidget(Text(say(words.NOT_PERSONAL), "caption", "faint", wraps=True))
        elif panel.pack_age_days is not None and panel.pack_age_days > OLD_PACK_DAYS:
            self.column.addWidget(Text(say(words.OLD_PACK, days=panel.pack_age_days), "caption", "faint", wraps=True))
        if not panel.suggestions:
            self.column.addWidget(Text(say(words.NO_SUGGESTIONS), "body", "faint", wraps=True))
        self._suggestions = []
        for place, suggestion in enumerate(panel.suggestions):
            view = SuggestionView(suggestion, place, self._speech, self._theme, self._art)
            view.taken.connect(lambda place=place: self.suggestion_taken.emit(place))
            view.dismissed.connect(lambda style_id=suggestion.style_id: self.dismissed.emit(style_id))
            self._suggestions.append(view)
            self.column.addWidget(view)

    def _coupon(self, coupon: CouponCard) -> RowButton:
        say = self._speech.say
        threshold = formatting.price(coupon.threshold)
        terms = (
            say(words.COUPON_FROM, threshold=threshold) if coupon.threshold else say(words.COUPON_ANY),
            say(words.COUPON_UNTIL, day=self._day(coupon.until)),
        )
        chosen = RowButton()
        chosen.set_label(f"{say(words.USE)}: {say(coupon.title)}")
        chosen.line.addWidget(IconPicture("coupon", self._theme, "seal", 26))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Text(say(coupon.title), "strong", wraps=True))
        column.addWidget(Text(" · ".join(terms), "caption", "faint"))
        chosen.line.addLayout(column, 1)
        chosen.line.addWidget(
            Text(say(words.COUPON_OFF, off=formatting.price(coupon.off)), "strong", "seal"),
            0,
            Qt.AlignmentFlag.AlignRight,
        )
        chosen.settle()
        chosen.clicked.connect(lambda: self.coupon_chosen.emit(coupon.coupon_id))
        return chosen

    def _add_about(self, panel: MemberPanel) -> None:
        say = self._speech.say
        if panel.sizes:
            self.column.addWidget(self._heading(say(words.SIZES)))
            hers = QWidget()
            flow = FlowLayout(SPACE_8)
            hers.setLayout(flow)
            for part, size in panel.sizes:
                flow.addWidget(Chip(f"{say(part)}  {sizes.said(size, self._speech.language)}"))
            self.column.addWidget(hers)
        if panel.tags:
            self.column.addWidget(self._heading(say(words.TAGS)))
            self.column.addWidget(TagsView(panel.tags, self._speech))
        self.column.addWidget(self._heading(say(words.RECENT)))
        if not panel.recent:
            self.column.addWidget(Text(say(words.NOTHING_BOUGHT), "body", "faint"))
        for garment in panel.recent[:MOST_RECENT]:
            self.column.addLayout(self._bought(garment))

    def _bought(self, garment: Garmentry) -> QHBoxLayout:
        say = self._speech.say
        picture = ArtPicture(self._art, self._theme, 48)
        picture.show_art(garment.art, garment.colour.hex)
        facts = [
            sizes.said(garment.size, self._speech.language),
            self._day(garment.at),
            formatting.price(garment.paid),
        ]
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(ElidedText(say(garment.name)))
        column.addWidget(Text(" · ".join(facts), "caption", "faint"))
        line = row(picture, spacing=SPACE_12)
        line.addLayout(column, 1)
        if garment.verdict is not None and garment.verdict != "kept":
            line.addWidget(Chip(say(words.VERDICTS[garment.verdict]), "warning"))
        return line

    def _heading(self, text: str) -> Text:
        return Text(text, "lead")

    def _day(self, instant: int) -> str:
        return formatting.day(instant, self._speech.language, self._clock.now())


def _waiting_for_her(
    panel: MemberPanel,
) -> tuple[Sequence[BookingBrief | PickupBrief], Sequence[BookingBrief | PickupBrief]]:
    """Return what is told at once, a booking and an order if there are both, and what can wait below."""
    every: list[BookingBrief | PickupBrief] = [
        *panel.bookings[:1],
        *panel.pickups[:1],
        *panel.bookings[1:],
        *panel.pickups[1:],
    ]
    return every[:MOST_WAITING], every[MOST_WAITING:]


class TagsView(QWidget):
    """Her tags, layer by layer; a tap on one shows its evidence below."""

    def __init__(self, tags: tuple[TagChip, ...], speech: Speech) -> None:
        super().__init__()
        self._speech = speech
        self._chips: list[ChipButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_8)
        for layer, title in words.LAYERS.items():
            of_layer = [tag for tag in tags if tag.layer == layer]
            if of_layer:
                column.addWidget(Text(speech.say(title), "caption", "faint"))
                flow = FlowLayout(SPACE_8)
                for tag in of_layer:
                    flow.addWidget(self._chip(tag))
                column.addLayout(flow)
        self._evidence = Text(speech.say(words.TAGS_HOW), "caption", "faint", wraps=True)
        self._evidence.setContentsMargins(SPACE_4, 0, 0, 0)
        column.addWidget(self._evidence)

    def _chip(self, tag: TagChip) -> ChipButton:
        evidence = self._speech.say(tag.evidence)
        chip = ChipButton(self._speech.say(tag.text), stays=True)
        chip.setToolTip(evidence)
        chip.setAccessibleDescription(evidence)
        chip.clicked.connect(lambda: self._explain(chip, evidence))
        self._chips.append(chip)
        return chip

    def _explain(self, asked: ChipButton, evidence: str) -> None:
        for chip in self._chips:
            chip.setChecked(chip is asked)
        self._evidence.setText(evidence)
        self._evidence.set_tone("ink")
