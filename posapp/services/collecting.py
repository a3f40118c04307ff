"""An order of the mall's that leaves with a sale: paid on collection, or taken along with other goods on one ticket.

Its pieces are lines of the cart, at the price that was agreed with the mall: nothing where she has paid there. When the
sale is paid, the hand-over is written in the same transaction and names it. What the order moves the sale does not move
once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from posapp.domain import cart
from posapp.domain.cart import CartBody, CartItem, CollectedLine, CollectedOrder
from posapp.domain.clock import Millis
from posapp.domain.identity import LineId, MemberId, OrderId, SaleId, StaffId, VariantId, new_id
from posapp.services import holding, shared_carts
from posapp.services.aborting import sale_aborted
from posapp.services.books import KeptCart
from posapp.services.carts import Cart, as_added, open_cart, shown
from posapp.services.errors import NotOpenForHandOver, Practising
from posapp.services.handing_over import Proof, get_order, keep_hand_over
from posapp.services.on_cart import changed
from posapp.services.phone_tenders import cart_was_given_up
from posapp.services.till_data import UnitOfWork
from sync.protocol import collecting
from sync.protocol.orders import GivenPieces, LinePieces, Order


def put_in_cart(
    unit: UnitOfWork,
    order: Order,
    proof: Proof,
    given: Sequence[GivenPieces],
    left_out: Sequence[LinePieces],
    staff_id: StaffId,
    now: Millis,
) -> Cart:
    """Put what she takes of an order into her cart; what is in the cart of somebody else is put aside first.

    The order lies in this cart then and in no other: it is paid and leaves once. Raises ``NotOpenForHandOver`` when
    nothing is taken, or ``Practising``.
    """
    lines = {line.id: line for line in order.lines}
    out = {one.line_id: one.quantity for one in left_out}
    articles = unit.catalogue.articles({VariantId(one.variant_id) for one in given})
    items, collected = [], []
    for one in given:
        line, article = lines[one.line_id], articles.get(VariantId(one.variant_id))
        item = CartItem(
            line_id=LineId(new_id(now)),
            variant_id=VariantId(one.variant_id),
            quantity=one.quantity,
            source="search",
            clerk_id=staff_id,
            as_added=as_added(article) if article is not None else "",
            note=order.number,
            agreed_fen=line.paid_fen // line.quantity if collecting.is_unpaid(order) else 0,
        )
        items.append(item)
        collected.append(CollectedLine(line.id, item.line_id, one.quantity, out.pop(line.id, 0)))
    if not items:
        raise NotOpenForHandOver(reason="nothing_waits")
    rest = [CollectedLine(line_id, LineId(""), 0, pieces) for line_id, pieces in out.items()]
    kept = _cart_for(unit, order, staff_id, now)
    _take_out_of_held(unit, order.id, staff_id, now)
    hers = cart.attach_member(
        cart.without_order(kept.body), MemberId(order.member_id), "A" if proof.how == "order_code" else "B"
    )
    body = replace(
        hers,
        lines=(*hers.lines, *items),
        collects=CollectedOrder(OrderId(order.id), proof.how, proof.payload, (*collected, *rest)),
    )
    unit.carts.keep(kept.cart_id, body, now)
    return shown(unit, KeptCart(kept.cart_id, body, now), now)


def moved_by_order(body: CartBody, line_id: LineId) -> int:
    """Return the pieces of a cart's line that the hand-over of its order moves."""
    if body.collects is None:
        return 0
    pieces = {item.line_id: item.quantity for item in body.lines}
    return sum(min(one.quantity, pieces.get(line_id, 0)) for one in body.collects.lines if one.cart_line == line_id)


def leave_with(unit: UnitOfWork, body: CartBody, sale_id: SaleId, staff_id: StaffId, now: Millis) -> None:
    """Hand over what is in the cart of an order, in the transaction of the sale.

    She has paid, so nothing is refused any more: what another till gave out meanwhile, the mall tells a person.
    """
    collects = body.collects
    if collects is None:
        return
    items = {item.line_id: item for item in body.lines}
    given = [
        GivenPieces(line_id=one.order_line, quantity=pieces, variant_id=items[one.cart_line].variant_id)
        for one in collects.lines
        if (pieces := moved_by_order(body, one.cart_line))
    ]
    left_out = [LinePieces(line_id=one.order_line, quantity=one.left_out) for one in collects.lines if one.left_out]
    if not given:
        return
    _take_out_of_held(unit, collects.order_id, staff_id, now)
    order = get_order(unit, collects.order_id)
    proof = Proof(collects.how, collects.payload)
    keep_hand_over(unit, order, proof, staff_id, now, given=given, left_out=left_out, sale_id=sale_id)


def take_out_of_carts(unit: UnitOfWork, order_id: str, staff_id: StaffId, now: Millis) -> None:
    """Take an order that leaves without a sale out of the carts of this till: nobody is to pay for it after that."""
    kept = unit.carts.open()
    if kept is not None and _is_of(kept, order_id):
        if not cart.without_order(kept.body).lines:
            _leave_tenders(unit, kept, staff_id, now)
        changed(unit, now, cart.without_order)
    _take_out_of_held(unit, order_id, staff_id, now)


def _take_out_of_held(unit: UnitOfWork, order_id: str, staff_id: StaffId, now: Millis) -> None:
    for kept in unit.carts.held():
        if not _is_of(kept, order_id):
            continue
        body = cart.without_order(kept.body)
        shared_carts.tell_taken_up(unit, kept.aside_id, staff_id, now)
        if body.lines:
            unit.carts.keep(kept.cart_id, body, now)
            aside_id = shared_carts.tell_aside(unit, replace(kept, body=body), staff_id, now)
            unit.carts.hold(kept.cart_id, now, aside_id)
        else:
            _leave_tenders(unit, kept, staff_id, now)
            cart_was_given_up(unit, kept.cart_id, now)
            unit.carts.forget(kept.cart_id)


def _leave_tenders(unit: UnitOfWork, kept: KeptCart, staff_id: StaffId, now: Millis) -> None:
    """Write down that a sale was given up, if somebody began to pay it; else its goods just leave another way."""
    if unit.attempts.of_cart(kept.cart_id):
        sale_aborted(unit, kept, staff_id, now)


def _is_of(kept: KeptCart, order_id: str) -> bool:
    return kept.body.collects is not None and kept.body.collects.order_id == order_id


def _cart_for(unit: UnitOfWork, order: Order, staff_id: StaffId, now: Millis) -> KeptCart:
    """Return the open cart when it is empty or hers; another one is put aside first."""
    kept = open_cart(unit, now)
    if kept.body.is_practice:
        raise Practising
    is_hers = kept.body.member_id == order.member_id
    is_free = not kept.body.lines or (is_hers and (kept.body.collects is None or _is_of(kept, order.id)))
    if is_free:
        return kept
    holding.put_aside(unit, kept, staff_id, now)
    return open_cart(unit, now)
