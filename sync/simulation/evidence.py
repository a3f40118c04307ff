"""What the hub took in and applied, read back from its inbox."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from sync.protocol.decoding import from_json
from sync.protocol.defective import DefectiveSettle
from sync.protocol.kinds import Body, PickupHandOver, ReturnCommit, SaleCommit, StockCount, read_body
from sync.protocol.rows import Order
from sync.protocol.sold import Movement
from sync.protocol.transfers import TransferReceive, TransferSend
from sync.simulation.hub import SimulatedHub

Told = SaleCommit | ReturnCommit | PickupHandOver | StockCount | TransferSend | TransferReceive | DefectiveSettle

_READ: Mapping[str, type[Told]] = {
    "sale.commit": SaleCommit,
    "return.commit": ReturnCommit,
    "pickup.hand_over": PickupHandOver,
    "stock.count": StockCount,
    "transfer.send": TransferSend,
    "transfer.receive": TransferReceive,
    "defective.settle": DefectiveSettle,
}


SETTLED = ("corrected", "in_suspense")
"""What the hub says of an operation that people closed: its own rule booked nothing of it."""

_APPLIED = (
    "SELECT inbox.hub_no, inbox.op_id, device, generation, seq, kind, v, envelope, op_result.at_ms,"
    " max(inbox.hub_no) OVER (PARTITION BY op_result.at_ms, device, generation ORDER BY seq) AS ripe FROM inbox"
    " JOIN op_result ON op_result.hub_no = inbox.hub_no"
    f" WHERE op_result.result = 'applied' AND op_result.code NOT IN {SETTLED}"
)


class Applied(NamedTuple):
    """An operation that the hub has applied: its place in its device's log, and what it says."""

    hub_no: int
    op_id: str
    device: str
    generation: int
    seq: int
    body: Told

    @property
    def sale(self) -> SaleCommit | None:
        """Return the sale that it is or, in an exchange, holds."""
        return self.body.sale if isinstance(self.body, ReturnCommit) else _as_sale(self.body)

    @property
    def movements(self) -> Sequence[Movement]:
        """Return the pieces that it moved on the floor, both halves of an exchange together."""
        if isinstance(self.body, StockCount):
            return ()
        left = self.sale if isinstance(self.body, ReturnCommit) else None
        return [*self.body.movements, *(left.movements if left is not None else ())]

    def is_after(self, other: Applied) -> bool:
        """Tell whether this was done after something else: by place in one log, else by what the clocks said."""
        if (self.device, self.generation) == (other.device, other.generation):
            return self.seq > other.seq
        return self.body.occurred_ms > other.body.occurred_ms


def applied(hub: SimulatedHub) -> Iterator[Applied]:
    """Yield the sales, returns, hand-overs and counts that the hub has applied, and what went between shops or lay
    aside, in the order in which it did.

    Of one and the same instant that is the order in which the last of what they waited for was taken in.
    """
    for row in _in_order(hub):
        if row.kind in _READ:
            body = from_json(msgspec.json.decode(row.envelope)["body"], _READ[row.kind])
            yield Applied(row.hub_no, row.op_id, row.device, row.generation, row.seq, body)


def heard(hub: SimulatedHub, kinds: Collection[str]) -> Iterator[tuple[int, Body]]:
    """Yield when the hub has applied operations of some kinds, and what they say, in the order in which it did."""
    for row in _in_order(hub):
        if row.kind in kinds:
            yield row.at_ms, read_body(row.kind, row.v, msgspec.json.decode(row.envelope)["body"])


def _in_order(hub: SimulatedHub) -> list[Any]:
    found = hub.rows(_APPLIED)
    return sorted(found, key=lambda row: (row.at_ms, row.ripe, row.device, row.generation, row.seq))


def applied_sales(hub: SimulatedHub) -> Iterator[tuple[Applied, SaleCommit]]:
    """Yield the sales among what is applied, also those in which goods were exchanged."""
    for one in applied(hub):
        if one.sale is not None:
            yield one, one.sale


def applied_returns(hub: SimulatedHub) -> Iterator[tuple[Applied, ReturnCommit]]:
    """Yield the returns among what is applied."""
    for one in applied(hub):
        if isinstance(one.body, ReturnCommit):
            yield one, one.body


def set_apart(hub: SimulatedHub) -> Iterator[tuple[str, str]]:
    """Yield kind and body of what lies in quarantine."""
    for row in hub.rows("SELECT envelope FROM quarantine"):
        operation = msgspec.json.decode(row.envelope)
        yield operation["kind"], operation["body"]


def published_orders(hub: SimulatedHub) -> list[Order]:
    """Return every order as the hub tells of it."""
    return [from_json(row.row, Order) for row in hub.rows("SELECT row FROM feed WHERE t = 'order' AND NOT deleted")]


def _as_sale(body: Told) -> SaleCommit | None:
    return body if isinstance(body, SaleCommit) else None
