"""Which rows an operation changes: tills show it there at once, and the mall tells of them once it has decided."""

from __future__ import annotations

from sync.protocol.asides import AsideStep
from sync.protocol.booking_steps import BookingCancel, BookingChange
from sync.protocol.defective import DefectiveSettle
from sync.protocol.follow_ups import FollowUpDecide
from sync.protocol.kinds import (
    Body,
    BookingCheckIn,
    PickupCannotFind,
    PickupHandOver,
    PickupPick,
    PickupPutBack,
    ReturnCommit,
    SaleCommit,
    TryOn,
)
from sync.protocol.prepared import PrepareStep
from sync.protocol.rooms import RoomStep
from sync.protocol.transfers import TransferStep


def touched_rows(body: Body) -> list[tuple[str, str]]:
    """Return the rows that an operation changes, each by its kind and id: mostly none, and of a sale its coupons."""
    if isinstance(body, SaleCommit):
        return [("coupon", coupon_id) for coupon_id in dict.fromkeys(body.coupon_ids)]
    only = _touched_row(body)
    return [] if only is None else [only]


def _touched_row(body: Body) -> tuple[str, str] | None:
    match body:
        case BookingCheckIn() | BookingChange() | BookingCancel():
            return "booking", body.booking_id
        case TryOn():
            return ("room", body.room_id) if body.booking_id is None else ("booking", body.booking_id)
        case PrepareStep():
            return "booking", body.booking_id
        case RoomStep():
            return "room", body.room_id
        case PickupHandOver() | PickupPick() | PickupPutBack() | PickupCannotFind():
            return "order", body.order_id
        case FollowUpDecide():
            return "follow_up", body.follow_up_id
        case TransferStep():
            return "transfer", body.transfer_id
        case AsideStep():
            return "cart_aside", body.aside_id
        case ReturnCommit() | DefectiveSettle() if body.set_aside:
            return "defective", body.shop_id
        case _:
            return None
