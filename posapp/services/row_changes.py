"""What an operation makes of a row before the mall says so: the same for our own and for a neighbour's."""

from __future__ import annotations

from msgspec.structs import replace as changed

from sync.protocol import rows
from sync.protocol.kinds import Verdict


def checked_in(row: rows.Booking, at_ms: int) -> rows.Booking:
    """Return a booking whose customer has come; one that is done already stays done."""
    return changed(row, status=row.status if row.status == "done" else "checked_in", checked_in_ms=at_ms)


def with_verdict(row: rows.Booking, garment_id: str, verdict: Verdict) -> rows.Booking:
    """Return a booking in which a garment has its verdict; with the last one it is done."""
    garments = [changed(one, verdict=verdict) if one.id == garment_id else one for one in row.garments]
    is_done = all(one.verdict is not None for one in garments)
    return changed(row, garments=garments, status="done" if is_done else row.status)


def handed_over(row: rows.Order, at_ms: int) -> rows.Order:
    """Return an order whose goods have left with the customer."""
    return changed(row, status="handed_over", handed_over_ms=at_ms)


def used(row: rows.Coupon) -> rows.Coupon:
    """Return a coupon that was used."""
    return changed(row, status="used")
