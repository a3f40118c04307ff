"""What the hub took in and applied, read back from its inbox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from sync.protocol.decoding import from_json
from sync.protocol.kinds import PickupHandOver, SaleCommit, StockCount
from sync.protocol.rows import Order
from sync.simulation.hub import SimulatedHub

_READ: dict[str, type[SaleCommit] | type[PickupHandOver] | type[StockCount]] = {
    "sale.commit": SaleCommit,
    "pickup.hand_over": PickupHandOver,
    "stock.count": StockCount,
}


class Applied(NamedTuple):
    """An operation that the hub has applied: its place in its device's log, and what it says."""

    hub_no: int
    op_id: str
    device: str
    generation: int
    seq: int
    body: SaleCommit | PickupHandOver | StockCount

    def is_after(self, other: Applied) -> bool:
        """Tell whether this was done after something else: by place in one log, else by what the clocks said."""
        if (self.device, self.generation) == (other.device, other.generation):
            return self.seq > other.seq
        return self.body.occurred_ms > other.body.occurred_ms


def applied(hub: SimulatedHub) -> Iterator[Applied]:
    """Yield what the hub has applied of sales, hand-overs and counts, in the order in which it took them in."""
    for row in hub.rows(
        "SELECT inbox.hub_no, inbox.op_id, device, generation, seq, kind, envelope FROM inbox "
        "JOIN op_result ON op_result.hub_no = inbox.hub_no WHERE op_result.result = 'applied' ORDER BY inbox.hub_no"
    ):
        if row.kind in _READ:
            body = from_json(msgspec.json.decode(row.envelope)["body"], _READ[row.kind])
            yield Applied(row.hub_no, row.op_id, row.device, row.generation, row.seq, body)


def applied_sales(hub: SimulatedHub) -> Iterator[tuple[Applied, SaleCommit]]:
    """Yield the sales among what is applied."""
    for one in applied(hub):
        if isinstance(one.body, SaleCommit):
            yield one, one.body


def published_orders(hub: SimulatedHub) -> list[Order]:
    """Return every order as the hub tells of it."""
    return [from_json(row.row, Order) for row in hub.rows("SELECT row FROM feed WHERE t = 'order' AND NOT deleted")]
