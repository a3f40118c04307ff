"""A till without keys pays through its mall: each code once, whoever asks again, and no word but the mall's own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from posapp.adapters.payments.mall import MallChannel
from posapp.domain.clock import DAY, Millis
from posapp.domain.money import Fen
from posapp.domain.payment_channels import PaymentOrder, PaymentState, RefundOrder, RefundState
from sync.hub import enrolment
from sync.hub.db.payment_tables import payment, payment_refund
from sync.protocol.decoding import from_json
from sync.protocol.payments import ChargeRequest, PaymentReply, PaymentRequest, RefundRequest
from tests.fakes.paying_mall import PairedAtHand, PayingMall
from tests.fakes.small_chain import OTHER_SHOP, SHOP
from tests.integration.payments.conftest import code, order

BOTH = pytest.mark.parametrize("name", ["wechat", "alipay"])


@pytest.fixture(scope="module")
def counter(mall: PayingMall) -> PairedAtHand:
    return mall.till(SHOP)


@pytest.fixture(scope="module")
def elsewhere(mall: PayingMall) -> PairedAtHand:
    """A till of the shop that has nobody to pay."""
    return mall.till(OTHER_SHOP)


@pytest.fixture
def channel(name: str, counter: PairedAtHand) -> MallChannel:
    return counter.channel(name)


def charge(of: PaymentOrder, channel: str = "wechat", **changed: object) -> ChargeRequest:
    told = {"number": of.number, "channel": channel, "amount_fen": of.amount, "code": code(channel), "nonce": "n"}
    return ChargeRequest(**{**told, **changed})


def query(of: PaymentOrder, channel: str = "wechat") -> PaymentRequest:
    return PaymentRequest(number=of.number, channel=channel, amount_fen=of.amount, nonce="n")


def kept(mall: PayingMall, number: str) -> object:
    with mall.database.reading() as conn:
        return conn.execute(select(payment).where(payment.c.number == number)).one_or_none()


# --- what a cashier does all day


@BOTH
def test_a_phone_pays_and_the_mall_knows_for_whom(mall, counter, channel, name):
    bought = order()
    answer = channel.pay(bought, code(name))
    assert (answer.state, answer.is_verified, answer.amount) == (PaymentState.PAID, True, bought.amount)
    assert channel.query(bought) == channel.query(bought)
    assert mall.gateway.account(bought.number)["charged_fen"] == bought.amount
    row = kept(mall, bought.number)
    assert (row.shop_id, row.till_no, row.amount_fen) == (SHOP, counter.paired.till_no, bought.amount)
    assert (row.charge, row.state, row.channel_no) == ("sent", "paid", answer.channel_no)


@BOTH
def test_a_payment_is_undone_and_a_query_says_so(mall, channel, name):
    bought = order()
    assert channel.pay(bought, code(name, "92")).state is PaymentState.WAITING
    mall.gateway.script(bought.number, buyer="never")
    while not channel.reverse(bought).is_taken:
        pass  # who still types her password is asked again
    assert channel.query(bought).state is PaymentState.REVERSED
    assert mall.gateway.account(bought.number)["charged_fen"] == 0


@BOTH
def test_money_goes_back_in_parts_and_each_part_once(mall, channel, name):
    bought = order(10_000)
    channel.pay(bought, code(name))
    back = RefundOrder(f"R{bought.number}", bought, Fen(4_000), "01-01-A-0000007")
    assert channel.refund_query(back).state is RefundState.ABSENT
    channel.refund(back)
    channel.refund(back)
    assert channel.refund_query(back).state is RefundState.DONE
    assert mall.gateway.account(bought.number)["kept_fen"] == 6_000


@BOTH
@pytest.mark.parametrize("fault", ["lost", "html", "bad_signature", "http_500", "duplicate_keys"])
def test_what_the_channel_says_in_no_believable_way_stays_unknown_until_a_query(mall, channel, name, fault):
    bought = order()
    mall.gateway.script(bought.number, pay=[fault])
    answer = channel.pay(bought, code(name))
    assert (answer.state, answer.is_verified) == (PaymentState.UNKNOWN, False)
    assert channel.query(bought).state is PaymentState.PAID
    assert mall.gateway.account(bought.number)["charged_fen"] == bought.amount


@BOTH
def test_another_amount_under_our_number_is_for_a_person(mall, channel, name):
    bought = order()
    mall.gateway.script(bought.number, pay=["lost"], query=["other_amount"])
    channel.pay(bought, code(name))
    assert channel.query(bought).state is PaymentState.SUSPECT


# --- once


@BOTH
def test_the_same_charge_sent_again_never_charges_again_whatever_code_is_in_it(mall, counter, name):
    bought = order()
    first = counter.ask("charge", charge(bought, name))
    again = [counter.ask("charge", charge(bought, name, nonce=f"{n}")) for n in range(3)]
    assert {from_json(each.content, PaymentReply).state for each in (first, *again)} == {PaymentState.PAID}
    assert mall.gateway.account(bought.number)["charged_fen"] == bought.amount


def test_two_processes_that_are_asked_at_once_charge_once(mall, counter):
    desks = [mall.another_process() for _ in range(2)]
    begin = threading.Barrier(4)

    def ask(turn: int) -> PaymentState:
        begin.wait()
        return desks[turn % 2].charge(counter.device, charge(bought, nonce=f"{turn}")).state

    with ThreadPoolExecutor(4) as people:
        for _ in range(5):
            bought = order()
            found = list(people.map(ask, range(4)))
            # Who was not the first asks the channel, which may not have heard of it yet.
            assert PaymentState.PAID in found
            assert set(found) <= {PaymentState.PAID, PaymentState.ABSENT}
            assert mall.gateway.account(bought.number)["charged_fen"] == bought.amount


def test_a_charge_that_comes_after_it_was_asked_about_is_refused_and_never_reaches_the_channel(mall, counter):
    bought = order()
    assert counter.channel("wechat").query(bought).state is PaymentState.ABSENT
    late = from_json(counter.ask("charge", charge(bought)).content, PaymentReply)
    assert (late.state, late.is_verified, late.code) == (PaymentState.NOT_PAID_FINAL, True, "asked_about_before")
    assert mall.gateway.account(bought.number)["state"] == ""


def test_a_hub_that_dies_before_it_has_asked_the_channel_never_charges_that_number(mall, counter):
    class Dies(Exception):
        """The process is gone."""

    class Dying:
        def pay(self, *_: object) -> None:
            raise Dies

    class DyingMerchants:
        def channel_for(self, _merchant_id: str) -> Dying:
            return Dying()

    bought = order()
    dead = mall.another_process()
    dead._merchants = DyingMerchants()
    with pytest.raises(Dies):
        dead.charge(counter.device, charge(bought))
    again = from_json(counter.ask("charge", charge(bought)).content, PaymentReply)
    assert again.state is PaymentState.ABSENT
    assert mall.gateway.account(bought.number)["state"] == ""


@BOTH
def test_a_backup_that_has_lost_a_payment_loses_no_money(mall, channel, name):
    bought = order()
    channel.pay(bought, code(name))
    with mall.database.writing() as conn:
        conn.execute(payment.delete().where(payment.c.number == bought.number))
    assert channel.query(bought).state is PaymentState.PAID
    assert channel.refund(RefundOrder(f"R{bought.number}", bought, bought.amount)).state is not RefundState.REFUSED
    assert mall.gateway.account(bought.number)["kept_fen"] == 0


# --- never more back than was paid


def test_two_tills_together_give_back_no_more_than_was_paid(mall, counter, gateway):
    bought = order(10_000)
    other = mall.till(SHOP)
    counter.channel("alipay").pay(bought, code("alipay"))
    begin = threading.Barrier(2)

    def give_back(till: PairedAtHand) -> RefundState:
        back = RefundOrder(f"R{till.paired.till_no}{bought.number}", bought, Fen(6_000))
        begin.wait()
        return till.channel("alipay").refund(back).state

    with ThreadPoolExecutor(2) as people:
        found = set(people.map(give_back, (counter, other)))
    assert found == {RefundState.DONE, RefundState.REFUSED}
    assert gateway.account(bought.number)["kept_fen"] == 4_000
    with mall.database.reading() as conn:
        rows = conn.execute(select(payment_refund).where(payment_refund.c.paid_number == bought.number)).all()
    assert [(row.amount_fen, row.state) for row in rows] == [(6_000, "done")]


def test_any_shop_of_the_chain_gives_back_what_another_took(mall, counter, elsewhere):
    bought = order(10_000)
    counter.channel("wechat").pay(bought, code("wechat"))
    back = elsewhere.channel("wechat").refund(RefundOrder(f"R{bought.number}", bought, Fen(10_000)))
    assert back.is_verified
    assert mall.gateway.account(bought.number)["kept_fen"] == 0


def test_a_refund_s_number_is_used_for_one_amount_only(mall, counter):
    bought = order(10_000)
    counter.channel("wechat").pay(bought, code("wechat"))
    back = RefundRequest(
        number=f"R{bought.number}", channel="wechat", paid_number=bought.number, paid_fen=10_000, amount_fen=1_000,
        nonce="n",
    )  # fmt: skip
    assert counter.ask("refund", back).status_code == 200
    for changed in ({"amount_fen": 2_000}, {"paid_fen": 20_000}, {"channel": "alipay"}):
        told = RefundRequest(**{**{name: getattr(back, name) for name in back.__struct_fields__}, **changed})
        answer = counter.ask("refund", told)
        assert (answer.status_code, answer.json()["code"]) == (409, "other_payment"), changed
    assert mall.gateway.account(bought.number)["kept_fen"] == 9_000


# --- what is refused


def test_another_amount_channel_or_shop_under_a_known_number_is_refused_and_nothing_is_asked(mall, counter, elsewhere):
    bought = order()
    assert counter.ask("charge", charge(bought)).status_code == 200
    more = PaymentOrder(bought.number, Fen(bought.amount + 1))
    for till, what, message in (
        (counter, "charge", charge(more)),
        (counter, "query", query(more)),
        (counter, "reverse", query(bought, "alipay")),
        (elsewhere, "query", query(bought)),
        (elsewhere, "reverse", query(bought)),
    ):
        answer = till.ask(what, message)
        assert (answer.status_code, answer.json()["code"]) == (409, "other_payment"), message
    assert mall.gateway.account(bought.number)["kept_fen"] == bought.amount


@pytest.mark.parametrize(
    "changed",
    [
        {"amount_fen": 0},
        {"amount_fen": -1},
        {"amount_fen": 2**53},
        {"number": "T1?x=1"},
        {"number": "x"},
        {"code": "6901234567892"},
        {"code": "281234567890123456"},
        {"nonce": ""},
    ],
)
def test_what_no_till_sends_is_unreadable_and_leaves_nothing(mall, counter, changed):
    answer = counter.ask("charge", charge(order(), **changed))
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")
    with mall.database.reading() as conn:
        assert conn.execute(select(payment).where(payment.c.number == changed.get("number", "-"))).all() == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"number": 1}', b"\xff" * 20])
def test_a_body_that_is_none_is_unreadable(counter, body):
    answer = counter.ask("charge", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_a_shop_that_has_nobody_to_pay_is_told_so_for_good(mall, elsewhere):
    bought = order()
    channel = elsewhere.channel("wechat")
    answer = channel.pay(bought, code("wechat"))
    assert (answer.state, answer.is_verified, answer.code) == (PaymentState.NOT_PAID_FINAL, True, "no_merchant")
    assert channel.query(bought).state is PaymentState.ABSENT
    # Of one that it was never asked to charge it cannot know: a backup may have forgotten both.
    assert channel.query(order()).state is PaymentState.UNKNOWN
    assert not channel.reverse(bought).is_verified
    assert channel.refund(RefundOrder(f"R{bought.number}", bought, bought.amount)).state is RefundState.UNKNOWN
    assert mall.gateway.account(bought.number)["state"] == ""


@pytest.mark.parametrize("what", ["charge", "query", "reverse", "refund", "refund-status"])
def test_a_till_that_was_taken_out_of_service_is_refused(mall, what):
    till = mall.till(SHOP)
    bought = order()
    with mall.database.writing() as conn:
        enrolment.revoke(conn, till.paired.device)
    answer = till.ask(what, charge(bought) if what == "charge" else query(bought))
    assert (answer.status_code, answer.json()["code"]) == (403, "revoked")
    assert till.channel("wechat").pay(order(), code("wechat")).code == "mall_revoked"
    assert mall.gateway.account(bought.number)["state"] == ""


def test_a_till_whose_clock_is_days_off_pays_all_the_same(mall, counter):
    class Slow:
        def now(self) -> Millis:
            return Millis(mall.clock.now() - 5 * DAY)

    bought, line = order(), counter.another_line(clock=Slow())
    assert MallChannel("wechat", line).pay(bought, code("wechat")).state is PaymentState.PAID
    line.close()
    assert mall.gateway.account(bought.number)["charged_fen"] == bought.amount
