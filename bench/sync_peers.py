"""The same seeded orders to a mall over HTTP: our sync, and PouchDB with its express server beside it.

python3 -m bench.sync_peers [--quick]

Both sides of each pair are processes of their own, and between them stands the same proxy, which counts what crosses in
both directions, headers in. Ours takes in, applies and answers durably (WAL, synchronous FULL); PouchDB stores
documents in LevelDB. The peer is fetched by npm into a scratch folder; without npm only our lines are printed.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import msgspec

from bench.orders import SHOP, PaperTill, hub_folder, paper_tills
from bench.table import arguments, lay_out
from bench.wire import Counted, counting
from posapp.domain.clock import SystemClock
from posapp.programs import running_hub
from posapp.services.ports import Identity
from sync.hub.db.database import open_sqlite
from sync.protocol.envelope import Operation
from sync.worker.mall.client import MallClient

IN_BATCH, QUICK_IN_BATCH = 3_000, 600
ALONE, QUICK_ALONE = 300, 60
BATCH = 200
MORE_ORDERS, LESS_BYTES = 2.5, 0.25
"""The goals beside PouchDB."""

PEER = Path(__file__).parent / "peers" / "pouchdb"


@dataclass(frozen=True, slots=True)
class Found:
    """What carrying some orders came to."""

    name: str
    orders: int
    seconds: float
    up: int
    down: int

    @property
    def a_second(self) -> float:
        """Return orders a second."""
        return self.orders / self.seconds

    @property
    def bytes_each(self) -> float:
        """Return bytes an order, both ways."""
        return (self.up + self.down) / self.orders

    def cells(self, peer: Found | None = None) -> tuple[str, ...]:
        """Return the line of the table."""
        against = ("", "")
        if peer is not None:
            against = (f"{self.a_second / peer.a_second:.2f}×", f"{self.bytes_each / peer.bytes_each:.2f}×")
        up, down = self.up / self.orders, self.down / self.orders
        return (
            self.name,
            f"{self.orders:,}",
            f"{self.a_second:,.0f}",
            f"{up:,.0f}",
            f"{down:,.0f}",
            f"{self.bytes_each:,.0f}",
            *against,
        )


def main() -> None:
    """Carry the orders, ours and theirs in turn."""
    is_quick = arguments(__doc__).quick
    many, few = (QUICK_IN_BATCH, QUICK_ALONE) if is_quick else (IN_BATCH, ALONE)
    with hub_folder() as folder, tempfile.TemporaryDirectory(prefix="posapp-bench-") as scratch:
        operations, ours = _ours(folder, many, few)
        theirs = _theirs(Path(scratch), operations, many, few) if shutil.which("npm") else []
    lines: list[tuple[str, ...]] = [
        ("", "orders", "orders/s", "B up each", "B down each", "B each", "orders/s against it", "bytes against it")
    ]
    lines += [one.cells(peer) for one, peer in zip_longest(ours, theirs[: len(ours)])]
    lines += [one.cells() for one in theirs]
    lay_out(
        "Sync beside PouchDB: the same orders over HTTP",
        lines,
        f"an order: three or four lines with tenders and movements; in batch: {BATCH} a request; alone: one a request",
        "PouchDB alone is counted twice: under one live replication, which is the line ours is set against, and with a "
        "replication of its own for each order",
        f"goals: {MORE_ORDERS}× the orders a second and {LESS_BYTES}× the bytes of PouchDB",
        "ours are checked, booked in every ledger, published to the other tills and durable before they are answered; "
        "PouchDB stores a document",
    )


# --- ours ----------------------------------------------------------------------------------------------------------


def _ours(folder: Path, many: int, few: int) -> tuple[list[Operation], list[Found]]:
    clock = SystemClock()
    with contextlib.closing(open_sqlite(folder / "hub.db")) as database:
        tills = paper_tills(database, clock, 2)
    batched, single = (till.sales(count, clock.now()) for till, count in zip(tills, (many, few), strict=True))
    with running_hub(folder, demo=False) as hub, counting(int(hub.url.rsplit(":", 1)[1])) as wire:
        mall = MallClient(clock)
        try:
            found = [
                _carried("posapp, in batch", wire, len(batched), lambda: _push(mall, wire, tills[0], batched, BATCH)),
                _carried("posapp, alone", wire, len(single), lambda: _push(mall, wire, tills[1], single, 1)),
            ]
        finally:
            mall.close()
    return [*batched, *single], found


def _push(mall: MallClient, wire: Counted, till: PaperTill, operations: list[Operation], size: int) -> None:
    who = till.identity
    identity = Identity(
        device=who.device,
        generation=who.generation,
        shop_id=SHOP,
        till_no=who.till_no,
        hub_url=f"http://127.0.0.1:{wire.port}",
        epoch=who.epoch,
        private_key=till.private_key,
    )
    for first in range(0, len(operations), size):
        part = operations[first : first + size]
        answer = mall.push(identity, part)
        if answer.received_through != part[-1].seq or any(one.result != "applied" for one in answer.results):
            raise RuntimeError(f"the hub did not apply everything: {answer.results[:3]}")


def _carried(name: str, wire: Counted, orders: int, carry: Callable[[], None]) -> Found:
    wire.start_anew()
    start = time.perf_counter()
    carry()
    return Found(name, orders, time.perf_counter() - start, wire.up, wire.down)


# --- theirs --------------------------------------------------------------------------------------------------------


def _theirs(scratch: Path, operations: list[Operation], many: int, few: int) -> list[Found]:
    shutil.copytree(PEER, scratch / "pouchdb")
    folder = scratch / "pouchdb"
    subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    documents = [{"_id": one.op_id, **json.loads(one.body)} for one in operations]
    ways = (
        ("PouchDB, in batch", "batch", documents[:many]),
        ("PouchDB, alone, live", "live", documents[many : many + few]),
        ("PouchDB, alone, a replication each", "shot", documents[many : many + few]),
    )
    found = []
    with _mall(folder) as port, counting(port) as wire:
        for name, how, some in ways:
            till = folder / how
            till.mkdir()
            orders = till / "orders.jsonl"
            orders.write_bytes(b"\n".join(msgspec.json.encode(one) for one in some) + b"\n")
            wire.start_anew()
            address = f"http://127.0.0.1:{wire.port}/{how}"
            command = ["node", "till.js", str(till), address, str(orders), how, str(BATCH)]
            told = json.loads(subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout)
            found.append(Found(name, told["orders"], told["seconds"], wire.up, wire.down))
    return found


@contextlib.contextmanager
def _mall(folder: Path) -> Iterator[int]:
    data = folder / "mall"
    data.mkdir()
    with subprocess.Popen(["node", "mall.js", str(data)], cwd=folder, stdout=subprocess.PIPE) as mall:
        assert mall.stdout is not None
        try:
            yield json.loads(mall.stdout.readline())["port"]
        finally:
            mall.terminate()


if __name__ == "__main__":
    main()
