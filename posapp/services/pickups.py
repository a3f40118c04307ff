"""Mall orders that are collected here: list, pick, look up, then hand over, all of it or some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from posapp.domain.clock import Clock, Millis
from posapp.domain.errors import BadQuantity
from posapp.domain.identity import OrderId, StyleId, VariantId
from posapp.domain.permission import OverrideId
from posapp.domain.scan import classify
from posapp.services.carts import Cart, colour_of
from posapp.services.collecting import put_in_cart, take_out_of_carts
from posapp.services.errors import NotOpenForHandOver
from posapp.services.handing_over import (
    Taking,
    check_open,
    check_tries,
    get_order,
    keep_hand_over,
    pieces_taken,
    proof_of,
)
from posapp.services.on_duty import OnDuty, on_duty, staff_on
from posapp.services.permitting import require
from posapp.services.pickup_cards import OtherPiece as OtherPiece
from posapp.services.pickup_cards import PickupCard as PickupCard
from posapp.services.pickup_cards import PickupLine as PickupLine
from posapp.services.pickup_cards import ShelfPiece, by_shelf, cards
from posapp.services.scanning import order_of, read_signed_of
from posapp.services.till_data import TillData, UnitOfWork, View
from sync.protocol import collecting, rows
from sync.protocol.codes import CodeType
from sync.protocol.kinds import PickupCannotFind, PickupPick, PickupPutBack
from sync.protocol.orders import LinePieces, OrderStep


class Pickups:
    """Orders from the mall that wait here. A hand-over needs the order's code and works without the network."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty

    def waiting(self) -> tuple[PickupCard, ...]:
        """Return the orders that wait, the oldest first."""
        with self._till.view() as view:
            return cards(view, view.orders.waiting(), self._clock.now())

    def to_pick(self) -> tuple[ShelfPiece, ...]:
        """Return what is to be taken off the rails for orders, in the order of the shelves."""
        with self._till.view() as view:
            return by_shelf(cards(view, view.orders.waiting(), self._clock.now()), is_to_pick=True)

    def to_put_back(self) -> tuple[ShelfPiece, ...]:
        """Return what lies picked for orders that ended, in the order of the shelves that it goes back to."""
        with self._till.view() as view:
            return by_shelf(cards(view, view.orders.to_put_back(), self._clock.now()), is_to_pick=False)

    def get(self, order_id: OrderId) -> PickupCard:
        """Return an order. Raises ``NotOpenForHandOver`` when this shop has none such."""
        with self._till.view() as view:
            return self._card(view, order_id)

    def others(self, variant_id: VariantId) -> tuple[OtherPiece, ...]:
        """Return the other sizes and colours of a variant's style, those of its own colour first."""
        with self._till.view() as view:
            article = view.catalogue.articles({variant_id}).get(variant_id)
            if article is None:
                return ()
            style_id = StyleId(article.style.id)
            stocked = view.catalogue.stocked({style_id}).get(style_id, ())
        found = [one for one in stocked if one.variant.id != variant_id]
        found.sort(key=lambda one: one.variant.colour_code != article.variant.colour_code)
        return tuple(
            OtherPiece(VariantId(one.variant.id), colour_of(one.variant), one.variant.size, one.level.on_hand)
            for one in found
        )

    def look_up(self, text: str) -> PickupCard:
        """Find an order by its signed code or by the eight digits that a customer reads out.

        Raises ``CodeRefused`` for a signed code that is not accepted, ``NotOpenForHandOver`` for digits of no order
        here, ``LockedOut`` after five wrong ones within ten minutes.
        """
        now = self._clock.now()
        with self._till.view() as view:
            if classify(text).readings == ("signed",):
                return cards(view, [order_of(view, read_signed_of(view, text, CodeType.PICKUP, now))], now)[0]
            check_tries(view, now)
            found = sorted(view.orders.by_code(classify(text).text), key=lambda order: not collecting.is_open(order))
            if found:
                return cards(view, found[:1], now)[0]
        self._till.write(lambda unit: unit.codes.mark_wrong("", now))
        raise NotOpenForHandOver(reason="wrong_code")

    def hand_over(
        self,
        order_id: OrderId,
        code_text: str,
        taking: Sequence[Taking] | None = None,
        *,
        override: OverrideId | None = None,
    ) -> PickupCard:
        """Hand an order out against its code: movements, the fact for the mall and the new state in one transaction.

        ``taking`` None is all that waits. One that has expired, or is to be paid on collection and is not, needs a
        manager's word. Raises ``NotOpenForHandOver``, ``CodeRefused``, ``LockedOut``, ``ManagerWanted``,
        ``BadQuantity``, ``NotOfThatStyle`` or ``NotSignedIn``; then nothing has left.
        """

        def job(unit: UnitOfWork) -> PickupCard | None:
            now = self._clock.now()
            order = get_order(unit, order_id)
            check_open(order, now)
            proof = proof_of(unit, order, code_text, now)
            if proof is None:
                unit.codes.mark_wrong(order.id, now)
                return None
            approver = self._leave(unit, order, now, override)
            given, left_out = pieces_taken(unit, order, taking)
            take_out_of_carts(unit, order.id, staff_on(self._duty, unit), now)
            keep_hand_over(
                unit,
                order,
                proof,
                staff_on(self._duty, unit),
                now,
                given=given,
                left_out=left_out,
                approver_id=approver,
            )
            return self._card(unit, order_id)

        card = self._till.write(job)
        if card is None:
            raise NotOpenForHandOver(reason="wrong_code")
        return card

    def to_cart(self, order_id: OrderId, code_text: str, taking: Sequence[Taking] | None = None) -> Cart:
        """Put what she takes of an order into a cart of its own, to be paid, or to leave with other goods.

        It leaves with the payment and not before. A cart of somebody else is put aside first. ``taking`` as in
        ``hand_over``; raises what that does but ``ManagerWanted``, and ``Practising``.
        """

        def job(unit: UnitOfWork) -> Cart | None:
            now = self._clock.now()
            order = get_order(unit, order_id)
            check_open(order, now)
            if collecting.hindrance(order, now):
                raise NotOpenForHandOver(reason="expired")
            proof = proof_of(unit, order, code_text, now)
            if proof is None:
                unit.codes.mark_wrong(order.id, now)
                return None
            taken = pieces_taken(unit, order, taking)
            return put_in_cart(unit, order, proof, *taken, staff_on(self._duty, unit), now)

        filled = self._till.write(job)
        if filled is None:
            raise NotOpenForHandOver(reason="wrong_code")
        return filled

    def pick(self, order_id: OrderId, pieces: Mapping[str, int] | None = None) -> PickupCard:
        """Keep that goods lie on the reserve shelf, all or so many pieces by line; a pending order is confirmed by it.

        One that ended stays so, and its goods are to be put back. Raises ``NotOpenForHandOver`` for one that this shop
        does not have or that was handed over, ``NotSignedIn``.
        """

        def step(unit: UnitOfWork, order: rows.Order, now: Millis) -> OrderStep | None:
            if order.status == "handed_over":
                raise NotOpenForHandOver(reason=order.status)
            taken = PickupPick(
                order_id=order.id,
                shop_id=order.shop_id,
                occurred_ms=now,
                staff_id=staff_on(self._duty, unit),
                lines=_line_pieces(order, _all_to_pick(order) if pieces is None else pieces),
            )
            return None if collecting.picked(order, taken) == order else taken

        return self._step(order_id, step)

    def cannot_find(self, order_id: OrderId, pieces: Mapping[str, int]) -> PickupCard:
        """Keep that pieces by line are not where they should be; the mall asks her what she wants instead.

        Raises ``NotOpenForHandOver`` for an order that is not open here, ``BadQuantity`` for more than wait,
        ``NotSignedIn``.
        """

        def step(unit: UnitOfWork, order: rows.Order, now: Millis) -> OrderStep | None:
            if not collecting.is_open(order):
                raise NotOpenForHandOver(reason=order.status)
            waiting = {line.id: collecting.waits(line) for line in order.lines}
            for line_id, quantity in pieces.items():
                if not 0 < quantity <= waiting.get(line_id, 0):
                    raise BadQuantity(quantity)
            return PickupCannotFind(
                order_id=order.id,
                shop_id=order.shop_id,
                occurred_ms=now,
                staff_id=staff_on(self._duty, unit),
                lines=_line_pieces(order, pieces),
            )

        return self._step(order_id, step)

    def put_back(self, order_id: OrderId) -> PickupCard:
        """Keep that the picked goods of an order hang on the floor again; one still open is to be picked anew.

        Raises ``NotOpenForHandOver`` for an order whose goods do not lie on the reserve shelf, ``NotSignedIn``.
        """

        def step(unit: UnitOfWork, order: rows.Order, now: Millis) -> OrderStep | None:
            if not collecting.is_on_the_shelf(order):
                raise NotOpenForHandOver(reason=order.status)
            return PickupPutBack(
                order_id=order.id, shop_id=order.shop_id, occurred_ms=now, staff_id=staff_on(self._duty, unit)
            )

        return self._step(order_id, step)

    def _step(self, order_id: OrderId, make: _MakeStep) -> PickupCard:
        def job(unit: UnitOfWork) -> PickupCard:
            now = self._clock.now()
            order = get_order(unit, order_id)
            step = make(unit, order, now)
            if step is not None:
                operation = unit.append(step, subject=order.number)
                unit.orders.project(collecting.after(order, step), operation.seq)
            return self._card(unit, order_id)

        return self._till.write(job)

    def _card(self, view: View, order_id: OrderId) -> PickupCard:
        return cards(view, [get_order(view, order_id)], self._clock.now())[0]

    def _leave(self, unit: UnitOfWork, order: rows.Order, now: Millis, override: OverrideId | None) -> str:
        """Return who allowed what is beyond a clerk, "" where nobody was asked."""
        is_unpaid, is_late = collecting.is_unpaid(order), collecting.hindrance(order, now) == "expired"
        if not is_unpaid and not is_late:
            return ""
        leave = require(
            unit,
            on_duty(self._duty, unit),
            "hand_over_unpaid" if is_unpaid else "hand_over_late",
            amount=order.total_fen,
            subject=order.number,
            override=override,
        )
        return leave.given_by or leave.staff_id


class _MakeStep(Protocol):
    def __call__(self, unit: UnitOfWork, order: rows.Order, now: Millis, /) -> OrderStep | None: ...


def _all_to_pick(order: rows.Order) -> dict[str, int]:
    """Return what this till sees to be picked: said by line, so that the mall knows what another till picked, too."""
    full = collecting.in_full(order)
    return {line.id: collecting.to_pick(full, line) for line in full.lines}


def _line_pieces(order: rows.Order, pieces: Mapping[str, int]) -> list[LinePieces]:
    return [LinePieces(line_id=line.id, quantity=pieces[line.id]) for line in order.lines if pieces.get(line.id, 0) > 0]
