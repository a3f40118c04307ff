"""Mall orders that are collected here: list, pick, look up, then hand over, all of it or some."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from posapp.domain.clock import MINUTE, SECOND, Clock, Millis
from posapp.domain.errors import BadQuantity
from posapp.domain.identity import OrderId, VariantId, new_id
from posapp.domain.permission import OverrideId
from posapp.domain.scan import classify
from posapp.services.errors import LockedOut, NotOfThatStyle, NotOpenForHandOver
from posapp.services.on_duty import OnDuty, on_duty, staff_on
from posapp.services.permitting import require
from posapp.services.pickup_cards import PickupCard as PickupCard
from posapp.services.pickup_cards import PickupLine as PickupLine
from posapp.services.pickup_cards import ShelfPiece, by_shelf, cards
from posapp.services.scanning import order_of, read_signed_of
from posapp.services.till_data import TillData, UnitOfWork, View
from sync.protocol import collecting, rows
from sync.protocol.codes import CodeType
from sync.protocol.kinds import PickupCannotFind, PickupHandOver, PickupPick, PickupPutBack
from sync.protocol.orders import GivenPieces, LinePieces, OrderStep
from sync.protocol.sold import Movement

MOST_TRIES = 5
TRIES_WITHIN = 10 * MINUTE


@dataclass(frozen=True, slots=True)
class Taking:
    """What she takes of one line: so many pieces, of another ``variant_id`` when she wants that instead.

    ``left_out`` pieces she does not want any more: the mall gives their money back.
    """

    line_id: str
    quantity: int
    variant_id: VariantId | None = None
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Proof:
    """How a customer proved that an order is hers."""

    how: Literal["order_code", "typed_code"]
    payload: str


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

    def look_up(self, text: str) -> PickupCard:
        """Find an order by its signed code or by the eight digits that a customer reads out.

        Raises ``CodeRefused`` for a signed code that is not accepted, ``NotOpenForHandOver`` for digits of no order
        here, ``LockedOut`` after five wrong ones within ten minutes.
        """
        now = self._clock.now()
        with self._till.view() as view:
            if classify(text).readings == ("signed",):
                return cards(view, [order_of(view, read_signed_of(view, text, CodeType.PICKUP, now))], now)[0]
            _check_tries(view, now)
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
                lines=None if pieces is None else _line_pieces(order, pieces),
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


def get_order(view: View, order_id: OrderId) -> rows.Order:
    """Return an order of this shop. Raises ``NotOpenForHandOver``."""
    order = view.rows.get(rows.Order, order_id)
    if order is None:
        raise NotOpenForHandOver(reason="wrong_shop")
    return collecting.in_full(order)


def check_open(order: rows.Order, now: Millis) -> None:
    """Raise ``NotOpenForHandOver`` for an order that nobody may hand over; one that expired needs a word."""
    hindrance = collecting.hindrance(order, now)
    if hindrance not in ("", "expired"):
        raise NotOpenForHandOver(reason=hindrance)


def proof_of(view: View, order: rows.Order, text: str, now: Millis) -> Proof | None:
    """Return how a code proves an order, or None when it is another one's. Raises ``CodeRefused`` or ``LockedOut``."""
    scanned = classify(text)
    if scanned.readings == ("signed",):
        code = read_signed_of(view, text, CodeType.PICKUP, now)
        return Proof("order_code", code.payload) if code.number == order.code_no else None
    _check_tries(view, now)
    return Proof("typed_code", "") if scanned.text == order.code else None


def pieces_taken(
    view: View, order: rows.Order, taking: Sequence[Taking] | None
) -> tuple[list[GivenPieces], list[LinePieces]]:
    """Return what leaves of an order and what she leaves out.

    Raises ``BadQuantity`` for more than waits, ``NotOfThatStyle`` for another piece than one of the same style,
    ``NotOpenForHandOver`` when nothing is taken or may be swapped.
    """
    if taking is None:
        is_late = not any(collecting.waits(line) for line in order.lines)  # the mall has let it expire
        taking = [Taking(line.id, line.dropped if is_late else collecting.waits(line)) for line in order.lines]
    left = Counter({line.id: line.quantity - line.handed for line in order.lines})
    variants = {line.id: line.variant_id for line in order.lines}
    given, left_out = [], []
    for one in taking:
        left[one.line_id] -= one.quantity + one.left_out
        if one.quantity < 0 or one.left_out < 0 or left[one.line_id] < 0:
            raise BadQuantity(one.quantity)
        variant_id = one.variant_id or VariantId(variants[one.line_id])
        if variant_id != variants[one.line_id]:
            _check_swap(view, order, VariantId(variants[one.line_id]), variant_id)
        if one.quantity:
            given.append(GivenPieces(line_id=one.line_id, quantity=one.quantity, variant_id=variant_id))
        if one.left_out:
            left_out.append(LinePieces(line_id=one.line_id, quantity=one.left_out))
    if not given and not left_out:
        raise NotOpenForHandOver(reason="nothing_waits")
    return given, left_out


def keep_hand_over(
    unit: UnitOfWork,
    order: rows.Order,
    proof: Proof,
    staff_id: str,
    now: Millis,
    *,
    given: list[GivenPieces],
    left_out: list[LinePieces],
    sale_id: str | None = None,
    approver_id: str = "",
) -> None:
    """Write a hand-over: the pieces that left, the fact for the mall, and the order as that leaves it."""
    movements = [
        Movement(movement_id=new_id(now), variant_id=one.variant_id, quantity=-one.quantity, cause="pickup")
        for one in given
    ]
    step = PickupHandOver(
        order_id=order.id,
        shop_id=order.shop_id,
        member_id=order.member_id,
        occurred_ms=now,
        staff_id=staff_id,
        how=proof.how,
        code_payload=proof.payload,
        movements=movements,
        given=given,
        left_out=left_out,
        sale_id=sale_id,
        approver_id=approver_id,
    )
    operation = unit.append(step, subject=order.number)
    moved = ((one.movement_id, VariantId(one.variant_id), one.quantity) for one in movements)
    unit.orders.move_stock(OrderId(order.id), operation.seq, moved)
    unit.orders.project(collecting.after(order, step), operation.seq)


def _check_tries(view: View, now: Millis) -> None:
    """Refuse typed digits after too many wrong ones; signed codes need no such limit."""
    if view.codes.wrong_tries(Millis(now - TRIES_WITHIN)) >= MOST_TRIES:
        raise LockedOut(seconds=TRIES_WITHIN // SECOND)


def _check_swap(view: View, order: rows.Order, ordered: VariantId, wanted: VariantId) -> None:
    if not collecting.may_swap(order):
        raise NotOpenForHandOver(reason="no_swap")
    articles = view.catalogue.articles({ordered, wanted})
    if wanted not in articles or ordered not in articles or articles[wanted].style.id != articles[ordered].style.id:
        raise NotOfThatStyle


def _line_pieces(order: rows.Order, pieces: Mapping[str, int]) -> list[LinePieces]:
    return [LinePieces(line_id=line.id, quantity=pieces[line.id]) for line in order.lines if pieces.get(line.id, 0) > 0]
