"""A refund that takes days is followed by the mall to its end, also when the till that asked for it is gone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from posapp.domain.clock import DAY, HOUR, MINUTE
from posapp.domain.payment_code import CHANNELS
from sync.hub.db.payment_tables import merchant, payment_refund
from sync.hub.payments.following import RefundsUnderWay
from tests.integration.payments.test_bills_at_the_mall import BilledMall


class FollowingMall(BilledMall):
    """Looks after refunds as time goes by."""

    def __init__(self, folder, url):
        super().__init__(folder, url)
        self.refunds = RefundsUnderWay(self.database, self.clock, self.merchants)

    def meets(self, number, **faults):
        """Say what the next steps of an order will meet."""
        self.simulator.script({"number": number, **faults})

    def state(self, refund):
        with self.database.reading() as conn:
            return conn.scalar(select(payment_refund.c.state).where(payment_refund.c.number == refund))

    def looks_within(self, span, every=10 * MINUTE):
        """Let time go by; return how often a channel was asked."""
        looks = 0
        for _ in range(span // every):
            self.clock.goes_on(every)
            looks += self.refunds.work()
        return looks


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def mall(request, tmp_path):
    url = request.getfixturevalue("postgres").new_database() if request.param == "postgres" else ""
    opened = FollowingMall(tmp_path, url)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", CHANNELS)
def test_a_refund_that_takes_its_time_is_done_in_the_mall_s_book_though_no_till_asks(mall, name):
    number = mall.charges(name)
    mall.meets(number, refund=["processing"])
    back = mall.gives_back(name, number, 1_000)
    assert mall.state(back) == "processing"
    mall.looks_within(2 * DAY, every=HOUR)
    assert mall.state(back) == "done"
    assert mall.kept_fen() == 8_900
    mall.clock.goes_on(30 * DAY)
    assert mall.refunds.work() == 0, "what has ended is left alone"


def test_it_is_asked_about_ever_more_seldom(mall):
    number = mall.charges("alipay")
    mall.meets(number, refund=["processing"], refund_query=["http_500"] * 30)
    mall.gives_back("alipay", number, 1_000)
    assert mall.refunds.work() == 0, "the till may still be at it"
    first, later = mall.looks_within(2 * HOUR), mall.looks_within(10 * HOUR)
    assert 3 <= first <= 7
    assert later <= 4


def test_a_channel_that_does_not_answer_changes_nothing_and_is_asked_again(mall):
    number = mall.charges("wechat")
    mall.meets(number, refund=["processing"], refund_query=["bad_signature", "http_500"])
    back = mall.gives_back("wechat", number, 1_000)
    assert mall.looks_within(30 * MINUTE) >= 2
    assert mall.state(back) == "processing"
    mall.looks_within(2 * DAY, every=HOUR)
    assert mall.state(back) == "done"


def test_one_of_a_merchant_whose_keys_are_gone_waits_and_holds_nobody_up(mall):
    numbers = {name: mall.charges(name) for name in CHANNELS}
    backs = {}
    for name, number in numbers.items():
        mall.meets(number, refund=["processing"])
        backs[name] = mall.gives_back(name, number, 1_000)
    with mall.database.writing() as conn:
        conn.execute(merchant.delete().where(merchant.c.merchant_id == mall.ids["wechat"]))
    mall.looks_within(2 * DAY, every=HOUR)
    assert {name: mall.state(back) for name, back in backs.items()} == {"wechat": "processing", "alipay": "done"}
