"""A cash sale of five lines in one transaction, against the bare driver that writes the same rows.

python3 -m bench.commit [--quick]

Every statement of every sale is recorded first. Then, sale by sale in turn, the till sells on one copy of its file and
the bare driver replays the recorded sale on another: same key, same settings, the same rows in one ``BEGIN IMMEDIATE …
COMMIT``. For "while rows come in" a process beside applies pages of 200 rows to the same file, as the sync worker does.
"""

from __future__ import annotations

import gc
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Engine, event

from bench.chain import MANAGER, MANAGER_PIN, SHOP, SMALL, Truth, till_folder
from bench.table import Figures, arguments, show
from posapp.adapters.db import engine
from posapp.adapters.db.open_file import DATABASE_KEY, FILE_NAME
from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.adapters.secrets import FileSecrets, open_secrets
from posapp.bootstrap import Shop, open_data, open_shop
from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from posapp.domain.clock import SystemClock
from posapp.domain.identity import MemberId, VariantId
from posapp.domain.money import Fen
from sync.protocol import rows
from sync.protocol.decoding import from_json
from sync.protocol.wire import FeedPage, FeedRow

ROUNDS, QUICK_ROUNDS = 300, 40
LINES = 5
MOST_TIMES = 2.0
BLOCK = 50
"""Sales in a row on one file before the other has its turn, where rows come in."""

PAGE = 200
BETWEEN_PAGES_S = 0.02
"""What a page takes on its way from the mall."""

Statement = tuple[str, Any, bool]
"""The text, its parameters, and whether it is run for many of them."""


@dataclass(slots=True)
class Recorded:
    """What one sale wrote: before the payment (the cart) and in it."""

    cart: list[Statement] = field(default_factory=list)
    sale: list[Statement] = field(default_factory=list)


def main() -> None:
    """Sell, and let the bare driver write the same."""
    rounds = QUICK_ROUNDS if arguments(__doc__).quick else ROUNDS
    gc.disable()  # as in the till, which looks for garbage when nobody waits
    with till_folder(SMALL) as (folder, truth):
        with _signed_in(folder) as shop:
            shop.shifts.open(Fen(20_000))
        recorded = _record(_copy(folder, "recording"), truth, rounds)
        figures = [*_alone(folder, truth, recorded), *_while_rows_come_in(folder, truth, recorded)]
    statements = recorded[-1].sale
    written = sum(len(parameters) if is_many else 1 for _, parameters, is_many in statements)
    show(
        "Commit: a cash sale of five lines, with member and promotions",
        figures,
        f"{truth.size}; a sale writes {written} rows in {len(statements)} statements; WAL, synchronous FULL, encrypted",
        "the till also reads and prices the cart, seals the operation, signs the journal and builds the receipt with "
        "its signed code",
        "garbage is looked for between the sales, as in the till",
        f"rows come in: pages of {PAGE} rows, {BETWEEN_PAGES_S * 1000:.0f} ms between them, from a process beside",
    )


def _alone(folder: Path, truth: Truth, recorded: list[Recorded]) -> tuple[Figures, ...]:
    bare, till = Figures("bare driver, alone"), Figures("pay_cash, alone")
    bare_work, work = Figures("of these: processor time, bare driver"), Figures("of these: processor time, pay_cash")
    dice, replay = random.Random(5), Replay(_copy(folder, "bare-alone"))
    with _signed_in(_copy(folder, "till-alone")) as shop:
        for one in recorded:
            _fill_cart(shop, truth, dice)
            replay.write(one.cart)
            started = time.process_time()
            till.times.append(_pay(shop))
            paid = time.process_time()
            bare.times.append(replay.write(one.sale))
            work.times.append((paid - started) * 1000)
            bare_work.times.append((time.process_time() - paid) * 1000)
    replay.close()
    return bare, _judged(till, bare), bare_work, work.against(bare_work)


def _judged(till: Figures, bare: Figures) -> Figures:
    """Note whether the till keeps the goal in the median and at the p99."""
    at_median = till.within_times(MOST_TIMES, bare, share=0.5).result
    till.within_times(MOST_TIMES, bare)
    till.result = f"{at_median}; {till.result}"
    return till


def _while_rows_come_in(folder: Path, truth: Truth, recorded: list[Recorded]) -> tuple[Figures, Figures]:
    bare, till = Figures("bare driver, while rows come in"), Figures("pay_cash, while rows come in")
    ours, theirs = _copy(folder, "till-pulling"), _copy(folder, "bare-pulling")
    dice, replay = random.Random(5), Replay(theirs)
    with _signed_in(ours) as shop:
        for first in range(0, len(recorded), BLOCK):
            block = recorded[first : first + BLOCK]
            with _rows_come_in(ours):
                for _ in block:
                    _fill_cart(shop, truth, dice)
                    till.times.append(_pay(shop))
            with _rows_come_in(theirs):
                for one in block:
                    replay.write(one.cart)
                    bare.times.append(replay.write(one.sale))
    replay.close()
    return bare, _judged(till, bare)


class Replay:
    """The bare driver on a till's file, opened as the till opens it."""

    def __init__(self, folder: Path) -> None:
        key = FileSecrets(folder / "secrets.json").get(DATABASE_KEY)
        assert key is not None
        self._connection = engine.connect(folder / FILE_NAME, key)
        engine.make_durable(self._connection)

    def write(self, statements: list[Statement]) -> float:
        """Write in one transaction; return the milliseconds it took."""
        start = time.perf_counter()
        cursor = self._connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        for text, parameters, is_many in statements:
            if is_many:
                cursor.executemany(text, parameters)
            else:
                cursor.execute(text, parameters)
                cursor.fetchall()
        cursor.execute("COMMIT")
        cursor.close()
        return (time.perf_counter() - start) * 1000

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


# --- the till ------------------------------------------------------------------------------------------------------


@contextmanager
def _signed_in(folder: Path) -> Iterator[Shop]:
    paths = TillPaths(folder).make()
    shop = open_shop(paths, Settings.load(paths.settings))
    shop.signing_in.sign_in(MANAGER, MANAGER_PIN)
    try:
        yield shop
    finally:
        shop.close()


def _fill_cart(shop: Shop, truth: Truth, dice: random.Random) -> None:
    gc.collect(0)
    shop.selling.attach_member(MemberId(dice.choice(truth.members)), "B")
    for variant in dice.sample(truth.variants, LINES):
        shop.selling.add(VariantId(variant.id), "scan")


def _pay(shop: Shop) -> float:
    start = time.perf_counter()
    shop.paying.pay_cash()
    return (time.perf_counter() - start) * 1000


def _record(folder: Path, truth: Truth, rounds: int) -> list[Recorded]:
    """Sell with a witness of every statement that writes."""
    heard: list[Statement] = []

    def hear(_conn: object, _cursor: object, text: str, parameters: Any, _context: object, is_many: bool) -> None:
        if text.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            heard.append((text, parameters, is_many))

    recorded, dice = [], random.Random(5)
    with _signed_in(folder) as shop:
        event.listen(Engine, "before_cursor_execute", hear)
        for _ in range(rounds):
            one = Recorded()
            _fill_cart(shop, truth, dice)
            one.cart, heard[:] = list(heard), []
            shop.paying.pay_cash()
            one.sale, heard[:] = list(heard), []
            recorded.append(one)
        event.remove(Engine, "before_cursor_execute", hear)
    return recorded


def _copy(folder: Path, name: str) -> Path:
    return Path(shutil.copytree(folder, folder.with_name(name)))


# --- rows that come in ---------------------------------------------------------------------------------------------


@contextmanager
def _rows_come_in(folder: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "bench.commit", "pull", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield
        finally:
            process.stdin.close()
            process.stdout.read()


def _pull(folder: Path) -> None:
    """Apply one page after the other until standard input ends."""
    paths, clock = TillPaths(folder), SystemClock()
    truth = from_json((folder / "truth.json").read_bytes(), Truth)
    data = open_data(paths, Settings.load(paths.settings), clock, open_secrets(folder))
    store = SqlSyncStore(data)
    stop = _standard_input_ends()
    number = 0
    while not stop.wait(BETWEEN_PAGES_S):
        number += 1
        ids = [truth.variants[(number * PAGE + place) % len(truth.variants)].id for place in range(PAGE)]
        store.apply_page(_page(ids, number, clock.now()), clock.now())
        if number == 1:
            sys.stdout.write("rows come in\n")
            sys.stdout.flush()
    data.close()


def _standard_input_ends() -> threading.Event:
    ended = threading.Event()

    def watch() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=watch, daemon=True).start()
    return ended


def _page(variant_ids: list[str], number: int, now: int) -> FeedPage:
    found = [
        rows.Stock(id=f"{SHOP}/{id_}", shop_id=SHOP, variant_id=id_, on_hand=number % 9, promised=0)
        for id_ in variant_ids
    ]
    return FeedPage(
        epoch="bench",
        stream="stock",
        rows=[
            FeedRow(t="stock", id=row.id, ver=number + 1, row=msgspec.Raw(msgspec.json.encode(row))) for row in found
        ],
        next=f"page-{number}",
        more=False,
        ahead=0,
        applied_through=0,
        server_ms=now,
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["pull", folder]:
            _pull(Path(folder))
        case _:
            main()
