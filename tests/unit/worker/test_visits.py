"""The worker tells the mall who stands at the counter: once a visit, and never at the cost of anything else."""

from random import Random

import pytest

from posapp.domain.clock import HOUR, MINUTE, Millis
from posapp.domain.identity import MemberId
from sync.worker.errors import Offline
from sync.worker.round import Outcome, Round
from tests.fakes.mall import FakeMall
from tests.fakes.sync_store import FakeSyncStore, an_identity

LIN, ZHOU = MemberId("lin"), MemberId("zhou")


class FakeClock:
    def __init__(self) -> None:
        self.instant = Millis(1_800_000_000_000)

    def now(self) -> Millis:
        return self.instant

    def goes_on(self, by: int) -> None:
        self.instant = Millis(self.instant + by)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def mall() -> FakeMall:
    return FakeMall()


@pytest.fixture
def store() -> FakeSyncStore:
    return FakeSyncStore(an_identity())


@pytest.fixture
def round_(store: FakeSyncStore, mall: FakeMall, clock: FakeClock) -> Round:
    return Round(store, mall, clock, Random(1))


def test_a_member_is_told_of_once_while_she_stands_there(
    store: FakeSyncStore, mall: FakeMall, clock: FakeClock, round_: Round
) -> None:
    assert round_.greet() is Outcome.DONE
    store.who_is_here = LIN
    for _ in range(3):
        round_.greet()
        clock.goes_on(MINUTE)
    store.who_is_here = ZHOU
    round_.greet()
    assert mall.visitors == [LIN, ZHOU]
    clock.goes_on(HOUR)
    round_.greet()
    assert mall.visitors == [LIN, ZHOU, ZHOU], "whoever stays for long is told of again"


def test_a_mall_that_is_away_is_asked_again_later_and_nothing_else_waits(
    store: FakeSyncStore, mall: FakeMall, clock: FakeClock, round_: Round
) -> None:
    store.who_is_here = LIN
    mall.visit_troubles.append(Offline("away"))
    assert round_.greet() is Outcome.HELD
    assert round_.greet() is Outcome.HELD
    assert round_.pull(0) is not Outcome.HELD
    clock.goes_on(HOUR)
    round_.greet()
    assert mall.visitors == [LIN]
