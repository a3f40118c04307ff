"""What becomes of the value that a parked sale took, once people have settled the sale without its rule.

Booked into suspense, its tenders stand, so its accounts pay. Corrected away, nothing of it stands: what it took of a
lease or an authorisation goes back, and the coupon that was kept for it is free.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from posapp.domain.clock import Millis
from sync.hub.fact import Fact
from sync.hub.parked import Standing
from sync.hub.value import coupons, owners, rights
from sync.hub.value.settling import draws, settle
from sync.protocol.decoding import from_plain
from sync.protocol.kinds import Body, SaleCommit, UnknownKind, read_body
from sync.protocol.sold import Drawn


class _Tender(msgspec.Struct, frozen=True):
    tender_id: str
    drawn: Drawn | None = None


class _Took(msgspec.Struct, frozen=True):
    """What must be readable of a sale to give back what it took; the rest of its body may be beyond reading."""

    tenders: list[_Tender] = []
    coupon_ids: list[str] = []
    coupon_id: str | None = None
    """Up to version 4 of a sale, in the place of the list."""


def draw(conn: Connection, op: Standing) -> None:
    """Let accounts pay what they paid of a sale in suspense. One that cannot be read whole leaves them as they are."""
    try:
        sale = _whole(op)
    except msgspec.ValidationError:
        return
    if isinstance(sale, SaleCommit) and draws(sale):
        fact = Fact(
            conn=conn,
            hub_no=op.hub_no,
            op_id=op.op_id,
            device=op.device,
            generation=op.generation,
            seq=op.seq,
            shop_id=op.shop_id,
        )
        settle(fact, sale)


def release(conn: Connection, op: Standing, now: Millis) -> None:
    """Give back what a sale took that nobody will book. Hold the locks of the shop and of the members."""
    try:
        took = from_plain(op.body, _Took)
    except msgspec.ValidationError:
        return
    if op.kind != "sale.commit":
        return
    for tender in took.tenders:
        if tender.drawn is not None and tender.drawn.right_id:
            _give_back(conn, op, tender.tender_id, tender.drawn, now)
    for coupon_id in dict.fromkeys([*took.coupon_ids, *([took.coupon_id] if took.coupon_id is not None else [])]):
        coupons.release(conn, coupon_id, op.device, op.generation)


def _whole(op: Standing) -> Body:
    """Return what an operation says, of whatever age; of a version to come what can be read of it as one of today."""
    try:
        return read_body(op.kind, op.v, msgspec.json.encode(op.body).decode())
    except UnknownKind:
        return from_plain(op.body, SaleCommit)


def _give_back(conn: Connection, op: Standing, tender_id: str, drawn: Drawn, now: Millis) -> None:
    right = rights.find(conn, drawn.right_id)
    if right is None or (right["device"], right["generation"]) != (op.device, op.generation):
        return
    if right["kind"] == "lease":
        # An open one as well: the till has counted these units as spent, and will not return them.
        rights.take_out(conn, right, drawn.units, now, f"{tender_id}/corrected")
    elif right["status"] == "open":
        rights.end(conn, right, "voided", now)
    owners.tell(conn, right["instrument"], right["owner_id"])
