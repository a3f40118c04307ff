"""A coupon that every shop takes, kept for one till from its question until its sale is applied.

A coupon is one thing: it is kept for a till or it is not, and no units move for that. What a second use gave away is
the chain's loss, in the ledger of coupons, which counts fen.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, select

from posapp.domain.clock import Millis
from posapp.domain.value import most_off
from sync.hub.auth import Device
from sync.hub.db import tables
from sync.hub.db.value_tables import value_right
from sync.hub.fact import Fact
from sync.hub.publishing import published
from sync.hub.value import rights
from sync.hub.value.ledger import Transfer, loss, paid, post
from sync.protocol.kinds import SaleCommit
from sync.protocol.rows import Coupon


def why_not(conn: Connection, device: Device, coupon_id: str, now: Millis) -> str:
    """Return why a coupon cannot be kept for a till; empty when it can. Hold the lock of the members' stream."""
    coupon = published(conn, Coupon, coupon_id)
    if coupon is None:
        return "coupon_unknown"
    use = tables.coupon_use
    if coupon.status == "used" or conn.execute(select(use.c.sale_id).where(use.c.coupon_id == coupon_id)).first():
        return "coupon_used"
    if coupon.status == "expired" or not coupon.from_ms <= now < coupon.until_ms:
        return "coupon_expired"
    if coupon.shop_id and coupon.shop_id != device.shop_id:
        return "coupon_elsewhere"
    right = value_right.c
    others = (right.device != device.device) | (right.generation != device.generation)
    kept = conn.execute(select(right.right_id).where(_kept(coupon_id), others)).first()
    return "coupon_taken" if kept is not None else ""


def use(fact: Fact, coupon_id: str) -> None:
    """End what was kept for the till whose sale used a coupon."""
    _end(fact.conn, coupon_id, fact.device, fact.generation, "captured")


def release(conn: Connection, coupon_id: str, device: str, generation: int) -> None:
    """Let others have a coupon that was kept for a till whose sale is not booked."""
    _end(conn, coupon_id, device, generation, "voided")


def worth(coupon: Coupon) -> int:
    """Return the most fen that a coupon may take off one sale; of one per cent without a cap, what is reckoned."""
    most = most_off(coupon.off_fen, coupon.percent_off_bp, coupon.cap_fen)
    return _DEAREST_SALE_FEN if most is None else most


def given(sale: SaleCommit, coupon: Coupon) -> int:
    """Return what a coupon took off a sale, in fen."""
    steps = (step for line in sale.lines for step in line.adjustments)
    told = sum(step.fen for step in steps if (step.kind, step.rule_id) == ("coupon", coupon.id))
    return told or most_off(coupon.off_fen, coupon.percent_off_bp, coupon.cap_fen) or sale.discount_fen


def note_second_use(fact: Fact, sale: SaleCommit, coupon_id: str, fen: int) -> None:
    """Book what a coupon gave that had been used before: the chain's loss."""
    post(
        fact.conn,
        Transfer(
            f"double:{sale.sale_id}/{coupon_id}",
            loss("coupon"),
            paid("coupon"),
            fen,
            "double_redeem",
            sale.occurred_ms,
            shop_id=fact.shop_id,
            about=sale.receipt_no,
            hub_no=fact.hub_no,
        ),
    )


def kept_for(conn: Connection, shop_id: str, since: Millis | None = None) -> list[str]:
    """Return the coupons that are kept for tills of a shop; those included that they used, where ``since`` is given."""
    right = value_right.c
    mine = (right.instrument == "coupon") & (right.shop_id == shop_id)
    if since is None:
        return list(conn.execute(select(right.owner_id).where(mine, right.status == "open")).scalars())
    granted = (right.from_ms >= since) & right.status.not_in(("refused", "voided"))
    return list(conn.execute(select(right.owner_id).where(mine, granted)).scalars())


def _kept(coupon_id: str) -> ColumnElement[bool]:
    right = value_right.c
    return (right.instrument == "coupon") & (right.owner_id == coupon_id) & (right.status == "open")


def _end(conn: Connection, coupon_id: str, device: str, generation: int, status: str) -> None:
    right = value_right.c
    mine = (right.device == device) & (right.generation == generation)
    for right_id in conn.execute(select(right.right_id).where(_kept(coupon_id), mine)).scalars().all():
        rights.set_status(conn, right_id, status)


_DEAREST_SALE_FEN = 10_000_000
"""100,000 yuan: at what a share of any sale, however dear, is reckoned in the office's bound."""
