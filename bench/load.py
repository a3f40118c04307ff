"""The first load of a new till from a real hub: seconds until it may sell, and to the end.

python3 -m bench.load [--quick]

The hub is a process with the demo chain in it (37,000 rows for one shop's till), the worker another; what the store is
asked to write is timed inside the worker: each call is one transaction.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from bench.table import Figures, arguments, show
from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.adapters.db.till_file import SqlTillData
from posapp.adapters.secrets import open_secrets
from posapp.bootstrap import open_data, open_shop
from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from posapp.demo import TILL_NO, pairing_code
from posapp.domain.clock import Millis, SystemClock
from posapp.programs import running_hub
from posapp.services.changes import Changes
from sync.protocol.decoding import from_json
from sync.protocol.rows import STREAMS
from sync.protocol.wire import FeedPage
from sync.worker.mall.client import PAGE_ROWS, MallClient
from sync.worker.run import once

ROUNDS, QUICK_ROUNDS = 3, 1
LATER = STREAMS[STREAMS.index("shop") + 1 :]
"""Streams whose turn comes when the till may sell already."""

MOST_WRITE_MS = 100
"""What the counter may have to wait for the worker."""


def main() -> None:
    """Pair new tills and load them."""
    rounds = QUICK_ROUNDS if arguments(__doc__).quick else ROUNDS
    may_sell, whole = Figures("paired → may sell"), Figures("paired → everything is here")
    writes = Figures(f"a page written ({PAGE_ROWS} rows), one transaction")
    count = 0
    with tempfile.TemporaryDirectory(prefix="posapp-bench-") as scratch, running_hub(Path(scratch) / "hub") as hub:
        for number in range(rounds):
            folder = Path(scratch) / f"till-{number}"
            _pair(folder, hub.url)
            told = _load(folder)
            may_sell.times.append(told.may_sell_ms)
            whole.times.append(told.whole_ms)
            writes.times += told.writes_ms
            count = told.rows
    show(
        "First load from a real hub",
        [may_sell, whole, writes.within(MOST_WRITE_MS, share=1.0)],
        f"{count:,} rows over HTTP, {count / whole.at(0.5) * 1000:,.0f} rows a second in the median",
        "may sell: prices, barcodes, promotions, staff, bookings and orders are here; from the start of the worker's "
        "process",
    )


def _pair(folder: Path, hub_url: str) -> None:
    paths = TillPaths(folder).make()
    shop = open_shop(paths, Settings(ballast_mb=0))
    shop.pairing.pair(hub_url, pairing_code(hub_url, TILL_NO))
    shop.close()


class Told(msgspec.Struct, kw_only=True):
    """What a worker tells of its load."""

    may_sell_ms: float
    whole_ms: float
    writes_ms: list[float]
    rows: int


def _load(folder: Path) -> Told:
    start = time.perf_counter()
    command = [sys.executable, "-m", "bench.load", "worker", str(folder), str(start)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return from_json(done.stdout.splitlines()[-1], Told)


class TimedStore(SqlSyncStore):
    """The till's store, which notes how long each page took, and when the till might sell."""

    def __init__(self, till: SqlTillData) -> None:
        super().__init__(till)
        self.writes: list[float] = []
        self.rows = 0
        self.may_sell: float | None = None

    def apply_page(self, page: FeedPage, now: Millis) -> Changes:
        """Apply a page and note it."""
        start = time.perf_counter()
        if self.may_sell is None and page.stream in LATER:
            self.may_sell = start
        changes = super().apply_page(page, now)
        self.writes.append((time.perf_counter() - start) * 1000)
        self.rows += len(page.rows)
        return changes


def _be_worker(folder: Path, start: float) -> None:
    clock = SystemClock()
    paths = TillPaths(folder)
    data = open_data(paths, Settings(ballast_mb=0), clock, open_secrets(folder))
    store, mall = TimedStore(data), MallClient(clock)
    once(store, mall, clock)
    end = time.perf_counter()
    mall.close()
    data.close()
    assert store.may_sell is not None
    told = Told(
        may_sell_ms=(store.may_sell - start) * 1000,
        whole_ms=(end - start) * 1000,
        writes_ms=store.writes,
        rows=store.rows,
    )
    sys.stdout.write(msgspec.json.encode(told).decode() + "\n")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["worker", folder, start]:
            _be_worker(Path(folder), float(start))
        case _:
            main()
