"""The port of the transfers between shops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sync.protocol.sold import Movement
from sync.protocol.transfers import Transfer


class TransferBook(Protocol):
    """Transfers between the shops of the chain; every shop knows all of them."""

    def of_shop(self, shop_id: str) -> Sequence[Transfer]:
        """Return the transfers that a shop asks for or is asked for, the newest first."""
        ...

    def get(self, transfer_id: str) -> Transfer | None:
        """Return a transfer."""
        ...

    def begin(self, row: Transfer, op_seq: int) -> None:
        """Show a transfer that our operation ``op_seq`` begins, until the mall has applied that operation."""
        ...

    def project(self, row: Transfer, op_seq: int) -> None:
        """Show a transfer as our operation ``op_seq`` leaves it, until the mall has applied that operation."""
        ...

    def move_stock(self, movements: Sequence[Movement], op_seq: int) -> None:
        """Write the pieces that left for another shop or came from it."""
        ...
