"""The mall's orders that are collected in this shop, with what happened here laid over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from posapp.adapters.db.mall_tables import pickup_order
from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.rows import decode_again
from posapp.adapters.db.tables import stock_movement
from posapp.domain.identity import MemberId, OrderId, SaleId, VariantId
from sync.protocol import collecting, rows

_WAITING = ("pending", "promised", "ready")
_ENDED = ("cancelled", "expired", "declined")
_asked = select(pickup_order.c.row)
_hers = Prepared(
    _asked.where(pickup_order.c.member_id == bindparam("wanted"), pickup_order.c.status.in_(_WAITING)).order_by(
        pickup_order.c.id
    )
)
_waiting = Prepared(_asked.where(pickup_order.c.status.in_(_WAITING)))
_ended = Prepared(_asked.where(pickup_order.c.status.in_(_ENDED)))


@dataclass(frozen=True, slots=True)
class SqlOrderBook:
    """Keeps the promises of ``books.OrderBook``."""

    connection: Connection

    def waiting(self) -> Sequence[rows.Order]:
        """Return the orders that are not handed over, cancelled or expired, the oldest first."""
        found = [decode_again(rows.Order, image) for image in _waiting.column(self.connection)]
        return sorted(found, key=lambda order: (order.placed_ms, order.id))

    def holding(self, variant_id: VariantId) -> Sequence[rows.Order]:
        """Return the orders that wait here and have a line of a variant, the oldest first."""
        of_it = func.instr(pickup_order.c.row, variant_id.encode()) > 0
        found = self._orders(_asked.where(pickup_order.c.status.in_(_WAITING), of_it))
        found = [order for order in found if any(line.variant_id == variant_id for line in order.lines)]
        return sorted(found, key=lambda order: (order.placed_ms, order.id))

    def to_put_back(self) -> Sequence[rows.Order]:
        """Return the orders that ended while their goods lay on the reserve shelf, the oldest first."""
        ended = [decode_again(rows.Order, image) for image in _ended.column(self.connection)]
        left = [order for order in ended if collecting.is_on_the_shelf(order)]
        return sorted(left, key=lambda order: (order.placed_ms, order.id))

    def by_code_no(self, number: int) -> rows.Order | None:
        """Return the order whose signed code carries this number."""
        return next(iter(self._orders(_asked.where(pickup_order.c.code_no == number))), None)

    def by_code(self, code: str) -> Sequence[rows.Order]:
        """Return the orders with these eight digits."""
        return self._orders(_asked.where(pickup_order.c.code == code).order_by(pickup_order.c.id))

    def of_member(self, member_id: MemberId) -> Sequence[rows.Order]:
        """Return a member's orders that wait here."""
        return [decode_again(rows.Order, image) for image in _hers.column(self.connection, {"wanted": member_id})]

    def project(self, row: rows.Order, op_seq: int) -> None:
        """Show an order as our operation ``op_seq`` leaves it, until the mall has applied that operation."""
        self.connection.execute(
            update(pickup_order)
            .where(pickup_order.c.id == row.id)
            .values(row=msgspec.json.encode(row), status=row.status, local_seq=op_seq)
        )

    def move_stock(
        self,
        order_id: OrderId,
        op_seq: int,
        movements: Iterable[tuple[str, VariantId, int]],
        sale_id: SaleId | None = None,
    ) -> None:
        """Write the movements (id, variant, pieces) of a hand-over, and of which sale's pieces they are."""
        moved = [
            {
                "movement_id": movement_id,
                "variant_id": variant_id,
                "quantity": quantity,
                "cause": "pickup",
                "op_seq": op_seq,
                "order_id": order_id,
                "sale_id": sale_id,
            }
            for movement_id, variant_id, quantity in movements
        ]
        if moved:
            self.connection.execute(insert(stock_movement), moved)

    def _orders(self, asked: Select[Any]) -> list[rows.Order]:
        return [decode_again(rows.Order, image) for image in self.connection.scalars(asked)]
