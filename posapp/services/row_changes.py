"""What an operation makes of a row before the mall says so: the same for our own and for a neighbour's."""

from __future__ import annotations

from msgspec.structs import replace as changed

from sync.protocol import rows


def checked_in(row: rows.Booking, at_ms: int) -> rows.Booking:
    """Return a booking whose customer has come; one that is done already stays done."""
    return changed(row, status=row.status if row.status == "done" else "checked_in", checked_in_ms=at_ms)


def handed_over(row: rows.Order, at_ms: int) -> rows.Order:
    """Return an order whose goods have left with the customer."""
    return changed(row, status="handed_over", handed_over_ms=at_ms)


def picked(row: rows.Order, at_ms: int) -> rows.Order:
    """Return an order whose goods lie on the reserve shelf; one that ended stays ended and is to be put back."""
    status = "ready" if row.status in ("pending", "promised", "ready") else row.status
    return changed(row, status=status, picked_ms=at_ms, returned_ms=None)


def put_back(row: rows.Order, at_ms: int) -> rows.Order:
    """Return an order whose goods hang on the floor again; one still open is to be picked anew."""
    if row.status == "ready":
        return changed(row, status="promised", picked_ms=None)
    return changed(row, returned_ms=at_ms)


def used(row: rows.Coupon) -> rows.Coupon:
    """Return a coupon that was used."""
    return changed(row, status="used")
