"""Old bodies lifted to new ones, so that an operation of any age is read for ever.

One pure function for each ``(kind, v)`` that was ever sent and is no longer the newest: it takes the plain JSON of a
body at ``v`` and returns that of ``v + 1``. The hub keeps the bytes as they came; lifting happens each time they are
read. Whoever adds a version

1. gives the struct in ``kinds.KINDS`` its new number and shape,
2. adds the function here that makes the new shape of the one before,
3. has ``python3 -m tests.golden`` write examples of the new version (old ones stay),
4. names its fields in ``docs/protocol.md``.

Tests fail until all four are done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Plain = dict[str, Any]
"""A body as plain JSON values."""

Upcaster = Callable[[Plain], Plain]


def sale_commit_1_to_2(body: Plain) -> Plain:
    """Return a sale whose tenders say what they have drawn; in version 1 all were cash, which draws on nothing."""
    if any(tender["kind"] != "cash" for tender in body["tenders"]):
        raise ValueError("a sale of version 1 is paid in cash")
    return {**body, "tenders": [{**tender, "drawn": None} for tender in body["tenders"]]}


def shift_close_1_to_2(body: Plain) -> Plain:
    """Return a closing as it is now; tills of version 1 wrote no Z report."""
    return {**body, "z": None}


def sale_commit_2_to_3(body: Plain) -> Plain:
    """Return a sale whose tenders say what phones were charged; in version 2 neither phones nor cards paid."""
    if any(tender["kind"] not in ("cash", "points", "stored_value", "gift_card") for tender in body["tenders"]):
        raise ValueError("a sale of version 2 is paid in cash and from accounts")
    return {**body, "tenders": [{**tender, "charged": None, "reference": ""} for tender in body["tenders"]]}


def sale_commit_3_to_4(body: Plain) -> Plain:
    """Return a sale whose lines have notes; up to version 3 tills kept them to themselves."""
    return {**body, "lines": [{**line, "note": ""} for line in body["lines"]]}


def sale_commit_4_to_5(body: Plain) -> Plain:
    """Return a sale that may have used several coupons; up to version 4 it was one at most."""
    return _with_coupons(body)


def return_commit_1_to_2(body: Plain) -> Plain:
    """Return a return whose sale, where it was an exchange, has notes on its lines as sales have since version 4."""
    sale = body["sale"]
    return {**body, "sale": None if sale is None else sale_commit_3_to_4(sale)}


def return_commit_2_to_3(body: Plain) -> Plain:
    """Return a return that may give several coupons back, and whose sale, if any, is one as since version 5."""
    sale = body["sale"]
    return {**_with_coupons(body), "sale": None if sale is None else sale_commit_4_to_5(sale)}


def try_on_1_to_2(body: Plain) -> Plain:
    """Return an outcome as it is now; in version 1 all were of booked garments, and nobody said where one was tight."""
    return {**body, "room_id": "", "visit_id": "", "where": [], "wished_size": ""}


def pickup_hand_over_1_to_2(body: Plain) -> Plain:
    """Return a hand-over as it is now; in version 1 all that waited left, and was paid online."""
    return {**body, "given": None, "left_out": [], "sale_id": None, "approver_id": ""}


def pickup_pick_1_to_2(body: Plain) -> Plain:
    """Return a picking as it is now; in version 1 the whole order was picked."""
    return {**body, "lines": None}


UPCASTERS: Mapping[tuple[str, int], Upcaster] = {
    ("sale.commit", 1): sale_commit_1_to_2,
    ("sale.commit", 2): sale_commit_2_to_3,
    ("sale.commit", 3): sale_commit_3_to_4,
    ("sale.commit", 4): sale_commit_4_to_5,
    ("return.commit", 1): return_commit_1_to_2,
    ("return.commit", 2): return_commit_2_to_3,
    ("shift.close", 1): shift_close_1_to_2,
    ("pickup.hand_over", 1): pickup_hand_over_1_to_2,
    ("pickup.pick", 1): pickup_pick_1_to_2,
    ("try_on.outcome", 1): try_on_1_to_2,
}
"""By the kind and version that they take."""


def lift(
    kind: str, v: int, body: Plain, newest: int, upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS
) -> Plain:
    """Return a body of version ``v`` as one of version ``newest``. Raises ``KeyError`` when a step is missing."""
    for step in range(v, newest):
        body = upcasters[kind, step](dict(body))
    return body


def _with_coupons(body: Plain) -> Plain:
    """Return a body with the list of coupons in the place of the one that it names, or does not."""
    coupon_id = body["coupon_id"]
    rest = {name: value for name, value in body.items() if name != "coupon_id"}
    return {**rest, "coupon_ids": [] if coupon_id is None else [coupon_id]}
