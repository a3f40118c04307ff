"""Pieces that one shop asks of another: what was asked, and what each step at a counter makes of it.

A transfer is one row that every shop of the chain reads; only the two that it names do anything with it. ``asked`` and
``after`` are the one meaning of its operations: the till that sent one
lays it over its row, its neighbours behind a relay do, and the mall publishes what comes of it. Whatever order they
come in, a piece that was sent is on its way until somebody has received it, and one that was received has arrived.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from sync.protocol.body import Body
from sync.protocol.row import Row
from sync.protocol.sold import Movement

Way = Literal["bring", "ship", "reserve"]
"""Bring it here; send it to her from there, paid for here; keep it there, she fetches and pays it there."""

TransferStatus = Literal["asked", "declined", "reserved", "sent", "received", "called_off"]


class Transfer(Row, frozen=True, kw_only=True):
    """So many pieces of a variant that ``shop_id`` asked of ``from_shop_id``. ``note`` is for the clerks of both.

    ``order_id`` and ``order_number`` are those of the mall's order for a piece that is reserved there. ``why`` is said
    of one that was declined. ``parcel`` is the carrier's number, empty where somebody takes it along;
    ``receipt_no`` the receipt on which she paid for what is sent to her.
    """

    shop_id: str
    from_shop_id: str
    variant_id: str
    quantity: int
    way: Way
    member_id: str | None
    note: str
    status: TransferStatus
    asked_ms: int
    asked_by: str
    answered_ms: int | None = None
    answered_by: str = ""
    why: Literal["", "gone", "promised", "damaged", "not_now"] = ""
    sent: int = 0
    parcel: str = ""
    received: int = 0
    received_ms: int | None = None
    receipt_no: str = ""
    order_id: str = ""
    order_number: str = ""


class ShopHeard(Row, frozen=True, kw_only=True):
    """How the mall hears of a shop, by its id: since when it has been silent, None while it speaks."""

    silent_since_ms: int | None


class TransferStep(Body, frozen=True, kw_only=True):
    """What the operations of a transfer share; ``shop_id`` is the till's."""

    transfer_id: str
    shop_id: str
    occurred_ms: int
    staff_id: str


class TransferAsk(TransferStep, frozen=True, kw_only=True):
    """``transfer.ask`` 1: somebody here wants pieces that hang there."""

    from_shop_id: str
    variant_id: str
    quantity: int
    way: Way
    member_id: str | None
    note: str
    receipt_no: str  # of a piece that is sent to her; else empty


class TransferDecline(TransferStep, frozen=True, kw_only=True):
    """``transfer.decline`` 1: the shop that was asked cannot."""

    why: Literal["gone", "promised", "damaged", "not_now"]


class TransferSend(TransferStep, frozen=True, kw_only=True):
    """``transfer.send`` 1: pieces left the shop that was asked. Never refused: they are gone."""

    movements: list[Movement]
    parcel: str


class TransferReceive(TransferStep, frozen=True, kw_only=True):
    """``transfer.receive`` 1: they arrived, or she has them (``ship``). Never refused: they are here."""

    movements: list[Movement]


class TransferCallOff(TransferStep, frozen=True, kw_only=True):
    """``transfer.call_off`` 1: whoever asked wants it no more."""


def asked(step: TransferAsk) -> Transfer:
    """Return the row of a transfer that begins."""
    return Transfer(
        id=step.transfer_id,
        shop_id=step.shop_id,
        from_shop_id=step.from_shop_id,
        variant_id=step.variant_id,
        quantity=step.quantity,
        way=step.way,
        member_id=step.member_id,
        note=step.note,
        receipt_no=step.receipt_no,
        status="asked",
        asked_ms=step.occurred_ms,
        asked_by=step.staff_id,
    )


def after(transfer: Transfer, step: TransferStep) -> Transfer:
    """Return a transfer after a step. What comes too late to matter changes nothing but what it says of pieces.

    The note, which may be her address, goes when it is over: every till of the chain reads it.
    """
    made = _after(transfer, step)
    return made if made.status in ("asked", "reserved", "sent") else replace(made, note="")


def _after(transfer: Transfer, step: TransferStep) -> Transfer:
    match step:
        case TransferDecline() if transfer.status == "asked":
            return _answered(transfer, step, status="declined", why=step.why)
        case TransferSend():
            pieces = -sum(movement.quantity for movement in step.movements)
            status = "received" if transfer.received else "sent"
            return _answered(transfer, step, status=status, sent=transfer.sent + pieces, parcel=step.parcel)
        case TransferReceive():
            pieces = sum(movement.quantity for movement in step.movements)
            return replace(
                transfer, status="received", received=transfer.received + pieces, received_ms=step.occurred_ms
            )
        case TransferCallOff() if transfer.status in ("asked", "reserved"):
            return replace(transfer, status="called_off")
        case _:
            return transfer


def is_open(transfer: Transfer) -> bool:
    """Tell whether somebody still has something to do for it."""
    return transfer.status in ("asked", "sent")


def _answered(transfer: Transfer, step: TransferStep, **changes: object) -> Transfer:
    return msgspec.structs.replace(transfer, answered_ms=step.occurred_ms, answered_by=step.staff_id, **changes)
