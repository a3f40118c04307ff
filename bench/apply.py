"""How many orders a second one hub takes in and applies, all ledgers, feed rows and results included.

python3 -m bench.apply [--quick]

Three tills of one shop push seeded sales, in turn, in batches of 20, 200 and 500: through the desk on a SQLite file
(WAL, synchronous FULL), over HTTP with signatures to a hub process, and through the desk on PostgreSQL. The bare driver
then replays, in the same transactions, every statement by which the desk wrote, on a copy of the same file.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import sqlcipher3.dbapi2
import zstandard
from sqlalchemy import event

from bench.orders import PaperTill, fill, hub_folder, paper_tills
from bench.table import Figures, arguments, show
from posapp.domain.clock import SystemClock
from posapp.programs import running_hub
from sync.hub.db import database as hub_database
from sync.hub.db.database import Database, open_postgres, open_sqlite
from sync.hub.desk import TillDesk
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.signing import signed_headers
from sync.protocol.wire import PushAnswer, PushRequest
from tests.fakes.postgres import PrivatePostgres

ORDERS, QUICK_ORDERS = {20: 1_500, 200: 6_000, 500: 6_000}, {20: 300, 200: 1_200, 500: 1_500}
"""By the size of the batches."""

WARM_UP = 3
"""Batches before the clock starts: statements are compiled, pages are in memory."""

GOAL = 1_500

Statement = tuple[str, Any, bool]
"""The text, its parameters, and whether it is run for many of them; BEGIN and COMMIT are statements too."""

Push = Callable[[PaperTill, list[Operation]], PushAnswer]


def main() -> None:
    """Push, and let the bare driver write the same."""
    orders = QUICK_ORDERS if arguments(__doc__).quick else ORDERS
    with hub_folder() as folder:
        figures = [one for size, count in orders.items() for one in _on_sqlite(folder, size, count)]
        figures += [_over_http(folder, size, count) for size, count in orders.items()]
        with _postgres() as server:
            figures += [_on_postgres(server, size, count) for size, count in orders.items() if size > 20]
    show(
        "Hub: orders taken in and applied",
        figures,
        "a time is that of one push; orders a second are of the whole run, three tills in turn (over HTTP: at once)",
        "bare driver: replays the desk's own writes without a single question, so it is what no check can beat",
        f"the goal is {GOAL:,} orders a second through the desk on SQLite, in one process",
    )


def _on_sqlite(folder: Path, size: int, count: int) -> tuple[Figures, Figures]:
    timed, witnessed, bare = (_copy(folder, f"{name}-{size}") / "hub.db" for name in ("desk", "witness", "bare"))
    with _opened(open_sqlite(timed)) as database:
        ours = _pushed(f"desk on SQLite, batches of {size}", *_at_desk(database), size, count)
    peer = Figures(f"bare driver, batches of {size}")
    with _opened(open_sqlite(witnessed)) as database:
        tills, push = _at_desk(database)
        with _written(database) as statements:
            warm_up, rest = _batches(tills, size, count)
            _all(push, warm_up)
            before = len(statements)
            _all(push, rest)
    replay = _Replay(bare)
    replay.write(statements[:before])
    start = time.perf_counter()
    for one in _each_push(statements[before:]):
        peer.times.append(replay.write(one))
    _rate(peer, count, time.perf_counter() - start)
    replay.close()
    return peer, ours.against(peer)


def _on_postgres(server: PrivatePostgres, size: int, count: int) -> Figures:
    with _opened(open_postgres(server.new_database())) as database:
        fill(database, SystemClock())
        return _pushed(f"desk on PostgreSQL, batches of {size}", *_at_desk(database), size, count)


def _over_http(folder: Path, size: int, count: int) -> Figures:
    served = _copy(folder, f"http-{size}")
    with _opened(open_sqlite(served / "hub.db")) as database:
        tills = paper_tills(database, SystemClock())
    with running_hub(served, demo=False) as hub, httpx.Client(base_url=hub.url, timeout=60) as client:

        def push(till: PaperTill, operations: list[Operation]) -> PushAnswer:
            who, clock = till.identity, SystemClock()
            message = PushRequest(device=who.device, generation=who.generation, ops=operations)
            body = zstandard.ZstdCompressor(level=3).compress(msgspec.json.encode(message))
            headers = signed_headers(till.private_key, who.device, "POST", "/sync/v1/ops", clock.now(), body)
            answer = client.post("/sync/v1/ops", content=body, headers={**headers, "content-encoding": "zstd"})
            answer.raise_for_status()
            return from_json(answer.content, PushAnswer)

        return _pushed(f"hub process over HTTP, batches of {size}", tills, push, size, count, at_once=True)


def _at_desk(database: Database) -> tuple[list[PaperTill], Push]:
    clock = SystemClock()
    desk = TillDesk(database, clock)

    def push(till: PaperTill, operations: list[Operation]) -> PushAnswer:
        who = till.identity
        return desk.push(till.device, PushRequest(device=who.device, generation=who.generation, ops=operations))

    return paper_tills(database, clock), push


def _pushed(name: str, tills: list[PaperTill], push: Push, size: int, count: int, *, at_once: bool = False) -> Figures:
    figures = Figures(name)
    warm_up, rest = _batches(tills, size, count)
    _all(push, warm_up)
    start = time.perf_counter()
    if at_once:
        with ThreadPoolExecutor(len(tills)) as pool:
            mine = [[batch for batch in rest if batch[0] is till] for till in tills]
            for times in pool.map(lambda batches: _all(push, batches), mine):
                figures.times += times
    else:
        figures.times += _all(push, rest)
    _rate(figures, count, time.perf_counter() - start)
    if "desk on SQLite" in name:
        figures.result += f", goal {'met' if _orders_a_second(figures) >= GOAL else 'missed'}"
    return figures


def _batches(
    tills: list[PaperTill], size: int, count: int
) -> tuple[list[tuple[PaperTill, list[Operation]]], list[tuple[PaperTill, list[Operation]]]]:
    """Seal everything beforehand: what a till needs for that is not the hub's."""
    now = SystemClock().now()
    number = WARM_UP + -(-count // size)
    made = [(tills[place % len(tills)], tills[place % len(tills)].sales(size, now)) for place in range(number)]
    return made[:WARM_UP], made[WARM_UP:]


def _all(push: Push, batches: list[tuple[PaperTill, list[Operation]]]) -> list[float]:
    times = []
    for till, operations in batches:
        start = time.perf_counter()
        answer = push(till, operations)
        times.append((time.perf_counter() - start) * 1000)
        assert [result.result for result in answer.results] == ["applied"] * len(operations)
    return times


def _rate(figures: Figures, count: int, seconds: float) -> None:
    figures.result = f"{count / seconds:,.0f} orders/s"


def _orders_a_second(figures: Figures) -> int:
    return int(figures.result.partition(" ")[0].replace(",", ""))


# --- the bare driver -----------------------------------------------------------------------------------------------


@contextmanager
def _written(database: Database) -> Iterator[list[Statement]]:
    """Hear every statement that writes, and where transactions begin and end."""
    heard: list[Statement] = []

    def hear(_conn: object, _cursor: object, text: str, parameters: Any, _context: object, is_many: bool) -> None:
        if text.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE", "BEGIN IMMEDIATE")):
            heard.append((text, parameters, is_many))

    def end(_conn: object) -> None:
        if heard and heard[-1][0] != "COMMIT":
            heard.append(("COMMIT", (), False))

    event.listen(database.engine, "before_cursor_execute", hear)
    event.listen(database.engine, "commit", end)
    yield heard
    event.remove(database.engine, "before_cursor_execute", hear)
    event.remove(database.engine, "commit", end)


def _each_push(statements: list[Statement]) -> Iterator[list[Statement]]:
    """Split at the transactions in which operations are taken in: each is the beginning of a push."""
    push: list[Statement] = []
    transaction: list[Statement] = []
    for statement in statements:
        transaction.append(statement)
        if statement[0] == "COMMIT":
            if push and any(text.startswith("INSERT INTO inbox") for text, _, _ in transaction):
                yield push
                push = []
            push += transaction
            transaction = []
    yield push


class _Replay:
    """The bare driver on a hub's file, opened as the hub opens it."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlcipher3.dbapi2.connect(str(path), isolation_level=None)
        for pragma in hub_database.PRAGMAS:
            self._connection.execute(pragma)

    def write(self, statements: list[Statement]) -> float:
        """Run them; return the milliseconds it took."""
        start = time.perf_counter()
        cursor = self._connection.cursor()
        for text, parameters, is_many in statements:
            if is_many:
                cursor.executemany(text, parameters)
            else:
                cursor.execute(text, parameters)
                cursor.fetchall()
        cursor.close()
        return (time.perf_counter() - start) * 1000

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


@contextmanager
def _opened(database: Database) -> Iterator[Database]:
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _postgres() -> Iterator[PrivatePostgres]:
    server = PrivatePostgres()
    try:
        yield server
    finally:
        server.stop()


def _copy(folder: Path, name: str) -> Path:
    return Path(shutil.copytree(folder, folder.with_name(name)))


if __name__ == "__main__":
    main()
