"""After eight hours without a network: seconds until three tills' sales are up, and 20,000 rows are down.

python3 -m bench.catch_up [--quick]

A hub process with the demo chain, three tills of one shop loaded from it. Each sells 400 times by the real use case
while nobody carries anything; at the hub 20,000 rows change. Then the three workers start at once, each a process that
pushes and pulls side by side as it does in a shop, and the first till goes on selling.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from pathlib import Path
from random import SystemRandom

import msgspec

from bench.table import Figures, arguments, show
from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.adapters.db.till_file import SqlTillData
from posapp.adapters.secrets import open_secrets
from posapp.bootstrap import Shop, open_data, open_shop
from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from posapp.demo import MANAGER, MANAGER_PIN, pairing_code
from posapp.domain.clock import Millis, SystemClock
from posapp.domain.identity import MemberId, VariantId
from posapp.domain.money import Fen
from posapp.programs import running_hub
from posapp.services.changes import Changes
from sync.hub.db.database import open_sqlite
from sync.hub.publishing import publish_many, published_all
from sync.protocol.decoding import from_json
from sync.protocol.rows import History, Member, Stock, Variant
from sync.protocol.wire import FeedPage
from sync.worker.mall.client import MallClient
from sync.worker.round import Outcome, Round
from sync.worker.run import once

SALES, QUICK_SALES = 400, 60
ROWS, QUICK_ROWS = 20_000, 3_000
TILLS = ("01", "02", "03")
LINES = (3, 4)
BETWEEN_SALES_S = 0.05

DRAINED_MS, CONVERGED_MS, COMMIT_MS, WRITE_MS = 5_000, 20_000, 50, 20
"""The goals: all sales up, all rows down, a sale meanwhile, a transaction of the worker's."""


class Told(msgspec.Struct, kw_only=True):
    """What a worker tells of its way back, in milliseconds since all were let go."""

    drained_ms: float
    converged_ms: float
    writes_ms: list[float]
    rows: int


def main() -> None:
    """Let three tills sell alone, and bring them back."""
    is_quick = arguments(__doc__).quick
    sales, rows = (QUICK_SALES, QUICK_ROWS) if is_quick else (SALES, ROWS)
    drained, converged = Figures(f"the outbox of a till is empty ({sales} sales)"), Figures("all is down, till by till")
    commits, writes = Figures("a sale meanwhile at the first till"), Figures("a page written by the worker")
    with tempfile.TemporaryDirectory(prefix="posapp-bench-") as scratch, ExitStack() as stack:
        hub = stack.enter_context(running_hub(Path(scratch) / "hub"))
        folders = [Path(scratch) / f"till-{number}" for number in TILLS]
        for folder, number in zip(folders, TILLS, strict=True):
            _load(folder, number, hub.url)
        first, *others = (stack.enter_context(_signed_in(folder)) for folder in folders)
        variants, members = _change_rows(Path(scratch) / "hub" / "hub.db", rows)
        dice = random.Random(11)
        for shop in (first, *others):
            for _ in range(sales):
                _sell(shop, variants, members, dice)
        workers = [stack.enter_context(_worker(folder)) for folder in folders]
        start = time.perf_counter()
        for worker in workers:
            _let_go(worker)
        while any(worker.poll() is None for worker in workers):
            commits.times.append(_sell(first, variants, members, dice))
            time.sleep(BETWEEN_SALES_S)
        told = [_told(worker) for worker in workers]
        whole_s = time.perf_counter() - start
    drained.times = [each.drained_ms for each in told]
    converged.times = [each.converged_ms for each in told]
    writes.times = [ms for each in told for ms in each.writes_ms]
    show(
        f"Catch-up: {len(TILLS) * sales:,} sales up, then {rows:,} rows down, three tills at once",
        [
            drained.within(DRAINED_MS, share=1.0),
            converged.within(CONVERGED_MS, share=1.0),
            commits.within(COMMIT_MS),
            writes.within(WRITE_MS),
        ],
        f"each till took {min(each.rows for each in told):,} rows or more, what the sales changed among them; "
        f"{whole_s:.1f} s in all",
        "hub, three workers and the till that sells are five processes; milliseconds from the moment all may begin",
    )


class TimedStore(SqlSyncStore):
    """The till's store, which notes how long each page took."""

    def __init__(self, till: SqlTillData) -> None:
        super().__init__(till)
        self.writes: list[float] = []
        self.rows = 0

    def apply_page(self, page: FeedPage, now: Millis) -> Changes:
        """Apply a page and note it."""
        start = time.perf_counter()
        changes = super().apply_page(page, now)
        self.writes.append((time.perf_counter() - start) * 1000)
        self.rows += len(page.rows)
        return changes


def _be_worker(folder: Path) -> None:
    """Say that we are ready, wait for a line, then push and pull side by side until nothing is left."""
    clock = SystemClock()
    data = open_data(TillPaths(folder), Settings(ballast_mb=0), clock, open_secrets(folder))
    store, mall = TimedStore(data), MallClient(clock)
    round_ = Round(store, mall, clock, SystemRandom())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    start = time.perf_counter()
    pulling = threading.Thread(target=_to_the_end, args=(round_.pull,))
    pulling.start()
    while store.waiting():
        round_.push()
    drained = time.perf_counter()
    pulling.join()
    _to_the_end(round_.pull)
    told = Told(
        drained_ms=(drained - start) * 1000,
        converged_ms=(time.perf_counter() - start) * 1000,
        writes_ms=store.writes,
        rows=store.rows,
    )
    mall.close()
    data.close()
    sys.stdout.write(msgspec.json.encode(told).decode() + "\n")


def _to_the_end(pull: Callable[[int], Outcome]) -> None:
    while pull(0) is Outcome.MORE:
        pass


@contextmanager
def _worker(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "bench.catch_up", "worker", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


def _let_go(worker: subprocess.Popen[bytes]) -> None:
    assert worker.stdin is not None
    worker.stdin.write(b"go\n")
    worker.stdin.flush()


def _told(worker: subprocess.Popen[bytes]) -> Told:
    assert worker.stdout is not None
    return from_json(worker.stdout.readline(), Told)


def _load(folder: Path, till_no: str, hub_url: str) -> None:
    """Pair a till and load it from the hub."""
    clock, paths = SystemClock(), TillPaths(folder).make()
    shop = open_shop(paths, Settings(ballast_mb=0))
    shop.pairing.pair(hub_url, pairing_code(hub_url, till_no))
    shop.close()
    data = open_data(paths, Settings(ballast_mb=0), clock, open_secrets(folder))
    mall = MallClient(clock)
    once(SqlSyncStore(data), mall, clock)
    mall.close()
    data.close()


@contextmanager
def _signed_in(folder: Path) -> Iterator[Shop]:
    shop = open_shop(TillPaths(folder), Settings(ballast_mb=0))
    try:
        shop.signing_in.sign_in(MANAGER, MANAGER_PIN)
        shop.shifts.open(Fen(20_000))
        yield shop
    finally:
        shop.close()


def _sell(shop: Shop, variants: list[str], members: list[str], dice: random.Random) -> float:
    """Sell once; return the milliseconds of the payment, which commits everything."""
    if dice.random() < 0.6:
        shop.selling.attach_member(MemberId(dice.choice(members)), "B")
    for variant_id in dice.sample(variants, dice.choice(LINES)):
        shop.selling.add(VariantId(variant_id), "scan")
    start = time.perf_counter()
    shop.paying.pay_cash()
    return (time.perf_counter() - start) * 1000


def _change_rows(hub_file: Path, count: int) -> tuple[list[str], list[str]]:
    """Publish that many rows anew; return what is sold and who is a member."""
    database = open_sqlite(hub_file)
    with database.reading() as conn:
        changed = list(
            islice(chain(published_all(conn, Stock), published_all(conn, Member), published_all(conn, History)), count)
        )
        variants = [variant.id for variant in published_all(conn, Variant)]
        members = [member.id for member in published_all(conn, Member)]
    with database.writing() as conn:
        publish_many(conn, changed)
    database.close()
    return variants, members


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["worker", folder]:
            _be_worker(Path(folder))
        case _:
            main()
