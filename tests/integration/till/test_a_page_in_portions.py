"""A sale waits for a few rows, never for a page: what took long is laid in portions, the cursor with the last one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from posapp.adapters.db.mall_tables import stock as stock_table
from posapp.adapters.db.portions import AT_WORK_MS, LONGEST_MS, STILL_AT_WORK_MS, Portions
from posapp.domain.clock import Millis
from sync.protocol.wire import FeedPage
from tests.fakes.till_on_disk import NOON, FakeClock, TillOnDisk, feed_row, stock

ROWS = 40


class PowerCut(Exception):
    """What ends the worker here."""


class SlowMachine(FakeClock):
    """Everything takes longer than a sale may wait, and at a look at the clock the power may go."""

    def __init__(self) -> None:
        super().__init__()
        self.pause = 0
        self.looks_left: int | None = None

    def now(self) -> Millis:
        if self.looks_left is not None:
            if self.looks_left == 0:
                raise PowerCut
            self.looks_left -= 1
        self.instant = Millis(self.instant + self.pause)
        return super().now()


@pytest.fixture
def slow_till(tmp_path: Path) -> Iterator[TillOnDisk]:
    till = TillOnDisk(tmp_path / "till", clock=SlowMachine())
    yield till.is_ready()
    till.close()


def page(ver: int) -> FeedPage:
    rows = [feed_row(stock(f"v-{number}", ver), ver) for number in range(ROWS)]
    return FeedPage(
        epoch="epoch-1", stream="stock", rows=rows, next=f"behind-{ver}", more=True, ahead=7, applied_through=0,
        server_ms=1,
    )  # fmt: skip


def big_page() -> FeedPage:
    return replace(page(1), rows=page(1).rows * 5)


def laid(till: TillOnDisk, level: int) -> int:
    with till.file.reading() as connection:
        here = select(func.count()).where(stock_table.c.variant_id.startswith("v-"), stock_table.c.on_hand == level)
        return connection.scalar(here) or 0


def rows_of(portions: Portions, page: FeedPage) -> list[int]:
    return [len(portion.page.rows) for portion in portions.of(page)]


def test_a_machine_that_is_fast_lays_a_page_at_once():
    portions = Portions()
    portions.took(ROWS, 1)
    assert rows_of(portions, page(1)) == [ROWS]


def test_a_page_that_took_too_long_is_halved_and_grows_again_when_there_is_time():
    portions = Portions()
    portions.took(ROWS, LONGEST_MS + 1)
    assert rows_of(portions, page(1)) == [20, 20]
    portions.took(20, LONGEST_MS + 1)
    assert rows_of(portions, page(1)) == [10, 10, 10, 10]
    portions.took(10, 1)
    assert rows_of(portions, page(1)) == [15, 15, 10]
    portions.took(10, -3_600_000)
    assert rows_of(portions, page(1)) == [15, 15, 10], "a clock that was set back says nothing"


def test_while_the_till_is_at_work_a_portion_is_short_and_grows_when_it_rests():
    portions = Portions()
    portions.begins(7, NOON)
    portions.took(ROWS, 1)
    portions.begins(7, NOON)
    assert rows_of(portions, big_page()) == [200], "what the worker itself wrote is not the till's"
    portions.begins(8, NOON)
    assert rows_of(portions, big_page()) == [50, 50, 50, 50]
    portions.took(50, AT_WORK_MS + 1)
    portions.begins(9, NOON + 1)
    portions.took(25, AT_WORK_MS + 1)
    portions.took(20, AT_WORK_MS + 1)
    assert rows_of(portions, big_page()) == [20] * 10, "fewer would cost more than they spare"
    portions.begins(9, NOON + STILL_AT_WORK_MS + 2)
    portions.took(20, AT_WORK_MS + 1)
    assert rows_of(portions, big_page())[0] == 25, "at rest 6 ms are nobody's wait"


def test_a_sale_is_seen_by_whoever_lays_the_next_portion(tmp_path: Path):
    """The window is another process with a connection of its own."""
    till = TillOnDisk(tmp_path / "till").is_ready()
    worker = TillOnDisk(tmp_path / "till", clock=till.clock)
    worker.store.apply_page(page(1), NOON)
    worker.store.apply_page(page(2), NOON)
    assert rows_of(worker.store._portions, big_page()) == [200]
    till.rings_up(1)
    worker.store.apply_page(page(3), NOON)
    assert rows_of(worker.store._portions, big_page())[0] < 60
    worker.close()
    till.close()


def test_only_the_last_portion_says_what_the_page_says():
    portions = Portions()
    portions.took(ROWS, LONGEST_MS + 1)
    first, last = portions.of(page(1))
    assert (first.is_last, first.page.more, first.page.ahead) == (False, True, 27)
    assert (last.is_last, last.page.next, last.page.ahead) == (True, "behind-1", 7)


def test_whoever_is_killed_between_two_portions_asks_for_the_page_again(slow_till: TillOnDisk):
    clock = slow_till.clock
    assert isinstance(clock, SlowMachine)
    clock.pause = LONGEST_MS + 1
    slow_till.store.apply_page(page(1), clock.instant)
    assert (laid(slow_till, 1), slow_till.store.cursor()) == (ROWS, "behind-1")
    clock.looks_left = 4  # two for each portion: the third one is not committed
    with pytest.raises(PowerCut):
        slow_till.store.apply_page(page(2), clock.instant)
    assert 0 < laid(slow_till, 2) < ROWS
    assert slow_till.store.cursor() == "behind-1"
    clock.looks_left = None
    slow_till.store.apply_page(page(2), clock.instant)
    assert (laid(slow_till, 2), slow_till.store.cursor()) == (ROWS, "behind-2")
