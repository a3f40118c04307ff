"""What the killed processes run: the hub and the worker as they are, and a till without a window.

Each speaks line by line on its standard output. The till says a sale only after ``pay_cash`` has returned: what is
said was sold, whatever comes next.
"""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import msgspec

from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.bootstrap import Shop, open_shop, run_worker
from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from posapp.domain.clock import SystemClock
from posapp.domain.identity import MemberId, VariantId
from posapp.domain.money import Fen
from posapp.services.ports import Attempt, Direction
from sync.hub.server import serve
from sync.proving import chain
from sync.worker.schedule import Pace

PACE = Pace(push_s=0.05, prove_s=0.2, beat_s=1.0, longest_wait_s=5, idle_s=0.05, unheld_s=0.2)
"""As the worker always goes, only faster: a life here lasts a second, not a day."""

_BETWEEN_SALES_S = 0.03
_MEMBERS_SHARE = 0.4
_FLOAT = Fen(50_000)
_DIRECTIONS: tuple[Direction, ...] = ("push", "pull")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the till: a sale was paid, or it has ``settled``, with what became of its last shift's proof."""

    sale_id: str = ""
    receipt_no: str = ""
    fen: int = 0
    settled: str = ""


def be_hub(folder: Path, *, restored: bool) -> None:
    """Serve the hub in ``folder`` on any free port, told on standard output."""
    serve(port=0, data_dir=folder, restored=restored)


def be_worker(folder: Path) -> None:
    """Be the sync worker of the till in ``folder``."""
    run_worker(folder, "run", watched=False, pace=PACE)


def be_selling_till(folder: Path, seed: int) -> None:
    """Sell without end, closing the shift now and then."""
    shop, rng = _open(folder), Random(seed)
    while True:
        _sell(shop, rng)
        _hurry(shop)
        if rng.random() < 0.03:
            _close_shift(shop)
        time.sleep(_BETWEEN_SALES_S)


def be_closing_till(folder: Path, seed: int) -> None:
    """Sell once more, close the shift, and say so when the mall has received everything and proved the shift."""
    shop = _open(folder)
    _sell(shop, Random(seed))
    _close_shift(shop)
    while True:
        _hurry(shop)
        latest = shop.shifts.latest()
        if shop.syncing.status().waiting == 0 and latest is not None and latest.proof in ("equal", "different"):
            break
        time.sleep(0.1)
    _say(Told(settled=latest.proof + "".join(f" {name}" for name in latest.differing)))
    shop.close()


def _open(folder: Path) -> Shop:
    paths = TillPaths(folder).make()
    shop = open_shop(paths, Settings.load(paths.settings))
    shop.signing_in.sign_in(chain.NUMBER, chain.PIN)
    shop.selling.clear()  # a till that died between two scans comes back with half a cart
    return shop


def _sell(shop: Shop, rng: Random) -> None:
    if shop.shifts.current() is None:
        shop.shifts.open(_FLOAT)
    for _ in range(rng.randint(1, 3)):
        shop.selling.add(VariantId(rng.choice(chain.VARIANTS)), quantity=rng.randint(1, 2))
    if rng.random() < _MEMBERS_SHARE:
        shop.selling.attach_member(MemberId(rng.choice(chain.MEMBERS)), "A")
    done = shop.paying.pay_cash()
    _say(Told(sale_id=done.sale_id, receipt_no=done.receipt_no, fen=done.total))


def _close_shift(shop: Shop) -> None:
    sheet = shop.shifts.current()
    if sheet is not None:
        shop.shifts.close(sheet.expected)


def _hurry(shop: Shop) -> None:
    """Do what the counter's "sync now" does: forget the back-off."""
    store = SqlSyncStore(shop.data)
    now = SystemClock().now()
    for direction in _DIRECTIONS:
        if store.attempt(direction).failures:
            store.record_attempt(direction, Attempt(), now, None)


def _say(told: Told) -> None:
    # One write: a line is there whole or not at all.
    print(msgspec.json.encode(told).decode(), flush=True)  # noqa: T201 - this is the program's voice
