"""What a till stamps when its machine's clock is dead, wrong, or set while somebody sells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posapp.domain.clock import DAY, HOUR, MINUTE, SECOND, Millis
from posapp.domain.till_clock import LARGEST_LEAD, Seen, TillClock
from posapp.domain.value import Contact

NOON = Millis(1_795_320_000_000)
YEAR_2099 = Millis(4_086_000_000_000)
BORN = Millis(1_000)
"""What a machine without a battery shows: 1970."""


NOTHING = Seen(Millis(0), None)


class Machine:
    """A machine whose clock can be set and whose ticks cannot."""

    def __init__(self, shows: int = NOON, ticks: int = 50_000) -> None:
        self.shows, self.ticks = shows, ticks

    def now(self) -> Millis:
        return Millis(self.shows)

    def pass_(self, milliseconds: int) -> None:
        self.shows += milliseconds
        self.ticks += milliseconds

    def sleep(self, milliseconds: int) -> None:
        """The ticks of some machines stand still meanwhile."""
        self.shows += milliseconds

    def clock(self, seen: Seen = NOTHING) -> TillClock:
        clock = TillClock(self, lambda: self.ticks)
        clock.learn(seen)
        return clock

    def told(self, clock: TillClock, mall: int, latest: int = 0) -> None:
        """The mall says what time it is."""
        clock.learn(Seen(Millis(latest), Contact(self.now(), self.ticks, Millis(mall))))


def test_a_machine_that_nothing_contradicts_is_believed() -> None:
    machine = Machine()
    clock = machine.clock(Seen(Millis(NOON - HOUR), Contact(Millis(NOON - DAY), 4, Millis(NOON - DAY))))
    assert clock.read() == (NOON, 0)
    machine.pass_(3 * DAY)
    assert clock.read() == (NOON + 3 * DAY, 0)


def test_a_dead_battery_goes_on_from_the_last_stamp() -> None:
    machine = Machine(BORN)
    clock = machine.clock(Seen(NOON, None))
    machine.pass_(10 * SECOND)
    assert clock.now() == NOON + 10 * SECOND
    assert clock.read().off_by == NOON - BORN
    assert clock.read().is_suspect


def test_a_dead_battery_goes_by_the_mall_once_it_was_heard() -> None:
    machine = Machine(BORN)
    clock = machine.clock(Seen(NOON, None))
    machine.told(clock, NOON + 9 * HOUR, latest=NOON)
    machine.pass_(MINUTE)
    assert clock.now() == NOON + 9 * HOUR + MINUTE
    assert clock.read().off_by == NOON + 9 * HOUR - BORN


def test_what_was_stamped_in_2099_is_taken_back_by_the_mall_alone() -> None:
    machine = Machine(YEAR_2099)
    clock = machine.clock(Seen(NOON, None))
    clock.stamped(clock.now())
    assert clock.read() == (YEAR_2099, 0)
    machine.shows = NOON + HOUR
    assert clock.now() == YEAR_2099
    machine.told(clock, NOON + HOUR, latest=YEAR_2099)
    assert clock.read() == (NOON + HOUR, 0)


def test_a_machine_in_2099_goes_by_the_mall() -> None:
    machine = Machine(YEAR_2099)
    clock = machine.clock()
    machine.told(clock, NOON)
    machine.pass_(MINUTE)
    assert clock.now() == NOON + MINUTE
    assert clock.read().off_by == NOON - YEAR_2099


@pytest.mark.parametrize("error", [-DAY, -10 * MINUTE, 10 * MINUTE, DAY])
def test_a_machine_that_is_off_goes_by_the_mall(error: int) -> None:
    machine = Machine(NOON + error)
    clock = machine.clock()
    machine.told(clock, NOON)
    machine.pass_(HOUR)
    assert clock.read() == (NOON + HOUR, -error)


def test_a_machine_that_is_a_little_fast_keeps_its_time() -> None:
    machine = Machine(NOON + 3 * MINUTE)
    clock = machine.clock()
    machine.told(clock, NOON)
    assert clock.read() == (NOON + 3 * MINUTE, -3 * MINUTE)


def test_a_clock_set_back_in_the_middle_of_a_sale_stamps_nothing_earlier() -> None:
    machine = Machine()
    clock = machine.clock()
    clock.stamped(clock.now())
    machine.pass_(SECOND)
    machine.shows -= 2 * HOUR
    assert clock.now() == NOON + SECOND
    machine.pass_(SECOND)
    assert clock.now() == NOON + 2 * SECOND
    assert clock.read().off_by == 2 * HOUR


def test_a_machine_that_slept_knows_the_time_when_it_wakes() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.told(clock, NOON)
    machine.sleep(12 * HOUR)
    assert clock.read() == (NOON + 12 * HOUR, 0)


def test_a_clock_that_is_set_right_is_believed_at_once() -> None:
    machine = Machine(NOON + DAY)
    clock = machine.clock()
    machine.told(clock, NOON)
    machine.shows -= DAY
    machine.pass_(MINUTE)
    assert clock.read() == (NOON + MINUTE, 0)


def test_ticks_of_an_earlier_start_of_the_machine_say_nothing() -> None:
    machine = Machine(NOON + DAY, ticks=20)
    before = Contact(Millis(NOON), 90_000_000, Millis(NOON + 7 * MINUTE))
    assert machine.clock(Seen(NOON, before)).read() == (NOON + DAY, 0)


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("passes"), st.integers(0, DAY)),
            st.tuples(st.just("is set"), st.integers(BORN, YEAR_2099)),
            st.tuples(st.just("stamps"), st.just(0)),
        )
    )
)
def test_no_stamp_is_earlier_than_the_one_before_over_restarts(events: list[tuple[str, int]]) -> None:
    machine, latest = Machine(), 0
    clock = machine.clock()
    for what, value in events:
        if what == "passes":
            machine.pass_(value)
        elif what == "is set":
            machine.shows = value
        else:
            stamp = clock.now()
            assert stamp >= latest
            latest = stamp
            clock.stamped(stamp)
            clock = machine.clock(Seen(stamp, None))


@given(st.integers(BORN, YEAR_2099), st.integers(0, YEAR_2099), st.integers(0, DAY))
def test_after_a_word_from_the_mall_no_stamp_is_far_from_its_time(shows: int, latest: int, passes: int) -> None:
    machine = Machine(shows)
    clock = machine.clock(Seen(Millis(latest), None))
    machine.told(clock, NOON, latest)
    machine.pass_(passes)
    assert NOON + passes <= clock.now() <= NOON + passes + LARGEST_LEAD
