"""Sales that were begun and given up: the journal keeps what lay in the cart, what it came to and who gave it up."""

from __future__ import annotations

from collections.abc import Sequence

from posapp.domain.clock import Millis
from posapp.domain.identity import CartId, StaffId
from posapp.services.cart_book import KeptCart
from posapp.services.carts import priced
from posapp.services.exchange_book import OpenExchange
from posapp.services.shift_book import date_in_the_books
from posapp.services.till_data import UnitOfWork

JOURNAL = "ABORT"


def sale_aborted(unit: UnitOfWork, kept: KeptCart, by: StaffId, now: Millis, *, given_by: str = "") -> None:
    """Write down that nobody buys what lies in a cart; to be called before it is emptied.

    ``given_by`` is whose word it was, where it was not hers to give up. A practice is nobody's sale, nor is an empty
    cart.
    """
    if kept.body.is_practice or not kept.body.lines:
        return
    result = priced(unit, kept.body, now)
    lines: list[dict[str, object]] = [
        {"variant_id": line.variant_id, "quantity": line.quantity, "list_fen": line.list_fen, "paid_fen": line.paid}
        for line in result.lines
    ]
    _write(unit, kept.cart_id, "sale", lines, result.total, by, given_by, now)


def exchange_aborted(unit: UnitOfWork, exchange: OpenExchange, by: StaffId, now: Millis) -> None:
    """Write down that the difference of an exchange is not paid, and that nothing came back or left."""
    draft = exchange.draft
    lines: list[dict[str, object]] = [
        {"line": one.place, "quantity": one.quantity, "swap_to": one.swap_to or ""} for one in draft.pieces
    ]
    lines += [{"variant_id": variant_id, "quantity": quantity} for variant_id, quantity in draft.new]
    of = draft.sale.receipt_no
    _write(unit, exchange.exchange_id, "exchange", lines, exchange.due, by, exchange.approver_id, now, of)


def _write(
    unit: UnitOfWork,
    cart_id: CartId,
    what: str,
    lines: Sequence[dict[str, object]],
    fen: int,
    by: StaffId,
    given_by: str,
    now: Millis,
    of_receipt_no: str = "",
) -> None:
    """Tenders are those that were begun: of cash nothing is known before a sale is paid."""
    tenders = [
        {"number": one.number, "amount_fen": one.amount, "state": one.progress.state}
        for one in unit.attempts.of_cart(cart_id)
    ]
    known = {
        "cart_id": cart_id,
        "what": what,
        "lines": lines,
        "fen": fen,
        "tenders": tenders,
        "staff_id": by,
        "given_by": given_by,
        "of_receipt_no": of_receipt_no,
    }
    unit.journal(JOURNAL, known, date_in_the_books(unit.shifts, now))
