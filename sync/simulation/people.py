"""What people do: customers and clerks at the counters, members on their phones. Every choice is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from random import Random

from sqlalchemy import text

from posapp.domain.clock import Clock, local
from posapp.domain.errors import Refused
from posapp.domain.identity import BookingId, CouponId, GarmentId, MemberId, OrderId, VariantId
from posapp.domain.money import Fen
from posapp.services.aside_errors import CartHereToo
from posapp.services.errors import ClockWantsManager, CouponRefused, DiskFull, Unavailable, ValueRefused
from posapp.services.handing_over import Taking
from posapp.services.holding import HeldCart
from posapp.services.outcomes import Said
from posapp.services.paying import FinishedSale
from posapp.services.payment_errors import PaidTooMuch
from posapp.services.pickup_cards import PickupCard
from posapp.services.value_book import Drawing
from sync.hub import bookings, orders, reroutes
from sync.hub.errors import SoldOut
from sync.hub.orders import Wanted
from sync.protocol.kinds import Verdict
from sync.protocol.orders import Payment
from sync.protocol.prepared import Choice
from sync.protocol.rows import Order
from sync.protocol.sold import LineSource
from sync.simulation import chain
from sync.simulation.bags import Bag, return_code
from sync.simulation.chronicle import Chronicle
from sync.simulation.evidence import published_orders
from sync.simulation.hub import HubDown, SimulatedHub
from sync.simulation.phone_money import PayingByPhone
from sync.simulation.taking_back import TakingBack
from sync.simulation.till import SimulatedTill
from sync.simulation.town import Town

_SOURCES: tuple[LineSource, ...] = ("scan", "search", "suggestion", "outfit")
_VERDICTS: tuple[Verdict, ...] = ("kept", "kept", "too_small", "too_big", "not_colour", "price", "untried")
_PAYS_WITH_VALUE = 0.15
_COMES_BACK_LATER = 0.04
"""So many customers put their cart aside for another piece, and go on with it at whichever till is free."""

_USES_BOTH = 0.4
"""So many who use a coupon show their other one as well."""


class Counter:
    """The people at one till."""

    def __init__(self, till: SimulatedTill, rng: Random, town: Town) -> None:
        self.till = till
        self._rng = rng
        # Who comes back later, and who has another coupon with her, takes no luck away from anybody else.
        self._aside, self._more_coupons = Random(), Random()
        self._aside.setstate(rng.getstate())
        self._more_coupons.setstate(rng.getstate())
        self._town = town
        self._chronicle = town.chronicle
        self._taking_back = TakingBack(till, rng, town)
        self._paying_by_phone = PayingByPhone(till, rng, town)

    def open_shift(self) -> None:
        """Open the drawer, unless it is open; nobody can sign in before the first load has brought the staff."""
        if self.till.is_loaded() and not self.till.has_open_shift():
            try:
                self.till.shifts.open(Fen(20_000))
            except ClockWantsManager:
                with self.till.duty.manager():
                    self.till.shifts.open(Fen(20_000))
                self._chronicle.say(self.till.name, "has the manager look at the date")
            self._chronicle.say(self.till.name, "opens the shift")

    def close_shift(self) -> None:
        """Count the drawer; one time in four it is wrong by a little."""
        shift = self.till.shifts.current()
        if shift is None:
            return
        if shift.expected < 0:  # more was given back than had come in: it came out of the safe
            self.till.cash_moves.move("in", Fen(-shift.expected), "给退款的钱")
            shift = self.till.shifts.current() or shift
        wrong = self._rng.choice((0, 0, 0, -100))
        sheet = self.till.shifts.close(Fen(max(0, shift.expected + wrong)))
        self._chronicle.say(self.till.name, f"closes the shift: {sheet.sales} sales, {sheet.takings} fen")

    def sell(self) -> None:
        """Ring up a customer and take her money; whatever goes wrong, no piece in her hand is refused."""
        till, rng = self.till, self._rng
        if not till.is_loaded():
            return
        self.open_shift()
        if self._has_a_cart_to_go_on_with():
            self._chronicle.say(till.name, "goes on with the cart that lay there")
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            variant_id = VariantId(rng.choice(chain.VARIANTS))
            till.selling.add(variant_id, rng.choice(_SOURCES), rng.choice((1, 1, 1, 1, 2)))
        if rng.random() < 0.5:
            # A few come every day, to every counter, and with the same coupon.
            self._greet(rng.choice(chain.MEMBERS if rng.random() < 0.5 else chain.MEMBERS[:2]))
        if self._aside.random() < _COMES_BACK_LATER:
            till.selling.hold()
            self._chronicle.say(till.name, "puts a cart aside")
        else:
            self._pay()

    def serve_who_waits(self) -> None:
        """Ring up everybody whose cart was put aside: a phone may have paid for it already."""
        while self.till.is_loaded() and self._lie_aside():
            self.sell()

    def _has_a_cart_to_go_on_with(self) -> bool:
        """Tell whether goods lie in the cart; into an empty one comes what made way for somebody's order, here or at
        another till of the shop."""
        selling = self.till.selling
        if selling.current().lines:
            return True
        if not (aside := self._lie_aside()):
            return False
        wanted = aside[0]
        try:
            taken_up = selling.recall(wanted.cart_id)
        except CartHereToo:
            # An older copy, of a till whose word was set apart: as she is told, the one that lies here comes first.
            self._chronicle.say(self.till.name, "has that cart here too")
            wanted = next(one for one in aside if not one.till_no)
            taken_up = selling.recall(wanted.cart_id)
        where = "another till" if wanted.till_no else "its own till"
        self._chronicle.rare(f"a cart that was put aside was taken up at {where}")
        return bool(taken_up.lines)

    def _lie_aside(self) -> list[HeldCart]:
        return [one for one in self.till.selling.held() if one.may_be_taken]

    def _greet(self, member: str) -> None:
        till, rng, member_id = self.till, self._rng, MemberId(member)
        till.selling.attach_member(member_id, rng.choice(("A", "B", "C")))
        if rng.random() < 0.2:
            panel = till.members.panel(member_id, "B")
            till.members.count_shown(panel)
            if panel.suggestions and rng.random() < 0.3:
                till.members.dismiss(member_id, panel.suggestions[0].style_id)
        if rng.random() < 0.7:
            first, second = chain.coupons_of(member)
            chosen = rng.choice((first, first, first, second))
            self._use_coupon(chosen)
            if self._more_coupons.random() < _USES_BOTH:
                self._use_coupon(second if chosen == first else first)

    def _use_coupon(self, coupon_id: str) -> None:
        try:
            self.till.selling.use_coupon(CouponId(coupon_id))
        except CouponRefused:
            pass  # used, or not enough in the cart

    def _pay(self) -> None:
        rng = self._rng
        sale = self._paying_by_phone.serve() if self._paying_by_phone.is_wanted() else None
        if sale is not None:
            self._leaves_with(sale)
            return
        if not self.till.selling.current().lines:
            return  # she has given up
        self.pay_cash(self._draw() if rng.random() < _PAYS_WITH_VALUE else ())

    def pay_cash(self, drawn: tuple[Drawing, ...] = ()) -> None:
        """Pay for what lies in the cart, and see that nothing of it is refused."""
        paying = self.till.paying
        try:
            try:
                sale = paying.pay_cash(drawn=drawn)
            except ValueRefused:
                self._chronicle.say(self.till.name, "what was drawn is over: she pays without it")
                sale = paying.pay_cash()
        except DiskFull:
            raise  # no till can write on a disk without room; it says so, and the cart stays
        except PaidTooMuch:
            self._chronicle.say(self.till.name, "has taken more by phone than the goods cost now: it goes back")
            self.till.selling.clear()
            return
        except (Refused, Unavailable) as refused:
            self._chronicle.wrong("I6 floor never refused", f"{self.till.name}: {refused!r}")
            return
        self._leaves_with(sale)

    def _leaves_with(self, sale: FinishedSale) -> None:
        self.till.witness.told[sale.sale_id] = (sale.receipt_no, sale.total)
        self._town.bags.add(Bag(sale.receipt_no, return_code(sale.receipt.qrs), self.till.name, self.till.shop_id))
        self._chronicle.say(self.till.name, f"sells {sale.receipt_no} for {sale.total} fen")

    def _draw(self) -> tuple[Drawing, ...]:
        """Get the right to a part of what she holds with the chain, or to none of it."""
        till, rng = self.till, self._rng
        if rng.random() < 0.4:
            known = till.rows("SELECT card FROM gift_card ORDER BY id")
            try:
                if known:
                    till.selling.scan(rng.choice(known).card)
            except ValueRefused as refused:  # by a clock that stands in 2099 every card is over
                self._chronicle.say(till.name, f"may not take the card: {refused.values['reason']}")
        offers = till.value.offers()
        if not offers:
            return ()
        offer = rng.choice(offers)
        amount = Fen(min(till.selling.current().total, rng.choice((300, 2_000, 5_000, 20_000))))
        try:
            drawing = till.value.draw(offer.instrument, offer.owner_id, amount)
        except ValueRefused as refused:
            if refused.values["reason"] == "beyond_offline":
                self._chronicle.rare("a lease was exhausted")
            return ()
        if drawing.right != "authorisation":
            self._chronicle.rare("a till took value without asking, " + drawing.right)
        if rng.random() < 0.1:
            till.value.give_back(drawing)
            return ()
        return (drawing,)

    def take_back(self) -> None:
        """Take back what a customer brings, whichever till of the chain has sold it."""
        if self.till.is_loaded():
            self.open_shift()
            self._taking_back.serve()

    def look_after_orders(self) -> None:
        """Pick an order off the rails, whatever became of it on her phone; sometimes hang it back."""
        till, rng = self.till, self._rng
        ended = till.rows("SELECT id FROM pickup_order WHERE status IN ('cancelled', 'expired') ORDER BY id")
        cards = till.pickups.waiting()
        try:
            if ended and rng.random() < 0.5:
                act, card = till.pickups.put_back, till.pickups.get(OrderId(rng.choice(ended).id))
            elif cards and rng.random() < 0.3:
                self._miss(rng.choice(cards))
                return
            elif cards:
                card = rng.choice(cards)
                on_shelf = card.status == "ready" and rng.random() < 0.3
                act = till.pickups.put_back if on_shelf else till.pickups.pick
            else:
                return
            act(card.order_id)
        except Refused as refused:
            self._chronicle.say(till.name, f"leaves an order where it is: {refused.code}")
        else:
            self._chronicle.say(till.name, f"{'picks' if act == till.pickups.pick else 'hangs back'} {card.number}")

    def _miss(self, card: PickupCard) -> None:
        """Look for a piece of an order in vain."""
        pieces = {line.line_id: 1 for line in card.lines if line.waits}
        if pieces:
            self.till.pickups.cannot_find(card.order_id, pieces)
            self._chronicle.rare("pieces of an order were not found")
            self._chronicle.say(self.till.name, f"does not find what {card.number} needs")

    def count(self) -> None:
        """Count a size of which there is plenty; now and then wrongly."""
        till, rng = self.till, self._rng
        if till.is_loaded():
            variant_id = VariantId(rng.choice(chain.COUNTED))
            seen = max(0, till.levels([variant_id])[variant_id][0] + rng.choice((0, 0, -1, 2)))
            till.counting.count(variant_id, seen)
            self._chronicle.say(till.name, f"counts {seen} of {variant_id}")

    def hand_over(self) -> None:
        """Hand an order out to whoever asks for it with its code; sometimes somebody tries a wrong one first."""
        till, rng = self.till, self._rng
        waiting = till.pickups.waiting()
        if not waiting or not till.is_loaded():
            return  # before that nobody can sign in, let alone open the drawer
        card = rng.choice(waiting)
        code = till.rows("SELECT code FROM pickup_order WHERE id = :id", id=card.order_id)[0].code
        if rng.random() < 0.1:
            code = "00000000"
        taking = self._parts_of(card) if rng.random() < 0.3 else None
        try:
            if card.payment == "on_collection":
                self.open_shift()
                till.pickups.to_cart(card.order_id, code, taking)
                self._pay()
            else:
                till.pickups.hand_over(card.order_id, code, taking)
        except Refused as refused:
            self._chronicle.say(till.name, f"hands nothing over: {refused.code}")
            return
        till.witness.handed_over.add(card.order_id)
        self._chronicle.say(till.name, f"hands over {card.number}")

    def _parts_of(self, card: PickupCard) -> tuple[Taking, ...]:
        """Choose what she takes of each line, and what of the rest she does not want any more."""
        rng, taking = self._rng, []
        for line in card.lines:
            taken = rng.randint(0, line.waits)
            taking.append(Taking(line.line_id, taken, left_out=rng.randint(0, line.waits - taken)))
        return tuple(taking)

    def walk(self) -> None:
        """Fetch what is booked and ordered: set out, find a piece or not, lay another one out, hang back."""
        till, rng = self.till, self._rng
        errands = till.walking.list()
        if not errands:
            return
        errand = rng.choice(errands)
        subject = (errand.kind, errand.subject)
        till.walking.set_out({subject})
        for piece in errand.pieces:
            if errand.kind == "put_back":
                till.walking.hang_back(subject)
                break
            if piece.is_open and rng.random() < 0.7:
                till.walking.tick(piece.key)
            elif piece.is_open and errand.kind == "booking":
                till.walking.not_found(piece.key)
                choice: Choice = rng.choice(("offered", "taken", "dropped"))
                other = VariantId(rng.choice(chain.VARIANTS))
                till.walking.choose(piece.key, choice, None if choice == "dropped" else other)
                self._chronicle.rare("another piece was laid out for a booking")
        self._chronicle.say(till.name, f"fetches for {errand.number}")

    def try_on(self) -> None:
        """Look after a booking: she arrives, or tries, or buys what she keeps."""
        till, rng = self.till, self._rng
        cards = [card for card in till.bookings.today() if card.status in ("booked", "checked_in", "done")]
        if not cards:
            return
        card = rng.choice(cards)
        booking_id = BookingId(card.booking_id)
        if card.checked_in is None:
            till.bookings.check_in(booking_id, rng.choice(("booking_code", "list")))
            self._chronicle.say(till.name, f"checks in {card.code}")
        for garment in card.garments:
            if garment.verdict is None or rng.random() < 0.1:
                till.bookings.record(booking_id, GarmentId(garment.garment_id), Said(rng.choice(_VERDICTS)))
        if till.shifts.current() is not None and till.bookings.kept_to_cart(booking_id).lines:
            self._pay()


class Phones:
    """The members of the chain on their phones: they talk to the hub directly. ``look`` sees each order placed."""

    def __init__(
        self,
        hub: SimulatedHub,
        shops: Sequence[str],
        clock: Clock,
        rng: Random,
        chronicle: Chronicle,
        look: Callable[[Order], None],
    ) -> None:
        self._look = look
        self._hub = hub
        self._shops = shops
        self._clock = clock
        self._rng = rng
        self._chronicle = chronicle

    def act(self) -> None:
        """Order, book or cancel; who finds the hub down tries no more."""
        act = self._rng.choice(
            (self._order, self._order, self._order, self._book, self._book, self._cancel, self._answer)
        )
        try:
            self._hub.serve(act)
        except HubDown:
            self._chronicle.say("tel", "finds nobody")
        except SoldOut as sold_out:
            self._chronicle.rare("the mall refused an order")
            self._chronicle.say("tel", f"may not have {sold_out.values['variant_id']}")
        except Refused as refused:
            self._chronicle.say("tel", f"is refused: {refused.code}")

    def _order(self) -> None:
        shop_id, member = self._rng.choice(self._shops), self._rng.choice(chain.MEMBERS)
        # Everybody wants what is nearly gone, and gets what is not.
        gone = self._rng.sample(sorted(chain.SCARCE), self._rng.choice((0, 1, 1)))
        wanted = gone + self._rng.sample(chain.VARIANTS, self._rng.randint(0 if gone else 1, 2))
        lines = [Wanted(variant_id, self._rng.choice((1, 1, 2))) for variant_id in dict.fromkeys(wanted)]
        with self._hub.database.writing() as conn:
            payment: Payment = self._rng.choice(("online", "online", "on_collection"))
            order = orders.place(conn, self._clock, member_id=member, shop_id=shop_id, lines=lines, payment=payment)
        self._look(order)
        self._chronicle.say("tel", f"orders {order.number}")

    def _book(self) -> None:
        shop_id, member = self._rng.choice(self._shops), self._rng.choice(chain.MEMBERS)
        with self._hub.database.writing() as conn:
            free = [slot for slot in bookings.slots(conn, self._clock, shop_id, self._today()) if slot.free]
            if not free:
                return
            booking = bookings.book(
                conn,
                self._clock,
                member_id=member,
                shop_id=shop_id,
                starts_ms=self._rng.choice(free).starts_ms,
                garments=[
                    bookings.WishedGarment(style_id)
                    for style_id in self._rng.sample(chain.STYLES, self._rng.randint(1, 3))
                ],
            )
        self._chronicle.say("tel", f"books {booking.code}")

    def _cancel(self) -> None:
        open_ones = self._hub.rows(
            "SELECT order_id FROM mall_order WHERE status IN ('promised', 'ready') ORDER BY order_id"
        )
        if not open_ones:
            return
        order_id = self._rng.choice(open_ones).order_id
        with self._hub.database.writing() as conn:
            member = conn.execute(
                text("SELECT about FROM feed WHERE t = 'order' AND id = :id"), {"id": order_id}
            ).scalar_one()
            order = orders.cancel(conn, self._clock, member_id=member, order_id=order_id)
        self._chronicle.say("tel", f"cancels {order.number}")

    def _answer(self) -> None:
        """Say what is to be done about missing pieces: from another shop, or the money back."""
        asked = [order for order in published_orders(self._hub) if order.offer is not None]
        if not asked:
            return
        order = self._rng.choice(sorted(asked, key=lambda one: one.id))
        elsewhere = order.offer is not None and order.offer.shop_id and self._rng.random() < 0.7
        wants: reroutes.Answer = "reroute" if elsewhere else "refund"
        with self._hub.database.writing() as conn:
            reroutes.answer(conn, self._clock, member_id=order.member_id, order_id=order.id, wants=wants)
        if elsewhere:
            self._chronicle.rare("missing pieces of an order came from another shop")
        self._chronicle.say("tel", f"wants a {wants} for {order.number}")

    def _today(self) -> date:
        return local(self._clock.now()).date()
