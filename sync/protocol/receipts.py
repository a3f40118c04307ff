"""What a till asks the mall about receipts that no till near it knows, and what it is told.

    POST /sync/v1/receipts/find        ReceiptQuestion → ReceiptAnswer        signed; the sale under this number
    POST /sync/v1/receipts/of-member   MemberQuestion → MemberReceipts        signed; what she bought anywhere

A question changes nothing, so it may be asked as often as anybody likes.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from sync.protocol.wire import Message

MOST_OF_MEMBER = 20


class ReceiptQuestion(Message, frozen=True, kw_only=True):
    """Which sale has this number?"""

    receipt_no: str


class CameBack(msgspec.Struct, frozen=True, kw_only=True):
    """``quantity`` pieces of line ``place`` came back, by the ``n``-th line (from 1) of a return and its operation."""

    op_id: str
    return_id: str
    n: int
    place: int
    quantity: int


class ReceiptAnswer(Message, frozen=True, kw_only=True):
    """The operation that holds the sale, as its till wrote it, and what has come back of it so far.

    ``unknown`` leaves the rest empty: no such sale is booked, which of a till that was offline says nothing.
    ``invoice_asked_ms`` is when an invoice of it was first asked for, at a counter or from a phone, 0 when nobody did.
    """

    status: Literal["found", "unknown"]
    server_ms: int
    kind: str = ""
    v: int = 0
    body: str = ""
    returned: list[CameBack] = []
    invoice_asked_ms: int = 0


class MemberQuestion(Message, frozen=True, kw_only=True):
    """What did this member buy, in whatever shop?"""

    member_id: str


class MemberReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """One of her receipts, in short."""

    receipt_no: str
    shop_id: str
    occurred_ms: int
    total_fen: int
    pieces: int


class MemberReceipts(Message, frozen=True, kw_only=True):
    """The newest of her receipts, at most ``MOST_OF_MEMBER`` of them, newest first."""

    receipts: list[MemberReceipt]
    server_ms: int
