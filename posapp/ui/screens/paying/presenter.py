"""Takes the payment: what accounts pay, the cash that was received, the commit, and what follows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.errors import BadAmount
from posapp.domain.money import Fen, parse_amount
from posapp.domain.permission import OverrideId
from posapp.services.errors import ManagerWanted, NotEnoughCash, PriceChanged, ValueRefused
from posapp.services.return_ticket import FinishedReturn
from posapp.services.selling import Cart
from posapp.ui.notices import Notice, notice_of
from posapp.ui.screens.paying.phone import PhonePaying
from posapp.ui.screens.paying.state import PayingState
from posapp.ui.screens.paying.words import PRINTING_AGAIN
from posapp.ui.trouble import let_bugs_through
from posapp.ui.with_word import AsksColleague, unless_allowed

if TYPE_CHECKING:
    from posapp.services.attempts import Attempts, Finished
    from posapp.services.payable import What
    from posapp.services.paying import FinishedSale
    from posapp.services.phone_tenders import CardSlip
    from posapp.services.ports import Runner
    from posapp.services.printing import Printing
    from posapp.services.value import Drawing, Value, ValueOffer
    from posapp.ui.sounds import Sounds

LONGEST_TYPED = 10


class PayingScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: PayingState) -> None:
        """Show all of it."""
        ...


class Payee(Protocol):
    """Writes what is paid once it is: ``Paying`` a sale, ``Exchanging`` the ticket of an exchange."""

    def pay_cash(
        self,
        received: Fen | None = None,
        *,
        expected: Fen | None = None,
        drawn: Sequence[Drawing] = (),
        cards: Sequence[CardSlip] = (),
        override: OverrideId | None = None,
    ) -> FinishedSale | FinishedReturn:
        """Finish it with cash for what the others leave; None when exactly that was received."""
        ...


class PayingPresenter:
    """From the pay key to the change.

    ``finished`` hears of the paid sale, ``exchanged`` of an exchange whose difference was paid, ``left`` when the cart
    is shown again, ``repriced`` when it has to be read again because it costs something else by now, ``typed`` what is
    to be typed again if the power goes.

    The sale is one transaction in the use case; printing comes after it and can fail without harm.
    """

    def __init__(
        self,
        view: PayingScreen,
        paying: Payee,
        value: Value,
        printing: Printing,
        attempts: Attempts,
        runner: Runner,
        sounds: Sounds,
        *,
        finished: Callable[[FinishedSale], None],
        left: Callable[[], None],
        repriced: Callable[[], None],
        ask: AsksColleague,
        typed: Callable[[str], None] = lambda _: None,
        what: What = "sale",
        exchanged: Callable[[FinishedReturn], None] = lambda _: None,
    ) -> None:
        self._view = view
        self._paying = paying
        self._value = value
        self._printing = printing
        self._runner = runner
        self._sounds = sounds
        self._finished = finished
        self._left = left
        self._repriced = repriced
        self._ask_colleague = ask
        self._keep_typed = typed
        self._state = PayingState()
        self._what: What = what
        self._exchanged = exchanged
        self.phone = PhonePaying(self, attempts, runner, what)

    @property
    def state(self) -> PayingState:
        """Return what is shown now."""
        return self._state

    def opened(self, cart: Cart) -> None:
        """Ask for the cash of this cart; the exact amount is preset, or what was typed when the power went."""
        self._ask_for(cart, None)
        if cart.typed:
            self._take(cart.typed)

    def exchange_opened(self, due: Fen, pieces: int, off_in_cash: Fen) -> None:
        """Ask for the difference of an exchange; her accounts may pay, and what phones have paid of it counts."""
        told = self._state.notice
        is_news = told is not None and told.code == PriceChanged.code
        notice = told if is_news else None
        state = PayingState(what="exchange", due=due, off_in_cash=off_in_cash, pieces=pieces, notice=notice)
        self._show(replace(state, received=state.rest))
        self.phone.read()
        self.accounts_changed()

    def accounts_changed(self) -> None:
        """Read again whose accounts may pay: a gift card was scanned."""
        self._runner.run(lambda: self._value.offers(self._what), done=self._offered, failed=self._trouble)

    def cart_changed(self, cart: Cart) -> None:
        """The cart changed under the payment: ask for the new amount; an emptied cart has nothing to pay."""
        state = self._state
        if state.stage == "asking" and (cart.total, cart.off_in_cash) != (state.due, state.off_in_cash):
            self._give_all_back()
            if cart.lines:
                told = self._state.notice
                is_news = told is not None and told.code == PriceChanged.code
                self._ask_for(cart, told if is_news else None)
            else:
                self._left()

    def typed(self, key: str) -> None:
        """A digit or the point; the first one replaces the preset amount."""
        state = self._state
        if state.stage == "card":
            self.phone.reference_typed(key)
        if state.stage != "asking" or len(state.typed) >= LONGEST_TYPED or not _may_follow(state.typed, key):
            return
        self._take(state.typed + key)

    def erased(self) -> None:
        """Take the last digit back; nothing left is the exact amount again."""
        if self._state.stage == "card":
            self.phone.reference_erased()
        if self._state.stage == "asking":
            self._take(self._state.typed[:-1])

    def value_pressed(self, instrument: str) -> None:
        """Pay with an account: what was typed of it, else as much as it holds. Pressed again, it pays nothing."""
        state = self._state
        if state.stage != "asking":
            return
        drawing = next((one for one in state.drawn if one.instrument == instrument), None)
        offer = next((one for one in state.offers if one.instrument == instrument), None)
        if drawing is not None:
            self._give_back(drawing)
            self._draw_with(tuple(one for one in state.drawn if one is not drawing))
        elif offer is not None and state.left > 0:
            wanted = state.received if state.typed else state.left
            amount = Fen(min(wanted, state.left, offer.balance))
            self._show(replace(state, stage="drawing", notice=None))
            self._runner.run(
                lambda: self._value.draw(offer.instrument, offer.owner_id, amount, state.drawn),
                done=self._drew,
                failed=self._refused,
                lane="devices",
            )

    def amount_chosen(self, amount: Fen) -> None:
        """A quick key: that much was received, and that is all."""
        if self._state.stage == "asking":
            self._show(replace(self._state, typed="", received=amount, notice=None))
            self.confirmed()

    def confirmed(self, word: OverrideId | None = None) -> None:
        """Finish the sale, by a colleague's word where it takes one; afterwards the same key begins the next one."""
        state = self._state
        if state.stage == "done":
            self.next_begun()
        elif state.stage == "card":
            self.phone.card_confirmed()
        elif state.stage == "asking":
            if state.change < 0:
                self._refused(NotEnoughCash(due=state.rest, received=state.received))
                return
            received = None if state.received == state.rest else state.received
            self._show(replace(state, stage="writing", notice=None))

            def write(_: None) -> None:
                self._runner.run(
                    lambda: self._paying.pay_cash(
                        received, expected=state.said, drawn=state.drawn, cards=state.cards, override=word
                    ),
                    done=self._paid,
                    failed=unless_allowed(self._ask_for_word, self.confirmed, word, self._refused),
                )

            if state.uses_coupon:  # asked when the payment began; this asks again only if that word has ended
                self._runner.run(self._value.keep_coupons, done=write, failed=self._refused, lane="devices")
            else:
                write(None)

    def went_back(self) -> None:
        """Show the cart again; a sale that is being written can no longer be left, nor while an account is asked.

        From a card's slip back to the amounts; a payment by phone is undone, and stays in front until that is certain.
        """
        if self._state.stage == "card":
            self.phone.card_left()
        elif self._state.stage == "phone":
            self.phone.cancelled()
        elif self._state.stage not in ("drawing", "writing"):
            self._give_all_back()
            self._left()

    def code_scanned(self, code: str) -> None:
        """A payment code was scanned: the phone pays what was typed, else all that is left."""
        self.phone.scanned(code)

    def ticked(self) -> None:
        """A second has passed."""
        self.phone.ticked()

    def card_pressed(self) -> None:
        """A card terminal takes a part."""
        self.phone.card_pressed()

    def cash_pressed(self) -> None:
        """Do not wait for the phone: take the rest in another way."""
        self.phone.left()

    def given_back(self) -> None:
        """Give back what phones have paid so far."""
        self.phone.given_back()

    def show(self, state: PayingState) -> None:
        """Show all of it."""
        self._show(state)

    def refused(self, error: Exception) -> None:
        """Tell why not, and ask for the cash again."""
        self._refused(error)

    def was_paid(self, finished: Finished) -> None:
        """Show the change and the receipt."""
        self._paid(finished)

    def next_begun(self) -> None:
        """Begin the next sale."""
        if self._state.stage == "done":
            self._left()

    def print_again(self, word: OverrideId | None = None) -> None:
        """Print the receipt once more, as a copy; the drawer stays shut. A second one may take a colleague's word."""
        finished = self._state.finished
        if finished is None or finished.is_practice:
            return
        self._runner.run(
            lambda: self._printing.print_receipt(finished.sale_id, word),
            done=lambda _: self._print_what_waits(Notice("accent", PRINTING_AGAIN)),
            failed=unless_allowed(self._ask_colleague, self.print_again, word, self._trouble),
        )

    def _ask_for_word(self, wanted: ManagerWanted, again: Callable[[OverrideId], None]) -> None:
        """Stand where the sale can be finished in another way while a colleague is asked."""
        self._show(replace(self._state, stage="asking"))
        self._ask_colleague(wanted, again)

    def _ask_for(self, cart: Cart, notice: Notice | None) -> None:
        uses_coupon = any(coupon.is_used for coupon in cart.coupons)
        state = PayingState(
            due=cart.total, off_in_cash=cart.off_in_cash, pieces=cart.pieces, notice=notice, uses_coupon=uses_coupon
        )
        self._show(replace(state, received=state.rest))
        if uses_coupon:
            self._runner.run(self._value.keep_coupons, done=lambda _: None, failed=self._coupon_refused, lane="devices")
        self.phone.read()
        if cart.member is not None or cart.has_gift_card:
            self.accounts_changed()

    def _offered(self, offers: tuple[ValueOffer, ...]) -> None:
        if self._state.stage == "asking":
            self._show(replace(self._state, offers=offers))

    def _coupon_refused(self, error: Exception) -> None:
        """Say so before the customer pays; what is under way meanwhile is not disturbed."""
        if self._state.stage == "asking":
            self._refused(error)
        else:
            let_bugs_through(error)

    def _drew(self, drawing: Drawing) -> None:
        if self._state.stage == "drawing":
            self._draw_with((*self._state.drawn, drawing))
        else:
            self._give_back(drawing)

    def _draw_with(self, drawn: tuple[Drawing, ...]) -> None:
        """Show what accounts pay now; the rest is preset as received."""
        state = replace(self._state, stage="asking", drawn=drawn, typed="", notice=None)
        self._show(replace(state, received=state.rest))

    def _give_all_back(self) -> None:
        """Want nothing of any account any more; a paid sale has taken what it took."""
        if self._state.stage != "done":
            for drawing in self._state.drawn:
                self._give_back(drawing)
            self._show(replace(self._state, drawn=()))
            if self._state.uses_coupon:
                self._runner.run(
                    self._value.let_coupons_go, done=lambda _: None, failed=let_bugs_through, lane="devices"
                )

    def _give_back(self, drawing: Drawing) -> None:
        self._runner.run(
            lambda: self._value.give_back(drawing), done=lambda _: None, failed=let_bugs_through, lane="devices"
        )

    def _take(self, text: str) -> None:
        try:
            received = parse_amount(text.rstrip(".") or "0") if text else self._state.rest
        except BadAmount as error:
            self._refused(error)
            return
        self._show(replace(self._state, typed=text, received=received, notice=None))
        self._keep_typed(text)

    def _paid(self, finished: Finished) -> None:
        self._sounds.play("paid")
        if isinstance(finished, FinishedReturn):
            self._show(PayingState(what="exchange"))
            self._exchanged(finished)
            return
        self._show(replace(self._state, stage="done", finished=finished, received=finished.received, notice=None))
        self._finished(finished)
        if not finished.is_practice:
            self._print_what_waits(None)
        self._runner.run(
            lambda: self._printing.picture(finished.receipt), done=self._drawn, failed=self._trouble, lane="devices"
        )

    def _print_what_waits(self, news: Notice | None) -> None:
        if news is not None:
            self._show(replace(self._state, notice=news))
        self._runner.run(self._printing.run, done=lambda _: None, failed=self._trouble, lane="devices")

    def _drawn(self, picture: bytes) -> None:
        self._show(replace(self._state, preview=picture))

    def _trouble(self, error: Exception) -> None:
        """The sale stands; what went wrong after it is said beside the change."""
        self._show(replace(self._state, notice=notice_of(error)))
        let_bugs_through(error)

    def _refused(self, error: Exception) -> None:
        self._sounds.play("bad")
        self._show(replace(self._state, stage="asking", notice=notice_of(error)))
        if isinstance(error, ValueRefused) and error.values.get("reason") == "over":
            told = self._state.notice
            self._give_all_back()
            self._show(replace(self._state, typed="", received=self._state.rest, notice=told))
        if isinstance(error, PriceChanged):
            self._repriced()
        let_bugs_through(error)

    def _show(self, state: PayingState) -> None:
        if state != self._state:
            self._state = state
            self._view.show_state(state)


def _may_follow(typed: str, key: str) -> bool:
    """Tell whether a key makes sense after what was typed: one point, at most two digits behind it."""
    if key == ".":
        return "." not in typed and typed != ""
    _, point, cents = typed.partition(".")
    return key.isdigit() and not (point and len(cents) >= 2)
