"""Operations that the hub cannot read, or that speak of what it does not know: they must hold nothing up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from posapp.adapters.db import op_log
from posapp.domain.clock import Millis, local
from posapp.domain.identity import new_id
from sync.protocol.kinds import SaleCommit
from sync.protocol.sold import Movement, SaleLine, Tender
from sync.simulation import chain

Poison = Literal["kind", "version", "variant"]

SUBJECT = "poison"
"""Under which the till's log keeps them."""

UNKNOWN_VARIANT = "gone-M"
_PRICE = 9_900
_TAX = _PRICE - _PRICE * 100 // 113
TRAVELS_AS = {"kind": ("shift.dreamt", 1), "version": ("sale.commit", 99)}


def sale_of_something_unknown(shop_id: str, now: Millis) -> SaleCommit:
    """Return a sale of one piece that is in no catalogue of the hub."""
    staff_id = chain.staff_of(shop_id).id
    return SaleCommit(
        sale_id=new_id(now), receipt_no=f"X-{new_id(now)}", shop_id=shop_id, shift_id=new_id(now),
        business_date=local(now).date().isoformat(), occurred_ms=now, staff_id=staff_id,
        member_id=None, member_trust=None, coupon_ids=[], booking_id=None,
        lines=[
            SaleLine(
                line_id=new_id(now), variant_id=UNKNOWN_VARIANT, style_id="gone", quantity=1, list_fen=_PRICE,
                paid_fen=_PRICE, tax_bp=1300, tax_fen=_TAX, source="scan", clerk_id=staff_id,
            )
        ],
        tenders=[
            Tender(tender_id=new_id(now), kind="cash", amount_fen=_PRICE, received_fen=_PRICE, change_fen=0)
        ],
        movements=[Movement(movement_id=new_id(now), variant_id=UNKNOWN_VARIANT, quantity=-1, cause="sale")],
        gross_fen=_PRICE, discount_fen=0, total_fen=_PRICE, tax_fen=_TAX, points_earned=0,
    )  # fmt: skip


@contextmanager
def travelling_as(what: Poison) -> Iterator[None]:
    """Let what is logged inside bear the name that a newer program would give it."""
    log: Any = op_log
    strange, real = TRAVELS_AS.get(what), log.kind_of
    if strange is not None:
        log.kind_of = lambda _body: strange
    try:
        yield
    finally:
        log.kind_of = real
