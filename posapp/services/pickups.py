"""Mall orders that are collected here: list, look up, then confirm by code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from posapp.domain.clock import MINUTE, SECOND, Clock, Millis
from posapp.domain.identity import MemberId, OrderId, VariantId, new_id
from posapp.domain.money import Fen
from posapp.domain.scan import classify
from posapp.domain.text import Bilingual
from posapp.services import row_changes
from posapp.services.carts import Colour, colour_of, member_name
from posapp.services.errors import LockedOut, NotOpenForHandOver
from posapp.services.on_duty import OnDuty, staff_on
from posapp.services.scanning import order_of, read_signed_of
from posapp.services.till_data import TillData, UnitOfWork, View
from sync.protocol import rows
from sync.protocol.codes import CodeType
from sync.protocol.kinds import PickupHandOver, PickupPick, PickupPutBack
from sync.protocol.sold import Movement

_ENDED = ("cancelled", "expired", "declined")
MOST_TRIES = 5
TRIES_WITHIN = 10 * MINUTE


@dataclass(frozen=True, slots=True)
class PickupLine:
    """One line of an order and where it lies."""

    variant_id: VariantId
    name: Bilingual
    art: str
    colour: Colour
    size: str
    quantity: int
    paid: Fen
    shelf: str


@dataclass(frozen=True, slots=True)
class PickupCard:
    """An order to be collected here."""

    order_id: OrderId
    number: str
    code_hint: str  # last two digits of its code, so that a list never shows a whole one
    member_id: MemberId
    member_name: Bilingual
    phone_masked: str
    status: str
    lines: tuple[PickupLine, ...]
    total: Fen
    placed: Millis
    collect_until: Millis
    handed_over: Millis | None


@dataclass(frozen=True, slots=True)
class _Proof:
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
            return _cards(view, view.orders.waiting())

    def get(self, order_id: OrderId) -> PickupCard:
        """Return an order. Raises ``NotOpenForHandOver`` when this shop has none such."""
        with self._till.view() as view:
            return _cards(view, [_get(view, order_id)])[0]

    def look_up(self, text: str) -> PickupCard:
        """Find an order by its signed code or by the eight digits that a customer reads out.

        Raises ``CodeRefused`` for a signed code that is not accepted, ``NotOpenForHandOver`` for digits of no order
        here, ``LockedOut`` after five wrong ones within ten minutes.
        """
        now = self._clock.now()
        with self._till.view() as view:
            if classify(text).readings == ("signed",):
                return _cards(view, [order_of(view, read_signed_of(view, text, CodeType.PICKUP, now))])[0]
            self._check_tries(view, now)
            found = sorted(view.orders.by_code(classify(text).text), key=lambda order: not _is_open(order))
            if found:
                return _cards(view, found[:1])[0]
        self._till.write(lambda unit: unit.codes.mark_wrong("", now))
        raise NotOpenForHandOver(reason="wrong_code")

    def hand_over(self, order_id: OrderId, code_text: str) -> PickupCard:
        """Hand an order out against its code: movements, the fact for the mall and the new state in one transaction.

        Raises ``NotOpenForHandOver``, ``CodeRefused``, ``LockedOut`` or ``NotSignedIn``; then nothing has left.
        """

        def job(unit: UnitOfWork) -> PickupCard | None:
            now = self._clock.now()
            order = _get(unit, order_id)
            if not _is_open(order):
                raise NotOpenForHandOver(reason=order.status)
            proof = self._proof(unit, order, code_text, now)
            if proof is None:
                unit.codes.mark_wrong(order.id, now)
                return None
            self._let_go(unit, order, proof, now)
            return _cards(unit, [_get(unit, order_id)])[0]

        card = self._till.write(job)
        if card is None:
            raise NotOpenForHandOver(reason="wrong_code")
        return card

    def pick(self, order_id: OrderId) -> PickupCard:
        """Keep that an order's goods lie on the reserve shelf; a pending order is confirmed by it.

        One that ended stays so, and its goods are to be put back. Raises ``NotOpenForHandOver`` for one that this shop
        does not have or that was handed over, ``NotSignedIn``.
        """

        def job(unit: UnitOfWork) -> PickupCard:
            now = self._clock.now()
            order = _get(unit, order_id)
            if order.handed_over_ms is not None:
                raise NotOpenForHandOver(reason=order.status)
            if not is_on_the_shelf(order):
                operation = unit.append(
                    PickupPick(
                        order_id=order.id,
                        shop_id=order.shop_id,
                        occurred_ms=now,
                        staff_id=staff_on(self._duty, unit),
                    ),
                    subject=order.number,
                )
                unit.orders.project(row_changes.picked(order, now), operation.seq)
            return _cards(unit, [_get(unit, order_id)])[0]

        return self._till.write(job)

    def put_back(self, order_id: OrderId) -> PickupCard:
        """Keep that the picked goods of an order hang on the floor again; one still open is to be picked anew.

        Raises ``NotOpenForHandOver`` for an order whose goods do not lie on the reserve shelf, ``NotSignedIn``.
        """

        def job(unit: UnitOfWork) -> PickupCard:
            now = self._clock.now()
            order = _get(unit, order_id)
            if not is_on_the_shelf(order):
                raise NotOpenForHandOver(reason=order.status)
            operation = unit.append(
                PickupPutBack(
                    order_id=order.id, shop_id=order.shop_id, occurred_ms=now, staff_id=staff_on(self._duty, unit)
                ),
                subject=order.number,
            )
            unit.orders.project(row_changes.put_back(order, now), operation.seq)
            return _cards(unit, [_get(unit, order_id)])[0]

        return self._till.write(job)

    def _proof(self, view: View, order: rows.Order, text: str, now: Millis) -> _Proof | None:
        """Return how the code proves the order, or None when it is another one's."""
        scanned = classify(text)
        if scanned.readings == ("signed",):
            code = read_signed_of(view, text, CodeType.PICKUP, now)
            return _Proof("order_code", code.payload) if code.number == order.code_no else None
        self._check_tries(view, now)
        return _Proof("typed_code", "") if scanned.text == order.code else None

    def _check_tries(self, view: View, now: Millis) -> None:
        """Refuse typed digits after too many wrong ones; signed codes need no such limit."""
        tries = view.codes.wrong_tries(Millis(now - TRIES_WITHIN))
        if tries >= MOST_TRIES:
            raise LockedOut(seconds=TRIES_WITHIN // SECOND)

    def _let_go(self, unit: UnitOfWork, order: rows.Order, proof: _Proof, now: Millis) -> None:
        movements = [
            Movement(movement_id=new_id(now), variant_id=line.variant_id, quantity=-line.quantity, cause="pickup")
            for line in order.lines
        ]
        operation = unit.append(
            PickupHandOver(
                order_id=order.id,
                shop_id=order.shop_id,
                member_id=order.member_id,
                occurred_ms=now,
                staff_id=staff_on(self._duty, unit),
                how=proof.how,
                code_payload=proof.payload,
                movements=movements,
            ),
            subject=order.number,
        )
        moved = ((one.movement_id, VariantId(one.variant_id), one.quantity) for one in movements)
        unit.orders.move_stock(OrderId(order.id), operation.seq, moved)
        unit.orders.project(row_changes.handed_over(order, now), operation.seq)


def _get(view: View, order_id: OrderId) -> rows.Order:
    order = view.rows.get(rows.Order, order_id)
    if order is None:
        raise NotOpenForHandOver(reason="wrong_shop")
    return order


def _is_open(order: rows.Order) -> bool:
    return order.status in ("promised", "ready")


def is_on_the_shelf(order: rows.Order) -> bool:
    """Tell whether an order's goods lie on the reserve shelf, be it that they wait for her or to be put back."""
    if order.status == "ready":
        return True
    return order.picked_ms is not None and order.returned_ms is None and order.status in _ENDED


def _cards(view: View, orders: Sequence[rows.Order]) -> tuple[PickupCard, ...]:
    members = view.rows.many(rows.Member, {order.member_id for order in orders})
    articles = view.catalogue.articles({VariantId(line.variant_id) for order in orders for line in order.lines})
    cards = []
    for order in orders:
        member = members.get(order.member_id)
        lines = []
        for line in order.lines:
            article = articles.get(VariantId(line.variant_id))
            if article is None:
                continue
            lines.append(
                PickupLine(
                    variant_id=VariantId(line.variant_id),
                    name=Bilingual(article.style.name_zh, article.style.name_en),
                    art=article.style.art,
                    colour=colour_of(article.variant),
                    size=article.variant.size,
                    quantity=line.quantity,
                    paid=Fen(line.paid_fen),
                    shelf=article.variant.shelf,
                )
            )
        cards.append(
            PickupCard(
                order_id=OrderId(order.id),
                number=order.number,
                code_hint=order.code[-2:],
                member_id=MemberId(order.member_id),
                member_name=member_name(member) if member is not None else Bilingual("", ""),
                phone_masked=member.phone_masked if member is not None else "",
                status=order.status,
                lines=tuple(lines),
                total=Fen(order.total_fen),
                placed=Millis(order.placed_ms),
                collect_until=Millis(order.collect_until_ms),
                handed_over=Millis(order.handed_over_ms) if order.handed_over_ms is not None else None,
            )
        )
    return tuple(cards)
