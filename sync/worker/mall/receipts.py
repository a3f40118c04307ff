"""What the counter asks the mall about receipts of other shops."""

from __future__ import annotations

from posapp.services.ports import Identity
from sync.protocol.receipts import MemberQuestion, MemberReceipts, ReceiptAnswer, ReceiptQuestion
from sync.worker.mall.asking import Asking


class ReceiptDesk(Asking):
    """Asks which sale a receipt is of."""

    def receipt(self, identity: Identity, asked: ReceiptQuestion) -> ReceiptAnswer:
        """Ask for the sale of a number."""
        return self.post(identity, "/sync/v1/receipts/find", asked, ReceiptAnswer)

    def receipts_of(self, identity: Identity, asked: MemberQuestion) -> MemberReceipts:
        """Ask what a member bought in any shop."""
        return self.post(identity, "/sync/v1/receipts/of-member", asked, MemberReceipts)
