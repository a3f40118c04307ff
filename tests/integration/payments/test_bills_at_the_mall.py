"""The mall reads its merchants' bills: what tills told agrees, what heals is healed, and the rest is for people."""

from __future__ import annotations

import itertools
import json

import pytest
from sqlalchemy import insert, select

from posapp.domain.clock import DAY, HOUR, MINUTE, SECOND, local
from posapp.domain.money import Fen
from posapp.domain.payment_channels import PaymentOrder, PaymentState, RefundOrder
from posapp.domain.payment_code import CHANNELS
from posapp.gateway.in_process import InProcess
from posapp.gateway.simulator import Simulator
from sync.hub.auth import Device
from sync.hub.db.channel_bill_tables import charged
from sync.hub.db.database import open_database
from sync.hub.db.migrate import upgrade
from sync.hub.db.review_tables import settlement
from sync.hub.errors import NoName, NotParked
from sync.hub.payments import bill_book
from sync.hub.payments.bills import MerchantBills
from sync.hub.payments.desk import PaymentDesk
from sync.hub.payments.merchants import ALL_SHOPS, Merchants, keep_merchant
from sync.hub.payments.sealing import Sealer
from sync.protocol.payments import ChargeRequest, PaymentRequest, RefundRequest
from tests.fakes.laid_tables import lay_hub
from tests.fakes.till_on_disk import FakeClock

TILL = Device("d:1", 1, "shop-1", "01", "active")


class BilledMall:
    """A hub's payments and bills on one database, with the simulator behind the same clock."""

    def __init__(self, folder, url):
        self.clock = FakeClock()
        self.simulator = Simulator(clock=self.clock)
        if not url:
            lay_hub(folder)
        self.database = open_database(folder, url)
        upgrade(self.database)
        sealer, told = Sealer(folder), self.simulator.keys.settings("http://gateway")
        with self.database.writing() as conn:
            self.ids = {
                name: keep_merchant(conn, sealer, name, json.dumps(told[name]), ALL_SHOPS, self.clock.now())
                for name in CHANNELS
            }
        self.merchants = Merchants(self.database, self.clock, sealer, transport=InProcess(self.simulator))
        self.desk = PaymentDesk(self.database, self.clock, self.merchants)
        self.bills = MerchantBills(self.database, self.clock, self.merchants)
        self._numbers = itertools.count(1)

    def charges(self, name, amount=9_900):
        """Have a phone pay a till; return the number."""
        place = next(self._numbers)
        number = f"shop101{local(self.clock.now()):%y%m%d}{place:016x}"
        code = ("13" if name == "wechat" else "28") + f"{place:014d}01"
        self.desk.charge(
            TILL, ChargeRequest(number=number, channel=name, amount_fen=amount, code=code, nonce=f"n{place}")
        )
        self.clock.goes_on(SECOND)
        return number

    def sells(self, name, amount=9_900):
        """Have a phone pay a sale that the till tells; return the number."""
        number = self.charges(name, amount)
        self.tells(number, amount)
        return number

    def tells(self, number, amount=9_900):
        with self.database.writing() as conn:
            conn.execute(
                insert(charged).values(
                    number=number, sale_id=f"sale-{number}", amount_fen=amount, at_ms=self.clock.now()
                )
            )

    def asks(self, name, number, amount=9_900):
        """Let the till ask where its payment stands."""
        request = PaymentRequest(number=number, channel=name, amount_fen=amount, nonce=f"q{next(self._numbers)}")
        return self.desk.query(TILL, request).state

    def gives_back(self, name, number, amount, paid=9_900):
        place = next(self._numbers)
        refund = f"Rshop101{local(self.clock.now()):%y%m%d}{place:016x}"
        self.desk.refund(
            TILL,
            RefundRequest(
                number=refund, channel=name, paid_number=number, paid_fen=paid, amount_fen=amount, nonce=f"r{place}"
            ),
        )
        return refund

    def next_morning(self):
        gone = local(self.clock.now()).date()
        half_past_ten = local(self.clock.now()).replace(hour=10, minute=30, second=0).timestamp() * 1000
        self.clock.goes_on(int(half_past_ten) + DAY - self.clock.now())
        return gone

    def works_on(self, times=4):
        for _ in range(times):
            self.bills.work()
            self.clock.goes_on(40 * MINUTE)

    def verdicts(self, name, day):
        with self.database.reading() as conn:
            found = bill_book.bill_of(conn, self.ids[name], day)
        return None if found is None else found.verdicts

    def open(self):
        with self.database.reading() as conn:
            return bill_book.open_differences(conn)

    def order(self, number):
        return next(one for one in self.simulator.book if one.number == number)

    def kept_fen(self):
        return self.simulator.book.account()["kept_fen"]

    def close(self):
        self.merchants.close()
        self.database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def mall(request, tmp_path):
    url = request.getfixturevalue("postgres").new_database() if request.param == "postgres" else ""
    opened = BilledMall(tmp_path, url)
    yield opened
    opened.close()


def test_what_the_tills_told_agrees_with_both_bills(mall):
    for name in CHANNELS:
        sold = mall.sells(name)
        mall.sells(name, 5_000)
        mall.gives_back(name, sold, 1_000)
    assert mall.bills.work() == 0, "nothing is due before the next morning"
    mall.clock.goes_on(2 * MINUTE)
    day = mall.next_morning()
    assert mall.bills.work() == 2
    assert [mall.verdicts(name, day) for name in CHANNELS] == [{"ok": 3}, {"ok": 3}]
    assert mall.open() == []
    assert mall.bills.work() == 0, "a bill is read once"
    with mall.database.reading() as conn:
        sums = bill_book.bill_of(conn, mall.ids["wechat"], day).sums
    assert (sums.rows, sums.paid, sums.returned) == (3, 14_900, 1_000)
    mall.bills.read(mall.ids["wechat"], day)
    assert mall.verdicts("wechat", day) == {"ok": 3}, "reading it again ends the same"


def test_money_of_which_no_till_has_told_a_sale_is_shown_until_it_does(mall):
    number = mall.charges("wechat")
    assert mall.asks("wechat", number) is PaymentState.PAID
    day = mall.next_morning()
    mall.works_on()
    (one,) = mall.open()
    assert (one.verdict, one.act, one.number, one.in_bill_fen) == ("bill_only_pay", "ask", number, 9_900)
    assert mall.kept_fen() == 9_900, "a till may still tell: nothing goes back by itself"
    mall.tells(number)
    mall.clock.goes_on(12 * HOUR)
    mall.works_on()
    assert (mall.verdicts("wechat", day), mall.open()) == ({"ok": 1}, [])


def test_money_that_came_in_after_the_channel_called_it_undone_goes_back_once(mall):
    mall.sells("wechat")
    number = mall.charges("wechat")
    mall.clock.goes_on(20 * SECOND)
    order = mall.order(number)
    order.state, order.charged_at = "reversed", None
    assert mall.asks("wechat", number) is PaymentState.REVERSED
    order.state, order.charged_at = "paid", order.paid_at
    mall.simulator.script({"number": number, "refund": ["not_done:lost"]})
    day = mall.next_morning()
    mall.works_on()
    assert mall.kept_fen() == 9_900, "the sale's own money stays"
    assert [refund.number for refund in mall.order(number).refunds] == [f"R{number}"]
    assert (mall.verdicts("wechat", day), mall.open()) == ({"ok": 2}, [])


def test_money_that_nobody_here_knows_goes_back_by_a_person_s_word_and_once(mall):
    mall.sells("alipay")
    stray = "shop902261122" + "ab" * 8
    channel = mall.merchants.channel_for(mall.ids["alipay"])
    channel.pay(PaymentOrder(stray, Fen(4_400)), "280000000000999901")
    mall.next_morning()
    mall.bills.work()
    (one,) = mall.open()
    assert (one.verdict, one.act, one.number) == ("bill_only_pay", "give_back", stray)
    with pytest.raises(NoName):
        mall.bills.give_back(one.finding_id, " ")
    mall.simulator.script({"number": stray, "refund": ["lost"]})
    assert mall.bills.give_back(one.finding_id, "Li") == "unknown"
    assert len(mall.open()) == 1, "nobody knows yet: it stays"
    assert mall.bills.give_back(one.finding_id, "Li") in ("done", "processing")
    assert [refund.amount for refund in mall.order(stray).refunds] == [4_400]
    assert mall.open() == []
    with pytest.raises(NotParked):
        mall.bills.give_back(one.finding_id, "Li")
    with mall.database.reading() as conn:
        (entry,) = conn.execute(select(settlement)).all()
    assert (entry.about, entry.action, entry.who) == (f"bill:{one.finding_id}", "give_back", "Li")
    day = mall.next_morning()
    mall.works_on()
    assert mall.verdicts("alipay", day) == {"ok": 1}


def test_what_a_till_has_begun_to_give_back_is_not_given_back_again(mall):
    mall.sells("alipay")
    stray = "shop902261122" + "ab" * 8
    channel = mall.merchants.channel_for(mall.ids["alipay"])
    channel.pay(PaymentOrder(stray, Fen(4_400)), "280000000000999901")
    mall.next_morning()
    mall.bills.work()
    (one,) = mall.open()
    mall.gives_back("alipay", stray, 1_000, paid=4_400)
    assert mall.bills.give_back(one.finding_id, "Li") == "refused"
    assert sum(refund.amount for refund in mall.order(stray).refunds) == 1_000
    with mall.database.reading() as conn:
        assert bill_book.known_numbers(conn, [f"R{stray}"]) == frozenset(), "the channel was not even asked"


def test_what_a_person_has_settled_stays_settled(mall):
    sold = mall.sells("wechat")
    mall.order(sold).amount += 1
    day = mall.next_morning()
    mall.bills.work()
    (one,) = mall.open()
    assert (one.verdict, one.in_bill_fen, one.claimed_fen) == ("amount_diff", 9_901, 9_900)
    with pytest.raises(NotParked):
        mall.bills.give_back(one.finding_id, "Li")
    with pytest.raises(NoName):
        mall.bills.settle(one.finding_id, "", "taken_as_difference")
    mall.bills.settle(one.finding_id, "Li", "taken_as_difference")
    mall.bills.read(mall.ids["wechat"], day)
    assert mall.open() == []


def test_a_sale_that_the_bill_lacks_and_a_refund_that_no_till_made_are_for_people(mall):
    lost, sold = mall.sells("wechat"), mall.sells("wechat")
    mall.order(lost).charged_at = None
    channel = mall.merchants.channel_for(mall.ids["wechat"])
    channel.refund(RefundOrder("by_hand_1", PaymentOrder(sold, Fen(9_900)), Fen(300)))
    mall.next_morning()
    mall.works_on()
    found = {one.verdict: (one.number, one.asked) for one in mall.open()}
    assert found == {"local_only_pay": (lost, "paid"), "bill_only_refund": (sold, "")}


def test_a_torn_bill_is_not_used_and_is_fetched_again(mall):
    mall.sells("wechat")
    mall.simulator.script({"number": "bill", "channel": "wechat", "bill": ["wrong_hash"]})
    day = mall.next_morning()
    mall.bills.work()
    with mall.database.reading() as conn:
        progress = bill_book.bill_of(conn, mall.ids["wechat"], day).progress
    assert (progress.reading, progress.code) == ("broken", "wrong_hash")
    mall.bills.work()
    assert mall.verdicts("wechat", day) == {}, "not at once"
    mall.clock.goes_on(5 * MINUTE)
    mall.bills.work()
    assert mall.verdicts("wechat", day) == {"ok": 1}


def test_what_the_mini_program_sold_under_the_same_merchant_is_counted_and_left_alone(mall):
    mall.sells("wechat")
    channel = mall.merchants.channel_for(mall.ids["wechat"])
    channel.pay(PaymentOrder("mini_program_000017", Fen(700)), "130000000000999901")
    day = mall.next_morning()
    mall.bills.work()
    with mall.database.reading() as conn:
        sums = bill_book.bill_of(conn, mall.ids["wechat"], day).sums
    assert (sums.rows, sums.others, sums.others_paid, mall.open()) == (1, 1, 700, [])


def test_a_payment_around_midnight_is_found_in_the_next_bill(mall):
    mall.sells("wechat")
    mall.clock.goes_on(11 * HOUR + 58 * MINUTE)
    late = mall.sells("wechat")
    mall.order(late).charged_at += 3 * MINUTE
    day = mall.next_morning()
    mall.bills.work()
    assert [(one.verdict, one.act) for one in mall.open()] == [("cross_day", "wait")]
    following = mall.next_morning()
    mall.bills.work()
    assert (mall.verdicts("wechat", day), mall.open()) == ({"ok": 1, "cross_day": 1}, [])
    assert mall.verdicts("wechat", following) == {"cross_day": 1}
