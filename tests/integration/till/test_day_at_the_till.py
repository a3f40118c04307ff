"""Pair, sign in, open, close, print: what a cashier does around the sales."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from posapp.domain.clock import MINUTE, SECOND
from posapp.domain.errors import BadAmount
from posapp.domain.money import Fen
from posapp.services.errors import (
    DatabaseUnreadable,
    LockedOut,
    NotSignedIn,
    PrinterTrouble,
    ShiftNotOpen,
    ShiftStillOpen,
    WrongPin,
)
from posapp.services.printing import Printing
from sync.protocol.signing import is_signed, sign
from sync.protocol.wire import FeedRow
from tests.fakes.till_on_disk import CLERK, PIN, TillOnDisk, stock

# --- pairing


def test_a_paired_till_knows_who_it_is_after_a_restart(new_till):
    assert not new_till.pairing.is_paired()
    assert new_till.store.identity() is None
    new_till.pairing.pair("http://hub", "12345678")
    new_till.close()
    again = TillOnDisk(new_till.folder)
    identity = again.store.identity()
    assert (identity.device, identity.generation, identity.shop_id, identity.hub_url) == (
        "d:till", 1, "shop-1", "http://hub"
    )  # fmt: skip
    assert is_signed(new_till.mall.asked[0][2], b"request", sign(identity.private_key, b"request"))
    assert again.pairing.is_paired()
    again.close()


def test_a_file_with_one_shops_sales_is_not_given_to_another_shop(till):
    till.shifts.close(20_000)
    till.pushed(2)
    till.mall.shop_id = "shop-2"
    with pytest.raises(DatabaseUnreadable) as refused:
        till.pairing.pair("http://elsewhere", "12345678")
    assert refused.value.values == {"reason": "other_shop"}
    assert till.store.identity().shop_id == "shop-1"


def test_a_till_is_not_paired_again_while_its_shift_is_open(till):
    with pytest.raises(ShiftStillOpen):
        till.pairing.pair("http://hub", "12345678")
    assert len(till.mall.asked) == 1


def test_a_shift_that_opens_while_the_mall_answers_keeps_the_till_who_it_was(till):
    till.shifts.close(20_000)
    till.pushed(2)
    till.mall.meanwhile = lambda: till.shifts.open(Fen(20_000))
    with pytest.raises(ShiftStillOpen):
        till.pairing.pair("http://hub", "12345678")
    assert till.store.identity().generation == 1
    assert [operation.kind for operation in till.store.outbox(10, 1 << 20)] == ["shift.open"]
    till.rings_up(1)
    till.paying.pay_cash()
    assert till.store.waiting() == 2


def test_a_till_that_is_paired_again_begins_a_new_log_and_a_new_letter(till):
    till.rings_up(1)
    till.paying.pay_cash()
    till.shifts.close(29_900)
    till.pulls(stock("v1", 9), stream="stock", applied=3, ver=2)
    till.pushed(3)
    till.pairing.pair("http://hub", "12345678")
    assert till.store.identity().generation == 2
    assert till.store.outbox(10, 1 << 20) == []
    till.pulls(stock("v1", 9), stream="stock", applied=0, ver=2, more=True)
    assert till.on_hand("v1") == 9
    till.shifts.open(0)
    till.rings_up(1)
    assert till.paying.pay_cash().receipt_no == "021-01-B-0000001"
    assert [operation.seq for operation in till.store.outbox(10, 1 << 20)] == [1, 2]
    assert till.on_hand("v1") == 8


# --- signing in


def test_the_right_pin_signs_in_and_lock_signs_off(till):
    assert [each.number for each in till.signing_in.staff()] == ["1001"]
    assert till.signing_in.who().name.en == "Wang Fang"
    till.signing_in.lock()
    assert till.signing_in.who() is None
    with pytest.raises(NotSignedIn):
        till.rings_up(1)


def test_whoever_the_mall_took_off_the_staff_does_nothing_more_here(till):
    till.rings_up(1)
    gone = FeedRow(t="staff", id=CLERK.id, ver=2, deleted=True, row=msgspec.Raw(b"null"))
    till.pulls(gone, stream="shop", more=True)
    acts = (
        lambda: till.rings_up(2),
        till.paying.pay_cash,
        lambda: till.shifts.close(20_000),
    )
    for act in acts:
        with pytest.raises(NotSignedIn):
            act()
    assert till.selling.current().pieces == 1
    assert till.signing_in.at_work() is None
    till.pulls(CLERK, stream="shop", more=True, ver=3)
    assert till.signing_in.at_work() is None, "back on the staff, she still has to sign in"
    assert till.signing_in.sign_in("1001", PIN) == till.signing_in.at_work()


def test_five_wrong_pins_make_the_till_wait_and_a_restart_does_not_help(till):
    till.signing_in.lock()
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongPin) as refused:
            till.signing_in.sign_in("1001", "000000")
        assert refused.value.values == {"tries_left": left}
    with pytest.raises(LockedOut) as locked:
        till.signing_in.sign_in("1001", "000000")
    assert locked.value.values == {"seconds": 30}
    till.close()
    again = TillOnDisk(till.folder, clock=till.clock)
    till.clock.goes_on(10 * SECOND)
    with pytest.raises(LockedOut) as locked:
        again.signing_in.sign_in("1001", PIN)
    assert locked.value.values == {"seconds": 20}
    till.clock.goes_on(20 * SECOND)
    assert again.signing_in.sign_in("1001", PIN).number == "1001"
    with pytest.raises(WrongPin) as refused:
        again.signing_in.sign_in("1001", "000000")
    assert refused.value.values == {"tries_left": 4}
    again.close()


def test_whoever_goes_on_guessing_waits_longer(till):
    def guess_five_times() -> int:
        for _ in range(4):
            with pytest.raises(WrongPin):
                till.signing_in.sign_in("1001", "000000")
        with pytest.raises(LockedOut) as locked:
            till.signing_in.sign_in("1001", "000000")
        till.clock.goes_on(locked.value.values["seconds"] * SECOND)
        return locked.value.values["seconds"]

    assert [guess_five_times() for _ in range(4)] == [30, 120, 600, 600]


def test_a_clock_that_was_set_back_keeps_nobody_out(till):
    for _ in range(4):
        with pytest.raises(WrongPin):
            till.signing_in.sign_in("1001", "000000")
    with pytest.raises(LockedOut):
        till.signing_in.sign_in("1001", "000000")
    till.clock.goes_on(-24 * 60 * MINUTE)
    assert till.signing_in.sign_in("1001", PIN)


def test_an_unknown_number_is_refused_like_a_wrong_pin(till):
    with pytest.raises(WrongPin):
        till.signing_in.sign_in("9999", PIN)


# --- the shift


def test_a_shift_adds_up_and_its_difference_is_a_fact(till):
    till.rings_up(1, 2)
    till.paying.pay_cash(20_000)
    till.rings_up(3)
    till.paying.pay_cash()
    running = till.shifts.current()
    assert (running.sales, running.pieces, running.takings, running.expected) == (2, 3, 29_700, 49_700)
    assert (running.counted, running.difference, running.proof) == (None, None, "open")
    closed = till.shifts.close(49_500)
    assert (closed.expected, closed.counted, closed.difference) == (49_700, 49_500, -200)
    assert (closed.first_receipt, closed.last_receipt) == ("021-01-A-0000001", "021-01-A-0000002")
    assert closed.proof == "waiting"
    assert till.shifts.current() is None
    assert till.shifts.latest() == closed


def test_a_shift_keeps_the_business_date_it_was_opened_on(till):
    till.clock.goes_on(13 * 60 * MINUTE)  # past midnight
    till.rings_up(1)
    till.paying.pay_cash()
    assert till.shifts.close(till.shifts.current().expected).business_date == "2026-11-22"
    assert till.shifts.open(0).business_date == "2026-11-23"


def test_the_latest_is_what_was_done_last_even_when_the_clock_was_set_back(till):
    till.rings_up(1)
    till.paying.pay_cash()
    till.shifts.close(29_900)
    till.clock.goes_on(-24 * 60 * MINUTE)
    till.shifts.open(0)
    till.rings_up(2)
    till.paying.pay_cash()
    closed = till.shifts.close(9_900)
    assert till.shifts.latest() == closed
    assert [brief.receipt_no for brief in till.paying.recent(1)] == ["021-01-A-0000002"]


def test_one_shift_at_a_time(till):
    with pytest.raises(ShiftStillOpen):
        till.shifts.open(0)
    till.shifts.close(till.shifts.current().expected)
    with pytest.raises(ShiftNotOpen):
        till.shifts.close(0)
    with pytest.raises(BadAmount):
        till.shifts.open(-1)


# --- paper


class FakePrinter:
    """Keeps what it printed; out of paper when told so."""

    def __init__(self):
        self.printed = []
        self.has_paper = True

    def print(self, receipt, *, kick_drawer):
        if not self.has_paper:
            raise PrinterTrouble(reason="paper")
        self.printed.append((receipt.receipt_no, receipt.is_copy, kick_drawer))


class FakePainter:
    def paint(self, receipt):
        return receipt.receipt_no.encode()


@pytest.fixture
def printer():
    return FakePrinter()


@pytest.fixture
def printing(till, printer):
    return Printing(till.file, till.clock, till.signing_in, printer, FakePainter())


def test_a_receipt_is_printed_once_and_opens_the_drawer(till, printing, printer):
    till.rings_up(1)
    finished = till.paying.pay_cash()
    printing.run()
    printing.run()
    assert printer.printed == [("021-01-A-0000001", False, True)]
    assert printing.preview(finished.sale_id) == b"021-01-A-0000001"


def test_the_next_sale_on_a_slow_printer_prints_no_receipt_twice(till, printing, printer):
    slow, is_printing, put_on_paper = threading.Event(), threading.Event(), printer.print

    def slowly(receipt, *, kick_drawer):
        is_printing.set()
        assert slow.wait(5)
        put_on_paper(receipt, kick_drawer=kick_drawer)

    printer.print = slowly
    with ThreadPoolExecutor(2) as lane:
        till.rings_up(1)
        till.paying.pay_cash()
        first = lane.submit(printing.run)
        assert is_printing.wait(5)
        till.rings_up(2)
        till.paying.pay_cash()
        second = lane.submit(printing.run)
        slow.set()
        first.result(5)
        second.result(5)
    assert [number for number, *_ in printer.printed] == ["021-01-A-0000001", "021-01-A-0000002"]


def test_a_copy_says_so_and_leaves_the_drawer_shut(till, printing, printer):
    till.rings_up(1)
    finished = till.paying.pay_cash()
    printing.run()
    printing.print_receipt(finished.sale_id)
    printing.run()
    assert printer.printed[1:] == [("021-01-A-0000001", True, False)]


def test_a_receipt_without_paper_waits_and_does_not_open_the_drawer_later(till, printing, printer):
    printer.has_paper = False
    till.rings_up(1)
    till.paying.pay_cash()
    with pytest.raises(PrinterTrouble):
        printing.run()
    with till.file.view() as view:
        (job,) = view.print_jobs.waiting()
    assert (job.attempts, job.trouble) == (1, "paper")
    printer.has_paper = True
    till.clock.goes_on(10 * MINUTE)
    printing.run()
    assert printer.printed == [("021-01-A-0000001", False, False)]
