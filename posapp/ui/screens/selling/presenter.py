"""Turns what the cashier does into use cases, and answers into the sell screen's state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from posapp.domain.errors import BadQuantity
from posapp.domain.identity import CartId, CouponId, LineId, StyleId, VariantId
from posapp.domain.permission import OverrideId
from posapp.services.changes import Changes
from posapp.services.errors import EmptyCart, ScaleLabel, UnknownBarcode
from posapp.services.selling import Cart, CartLine, Scanned
from posapp.ui.coupon_news import what_left
from posapp.ui.notices import Notice, notice_of
from posapp.ui.runner import NewestAnswer, Rereading
from posapp.ui.screens.selling import bag_check, words
from posapp.ui.screens.selling.beside import Neighbours, SellingScreen, open_elsewhere, who_is_on
from posapp.ui.screens.selling.discount_words import LAPSED, LAPSED_HOW
from posapp.ui.screens.selling.line_presenter import LinePresenter
from posapp.ui.screens.selling.state import OpenHeld, OpenLine, OpenSheet, SellingState
from posapp.ui.screens.selling.typed import read_typed
from posapp.ui.trouble import let_bugs_through
from posapp.ui.with_word import unless_allowed

if TYPE_CHECKING:
    from posapp.domain.query.terms import Wanted
    from posapp.services.counting import Counting
    from posapp.services.ports import Runner
    from posapp.services.searching import CategoryChip, Found, NearbyStock, Searching, StyleSheet
    from posapp.services.selling import Selling
    from posapp.ui.sounds import Sounds
    from sync.protocol.sold import LineSource

T = TypeVar("T")

UNKNOWN = (UnknownBarcode.code, ScaleLabel.code)
MOST_UNKNOWN = 4
"""Unknown codes that stand on the screen together: more would be a box of somebody else's goods."""


class SellingPresenter:
    """One box for every scan, one cart, one grid of tiles. The use cases keep each step before it is shown here.

    Scans are not held back while another one is being written: the database lane keeps their order. Tiles and
    categories are looked up beside it.
    """

    def __init__(
        self,
        view: SellingScreen,
        selling: Selling,
        searching: Searching,
        counting: Counting,
        runner: Runner,
        neighbours: Neighbours,
        sounds: Sounds,
    ) -> None:
        self._view = view
        self._selling = selling
        self._searching = searching
        self._counting = counting
        self._runner = runner
        self._neighbours = neighbours
        self._sounds = sounds
        self._search = NewestAnswer(runner, lane="looks")
        self._categories = Rereading(runner, searching.categories, done=self._categories_read, failed=self._failed)
        self._state = SellingState()
        self._goods = Rereading(runner, searching.get_ready, done=_nothing, failed=self._failed)
        self._is_first_look = True
        self.lines = LinePresenter(self, selling, searching)

    @property
    def state(self) -> SellingState:
        """Return what is shown now."""
        return self._state

    # --- news --------------------------------------------------------------------------------------------------------

    def opened(self) -> None:
        """Read the cart, the categories and the first tiles."""
        self.ask(self._selling.current, self._first_look if self._is_first_look else self._cart_read)
        self._categories.ask()
        self._look_for_tiles()

    def things_changed(self, changes: Changes) -> None:
        """Read again what may be different."""
        if changes.cart or changes.catalogue or changes.stock or changes.member:
            self.ask(self._selling.current, self._cart_read)
        if changes.catalogue:
            self._categories.ask()
            self._goods.ask()
        if changes.catalogue or changes.stock or changes.sale:
            self._look_for_tiles()

    # --- the one box -------------------------------------------------------------------------------------------------

    def scanned(self, text: str, pieces: int = 1) -> None:
        """A scanner gave a code, whatever it is; ``pieces`` count when it is goods."""
        if self._neighbours.paid_with(text):
            return
        self._runner.run(
            lambda: self._selling.scan(text, pieces),
            done=lambda answer: self._scan_done(answer, text),
            failed=self._scan_failed,
        )

    def code_typed(self, text: str) -> None:
        """Somebody typed into the scan box: a code, ``3*`` for the last line's quantity, or ``3*`` and a code."""
        typed = read_typed(text)
        line = self.line_in_hand()
        if typed.fraction:
            self.refuse(BadQuantity(typed.fraction))
        elif typed.code:
            self.scanned(typed.code, typed.pieces)
        elif line is not None:
            self._take_off(lambda word: self._selling.set_quantity(line.line_id, typed.pieces, override=word))
        else:
            self.refuse(EmptyCart())

    def _scan_done(self, answer: Scanned, text: str) -> None:
        self._sounds.play("good")
        if answer.kind in ("booking", "pickup", "bag"):
            open_elsewhere(self._neighbours, answer, text)
            return
        self._neighbours.go_selling()
        self._tell(what_left(answer.cart) or bag_check.news(answer))
        self.show(replace(self._state, touched=answer.line_id, sheet=answer.past_sale))
        for barcode in answer.unknown:
            self._tell(notice_of(UnknownBarcode(barcode=barcode)))
        self._cart_read(answer.cart)

    def _scan_failed(self, error: Exception) -> None:
        self._sounds.play("bad")
        self._neighbours.go_selling()
        self._failed(error)

    # --- tiles -------------------------------------------------------------------------------------------------------

    def search_typed(self, text: str) -> None:
        """Look for goods while somebody types."""
        self.show(replace(self._state, query=text, sheet=None))
        self._look_for_tiles()

    def filter_dropped(self, dropped: Wanted | None) -> None:
        """Search without one of the filters that were read from the text; None is the category browsed."""
        if dropped is None:
            self.category_chosen(None)
        else:
            self.search_typed(self._state.understood.without(dropped))

    def category_chosen(self, category_id: str | None) -> None:
        """Browse a category; the same one again shows everything."""
        chosen = None if category_id == self._state.category_id else category_id
        self.show(replace(self._state, category_id=chosen, sheet=None))
        self._look_for_tiles()

    def style_chosen(self, style_id: StyleId) -> None:
        """Open a style; one that comes in a single variant goes straight to the cart."""
        self.ask(lambda: self._searching.sheet(style_id), self._sheet_read)

    def sheet_left(self) -> None:
        """Go back to the tiles."""
        self.show(replace(self._state, sheet=None))

    def variant_chosen(self, variant_id: VariantId) -> None:
        """Take a size and colour: into the cart when it hangs here, else first say where it does."""
        opened = self._state.sheet
        if not isinstance(opened, OpenSheet):
            return
        cell = next((one for one in opened.sheet.cells if one.variant_id == variant_id), None)
        if cell is not None and cell.here <= 0 and opened.asked != variant_id:
            self.show(replace(self._state, sheet=OpenSheet(opened.sheet, variant_id)))
            self.ask(lambda: self._searching.nearby(variant_id), lambda found: self._nearby_read(variant_id, found))
            return
        self.added(variant_id)

    def added(self, variant_id: VariantId) -> None:
        """Put a variant on the cart."""
        opened = self._state.sheet
        source: LineSource = "suggestion" if isinstance(opened, OpenSheet) and opened.is_suggested else "search"
        self.show(replace(self._state, sheet=None))
        self.change(lambda: self._selling.add(variant_id, source))

    def counted(self, variant_id: VariantId, pieces: int) -> None:
        """Somebody counted a size: keep it, and show the sheet with what is there now."""
        opened = self._state.sheet
        if not isinstance(opened, OpenSheet):
            return
        self.ask(
            lambda: (self._counting.count(variant_id, pieces), self._searching.sheet(opened.sheet.style_id))[1],
            lambda sheet: self._counted(OpenSheet(sheet, counted=(variant_id, pieces))),
        )

    def _counted(self, sheet: OpenSheet) -> None:
        self.show(replace(self._state, sheet=sheet, notice=None))
        self._look_for_tiles()

    def _sheet_read(self, sheet: StyleSheet) -> None:
        if len(sheet.cells) == 1:
            self.added(sheet.cells[0].variant_id)
        else:
            self.show(replace(self._state, sheet=OpenSheet(sheet)))

    def _nearby_read(self, variant_id: VariantId, found: tuple[NearbyStock, ...]) -> None:
        opened = self._state.sheet
        if isinstance(opened, OpenSheet) and opened.asked == variant_id:
            self.show(replace(self._state, sheet=replace(opened, nearby=found)))

    def _look_for_tiles(self) -> None:
        query, category = self._state.query.strip(), self._state.category_id
        member = self._state.cart.member if self._state.cart is not None else None
        member_id = member.member_id if member is not None else None
        self._search.ask(
            lambda: self._searching.look(query, category, member_id), done=self._found, failed=self._failed
        )

    def _found(self, found: Found) -> None:
        self.show(replace(self._state, tiles=found.tiles, understood=found.query, drops=found.drops))

    def _categories_read(self, categories: tuple[CategoryChip, ...]) -> None:
        self.show(replace(self._state, categories=categories))

    # --- the cart ----------------------------------------------------------------------------------------------------

    def line_chosen(self, line_id: LineId | None) -> None:
        """Open a line; the same one again closes it."""
        chosen = None if line_id == self._state.chosen else line_id
        self.show(replace(self._state, chosen=chosen, touched=line_id))

    def quantity_chosen(self, line_id: LineId, quantity: int) -> None:
        """Change how many; less than one takes the line away."""
        self.show(replace(self._state, touched=line_id))
        if quantity == 0:
            self.removed(line_id)
        else:
            self._take_off(lambda word: self._selling.set_quantity(line_id, quantity, override=word))

    def removed(self, line_id: LineId) -> None:
        """Take a line away."""
        self._take_off(lambda word: self._selling.remove(line_id, override=word))

    def coupon_pressed(self, coupon_id: CouponId) -> None:
        """Use a coupon, or leave it after all."""
        coupons = self._state.cart.coupons if self._state.cart is not None else ()
        is_used = any(coupon.coupon_id == coupon_id and coupon.is_used for coupon in coupons)
        act = self._selling.drop_coupon if is_used else self._selling.use_coupon
        self.change(lambda: act(coupon_id))

    def member_detached(self) -> None:
        """Sell without the member."""
        self.change(self._selling.detach_member)

    def hold_pressed(self) -> None:
        """Put the cart aside; with nothing on it take the one back that lies there, or show all of them."""
        if self._state.cart is not None and self._state.cart.lines:
            self.change(self._selling.hold)
        else:
            self.recall_pressed()

    def recall_pressed(self) -> None:
        """Take a cart back: the only one at once when it lies here, of several the one that is chosen."""
        held = self._state.held
        if len(held) == 1 and held[0].may_be_taken and not held[0].till_no:
            self.recalled(held[0].cart_id)
        elif held:
            self.show(replace(self._state, sheet=OpenHeld(), notice=None))

    def recalled(self, cart_id: CartId) -> None:
        """Take a cart back."""
        self.show(replace(self._state, sheet=None))
        self.change(lambda: self._selling.recall(cart_id))

    def cleared(self) -> None:
        """Empty the cart, once the same was asked for twice."""
        cart = self._state.cart
        if cart is None or not cart.lines or self._state.is_clearing:
            self._take_off(lambda word: self._selling.clear(override=word))
        else:
            self.show(replace(self._state, is_clearing=True))

    def kept_after_all(self) -> None:
        """Do not empty it."""
        self.show(replace(self._state, is_clearing=False))

    def pay_pressed(self) -> None:
        """Go on to the payment."""
        cart = self._state.cart
        if cart is None or not cart.lines:
            self.refuse(EmptyCart())
        else:
            self.show(replace(self._state, sheet=None, chosen=None, is_clearing=False))
            self._tell(None)
            self._neighbours.pay(cart)
            self.payment_typed("")

    def payment_typed(self, typed: str) -> None:
        """Keep that the payment stands in front, and what was typed there, in case the power goes."""
        self.ask(lambda: self._selling.at_payment(is_there=True, typed=typed), _nothing)

    def payment_left(self) -> None:
        """Keep that the cart is in front again."""
        self.ask(lambda: self._selling.at_payment(is_there=False), _nothing)

    def sale_finished(self, cart: Cart) -> None:
        """A sale was paid: the next one begins with an empty cart and the first tiles."""
        self._tell(None)
        self.show(replace(self._state, query="", category_id=None, chosen=None, touched=None))
        self._cart_read(cart)
        self._look_for_tiles()

    def notice_dismissed(self) -> None:
        """The cashier has read it; of a bag that is checked, she has counted what is in it."""
        notice = self._state.notice
        self.show(replace(self._state, notice=None))
        if notice is not None and notice.code == bag_check.CODE:
            self.ask(self._selling.bag_counted, self._cart_read)

    def line_in_hand(self) -> CartLine | None:
        """Return the opened line, else the last touched one, else the newest."""
        lines = self._state.cart.lines if self._state.cart is not None else ()
        by_id = {line.line_id: line for line in lines}
        opened = self._state.sheet.line_id if isinstance(self._state.sheet, OpenLine) else None
        for line_id in (opened, self._state.chosen, self._state.touched):
            if line_id in by_id:
                return by_id[line_id]
        return lines[-1] if lines else None

    def change(self, act: Callable[[], Cart]) -> None:
        """Change the cart and show it."""
        self.ask(act, self._cart_written)

    def _take_off(self, act: Callable[[OverrideId | None], Cart], word: OverrideId | None = None) -> None:
        """Change the cart; what she may not take off it alone, a colleague's word does."""
        refused = unless_allowed(
            self._neighbours.ask_colleague, lambda given: self._take_off(act, given), word, self._failed
        )
        self._runner.run(lambda: act(word), done=self._cart_written, failed=refused)

    def _cart_written(self, cart: Cart) -> None:
        lapsed = Notice("warning", LAPSED, LAPSED_HOW) if cart.has_lapsed else None
        self._tell(lapsed or what_left(cart) or bag_check.standing(cart))
        self._cart_read(cart)

    def _cart_read(self, cart: Cart) -> None:
        before = self._state.cart
        known = {line.line_id for line in cart.lines}
        chosen = self._state.chosen if self._state.chosen in known else None
        sheet = self._state.sheet
        if isinstance(sheet, OpenLine) and sheet.line_id not in known:
            sheet = None
        # A cart that is only read anew, for rows that came in, takes no question from under her finger: their stock or
        # price may be another, the pieces are the same.
        is_clearing = self._state.is_clearing and before is not None and _pieces(before) == _pieces(cart)
        self.show(replace(self._state, cart=cart, chosen=chosen, sheet=sheet, is_clearing=is_clearing))
        self._neighbours.cart_changed(cart)
        if cart.held or self._state.held:
            self.ask(self._selling.held, lambda held: self.show(replace(self._state, held=held)))
        if before is not None and who_is_on(before) != who_is_on(cart):
            self._runner.run(_nothing, done=self._panel_read, failed=self._failed)

    def _first_look(self, cart: Cart) -> None:
        """Go on where the till stood when the power went: her bag half looked through, the payment in front."""
        self._is_first_look = False
        self._cart_read(cart)
        if cart.bag is not None:
            self._tell(bag_check.standing(cart))
        if cart.is_at_payment and cart.lines:
            self._neighbours.pay(cart)

    def _panel_read(self, _: None) -> None:
        """Her panel was asked for before this on the same lane: tiles in her size come when it stands there."""
        self._runner.once_painted(self._look_for_tiles)

    # --- ways --------------------------------------------------------------------------------------------------------

    def ask(self, job: Callable[[], T], done: Callable[[T], None]) -> None:
        """Run a use case beside the screen."""
        self._runner.run(job, done=done, failed=self._failed)

    def _tell(self, notice: Notice | None) -> None:
        """Tell something, or nothing any more; a code that nobody knows stays until somebody has put it away.

        Several of them stand together: the piece behind each is still on the counter.
        """
        before = self._state.notice
        if before is not None and before.code in UNKNOWN:
            if notice is None or notice.code not in UNKNOWN:
                return
            codes = [*str(before.values["barcode"]).split(words.BETWEEN_CODES), str(notice.values["barcode"])]
            joined = words.BETWEEN_CODES.join(dict.fromkeys(codes[-MOST_UNKNOWN:]))
            notice = replace(notice, values={**notice.values, "barcode": joined})
        self.show(replace(self._state, notice=notice))

    def _failed(self, error: Exception) -> None:
        self._tell(notice_of(error))
        let_bugs_through(error)

    def refuse(self, error: EmptyCart | BadQuantity) -> None:
        """Say why not."""
        self._tell(notice_of(error))

    def show(self, state: SellingState) -> None:
        """Show another state."""
        if state != self._state:
            self._state = state
            self._view.show_state(state)


def _pieces(cart: Cart) -> list[tuple[LineId, int]]:
    return [(line.line_id, line.quantity) for line in cart.lines]


def _nothing(_: None = None) -> None:
    """Mark a place in the lane."""
