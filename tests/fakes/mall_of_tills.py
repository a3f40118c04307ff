"""The mall as a till asks it about receipts: it knows what the logs of some tills say, while it is not away."""

from __future__ import annotations

from posapp.adapters.db import op_log
from posapp.adapters.db.returns import sale_in
from posapp.services.errors import MallUnreachable
from posapp.services.till_data import PairedTill
from sync.protocol.envelope import Operation
from sync.protocol.kinds import ReturnCommit, read_body
from sync.protocol.receipts import (
    CameBack,
    MemberQuestion,
    MemberReceipt,
    MemberReceipts,
    ReceiptAnswer,
    ReceiptQuestion,
)
from tests.fakes.till_on_disk import NOON, TillOnDisk


class MallOfTills:
    """Keeps ``ReceiptMall`` with what ``tills`` have written down."""

    def __init__(self, *tills: TillOnDisk) -> None:
        self.tills = tills
        self.is_away = False
        self.asked: list[str] = []
        self.invoiced: dict[str, int] = {}

    def receipt(self, till: PairedTill, asked: ReceiptQuestion) -> ReceiptAnswer:
        self.asked.append(asked.receipt_no)
        told = ReceiptAnswer(status="unknown", server_ms=NOON)
        returned = []
        for operation in self._operations():
            body = read_body(operation.kind, operation.v, operation.body)
            sale = sale_in(body)
            if sale is not None and sale.receipt_no == asked.receipt_no:
                told = ReceiptAnswer(
                    status="found", server_ms=NOON, kind=operation.kind, v=operation.v, body=operation.body
                )
            if isinstance(body, ReturnCommit) and body.of_receipt_no == asked.receipt_no:
                returned += [
                    CameBack(
                        op_id=operation.op_id, return_id=body.return_id, n=n, place=line.place, quantity=line.quantity
                    )
                    for n, line in enumerate(body.lines, start=1)
                ]
        return ReceiptAnswer(
            status=told.status, server_ms=NOON, kind=told.kind, v=told.v, body=told.body, returned=returned,
            invoice_asked_ms=self.invoiced.get(asked.receipt_no, 0),
        )  # fmt: skip

    def receipts_of(self, till: PairedTill, asked: MemberQuestion) -> MemberReceipts:
        bodies = [read_body(one.kind, one.v, one.body) for one in self._operations()]
        sales = [sale for body in bodies if (sale := sale_in(body)) is not None and sale.member_id == asked.member_id]
        receipts = [
            MemberReceipt(
                receipt_no=sale.receipt_no,
                shop_id=sale.shop_id,
                occurred_ms=sale.occurred_ms,
                total_fen=sale.total_fen,
                pieces=sum(line.quantity for line in sale.lines),
            )
            for sale in sales
        ]
        return MemberReceipts(receipts=receipts[::-1], server_ms=NOON)

    def _operations(self) -> list[Operation]:
        if self.is_away:
            raise MallUnreachable
        found: list[Operation] = []
        for till in self.tills:
            with till.file.reading() as connection:
                head = op_log.head(connection, 1)
                found += op_log.between(connection, 1, 1, head.chain.seq)
        return found
