"""A till whose machine believes that it is 1970, 2099 or yesterday sells, says so, and is right again by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from posapp.domain.clock import DAY, HOUR, MINUTE, SECOND
from posapp.domain.identity import VariantId
from posapp.domain.money import Fen
from posapp.services.errors import ClockWantsManager
from sync.protocol import rows
from sync.protocol.hlc import LARGEST_LEAD_MS
from sync.protocol.wire import PushAnswer
from tests.fakes.clocked_till import Machine, hears, sells, started
from tests.fakes.till_on_disk import CLERK, NOON, PIN, PIN_HASH, TillOnDisk

MANAGER = rows.Staff(id="staff-2", number="1002", name_zh="赵敏", name_en="Zhao Min", role="manager", pin_hash=PIN_HASH)
TO_1970, TO_2099 = 1_000 - NOON, 4_086_000_000_000 - NOON
FAR_OFF = [pytest.param(TO_1970, id="1970"), pytest.param(-DAY - HOUR, id="slow"), pytest.param(DAY + HOUR, id="fast")]
ERRORS = [
    *FAR_OFF,
    pytest.param(TO_2099, id="2099"),
    pytest.param(-10 * MINUTE, id="ten minutes slow"),
    pytest.param(10 * MINUTE, id="ten minutes fast"),
]


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def till(tmp_path: Path, machine: Machine) -> Iterator[TillOnDisk]:
    ready = started(tmp_path / "till", machine).is_ready()
    ready.pulls(MANAGER, stream="shop")
    hears(ready, NOON)
    yield ready
    ready.close()


@pytest.mark.parametrize("error", ERRORS)
def test_a_clock_that_jumps_refuses_no_sale_and_once_the_mall_answers_stamps_are_right(
    till: TillOnDisk, machine: Machine, error: int
) -> None:
    machine.is_set(error)
    sells(till)
    hears(till, NOON)
    machine.goes_on(SECOND)
    sold = sells(till)
    assert sold.at == NOON + SECOND
    assert sold.clock_off_ms == -error
    assert till.syncing.status().clock_off_ms == -error


@pytest.mark.parametrize("error", [pytest.param(TO_1970, id="1970"), -DAY - HOUR, -10 * MINUTE])
def test_a_clock_that_fell_behind_over_night_goes_on_from_the_last_stamp(
    till: TillOnDisk, machine: Machine, error: int
) -> None:
    before = sells(till)
    till.close()
    machine.is_set(error)
    machine.ticks = 5_000  # and the machine was started anew
    again = started(till.folder, machine)
    again.signing_in.sign_in("1001", PIN)
    machine.goes_on(SECOND)
    sold = sells(again)
    assert sold.at == before.at + SECOND
    assert sold.clock_off_ms == -error
    assert again.syncing.status().clock_is_off
    again.close()


def test_a_clock_set_back_while_goods_lie_in_the_cart(till: TillOnDisk, machine: Machine) -> None:
    first = sells(till)
    till.selling.add(VariantId("v2"))
    machine.is_set(-3 * HOUR)
    machine.goes_on(SECOND)
    till.paying.pay_cash()
    assert max(till.syncing.outbox(), key=lambda entry: entry.seq).at == first.at + SECOND


def test_hybrid_time_goes_on_over_restarts_set_backs_and_a_new_log(till: TillOnDisk, machine: Machine) -> None:
    sells(till)
    before = till.store.outbox(100, 1 << 30)[-1].hlc
    answer = PushAnswer(
        epoch="epoch-1", received_through=0, backed_up_through=0, results=[], want=[], server_ms=NOON,
        hlc=before + 4 * MINUTE,
    )  # fmt: skip
    till.store.record_push(answer, till.clock.now())
    till.close()
    machine.is_set(-DAY)
    again = started(till.folder, machine)
    again.signing_in.sign_in("1001", PIN)
    sells(again)
    heard = again.store.outbox(100, 1 << 30)[-1].hlc
    assert heard == before + 4 * MINUTE + 1
    again.shifts.close(again.shifts.current().expected)
    again.pairing.pair("http://hub", "12345678")
    again.pulls(CLERK, MANAGER, stream="shop")
    again.signing_in.sign_in("1001", PIN)
    again.shifts.open(Fen(0))
    assert again.store.outbox(100, 1 << 30)[-1].hlc > heard
    again.close()


def test_a_mall_far_ahead_takes_no_hybrid_time_along(till: TillOnDisk) -> None:
    answer = PushAnswer(
        epoch="epoch-1", received_through=0, backed_up_through=0, results=[], want=[], server_ms=NOON,
        hlc=NOON + LARGEST_LEAD_MS + 1,
    )  # fmt: skip
    till.store.record_push(answer, till.clock.now())
    sells(till)
    assert till.store.outbox(100, 1 << 30)[-1].hlc < NOON + MINUTE


@pytest.mark.parametrize("error", FAR_OFF)
def test_a_shift_with_a_date_in_doubt_is_opened_by_a_manager(till: TillOnDisk, machine: Machine, error: int) -> None:
    till.shifts.close(till.shifts.current().expected)
    machine.is_set(error)
    hears(till, NOON)
    with pytest.raises(ClockWantsManager):
        till.shifts.open(Fen(20_000))
    till.signing_in.sign_in("1002", PIN)
    assert till.shifts.open(Fen(20_000)).business_date == "2026-11-22"


def test_ten_minutes_are_no_matter_for_a_manager(till: TillOnDisk, machine: Machine) -> None:
    till.shifts.close(till.shifts.current().expected)
    machine.is_set(-10 * MINUTE)
    hears(till, NOON)
    assert till.shifts.open(Fen(20_000)).business_date == "2026-11-22"
    assert till.syncing.status().clock_is_off


def test_a_clock_that_is_right_says_nothing(till: TillOnDisk, machine: Machine) -> None:
    machine.goes_on(MINUTE)
    sold = sells(till)
    assert (sold.at, sold.clock_off_ms) == (NOON + MINUTE, 0)
    assert not till.syncing.status().clock_is_off
