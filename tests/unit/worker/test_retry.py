from random import Random

from posapp.domain.clock import DAY, SECOND, Millis
from posapp.services.ports import Attempt
from sync.worker.retry import CAP, FRESH, after_failure, is_due, is_probing

NOW = Millis(1_800_000_000_000)


def waits(failures: int, seed: int = 1, **values: int) -> int:
    return after_failure(Attempt(failures=failures), "offline", NOW, Random(seed), **values).next_try - NOW


def test_waits_grow_with_the_failures_and_never_pass_the_cap() -> None:
    for failures in range(40):
        assert all(0 <= waits(failures, seed) <= min(CAP, SECOND << failures) for seed in range(50))
    assert max(waits(30, seed) for seed in range(50)) > CAP // 2


def test_two_tills_do_not_come_back_at_the_same_moment() -> None:
    assert len({waits(8, seed) for seed in range(20)}) == 20


def test_the_mall_may_ask_for_a_longer_wait_but_not_for_ever() -> None:
    assert waits(0, retry_after_ms=30 * SECOND) == 30 * SECOND
    assert waits(0, retry_after_ms=DAY) == CAP


def test_a_failure_is_counted_and_named() -> None:
    once = after_failure(FRESH, "offline", NOW, Random(1))
    twice = after_failure(once, "timed_out", NOW, Random(1))
    assert (once.failures, once.trouble, twice.failures, twice.trouble) == (1, "offline", 2, "timed_out")


def test_a_direction_is_due_at_its_instant_and_not_before() -> None:
    assert is_due(FRESH, NOW)
    assert not is_due(Attempt(1, NOW + 1, "offline"), NOW)
    assert is_due(Attempt(1, NOW, "offline"), NOW)


def test_a_clock_set_back_by_a_day_does_not_stop_sync_for_a_day() -> None:
    assert is_due(Attempt(1, NOW + 5 * SECOND, "offline"), Millis(NOW - DAY))


def test_the_sixth_try_in_a_row_is_a_probe() -> None:
    assert [is_probing(Attempt(failures=n)) for n in (0, 4, 5, 9)] == [False, False, True, True]
