"""The held piece speaks: who waits for a piece that was scanned into a cart, until when, and the lawful ways out.

The sale is never in the way of itself: a customer who holds the last piece may buy it. What this tells is calm news
beside the cart, and what somebody decides goes to whoever waits at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from posapp.domain.cart import CartBody
from posapp.domain.clock import MINUTE, Clock, Millis
from posapp.domain.identity import BookingId, LineId, OrderId, StyleId, VariantId
from posapp.domain.permission import OverrideId
from posapp.domain.text import Bilingual
from posapp.services.carts import Colour, colour_of, member_name
from posapp.services.errors import NotOnTheList
from posapp.services.on_duty import OnDuty, on_duty, staff_on
from posapp.services.permitting import require
from posapp.services.searching import NearbyStock, nearby
from posapp.services.till_data import TillData, UnitOfWork, View
from posapp.services.walking import keep_order_step, keep_step
from sync.protocol import collecting, preparing, rows
from sync.protocol.bookings import Booking, Garment
from sync.protocol.orders import LinePieces, Order, PickupCannotFind
from sync.protocol.prepared import BookingRelease

WaitKind = Literal["try_on", "order"]

LABEL_STAYS = 30 * MINUTE
"""So long after her slot began a piece with her name on it hangs there still (the mall's own rule)."""


MOST_KEPT = 6
"""More pieces of one variant than these are never kept for try-ons, so nobody has to look for whom."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits for a piece: ``name`` masked, ``until`` when it is kept. ``is_picked``: it lies there for her.

    ``comes`` is when her slot begins, None of an order and of somebody who is here.
    ``part`` is the booking's garment or the order's line; ``number`` the order's, "" of a booking.
    """

    kind: WaitKind
    subject: str
    part: str
    name: Bilingual
    number: str
    comes: Millis | None
    until: Millis
    is_picked: bool


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A line of the cart that takes pieces which others wait for: ``waiting`` lose theirs, whoever came last first."""

    line_id: LineId
    style_id: StyleId
    variant_id: VariantId
    name: Bilingual
    colour: Colour
    size: str
    on_hand: int
    waiting: tuple[Waiting, ...]
    elsewhere: tuple[NearbyStock, ...]


class HeldPieces:
    """Looks beside the cart, and lets pieces go."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty

    def in_cart(self) -> tuple[HeldLine, ...]:
        """Return the lines of the open cart that take what somebody else waits for, the newest first."""
        with self._till.view() as view:
            kept = view.carts.open()
            if kept is None or kept.body.is_practice:
                return ()
            return tuple(_held(view, kept.body, self._clock.now()))

    def sell(self, waiting: Waiting, variant_id: VariantId) -> None:
        """Sell a piece that hangs there for a try-on: who stands here with it wins, and her booking says so at once."""

        def job(unit: UnitOfWork) -> None:
            kept = unit.bookings.get(BookingId(waiting.subject))
            if kept is None:
                raise NotOnTheList(reason="gone")
            step = BookingRelease(
                booking_id=kept.row.id,
                garment_id=waiting.part,
                shop_id=kept.row.shop_id,
                occurred_ms=self._clock.now(),
                staff_id=staff_on(self._duty, unit),
                variant_id=variant_id,
                approver_id="",
            )
            keep_step(unit, kept.row, step)

        self._till.write(job)

    def release(self, waiting: Waiting, override: OverrideId | None = None) -> None:
        """Let a piece go that an order waits for; the mall asks her what she wants instead.

        Raises ``ManagerWanted`` or ``NotSignedIn``, ``NotOnTheList`` when the order is gone meanwhile.
        """

        def job(unit: UnitOfWork) -> None:
            order = unit.rows.get(Order, OrderId(waiting.subject))
            if order is None:
                raise NotOnTheList(reason="gone")
            leave = require(unit, on_duty(self._duty, unit), "release_held", subject=order.number, override=override)
            missed = PickupCannotFind(
                order_id=order.id,
                shop_id=order.shop_id,
                occurred_ms=self._clock.now(),
                staff_id=leave.staff_id,
                lines=[LinePieces(line_id=waiting.part, quantity=1)],
            )
            keep_order_step(unit, order, missed)

        self._till.write(job)


def _held(view: View, cart: CartBody, now: Millis) -> Iterator[HeldLine]:
    in_cart: Counter[VariantId] = Counter()
    for line in cart.lines:
        in_cart[line.variant_id] += line.quantity
    articles, levels = view.catalogue.articles(set(in_cart)), view.catalogue.levels(set(in_cart))
    told: set[VariantId] = set()
    for line in reversed(cart.lines):
        variant_id = line.variant_id
        article = articles.get(variant_id)
        if article is None or variant_id in told:
            continue
        told.add(variant_id)
        left = max(0, levels[variant_id].on_hand - in_cart[variant_id])
        if left >= levels[variant_id].promised + MOST_KEPT:
            continue
        waiting = _waiting(view, variant_id, cart, now)
        if len(waiting) <= left:
            continue
        yield HeldLine(
            line_id=line.line_id,
            style_id=StyleId(article.style.id),
            variant_id=variant_id,
            name=Bilingual(article.style.name_zh, article.style.name_en),
            colour=colour_of(article.variant),
            size=article.variant.size,
            on_hand=levels[variant_id].on_hand,
            waiting=tuple(waiting[left:]),
            elsewhere=nearby(view, variant_id),
        )


def _waiting(view: View, variant_id: VariantId, cart: CartBody, now: Millis) -> list[Waiting]:
    """Return who else waits for a variant, whoever keeps her piece longest first.

    Orders come before try-ons, as they are paid; among them who ordered first, among try-ons who comes first.
    """
    orders = [order for order in view.orders.holding(variant_id) if order.member_id != cart.member_id]
    bookings = [
        row
        for row in view.bookings.holding(variant_id)
        if row.member_id != cart.member_id and row.id != cart.booking_id and row.starts_ms + LABEL_STAYS > now
    ]
    hers = {order.member_id for order in orders} | {row.member_id for row in bookings}
    members = view.rows.many(rows.Member, hers)
    names = {id_: member_name(member) for id_, member in members.items()}
    nobody = Bilingual("", "")
    found = [one for order in orders for one in _of_order(order, variant_id, names.get(order.member_id, nobody))]
    for row in bookings:
        found += _of_booking(row, variant_id, names.get(row.member_id, nobody))
    return found


def _of_order(order: Order, variant_id: VariantId, name: Bilingual) -> Iterator[Waiting]:
    if order.status == "pending":
        return  # nobody has promised it yet
    for line in collecting.in_full(order).lines:
        for place in range(collecting.waits(line) if line.variant_id == variant_id else 0):
            yield Waiting(
                kind="order",
                subject=order.id,
                part=line.id,
                name=name,
                number=order.number,
                comes=None,
                until=Millis(order.collect_until_ms),
                is_picked=place < line.picked,
            )


def _of_booking(row: Booking, variant_id: VariantId, name: Bilingual) -> Iterator[Waiting]:
    is_here = row.status == "checked_in"
    for garment in row.garments:
        if garment.variant_id == variant_id and _is_kept_for_her(garment):
            yield Waiting(
                kind="try_on",
                subject=row.id,
                part=garment.id,
                name=name,
                number="",
                comes=None if is_here else Millis(row.starts_ms),
                until=Millis(row.ends_ms if is_here else row.starts_ms + LABEL_STAYS),
                is_picked=preparing.state_of(garment) == "found",
            )


def _is_kept_for_her(garment: Garment) -> bool:
    """Tell whether a piece hangs or lies there with her name on it, and she has not tried it."""
    return garment.verdict is None and (garment.label == "held" or preparing.state_of(garment) == "found")
