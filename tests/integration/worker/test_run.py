"""The whole loop: scheduler, pull thread, heartbeat, and how it ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from posapp.domain.clock import SystemClock
from posapp.services.errors import DiskFull
from posapp.services.ports import Identity
from sync.protocol.decoding import from_json
from sync.protocol.wire import EndOfLog, FeedPage, FeedRow
from sync.worker.errors import Offline
from sync.worker.run import run
from sync.worker.schedule import Pace
from sync.worker.status import Status
from tests.fakes.mall import FakeMall
from tests.fakes.sync_store import FakeSyncStore, an_identity

BRISK = Pace(push_s=0.05, prove_s=0.05, beat_s=0.05, idle_s=0.02, longest_wait_s=30, night_s=0.02)
LONG_BEFORE_S = BRISK.longest_wait_s / 2
"""What takes no longer did not wait until the mall let go of a pull."""


class HoldingMall(FakeMall):
    """Holds a pull that finds nothing new, as the real one does."""

    def __init__(self) -> None:
        super().__init__()
        self.news = threading.Condition()
        self.holding = threading.Event()

    def publish(self, row: FeedRow) -> None:
        with self.news:
            self.rows.append(row)
            self.news.notify_all()

    def pull(self, identity: Identity, cursor: str, wait_s: int, end: EndOfLog | None = None) -> FeedPage:
        with self.news:
            self.holding.set()
            self.news.wait_for(lambda: int(cursor or 0) < len(self.rows), timeout=wait_s)
            return super().pull(identity, cursor, wait_s, end)


@contextmanager
def running(
    store: FakeSyncStore, mall: FakeMall, said: list[str], night: Callable[[], object] | None = None
) -> Iterator[threading.Event]:
    stop = threading.Event()

    def work() -> None:
        run(store, mall, SystemClock(), stop, pace=BRISK, say=said.append, night=night)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(60)


def eventually(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.01)


def test_facts_go_up_and_rows_come_down_while_it_runs() -> None:
    store, mall = FakeSyncStore(an_identity()), HoldingMall()
    with running(store, mall, []):
        store.happen({"sold": "a dress"})
        eventually(lambda: mall.received_through == 1 and store.waiting() == 0)
        mall.publish(FeedRow(t="booking", id="b1", ver=1))
        eventually(lambda: ("booking", "b1") in store.rows, LONG_BEFORE_S)


def test_a_pull_that_hangs_holds_up_no_push() -> None:
    store, mall = FakeSyncStore(an_identity()), HoldingMall()
    with running(store, mall, []):
        eventually(mall.holding.is_set)
        for n in range(5):
            store.happen({"n": n})
            eventually(lambda: store.waiting() == 0, LONG_BEFORE_S)


def test_it_says_where_it_stands_and_that_it_lives() -> None:
    store, mall = FakeSyncStore(an_identity()), FakeMall()
    said: list[str] = []
    mall.push_troubles.extend([Offline()] * 1_000)
    store.happen({})
    with running(store, mall, said):
        eventually(lambda: len(store.beats) >= 3 and '"push_trouble":"offline"' in said[-1])
    last = from_json(said[-1], Status)
    assert (last.paired, last.waiting, last.pull_trouble) == (True, 1, "")


def test_it_ends_at_once_although_the_mall_still_holds_a_pull_and_drops_what_that_brings() -> None:
    store, mall = FakeSyncStore(an_identity()), HoldingMall()
    with running(store, mall, []) as stop:
        eventually(mall.holding.is_set)
        begun = time.monotonic()
        stop.set()
    assert time.monotonic() - begun < LONG_BEFORE_S
    mall.publish(FeedRow(t="booking", id="late", ver=1))
    eventually(lambda: len(mall.asked) == 1)
    assert store.rows == {}


def test_a_mall_that_holds_no_pull_is_not_asked_in_a_loop() -> None:
    store, mall = FakeSyncStore(an_identity()), FakeMall()
    with running(store, mall, []):
        eventually(lambda: len(store.beats) >= 10)
    assert len(mall.asked) == 1


def test_a_full_disk_does_not_silence_it() -> None:
    store, mall = FakeSyncStore(an_identity()), HoldingMall()
    said: list[str] = []
    store.beat_trouble = DiskFull()
    with running(store, mall, said):
        eventually(lambda: len(said) >= 3)


def test_it_ends_when_nobody_reads_it_any_more() -> None:
    store, mall = FakeSyncStore(an_identity()), FakeMall()
    stop = threading.Event()

    def broken(line: str) -> None:
        raise BrokenPipeError

    run(store, mall, SystemClock(), stop, pace=BRISK, say=broken)
    assert stop.is_set()


def test_it_ends_when_it_was_told_to_before_it_began() -> None:
    stop = threading.Event()
    stop.set()
    run(FakeSyncStore(an_identity()), FakeMall(), SystemClock(), stop, pace=BRISK, say=lambda line: None)


def test_the_night_is_looked_at_again_and_again_whatever_went_wrong_in_the_last_one() -> None:
    looks: list[str] = []

    def night() -> None:
        looks.append(threading.current_thread().name)
        raise DiskFull

    with running(FakeSyncStore(an_identity()), FakeMall(), [], night):
        eventually(lambda: len(looks) > 2)
    assert set(looks) == {"night"}, "on a thread of its own"
