"""Transfers between the shops of the chain, with what happened here laid over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from posapp.adapters.db.mall_tables import transfer
from posapp.adapters.db.rows import decode
from posapp.adapters.db.tables import stock_movement
from sync.protocol.sold import Movement
from sync.protocol.transfers import Transfer

_of_shop = select(transfer.c.row).where(
    (transfer.c.shop_id == bindparam("here")) | (transfer.c.from_shop_id == bindparam("here"))
)
_one = select(transfer.c.row).where(transfer.c.id == bindparam("wanted"))


@dataclass(frozen=True, slots=True)
class SqlTransferBook:
    """Keeps the promises of ``transfer_book.TransferBook``."""

    connection: Connection

    def of_shop(self, shop_id: str) -> Sequence[Transfer]:
        """Return the transfers that a shop asks for or is asked for, the newest first."""
        found = [decode(Transfer, image) for image in self.connection.scalars(_of_shop, {"here": shop_id})]
        return sorted(found, key=lambda one: (-one.asked_ms, one.id))

    def get(self, transfer_id: str) -> Transfer | None:
        """Return a transfer."""
        image = self.connection.scalar(_one, {"wanted": transfer_id})
        return None if image is None else decode(Transfer, image)

    def begin(self, row: Transfer, op_seq: int) -> None:
        """Show a transfer that our operation ``op_seq`` begins, until the mall has applied that operation."""
        self.connection.execute(
            insert(transfer).values(
                id=row.id,
                shop_id=row.shop_id,
                from_shop_id=row.from_shop_id,
                status=row.status,
                local_seq=op_seq,
                ver=0,
                load=0,
                row=msgspec.json.encode(row),
            )
        )

    def project(self, row: Transfer, op_seq: int) -> None:
        """Show a transfer as our operation ``op_seq`` leaves it, until the mall has applied that operation."""
        self.connection.execute(
            update(transfer)
            .where(transfer.c.id == row.id)
            .values(row=msgspec.json.encode(row), status=row.status, local_seq=op_seq)
        )

    def move_stock(self, movements: Sequence[Movement], op_seq: int) -> None:
        """Write the pieces that left for another shop or came from it."""
        self.connection.execute(
            insert(stock_movement),
            [
                {
                    "movement_id": one.movement_id,
                    "variant_id": one.variant_id,
                    "quantity": one.quantity,
                    "cause": "transfer",
                    "op_seq": op_seq,
                }
                for one in movements
            ],
        )
