"""Carts that were put aside at a counter: told to the whole shop, so that any of its tills can take one up.

Each putting aside is a row of its own, however often the same cart is put aside; ``cart_id`` stays the same. ``after``
is the one meaning of its operations, in whatever order they come: the till that sent one lays it over its row, its
neighbours behind a relay do, and the mall publishes what comes of it.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from sync.protocol.body import Body
from sync.protocol.row import Row
from sync.protocol.sold import LineSource, Trust

Bound = Literal["", "phone", "value", "coupon", "order"]
"""Why only its own till may take it up: a phone pays or paid for it, units or a coupon are set aside for that till, or
an order of the mall leaves with it that was proved to be hers there."""


class AsideLine(msgspec.Struct, frozen=True, kw_only=True):
    """So many pieces of a variant, and how they came in; ``note`` is what the counter wants to remember of them."""

    line_id: str
    variant_id: str
    quantity: int
    source: LineSource
    clerk_id: str
    note: str = ""


class AsideDiscount(msgspec.Struct, frozen=True, kw_only=True):
    """A discount by hand on a line, or on the whole (``line_id`` null), and by whose word it was given.

    It stands as long as it takes off at most ``most_fen`` and ``most_bp``; null is without a limit.
    """

    line_id: str | None
    how: Literal["off", "percent", "price"]
    amount: int
    reason: str
    staff_id: str
    given_by: str | None
    most_fen: int | None
    most_bp: int | None


class AsideRounding(msgspec.Struct, frozen=True, kw_only=True):
    """The total is rounded down to so many fen, and by whose word."""

    to_fen: int
    staff_id: str
    given_by: str | None


class AsideCart(msgspec.Struct, frozen=True, kw_only=True):
    """All that a cart remembers; its prices are asked anew wherever it is taken up.

    ``coupon_id`` is the first of its coupons, ``more_coupons`` are the others: a till that knows of one at most takes
    that one up, and asks for the price without the others.
    """

    lines: list[AsideLine]
    member_id: str | None = None
    trust: Trust | None = None
    coupon_id: str | None = None
    more_coupons: list[str] = []
    booking_id: str | None = None
    gift_card_id: str | None = None
    discounts: list[AsideDiscount] = []
    rounding: AsideRounding | None = None

    @property
    def coupon_ids(self) -> list[str]:
        """Return all of its coupons, in the order in which they were chosen."""
        return [] if self.coupon_id is None else list(dict.fromkeys((self.coupon_id, *self.more_coupons)))


class TakenUp(msgspec.Struct, frozen=True, kw_only=True):
    """At which till a cart was taken up, when, and by whom."""

    till_no: str
    at_ms: int
    staff_id: str


class CartAside(Row, frozen=True, kw_only=True):
    """A cart that was put aside once. ``cart`` is what lies in it, null once it was taken up.

    Two in ``taken`` are two tills that could not hear of each other: both have it.
    """

    cart_id: str
    shop_id: str
    status: Literal["aside", "taken"]
    till_no: str
    aside_ms: int
    aside_by: str
    bound: Bound = ""
    cart: AsideCart | None = None
    taken: list[TakenUp] = []


class AsideStep(Body, frozen=True, kw_only=True):
    """What the operations of a cart that is put aside share; ``till_no`` is the till's own."""

    aside_id: str
    cart_id: str
    shop_id: str
    till_no: str
    occurred_ms: int
    staff_id: str


class CartPutAside(AsideStep, frozen=True, kw_only=True):
    """``cart.put_aside`` 1: a cart makes way for another; ``aside_id`` is new each time."""

    bound: Bound
    cart: AsideCart


class CartTakeUp(AsideStep, frozen=True, kw_only=True):
    """``cart.take_up`` 1: it is in front again, or was given up. Never refused."""


def begun(step: AsideStep) -> CartAside:
    """Return the row of a putting aside of which this step is the first that was heard."""
    unheard = CartAside(
        id=step.aside_id,
        cart_id=step.cart_id,
        shop_id=step.shop_id,
        status="aside",
        till_no=step.till_no,
        aside_ms=step.occurred_ms,
        aside_by=step.staff_id,
    )
    return after(unheard, step)


def after(row: CartAside, step: AsideStep) -> CartAside:
    """Return the row after a step, the same in whatever order they are heard, and however often."""
    match step:
        case CartPutAside():
            return replace(
                row,
                till_no=step.till_no,
                aside_ms=step.occurred_ms,
                aside_by=step.staff_id,
                bound=step.bound,
                cart=None if row.taken else step.cart,
            )
        case CartTakeUp() if all(one.till_no != step.till_no for one in row.taken):
            here = TakenUp(till_no=step.till_no, at_ms=step.occurred_ms, staff_id=step.staff_id)
            taken = sorted((*row.taken, here), key=lambda one: (one.at_ms, one.till_no))
            return replace(row, status="taken", cart=None, taken=taken)
        case _:
            return row
