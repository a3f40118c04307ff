"""Bytes on the wire per order, both ways, headers in: in batches and alone, in full and in the short form.

python3 -m bench.bytes [--quick]

A hub of its own, the worker's real client, and between them a proxy that counts at the socket. The orders are the
seeded ones of the demo chain with the ids that a till makes: a random UUIDv7 for each operation, sale and line. These
are most of what cannot be packed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import msgspec

from bench.orders import SHOP, PaperTill, hub_folder, paper_tills
from bench.table import arguments, lay_out
from bench.wire import Counted, counting
from posapp.domain.clock import MINUTE, Millis, SystemClock
from posapp.domain.identity import new_id
from posapp.programs import running_hub
from posapp.services.ports import Identity
from sync.hub.db.database import open_sqlite
from sync.protocol.envelope import GENESIS, ChainHead, Operation, seal
from sync.protocol.kinds import KINDS
from sync.worker.mall.client import MallClient

ORDERS, QUICK_ORDERS = 1_000, 200
GOALS = {200: 300, 20: 0, 1: 800}
"""Bytes an order at most, by the size of the batch; 0 where none is set."""


def main() -> None:
    """Push the same number of orders in each size of batch, short and in full."""
    count = QUICK_ORDERS if arguments(__doc__).quick else ORDERS
    ways = [(size, is_short) for size in GOALS for is_short in (True, False)]
    clock = SystemClock()
    with hub_folder() as folder:
        with contextlib.closing(open_sqlite(folder / "hub.db")) as database:
            tills = paper_tills(database, clock, len(ways))
        with running_hub(folder, demo=False) as hub, counting(int(hub.url.rsplit(":", 1)[1])) as wire:
            lines: list[tuple[str, ...]] = [("orders a request", "form", "B up", "B down", "B an order", "goal")]
            for till, (size, is_short) in zip(tills, ways, strict=True):
                orders = as_a_till_makes_them(till.sales(count, clock.now()), clock.now())
                lines.append(_line(size, is_short, count, _carry(wire, till, orders, size, is_short)))
    lay_out(
        "Bytes on the wire of an order",
        lines,
        "three or four lines an order; HTTP/1.1 over one connection that is kept, counted at the socket",
        "short: what the reader can work out is left out, small bodies are packed with the shipped dictionary",
    )


def as_a_till_makes_them(operations: Sequence[Operation], start: Millis) -> list[Operation]:
    """Return the same sales with ids of their own for everything in them, two minutes apart."""
    made: list[Operation] = []
    head = ChainHead(0, GENESIS)
    for place, operation in enumerate(operations):
        now = Millis(start - (len(operations) - place) * 2 * MINUTE)
        body: dict[str, Any] = msgspec.json.decode(operation.body)
        sale_id = new_id(now)
        body |= {"sale_id": sale_id, "occurred_ms": now}
        body["lines"] = [{**each, "line_id": new_id(now)} for each in body["lines"]]
        for part, name in (("tenders", "tender_id"), ("movements", "movement_id")):
            body[part] = [{**each, name: f"{sale_id}-{part[0]}{place}"} for place, each in enumerate(body[part], 1)]
        v = next(v for kind, v in KINDS if kind == operation.kind)
        made.append(
            seal(
                op_id=new_id(now), device=operation.device, generation=operation.generation, head=head,
                kind=operation.kind, v=v, hlc=now, body=body,
            )
        )  # fmt: skip
        head = ChainHead(made[-1].seq, made[-1].chain_hash)
    return made


def _carry(wire: Counted, till: PaperTill, orders: list[Operation], size: int, is_short: bool) -> Counted:
    who = till.identity
    identity = Identity(
        device=who.device, generation=who.generation, shop_id=SHOP, till_no=who.till_no,
        hub_url=f"http://127.0.0.1:{wire.port}", epoch=who.epoch, private_key=till.private_key,
    )  # fmt: skip
    wire.start_anew()
    with contextlib.closing(MallClient(SystemClock(), is_brief=is_short)) as mall:
        for first in range(0, len(orders), size):
            part = orders[first : first + size]
            answer = mall.push(identity, part)
            if answer.received_through != part[-1].seq or {one.result for one in answer.results} != {"applied"}:
                raise RuntimeError(f"the hub did not apply everything: {answer.results[:3]}")
    return Counted(wire.port, wire.up, wire.down)


def _line(size: int, is_short: bool, count: int, crossed: Counted) -> tuple[str, ...]:
    each = (crossed.up + crossed.down) / count
    goal = GOALS[size]
    told = f"≤ {goal}: {'met' if each <= goal else 'missed'}" if goal and is_short else ""
    form = "short" if is_short else "full"
    return str(size), form, f"{crossed.up / count:.0f}", f"{crossed.down / count:.0f}", f"{each:.0f}", told


if __name__ == "__main__":
    main()
