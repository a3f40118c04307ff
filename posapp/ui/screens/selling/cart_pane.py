"""The cart at the right edge: who buys, the lines, what would make it cheaper, the total, and the pay key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from posapp.domain.text import Bilingual
from posapp.services.selling import Cart, CartMember, CouponChoice, Hint
from posapp.services.topping_up import TopUpCard
from posapp.ui import formatting
from posapp.ui.art_pictures import ArtPictures
from posapp.ui.screens.selling import words
from posapp.ui.screens.selling.cart_list import CartListView
from posapp.ui.screens.selling.discount_words import DISCOUNT
from posapp.ui.screens.selling.held_carts import HeldCarts
from posapp.ui.screens.selling.line_words import ALSO_AT
from posapp.ui.screens.selling.size_card import SizeRow
from posapp.ui.screens.selling.state import SellingState
from posapp.ui.screens.selling.top_up_row import TopUpRow
from posapp.ui.theme import SPACE_4, SPACE_8, SPACE_12, SPACE_16, TARGET, Theme, restyle
from posapp.ui.translation import Speech
from posapp.ui.widgets.buttons import ChipButton, IconButton, PillButton
from posapp.ui.widgets.labels import Chip, ElidedText, MoneyLabel, Text
from posapp.ui.widgets.pictures import EmptyState, IconPicture
from posapp.ui.widgets.surfaces import Card, clear, row
from posapp.ui.widgets.tips import as_said
from posapp.ui.words import TRUST, level

PANE_WIDTH = 396
_FEWEST_COUPONS = 2
"""Of more, two stand side by side: the goods keep their place in a low window."""


class MemberRow(Card):
    """Who buys: her name and level, or the invitation to find her. ``find_asked()``, ``detached()``."""

    find_asked = Signal()
    detached = Signal()

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__("sunk", SPACE_4)
        self._speech = speech
        self._name = ElidedText("", "strong", "accent")
        self._level = Chip("", "seal")
        self._detach = IconButton("close", theme, tone="accent", size=18)
        self._detach.clicked.connect(self.detached)
        self._find = PillButton("", "quiet")
        self._find.clicked.connect(self.find_asked)
        self._icon = IconPicture("member", theme, "accent", 24)
        line = QHBoxLayout()
        line.setContentsMargins(SPACE_8, 0, 0, 0)
        line.addWidget(self._icon)
        line.addWidget(self._name, 1)
        line.addWidget(self._find, 1)
        line.addWidget(self._level)
        line.addWidget(self._detach)
        self.column.addLayout(line)
        self.setFixedHeight(TARGET + 2 * SPACE_4)

    def show_member(self, member: CartMember | None) -> None:
        """Show her, or the invitation."""
        say = self._speech.say
        self.set_surface("sunk" if member is None else "accent")
        self._icon.show_drawing("member", "faint" if member is None else "accent")
        for widget in (self._name, self._level, self._detach):
            widget.setVisible(member is not None)
        self._find.setVisible(member is None)
        self._find.setText(self._speech.with_key(words.FIND_MEMBER, "member", "   "))
        self._detach.set_label(say(words.DETACH))
        if member is not None:
            self._name.set_whole(say(member.name))
            self._level.setText(say(level(member.level)))
            self.setToolTip(say(TRUST[member.trust]))


class Offers(QWidget):
    """凑单 and her coupons. ``coupon_pressed(coupon_id)``."""

    coupon_pressed = Signal(str)

    def __init__(self, speech: Speech, theme: Theme) -> None:
        super().__init__()
        self._speech, self._theme = speech, theme
        self._shown: tuple[tuple[Hint, ...], tuple[CouponChoice, ...], str] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_4)

    def show_offers(self, hints: tuple[Hint, ...], coupons: tuple[CouponChoice, ...]) -> None:
        """Show the nearest hint, the coupons on the cart, and those that would be worth most, in two rows at least."""
        wanted = (hints, coupons, self._speech.language)
        if wanted == self._shown:
            return
        self._shown = wanted
        clear(self._column)
        self.setVisible(bool(hints or coupons))
        if hints:
            self._column.addWidget(self._hint(hints[0]))
        best = sorted(coupons, key=lambda one: (not one.is_used, one.gap > 0, -one.off))
        used = sum(one.is_used for one in best)
        shown_ones = best[: max(_FEWEST_COUPONS, used + 1)]
        if len(shown_ones) <= _FEWEST_COUPONS:
            for coupon in shown_ones:
                self._column.addWidget(self._coupon(coupon, self._about(coupon), PANE_WIDTH - 90))
        else:
            self._column.addLayout(self._in_two_columns(shown_ones))

    def _in_two_columns(self, coupons: list[CouponChoice]) -> QGridLayout:
        """Lay several of them out, each by its title."""
        grid = QGridLayout()
        grid.setSpacing(SPACE_4)
        for place, coupon in enumerate(coupons):
            chip = self._coupon(coupon, self._about(coupon, is_short=True), PANE_WIDTH // 2 - 50)
            chip.setSizePolicy(QSizePolicy.Policy.Ignored, chip.sizePolicy().verticalPolicy())
            grid.addWidget(chip, place // 2, place % 2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        return grid

    def _hint(self, hint: Hint) -> Card:
        say = self._speech.say
        card = Card("seal", SPACE_8, SPACE_4)
        card.setFixedHeight(40)
        saves = formatting.price(hint.saves)
        if hint.pieces:
            text = say(words.PIECES_HINT, pieces=hint.pieces, saves=saves)
        else:
            text = say(words.HINT, gap=formatting.price(hint.gap), saves=saves)
        said = Text(text, "strong", "seal")
        title = ElidedText("", "caption", "seal")
        title.set_whole(say(hint.title))
        card.column.addLayout(row(IconPicture("gift", self._theme, "seal", 20), said, title))
        return card

    def _about(self, coupon: CouponChoice, *, is_short: bool = False) -> str:
        say = self._speech.say
        if coupon.gap > 0:
            return say(words.COUPON_GAP, title=coupon.title, gap=formatting.price(coupon.gap))
        if coupon.off and not is_short:
            return say(words.COUPON_OFF, title=coupon.title, off=formatting.price(coupon.off))
        return say(coupon.title)  # of so many per cent, it is all there is to say

    def _coupon(self, coupon: CouponChoice, text: str, room: int) -> ChipButton:
        chip = ChipButton("", stays=True)
        chip.setText(chip.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room))
        chip.setToolTip(as_said(text))
        chip.setChecked(coupon.is_used)
        chip.setEnabled(coupon.gap <= 0 or coupon.is_used)
        chip.clicked.connect(lambda: self.coupon_pressed.emit(coupon.coupon_id))
        return chip


class CartPane(Card):
    """Shows the cart; every press is a signal."""

    pay_pressed = Signal()
    hold_pressed = Signal()
    cleared = Signal()
    find_asked = Signal()
    detached = Signal()
    recalled = Signal(str)
    coupon_pressed = Signal(str)
    practice_asked = Signal()
    discount_asked = Signal()
    top_up_pressed = Signal()

    def __init__(self, speech: Speech, theme: Theme, art: ArtPictures) -> None:
        super().__init__("card", SPACE_16, SPACE_8)
        self._speech = speech
        self._state = SellingState()
        self._first: Bilingual | None = None
        self.setFixedWidth(PANE_WIDTH)
        self._title = Text("", "title")
        self._count = Chip()
        self._hold = PillButton("", "quiet")
        self._clear = IconButton("trash", theme, tone="faint", size=20)
        self._really = PillButton("", "danger")
        self._practise = PillButton("", "quiet")
        self._member = MemberRow(speech, theme)
        self.list = CartListView(speech, theme, art)
        self._empty = EmptyState("bag", theme, 64)
        self._held = HeldCarts(speech)
        self._also = Card("warning", SPACE_12)
        self._also_at = Text("", "body", wraps=True)
        self._also.column.addWidget(self._also_at)
        self._offers = Offers(speech, theme)
        self.her_size = SizeRow(speech, theme)
        self._top_up = TopUpRow(speech, theme)
        self._discount = PillButton("", "quiet")
        self._saved = Text("", "strong", "seal")
        self._points = Text("", "caption", "faint")
        self._total_word = Text("", "strong", "faint")
        self._total = MoneyLabel(0, "total")
        self.pay = PillButton("", "pay")
        self._middle = QStackedWidget()
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty, 1)
        column.addLayout(row(1, self._practise, 1))
        column.addWidget(self._held)
        self._middle.addWidget(nothing)
        self._middle.addWidget(self.list)
        self._lay_out()
        self._connect()
        speech.changed.connect(self._show)
        self._show()

    def show_state(self, state: SellingState) -> None:
        """Show the cart of the state; while somebody types in the search it stays as it is."""
        before, self._state = self._state, state
        if state.cart is not before.cart or _beside_cart(state) != _beside_cart(before):
            self._show()

    def offer_first(self, name: Bilingual | None) -> None:
        """Name the first suggestion, which one key would put here; None while there is none."""
        if name != self._first:
            self._first = name
            self._invite()

    def show_top_up(self, card: TopUpCard | None) -> None:
        """Show what would be worth adding; it says more than the hint in whose place it stands."""
        self._top_up.show_card(card)
        self._show_offers()

    def show_member_row(self, *, is_shown: bool) -> None:
        """Show who buys; needless while her panel stands beside the cart."""
        self._member.setVisible(is_shown)

    def show_is_paying(self, *, is_paying: bool) -> None:
        """Dim the keys that make no sense while the cash is counted."""
        cart = self._state.cart
        self.pay.setEnabled(not is_paying and cart is not None and bool(cart.lines))
        self._hold.setEnabled(not is_paying)
        self._clear.setEnabled(not is_paying)
        self._discount.setEnabled(not is_paying)
        self._top_up.setEnabled(not is_paying)

    def _lay_out(self) -> None:
        head = row(self._title, self._count, 1, self._discount, self._hold, self._clear, self._really)
        self._title.setFixedHeight(TARGET)
        self.column.addLayout(head)
        self.column.addWidget(self._member)
        self.column.addWidget(self._also)
        self.column.addWidget(self._middle, 1)
        self.column.addWidget(self.her_size)
        self.column.addWidget(self._offers)
        self.column.addWidget(self._top_up)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addStretch(1)
        left.addWidget(self._total_word)
        left.addWidget(self._saved)
        left.addWidget(self._points)
        left.addStretch(1)
        self._total.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        line = QHBoxLayout()
        line.setSpacing(SPACE_12)
        line.addLayout(left)
        line.addWidget(self._total, 1)
        self.column.addLayout(line)
        self.column.addWidget(self.pay)

    def _connect(self) -> None:
        self.pay.clicked.connect(self.pay_pressed)
        self._hold.clicked.connect(self.hold_pressed)
        self._discount.clicked.connect(self.discount_asked)
        self._clear.clicked.connect(self.cleared)
        self._really.clicked.connect(self.cleared)
        self._practise.clicked.connect(self.practice_asked)
        self._member.find_asked.connect(self.find_asked)
        self._member.detached.connect(self.detached)
        self._held.recalled.connect(self.recalled)
        self._offers.coupon_pressed.connect(self.coupon_pressed)
        self._top_up.clicked.connect(self.top_up_pressed)
        for button in (
            self._discount,
            self._hold,
            self._clear,
            self._really,
            self._practise,
            self.her_size,
            self._top_up,
            self.pay,
        ):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _show(self) -> None:
        say, state = self._speech.say, self._state
        cart = state.cart
        has_lines = cart is not None and bool(cart.lines)
        self._title.setText(say(words.CART))
        self._clear.set_label(say(words.CLEAR))
        self._clear.setVisible(has_lines and not state.is_clearing)
        self._really.setText(say(words.CLEAR_REALLY))
        self._really.setVisible(has_lines and state.is_clearing)
        self._hold.setText(self._speech.with_key(words.HOLD, "hold", "  "))
        self._discount.setText(say(DISCOUNT))
        self._discount.setToolTip(self._speech.with_key(DISCOUNT, "discount"))
        self._discount.setVisible(has_lines and not state.is_clearing)
        self._hold.setVisible(has_lines and not state.is_clearing)
        self._practise.setText(say(words.PRACTISE))
        self._practise.setVisible(cart is not None and not cart.is_practice and not state.held)  # their place
        self._invite()
        self._held.show_held(state.held)
        self._empty.make_room(is_needed=len(state.held) > 1)
        # The notice of another till and a list of carts fill a low window: what to do is said in both.
        self._empty.setVisible(not (cart is not None and cart.also_at and len(state.held) > 1))
        self._member.show_member(cart.member if cart is not None else None)
        self._show_also(cart)
        self._middle.setCurrentIndex(1 if has_lines else 0)
        self._total_word.setText(say(words.TOTAL))
        self.pay.setText(f"{say(words.PAY)}   Enter" if has_lines else say(words.PAY))
        self.pay.setEnabled(has_lines)
        self._show_sums(cart)
        if cart is not None:
            self.list.show_lines(cart.lines, state.chosen, state.touched)
            self._show_offers()

    def _show_also(self, cart: Cart | None) -> None:
        """Say which other till took up this very cart while neither could hear of the other."""
        others = cart.also_at if cart is not None else ()
        self._also.setVisible(bool(others))
        if others:
            self._also_at.setText(self._speech.say(ALSO_AT, till_no=", ".join(others)))

    def _show_offers(self) -> None:
        cart = self._state.cart
        if cart is None or not cart.lines:
            self._offers.show_offers((), ())
        else:
            self._offers.show_offers(() if self._top_up.isVisibleTo(self) else cart.hints, cart.coupons)

    def _invite(self) -> None:
        say = self._speech.say
        key = self._speech.key("suggestion")
        if self._first is None or not key:
            self._empty.say(say(words.EMPTY), say(words.EMPTY_ADVICE))
        else:
            self._empty.say(say(words.EMPTY_FOR_HER), say(words.EMPTY_FIRST, name=self._first, key=key))

    def _show_sums(self, cart: Cart | None) -> None:
        say = self._speech.say
        self._count.setVisible(cart is not None and cart.pieces > 0)
        self._saved.setVisible(cart is not None and cart.discount > 0)
        self._points.setVisible(cart is not None and cart.points > 0)
        if cart is None:
            return
        self._count.setText(say(words.PIECES, count=cart.pieces))
        self._saved.setText(say(words.SAVED, amount=formatting.money(cart.discount)))
        self._points.setText(say(words.POINTS, points=cart.points))
        step = "total" if cart.total < 10_000_00 else "headline"
        if self._total.property("type") != step:
            self._total.setProperty("type", step)
            restyle(self._total)
        self._total.show_amount(cart.total)


def _beside_cart(state: SellingState) -> tuple[object, ...]:
    """Return what is shown here of a state besides the cart itself."""
    return state.chosen, state.touched, state.held, state.is_clearing
