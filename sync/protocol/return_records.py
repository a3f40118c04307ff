"""A return as rows of a book: the columns that a till's file and the mall's database have in common."""

from __future__ import annotations

from sync.protocol.kinds import ReturnCommit
from sync.protocol.returned import Refund


def ticket_record(back: ReturnCommit) -> dict[str, object]:
    """Return the columns of the ticket."""
    return {
        "return_id": back.return_id,
        "receipt_no": back.receipt_no,
        "of_receipt_no": back.of_receipt_no,
        "shift_id": back.shift_id,
        "business_date": back.business_date,
        "occurred_ms": back.occurred_ms,
        "staff_id": back.staff_id,
        "approver_id": back.approver_id,
        "total_fen": back.total_fen,
        "tax_fen": back.tax_fen,
    }


def line_records(back: ReturnCommit) -> list[dict[str, object]]:
    """Return the columns of each of its lines, numbered from 1."""
    return [
        {
            "return_id": back.return_id,
            "n": n,
            "of_receipt_no": back.of_receipt_no,
            "place": line.place,
            "variant_id": line.variant_id,
            "quantity": line.quantity,
            "paid_fen": line.paid_fen,
            "tax_bp": line.tax_bp,
            "tax_fen": line.tax_fen,
            "condition": line.condition,
        }
        for n, line in enumerate(back.lines, start=1)
    ]


def refund_record(back: ReturnCommit, refund: Refund) -> dict[str, object]:
    """Return the columns of what goes back by one tender."""
    return {
        "refund_id": refund.refund_id,
        "return_id": back.return_id,
        "kind": refund.kind,
        "amount_fen": refund.amount_fen,
    }
