"""What a sale and a return must be made of in a till's file: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sync.simulation.poison import SUBJECT


def halves(ask: Callable[[str], Sequence[Any]]) -> Iterator[str]:
    """I4: yield what there is of a sale or of a return without all the rest of it; ``ask`` queries the till's file."""
    for row in ask(_SALES):
        is_paid = row.taken == row.total_fen or (row.is_exchange and row.taken < row.total_fen)
        if row.operations != 1 or row.paid != row.total_fen or not is_paid or row.moved != -row.pieces:
            yield f"{row.receipt_no} is half: {tuple(row)}"
    for row in ask(_RETURNS):
        carried = row.bought - row.taken
        whole = row.operations == 1 and row.paid == row.total_fen == row.given_out + carried
        if not whole or row.moved != row.pieces:
            yield f"{row.receipt_no} is half: {tuple(row)}"
    sold, taken_back, numbers, sales, returns, exchanges = ask(_COUNTS)[0]
    if (sold, taken_back, numbers) != (sales - exchanges, returns, sales + returns - exchanges):
        yield f"{sales} sales, {sold} operations, {returns} returns, {taken_back} operations, {numbers} numbers"


_SALES = (
    "SELECT sale.receipt_no, sale.total_fen,"
    " (SELECT count(*) FROM return_ticket WHERE return_ticket.receipt_no = sale.receipt_no) AS is_exchange,"
    " (SELECT count(*) FROM op_log WHERE op_log.seq = sale.op_seq"
    "  AND op_log.kind IN ('sale.commit', 'return.commit')) AS operations,"
    " (SELECT sum(paid_fen) FROM sale_line WHERE sale_line.sale_id = sale.sale_id) AS paid,"
    " (SELECT sum(quantity) FROM sale_line WHERE sale_line.sale_id = sale.sale_id) AS pieces,"
    " (SELECT coalesce(sum(amount_fen), 0) FROM sale_tender WHERE sale_tender.sale_id = sale.sale_id) AS taken,"
    " (SELECT sum(quantity) FROM stock_movement WHERE stock_movement.sale_id = sale.sale_id) AS moved "
    "FROM sale"
)
_RETURNS = (
    "SELECT back.receipt_no, back.total_fen, coalesce(sale.total_fen, 0) AS bought,"
    " (SELECT count(*) FROM op_log WHERE op_log.seq = back.op_seq AND op_log.kind = 'return.commit') AS operations,"
    " (SELECT sum(paid_fen) FROM return_line WHERE return_line.return_id = back.return_id) AS paid,"
    " (SELECT sum(quantity) FROM return_line WHERE return_line.return_id = back.return_id) AS pieces,"
    " (SELECT coalesce(sum(amount_fen), 0) FROM return_tender WHERE return_tender.return_id = back.return_id)"
    "  AS given_out,"
    " (SELECT coalesce(sum(amount_fen), 0) FROM sale_tender WHERE sale_tender.sale_id = sale.sale_id) AS taken,"
    " (SELECT sum(quantity) FROM return_movement WHERE return_movement.op_seq = back.op_seq) AS moved "
    "FROM return_ticket AS back LEFT JOIN sale ON sale.receipt_no = back.receipt_no"
)
_COUNTS = (
    f"SELECT (SELECT count(*) FROM op_log WHERE kind = 'sale.commit' AND subject <> '{SUBJECT}'),"
    " (SELECT count(*) FROM op_log WHERE kind = 'return.commit'),"
    " (SELECT coalesce(sum(next - 1), 0) FROM number_series),"
    " (SELECT count(*) FROM sale), (SELECT count(*) FROM return_ticket),"
    " (SELECT count(*) FROM sale JOIN return_ticket ON return_ticket.receipt_no = sale.receipt_no)"
)
