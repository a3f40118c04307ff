"""The morning run of the mall, and of a till with keys of its own, at the gateway as a program: did the money move?"""

from __future__ import annotations

import itertools
import json
from datetime import date

import pytest

from posapp.domain.clock import DAY, HOUR, MINUTE, Millis, at, local
from posapp.domain.money import Fen
from posapp.domain.payment_channels import PaymentOrder
from posapp.domain.payment_code import CHANNELS
from posapp.services.bills import Bills
from sync.hub.auth import Device
from sync.hub.db.database import open_database
from sync.hub.db.migrate import upgrade
from sync.hub.errors import NoName, NotParked
from sync.hub.payments import bill_book
from sync.hub.payments.bills import MerchantBills
from sync.hub.payments.desk import PaymentDesk
from sync.hub.payments.merchants import ALL_SHOPS, Merchants, keep_merchant
from sync.hub.payments.sealing import Sealer
from sync.protocol.payments import ChargeRequest, RefundRequest
from tests.fakes.laid_tables import lay_hub
from tests.fakes.wired_till import WiredTill
from tests.integration.payments.conftest import code

TILL = Device("d:1", 1, "shop-1", "01", "active")
BOTH = pytest.mark.parametrize("name", CHANNELS)

_days = itertools.count(800, 20)
_numbers = itertools.count(1)


def moves_to(gateway, instant: Millis) -> None:
    """Let it be this instant at the gateway, at the mall and at the till."""
    gateway.move_clock(gateway.ahead_ms + instant - gateway.clock.now())


def morning_after(gateway, day: date) -> None:
    moves_to(gateway, Millis(at(day, 0) + DAY + 10 * HOUR + 30 * MINUTE))


class MorningMall:
    """A hub whose merchants are the gateway's."""

    def __init__(self, folder, gateway):
        lay_hub(folder)
        self.gateway = gateway
        self.database = open_database(folder, "")
        upgrade(self.database)
        sealer, told = Sealer(folder), gateway.settings()
        with self.database.writing() as conn:
            self.ids = {
                name: keep_merchant(conn, sealer, name, json.dumps(told[name]), ALL_SHOPS, gateway.clock.now())
                for name in CHANNELS
            }
        self.merchants = Merchants(self.database, gateway.clock, sealer)
        self.desk = PaymentDesk(self.database, gateway.clock, self.merchants)
        self.bills = MerchantBills(self.database, gateway.clock, self.merchants)

    def trades(self, name):
        """Take two payments and give a part of one back; return the numbers of the payments."""
        numbers = [f"shop101{local(self.gateway.clock.now()):%y%m%d}{next(_numbers):016x}" for _ in range(2)]
        for number in numbers:
            request = ChargeRequest(number=number, channel=name, amount_fen=9_900, code=code(name), nonce=f"n{number}")
            self.desk.charge(TILL, request)
        back = RefundRequest(
            number=f"R{numbers[0]}", channel=name, paid_number=numbers[0], paid_fen=9_900, amount_fen=1_000,
            nonce=f"r{numbers[0]}",
        )  # fmt: skip
        self.desk.refund(TILL, back)
        return numbers

    def moved(self, name, day):
        with self.database.reading() as conn:
            found = bill_book.bill_of(conn, self.ids[name], day)
        return found.movements

    def close(self):
        self.merchants.close()
        self.database.close()


@pytest.fixture
def mall(tmp_path, gateway):
    opened = MorningMall(tmp_path, gateway)
    yield opened
    opened.close()


@pytest.fixture
def noon(gateway):
    """A noon that no other test uses; return the day."""
    return gateway.move_to_noon(next(_days))


@BOTH
def test_the_mall_reads_by_itself_whether_the_money_moved(mall, gateway, noon, name):
    mall.trades(name)
    moves_to(gateway, Millis(at(noon, 0) + DAY + 9 * HOUR))
    assert mall.bills.work() == 0, "neither bill is made before ten"
    morning_after(gateway, noon)
    assert mall.bills.work() == 1
    moved = mall.moved(name, noon)
    assert (moved.progress.reading, moved.figures.rows, moved.figures.agreed, moved.figures.differ) == (
        "ready",
        3,
        3,
        0,
    )
    assert moved.figures.closing - moved.figures.opening == 2 * 9_900 - 1_000
    assert mall.bills.work() == 0, "once a day"


@BOTH
def test_movements_that_do_not_come_are_asked_for_again_and_the_bill_stands_meanwhile(mall, gateway, noon, name):
    mall.trades(name)
    morning_after(gateway, noon)
    gateway.script("bill", channel=name, bill=["", "lost", "", "wrong_sums"])
    assert mall.bills.work() == 1
    with mall.database.reading() as conn:
        kept = bill_book.bill_of(conn, mall.ids[name], noon)
    assert (kept.progress.reading, kept.movements.progress.reading) == ("ready", "unknown")
    assert mall.bills.work() == 0, "not at once"
    moves_to(gateway, Millis(gateway.clock.now() + 6 * MINUTE))
    assert mall.bills.work() == 1
    assert (mall.moved(name, noon).progress.reading, mall.moved(name, noon).progress.code) == ("broken", "wrong_sums")
    moves_to(gateway, Millis(gateway.clock.now() + 11 * MINUTE))
    assert mall.bills.work() == 1
    assert (mall.moved(name, noon).progress.reading, mall.moved(name, noon).figures.agreed) == ("ready", 3)
    assert mall.bills.work() == 0


def test_a_hash_that_is_not_the_movements_own_is_never_used(mall, gateway, noon):
    mall.trades("wechat")
    morning_after(gateway, noon)
    gateway.script("bill", channel="wechat", bill=["", "wrong_hash"])
    mall.bills.work()
    moved = mall.moved("wechat", noon)
    assert (moved.progress.reading, moved.progress.code, moved.figures.rows) == ("broken", "wrong_hash", 0)


def test_who_never_gets_them_is_not_asked_for_ever(mall, gateway, noon):
    mall.trades("wechat")
    morning_after(gateway, noon)
    gateway.script("bill", channel="wechat", bill=["", "http_500"])
    mall.bills.work()
    moves_to(gateway, Millis(at(noon, 0) + 12 * DAY))
    asked = mall.moved("wechat", noon).progress.tries
    for _ in range(12):  # the quiet days between
        mall.bills.work()
    assert mall.moved("wechat", noon).progress.tries == asked
    mall.bills.read(mall.ids["wechat"], noon)
    assert mall.moved("wechat", noon).progress.reading == "ready", "by hand it is fetched all the same"


@BOTH
def test_money_that_did_not_reach_the_account_is_named_and_closed_by_a_person(mall, gateway, noon, name):
    mall.trades(name)
    morning_after(gateway, noon)
    gateway.script("bill", channel=name, bill=["", "lost_money"])
    mall.bills.work()
    moved = mall.moved(name, noon)
    (one,) = moved.figures.unmatched
    assert (moved.figures.differ, one.is_billed, abs(one.amount) in (1_000, 9_900)) == (1, True, True)
    with pytest.raises(NoName):
        mall.bills.settle_funds(mall.ids[name], noon, " ", "channel_puts_it_right")
    mall.bills.settle_funds(mall.ids[name], noon, "Li", "channel_puts_it_right")
    with pytest.raises(NotParked):
        mall.bills.settle_funds(mall.ids[name], noon, "Li", "channel_puts_it_right")


@BOTH
def test_a_till_with_keys_of_its_own_reads_them_in_the_same_morning(tmp_path, gateway, till, noon, name):
    wired = WiredTill(tmp_path / "till", name).is_ready()
    wired.channel.close()
    bills = Bills(wired.file, gateway.clock, lambda: {name: till(name)})
    till(name).pay(PaymentOrder(f"other902{next(_numbers):016x}", Fen(700)), code(name))
    morning_after(gateway, noon)
    gateway.script("bill", channel=name, bill=["", "lost"])
    assert bills.read(name, noon).movements.progress.reading == "unknown"
    moved = bills.read(name, noon).movements
    assert (moved.progress.reading, moved.figures.agreed, moved.differs) == ("ready", 1, False), "all of the merchant's"
    with wired.file.view() as view:
        assert view.bills.bill(name, noon).movements == moved, "it is kept"
    wired.close()
