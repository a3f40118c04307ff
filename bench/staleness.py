"""How old the truth is at another till: a sale here to the new level there, over a real hub and two real workers.

python3 -m bench.staleness [--quick]

The hub and the two workers are processes of their own. The clock starts before the payment and stops when the other
till's file tells the level after that sale; the file is asked every few milliseconds.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from bench.table import Figures, arguments, show
from posapp import programs
from posapp.bootstrap import Shop, open_shop
from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from posapp.demo import MANAGER, MANAGER_PIN, pairing_code
from posapp.domain.identity import VariantId
from posapp.domain.money import Fen
from sync.protocol import rows

SALES, QUICK_SALES = 200, 25
MOST_MS = 2_000
LOOK_EVERY_S = 0.005
GIVE_UP_S = 60.0


def main() -> None:
    """Sell at one till and look at the other."""
    sales = QUICK_SALES if arguments(__doc__).quick else SALES
    paid, seen = Figures("paid: committed in this till"), Figures("paid → the level at the other till")
    with tempfile.TemporaryDirectory(prefix="posapp-bench-") as scratch, ExitStack() as stack:
        hub = stack.enter_context(programs.running_hub(Path(scratch) / "hub"))
        here, there = (
            stack.enter_context(running_till(Path(scratch) / f"till-{no}", no, hub.url)) for no in ("01", "02")
        )
        here.signing_in.sign_in(MANAGER, MANAGER_PIN)
        here.shifts.open(Fen(20_000))
        goods = _goods(there)
        for number in range(sales):
            variant_id = goods[number % len(goods)]
            expected = _level(there, variant_id) - 1
            here.selling.add(variant_id, "scan")
            start = time.perf_counter()
            here.paying.pay_cash()
            paid.times.append((time.perf_counter() - start) * 1000)
            _wait(partial(_tells, there, variant_id, expected))
            seen.times.append((time.perf_counter() - start) * 1000)
    show(
        "Staleness online: till → hub → other till",
        [paid, seen.within(MOST_MS)],
        "one sale at a time; each worker is a process, the hub another; the other till's own file is read",
    )


@contextmanager
def running_till(folder: Path, till_no: str, hub_url: str) -> Iterator[Shop]:
    """Pair a till, start its worker, wait until everything is here."""
    paths = TillPaths(folder).make()
    shop = open_shop(paths, Settings(ballast_mb=0))
    shop.pairing.pair(hub_url, pairing_code(hub_url, till_no))
    with subprocess.Popen(
        programs.command("sync", "run", "--watched", "--data-dir", str(folder)),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=programs.environment(),
    ) as worker:
        try:
            _wait(lambda: _has_everything(shop))
            yield shop
        finally:
            worker.terminate()
            worker.wait()
            shop.close()


def _has_everything(shop: Shop) -> bool:
    with shop.data.view() as view:
        return bool(view.rows.all(rows.AdvicePack))


def _goods(shop: Shop) -> list[VariantId]:
    with shop.data.view() as view:
        return [VariantId(variant.id) for variant in view.rows.all(rows.Variant)]


def _level(shop: Shop, variant_id: VariantId) -> int:
    with shop.data.view() as view:
        return view.catalogue.levels({variant_id})[variant_id].on_hand


def _tells(shop: Shop, variant_id: VariantId, level: int) -> bool:
    return _level(shop, variant_id) == level


def _wait(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + GIVE_UP_S
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError("the other till never told")
        time.sleep(LOOK_EVERY_S)


if __name__ == "__main__":
    main()
