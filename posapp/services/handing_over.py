"""How an order leaves with whoever shows its code: her proof, what she takes of it, and the fact that is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from posapp.domain.clock import MINUTE, SECOND, Millis
from posapp.domain.errors import BadQuantity
from posapp.domain.identity import OrderId, SaleId, VariantId, new_id
from posapp.domain.scan import classify
from posapp.services.errors import LockedOut, NotOfThatStyle, NotOpenForHandOver
from posapp.services.scanning import read_signed_of
from posapp.services.till_data import UnitOfWork, View
from sync.protocol import collecting, rows
from sync.protocol.codes import CodeType
from sync.protocol.kinds import PickupHandOver
from sync.protocol.orders import GivenPieces, LinePieces
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
    check_tries(view, now)
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
    sale_id: SaleId | None = None,
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
    unit.orders.move_stock(OrderId(order.id), operation.seq, moved, sale_id)
    unit.orders.project(collecting.after(order, step), operation.seq)


def check_tries(view: View, now: Millis) -> None:
    """Refuse typed digits after too many wrong ones; signed codes need no such limit."""
    if view.codes.wrong_tries(Millis(now - TRIES_WITHIN)) >= MOST_TRIES:
        raise LockedOut(seconds=TRIES_WITHIN // SECOND)


def _check_swap(view: View, order: rows.Order, ordered: VariantId, wanted: VariantId) -> None:
    if not collecting.may_swap(order):
        raise NotOpenForHandOver(reason="no_swap")
    articles = view.catalogue.articles({ordered, wanted})
    if wanted not in articles or ordered not in articles or articles[wanted].style.id != articles[ordered].style.id:
        raise NotOfThatStyle
