"""Take something off a price by hand: on a line, on the ticket, a new price, rounding down; and take it back.

Each of them is a permission with a limit, and goes with a reason to the line, the receipt, the sale and the journal.
"""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.cart import CartBody
from posapp.domain.clock import Clock, Millis, local
from posapp.domain.given import REASONS, ROUND_TO, Given, GivenKind, Rounding
from posapp.domain.identity import LineId
from posapp.domain.permission import Leave, Limit, OverrideId
from posapp.domain.promotion import FULL_BP
from posapp.services.books import KeptCart
from posapp.services.carts import Cart, Pricing, open_cart, shown
from posapp.services.errors import DiscountRefused, EmptyCart, ReasonWanted
from posapp.services.on_duty import OnDuty, SignedIn, on_duty
from posapp.services.permitting import limit_of, require
from posapp.services.till_data import TillData, UnitOfWork


class Discounting:
    """Discounts that a person gives on the open cart."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty

    def give(
        self,
        line_id: LineId | None,
        kind: GivenKind,
        amount: int,
        reason: str,
        *,
        override: OverrideId | None = None,
    ) -> Cart:
        """Give a discount on a line, or with None on the whole ticket; one that was there before is replaced.

        ``off``: ``amount`` fen; ``percent``: hundredths of a per cent; ``price``: each piece of the line costs that.
        ``reason`` is a code of ``REASONS``. Raises ``ManagerWanted``, ``DiscountRefused``, ``ReasonWanted``,
        ``EmptyCart`` or ``NotSignedIn``; then the cart is as it was.
        """

        def job(unit: UnitOfWork) -> Cart:
            now, who, kept = self._clock.now(), on_duty(self._duty, unit), open_cart(unit, self._clock.now())
            if not kept.body.lines:
                raise EmptyCart
            if reason not in REASONS:
                raise ReasonWanted
            wanted = Given(line_id, kind, amount, reason, who.staff_id, Limit())
            given = _within(unit, kept.body, wanted, who, override, now)
            _write_down(unit, "DISCOUNT", given, _body_with(kept.body, given), now)
            return _keep(unit, kept, _body_with(kept.body, given), now)

        return self._till.write(job)

    def take_back(self, line_id: LineId | None) -> Cart:
        """Take back the discount of a line, or with None the ticket's; none there changes nothing."""

        def job(unit: UnitOfWork) -> Cart:
            now, kept = self._clock.now(), open_cart(unit, self._clock.now())
            gone = next((one for one in kept.body.given if one.line_id == line_id), None)
            if gone is None:
                return shown(unit, kept, now)
            return _keep(unit, kept, _without(unit, kept.body, gone, now), now)

        return self._till.write(job)

    def undo(self) -> Cart:
        """Take back what was given last on the open cart: rounding first, then the newest discount."""

        def job(unit: UnitOfWork) -> Cart:
            now, kept = self._clock.now(), open_cart(unit, self._clock.now())
            if kept.body.rounding is not None:
                return _keep(unit, kept, replace(kept.body, rounding=None), now)
            if not kept.body.given:
                return shown(unit, kept, now)
            return _keep(unit, kept, _without(unit, kept.body, kept.body.given[-1], now), now)

        return self._till.write(job)

    def round_down(self, to: int, *, override: OverrideId | None = None) -> Cart:
        """Round the total down to ``to`` fen (10, 100 or 1000), 抹零; 1 rounds nothing any more.

        Raises ``ManagerWanted``, ``DiscountRefused`` (``nothing``, ``to_nothing``), ``EmptyCart`` or ``NotSignedIn``.
        """

        def job(unit: UnitOfWork) -> Cart:
            now, who, kept = self._clock.now(), on_duty(self._duty, unit), open_cart(unit, self._clock.now())
            if to == 1:
                return _keep(unit, kept, replace(kept.body, rounding=None), now)
            if to not in ROUND_TO:
                raise DiscountRefused(reason="not_so")
            total = Pricing(unit, replace(kept.body, rounding=None), now).priced.total
            if not kept.body.lines:
                raise EmptyCart
            off = total % to
            if off == 0 or off == total:
                raise DiscountRefused(reason="to_nothing" if off else "nothing")
            leave = require(unit, who, "round_down", amount=to - 1, subject=kept.cart_id, override=override)
            rounding = Rounding(to, who.staff_id, leave.given_by)
            return _keep(unit, kept, replace(kept.body, rounding=rounding), now)

        return self._till.write(job)


def _within(
    unit: UnitOfWork, body: CartBody, wanted: Given, who: SignedIn, override: OverrideId | None, now: Millis
) -> Given:
    """Return the discount as it may be given: by whose word, and how far it holds. Raises as ``Discounting.give``."""
    if wanted.amount < 0 or (wanted.kind == "percent" and wanted.amount > FULL_BP):
        raise DiscountRefused(reason="too_much")
    if wanted.kind == "price" and wanted.line_id is None:
        raise DiscountRefused(reason="not_so")
    before = Pricing(unit, replace(body, given=_others(body, wanted), rounding=None), now).priced
    line = next((one for one in before.lines if one.line_id == wanted.line_id), None)
    if wanted.line_id is not None and line is None:
        raise DiscountRefused(reason="line_gone")
    if wanted.kind == "off" and wanted.amount > (before.total if line is None else line.paid):
        raise DiscountRefused(reason="too_much")
    extent = Pricing(unit, _body_with(body, wanted), now).extent(wanted)
    if extent.fen == 0:
        raise DiscountRefused(reason="nothing")
    leave: Leave = require(
        unit,
        who,
        wanted.permission,
        amount=extent.fen,
        percent_bp=extent.percent_bp,
        subject=wanted.line_id or "",
        override=override,
    )
    own = limit_of(unit, who, wanted.permission)
    limit = own if leave.given_by is None else Limit(extent.fen, extent.percent_bp)
    return replace(wanted, limit=limit, given_by=leave.given_by)


def _others(body: CartBody, given: Given) -> tuple[Given, ...]:
    return tuple(one for one in body.given if one.line_id != given.line_id)


def _body_with(body: CartBody, given: Given) -> CartBody:
    return replace(body, given=(*_others(body, given), given))


def _without(unit: UnitOfWork, body: CartBody, gone: Given, now: Millis) -> CartBody:
    _write_down(unit, "DISCOUNT_TAKEN_BACK", gone, body, now)
    return replace(body, given=_others(body, gone))


def _write_down(unit: UnitOfWork, kind: str, given: Given, body: CartBody, now: Millis) -> None:
    """Write a discount into the journal; practice is nobody's discount."""
    if body.is_practice:
        return
    extent = Pricing(unit, body, now).extent(given)
    shift = unit.shifts.open_now()
    unit.journal(
        kind,
        {
            "line_id": given.line_id or "",
            "kind": given.kind,
            "amount": given.amount,
            "fen": extent.fen,
            "percent_bp": extent.percent_bp,
            "reason": given.reason,
            "staff_id": given.staff_id,
            "given_by": given.given_by or "",
        },
        shift.business_date if shift is not None else local(now).date().isoformat(),
    )


def _keep(unit: UnitOfWork, kept: KeptCart, body: CartBody, now: Millis) -> Cart:
    body = replace(body, has_lapsed=False)
    unit.carts.keep(kept.cart_id, body, now)
    return shown(unit, KeptCart(kept.cart_id, body, now), now)
