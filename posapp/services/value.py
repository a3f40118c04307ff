"""Pay with what she holds: stored value, gift card, points. Asked of the mall when it answers, else within the rights
that this till has; never more.

``draw`` may wait for the network and belongs on the lane of the slow outside world; everything else is quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import new_id
from posapp.domain.money import Fen
from posapp.domain.value import INSTRUMENTS, Authorisable, Instrument, units_worth
from posapp.services.drawing import ValueOffer, fen_per_unit, offer_of, room
from posapp.services.errors import CouponRefused, MallUnreachable, ValueRefused
from posapp.services.kept_coupons import coupon_title, large_coupons, standing_words
from posapp.services.pairing import paired_till
from posapp.services.payable import What
from posapp.services.till_data import PairedTill, TillData, UnitOfWork, View
from posapp.services.value_book import Drawing, Hold, HoldState
from sync.protocol.wire import AuthoriseRequest, ValueAnswer, VoidRequest

__all__ = ["Drawing", "Value", "ValueMall", "ValueOffer"]


_KEPT_COUPON = ("coupon", "authorised")
_COUPON_REASONS = {
    "coupon_used": "used",
    "coupon_expired": "expired",
    "coupon_taken": "taken",
    "coupon_elsewhere": "other_shop",
}


class ValueMall(Protocol):
    """What the till itself asks the mall while a customer waits: a few seconds at most."""

    def authorise(self, till: PairedTill, asked: AuthoriseRequest) -> ValueAnswer:
        """Ask for units of an account. Raises ``MallUnreachable``; then the answer is not known."""
        ...

    def void(self, till: PairedTill, asked: VoidRequest) -> ValueAnswer:
        """Say that units are not wanted. Raises ``MallUnreachable``."""
        ...


class Value:
    """Draws on accounts of the member and the gift card on the open cart."""

    def __init__(self, till: TillData, clock: Clock, mall: ValueMall) -> None:
        self._till = till
        self._clock = clock
        self._mall = mall

    def offers(self, what: What = "sale") -> tuple[ValueOffer, ...]:
        """Return what the member and the gift card may pay with, the empty left out; nothing in practice."""
        with self._till.view() as view:
            gift_card_id, member_id = _owners(view, what)
            owners = {"gift_card": gift_card_id, "stored_value": member_id, "points": member_id}
            now = self._clock.now()
            found = (offer_of(view, name, owner, now) for name in INSTRUMENTS if (owner := owners[name]) is not None)
            return tuple(offer for offer in found if offer.balance > 0)

    def draw(self, instrument: Instrument, owner_id: str, amount: Fen, using: Sequence[Drawing] = ()) -> Drawing:
        """Get the right to take up to ``amount`` of an account. ``using`` are the drawings already on this sale.

        The mall is asked; when it does not answer, what this till may do without it counts. Raises ``ValueRefused``
        with ``reason`` and what is to be had, ``NotPaired``, ``DiskFull`` or ``DatabaseBusy``.
        """
        with self._till.view() as view:
            paired = paired_till(view)
            rate = fen_per_unit(view, instrument)
        units = units_worth(amount, rate)
        if units <= 0:
            raise ValueRefused(reason="nothing", instrument=instrument)
        is_reached = self._tell_left_over(paired, using)
        answer = self._ask(paired, instrument, owner_id, units) if is_reached else None
        if answer is None:
            return self._draw_unasked(instrument, owner_id, units, rate)
        if answer.status != "authorised":
            available = Fen(answer.available * rate)
            raise ValueRefused(reason=answer.code or "unknown_value", available=available, instrument=instrument)
        return Drawing(
            instrument, owner_id, answer.units, Fen(answer.units * rate), "authorisation", answer.authorisation_id
        )

    def give_back(self, drawing: Drawing) -> None:
        """Want it no more: tell the mall now, or with the next question when it does not answer."""
        if drawing.right != "authorisation":
            return

        def unwanted(unit: UnitOfWork) -> PairedTill:
            hold = unit.value.hold(drawing.right_id)
            if hold is not None and hold.state in ("asked", "authorised"):
                unit.value.keep_hold(replace(hold, state="unwanted"), self._clock.now())
            return paired_till(unit)

        paired = self._till.write(unwanted)
        self._tell_left_over(paired, (), only=frozenset({drawing.right_id}))

    # --- coupons

    def keep_coupons(self) -> None:
        """Have the mall keep each of the open cart's coupons for this till that may not be taken unasked.

        Each is asked for by itself, and what is to be had is kept, also where another is not. As ``draw``, it may wait
        for the network. Raises ``CouponRefused`` for the first that is not to be had, with its ``title`` and ``reason``
        (``needs_mall`` when nobody answers, ``taken`` when it is being used at another till), ``NotPaired``,
        ``DiskFull`` or ``DatabaseBusy``.
        """
        with self._till.view() as view:
            words = standing_words(view, self._clock.now())
            wanted = [coupon for coupon in large_coupons(view) if coupon.id not in words]
            paired = paired_till(view)
        if not wanted:
            return
        is_reached, refused = self._tell_left_over(paired, ()), list[CouponRefused]()
        for coupon in wanted:
            answer = self._ask(paired, "coupon", coupon.id, 1) if is_reached else None
            if answer is None:
                is_reached = False
                refused.append(CouponRefused(reason="needs_mall", title=coupon_title(coupon)))
            elif answer.status != "authorised":
                reason = _COUPON_REASONS.get(answer.code, "unknown")
                refused.append(CouponRefused(reason=reason, title=coupon_title(coupon)))
        if refused:
            raise refused[0]

    def let_coupons_go(self) -> None:
        """Want no coupon kept any more: tell the mall now, or with the next question when it does not answer."""
        with self._till.view() as view:
            held = [hold for hold in view.value.left_over(()) if (hold.instrument, hold.state) == _KEPT_COUPON]
            paired = paired_till(view) if held else None
        for hold in held:
            self._keep(replace(hold, state="unwanted"))
        if paired is not None:
            self._tell_left_over(paired, (), only=frozenset(hold.authorisation_id for hold in held))

    # --- asking

    def _ask(self, paired: PairedTill, instrument: Authorisable, owner_id: str, units: int) -> ValueAnswer | None:
        """Ask the mall; None when it does not answer. What is asked is kept first, so that nothing stays set aside."""
        now = self._clock.now()
        hold = Hold(new_id(now), instrument, owner_id, units, "asked", Millis(0))
        self._keep(hold)
        asked = AuthoriseRequest(
            authorisation_id=hold.authorisation_id, instrument=instrument, owner_id=owner_id, units=units
        )
        try:
            answer = self._mall.authorise(paired, asked)
        except MallUnreachable:
            # It may have heard us all the same: then it is told with the next question that we want it no more.
            self._keep(replace(hold, state="unwanted"))
            return None
        state: HoldState = "authorised" if answer.status == "authorised" else "refused"
        self._keep(replace(hold, state=state, until=Millis(answer.until_ms)))
        return answer

    def _keep(self, hold: Hold) -> None:
        self._till.write(lambda unit: unit.value.keep_hold(hold, self._clock.now()))

    def _tell_left_over(self, paired: PairedTill, using: Sequence[Drawing], only: frozenset[str] | None = None) -> bool:
        """Tell the mall what was allowed and is not wanted; False when it did not answer, which loses nothing."""
        keeping = {drawing.right_id for drawing in using}
        with self._till.view() as view:
            keeping |= {word.authorisation_id for word in standing_words(view, self._clock.now()).values()}
            left = [hold for hold in view.value.left_over(keeping) if only is None or hold.authorisation_id in only]
        for hold in left:
            try:
                self._mall.void(paired, VoidRequest(authorisation_id=hold.authorisation_id))
            except MallUnreachable:
                return False
            self._keep(replace(hold, state="voided"))
        return True

    # --- without asking

    def _draw_unasked(self, instrument: Instrument, owner_id: str, units: int, rate: int) -> Drawing:
        now, best = self._clock.now(), 0
        with self._till.view() as view:
            for lease in view.value.leases_of(instrument, owner_id):
                left = room(view, instrument, owner_id, "lease", lease.row.id, now)
                if left >= units:
                    return Drawing(instrument, owner_id, units, Fen(units * rate), "lease", lease.row.id)
                best = max(best, left)
            unasked = room(view, instrument, owner_id, "floor_limit", "", now)
            if unasked >= units:
                return Drawing(instrument, owner_id, units, Fen(units * rate), "floor_limit")
            best = max(best, unasked)
        reason = "beyond_offline" if best else "offline"
        raise ValueRefused(reason=reason, available=Fen(best * rate), instrument=instrument)


def _owners(view: View, what: What) -> tuple[str | None, str | None]:
    """Return the gift card and the member whose accounts may pay."""
    if what == "exchange":
        exchange = view.exchanges.open()
        return (None, None) if exchange is None else (exchange.gift_card_id, exchange.draft.sale.member_id)
    kept = view.carts.open()
    return (None, None) if kept is None or kept.body.is_practice else (kept.body.gift_card_id, kept.body.member_id)
