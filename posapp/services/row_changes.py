"""What an operation makes of a row before the mall says so: the same for our own and for a neighbour's."""

from __future__ import annotations

from msgspec.structs import replace as changed

from sync.protocol import rows


def checked_in(row: rows.Booking, at_ms: int, staff_id: str) -> rows.Booking:
    """Return a booking whose customer has come, by whose word; one that is done already stays done."""
    status = row.status if row.status == "done" else "checked_in"
    return changed(row, status=status, checked_in_ms=at_ms, checked_in_by=staff_id)


def used(row: rows.Coupon) -> rows.Coupon:
    """Return a coupon that was used."""
    return changed(row, status="used")
