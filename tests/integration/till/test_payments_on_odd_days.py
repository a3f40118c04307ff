"""Payments by phone at midnight, after days without power, on a full disk, while a channel is away: none is lost."""

from __future__ import annotations

import time

import pytest

from posapp.domain.clock import DAY, HOUR, MINUTE, SECOND, local
from posapp.services.errors import DiskFull, Unavailable
from posapp.services.phone_tenders import Plan
from tests.fakes.phone_till import PhoneTill
from tests.fakes.till_on_disk import NOON
from tests.fakes.wired_till import WiredTill
from tests.integration.till.test_paying_cash import last_sale

PRICE = 9_900
NEARLY_MIDNIGHT = 12 * HOUR - 2 * SECOND
FIRST_CODE = {"wechat": 134567890123456701, "alipay": 2834567890123401}
BOTH = pytest.mark.parametrize("wired", ["wechat", "alipay"], indirect=True)


@pytest.fixture
def wired(tmp_path, request):
    till = WiredTill(tmp_path / "till", request.param).is_ready()
    yield till
    till.close()


@pytest.fixture
def phones(tmp_path):
    till = PhoneTill(tmp_path / "till").is_ready()
    yield till
    till.close()


def scans(till: WiredTill, **script: object):
    """Ring a piece up and scan a code whose payment goes as the script says."""
    till.simulator.script(script)
    till.rings_up(1)
    code = str(FIRST_CODE[till.name] + 100 * len(till.simulator.book.account()["orders"]))
    attempt = till.attempts.begin(code, Plan(till.selling.current().total))
    return till.attempts.pay(attempt, code)


def pays_cash_instead(till: WiredTill, attempt_id: str) -> None:
    till.attempts.cancel(attempt_id)
    till.attempts.leave(attempt_id)
    till.paying.pay_cash()


def kept(till: WiredTill) -> int:
    """Return what the channel holds of customers' money, as it says itself."""
    found: int = till.simulator.book.account()["kept_fen"]
    return found


@BOTH
def test_a_payment_of_the_day_s_last_second_is_found_on_the_next_and_belongs_to_its_shift(wired):
    wired.clock.goes_on(NEARLY_MIDNIGHT)
    step = scans(wired, pay=["lost"])
    assert local(step.attempt.progress.sent).isoformat() == "2026-11-22T23:59:59+08:00"
    wired.clock.goes_on(5 * SECOND)
    assert wired.attempts.advance(step.attempt.attempt_id).finished is not None
    sold = last_sale(wired)
    assert local(sold.occurred_ms).date().isoformat() == "2026-11-23"
    assert sold.business_date == "2026-11-22"
    assert "261122" in step.attempt.number
    assert kept(wired) == PRICE


@BOTH
def test_what_can_be_cancelled_no_more_after_midnight_is_given_back(wired):
    """Alipay cancels on the same day only."""
    wired.clock.goes_on(NEARLY_MIDNIGHT)
    step = scans(wired, pay=["lost"])
    wired.clock.goes_on(MINUTE)
    pays_cash_instead(wired, step.attempt.attempt_id)
    wired.rests()
    assert [tender.kind for tender in last_sale(wired).tenders] == ["cash"]
    assert kept(wired) == 0
    assert wired.attempts.limbo() == ((), ())


@BOTH
@pytest.mark.parametrize("script", [{"pay": ["lost"]}, {"pay": ["not_done:lost"]}, {"buyer": "never"}], ids=str)
def test_a_till_that_was_off_for_three_days_knows_within_a_minute_what_became_of_a_payment(wired, script):
    scans(wired, **script)
    wired.starts_anew()
    wired.clock.goes_on(3 * DAY)
    wired.attempts.wake()
    began = wired.clock.now()
    while wired.attempts.limbo()[0]:
        assert wired.clock.now() - began <= 60 * SECOND
        wired.finished += sum(step.finished is not None for step in wired.attempts.resolve())
        wired.clock.goes_on(SECOND)
    has_paid = script == {"pay": ["lost"]}
    assert (wired.finished, kept(wired)) == (has_paid, PRICE * has_paid)
    assert len(wired.selling.current().lines) == (not has_paid), "what nobody paid is still in the cart"


@BOTH
def test_a_password_that_is_typed_at_the_last_moment_pays_once(wired):
    wired.clock.goes_on(HOUR)
    step = scans(wired, buyer="types_late")
    for _ in range(44):
        wired.clock.goes_on(SECOND)
        step = wired.attempts.advance(step.attempt.attempt_id)
    while step.finished is None and step.attempt.progress.state != "void":
        wired.clock.goes_on(SECOND)
        step = wired.attempts.advance(step.attempt.attempt_id)
    wired.rests()
    assert kept(wired) == (PRICE if step.finished is not None else 0)


@BOTH
def test_an_order_that_stays_unpaid_for_ever_is_undone_and_another_code_pays(wired):
    step = scans(wired, buyer="not_asked")
    while step.attempt.progress.state != "void":
        assert wired.clock.now() - NOON < 5 * MINUTE
        wired.clock.goes_on(SECOND)
        step = wired.attempts.advance(step.attempt.attempt_id)
    assert wired.scans().finished is not None
    assert kept(wired) == PRICE


@BOTH
def test_a_reversal_that_is_answered_in_any_way_is_done_in_the_end(wired):
    for fault in ("not_paid_yet", "userpaying", "lies", "http_404", "not_done:http_503", "html"):
        step = scans(wired, pay=["lost"], reverse=[fault] * 4)
        wired.clock.goes_on(20 * SECOND)
        pays_cash_instead(wired, step.attempt.attempt_id)
        wired.rests()
        assert kept(wired) == 0, fault
        assert wired.attempts.limbo() == ((), ()), fault


@BOTH
def test_a_channel_that_is_away_for_an_hour_reverses_and_refunds_when_it_is_back(wired):
    away = ["not_done:lost"] * 60
    step = scans(wired, pay=["lost"], query=away, reverse=away, refund=away[:10])
    pays_cash_instead(wired, step.attempt.attempt_id)
    began = wired.clock.now()
    while kept(wired) or wired.attempts.limbo() != ((), ()):
        assert wired.clock.now() - began < 3 * HOUR
        wired.rests()
    assert wired.clock.now() - began > 30 * MINUTE


@BOTH
def test_a_cashier_who_cancels_while_the_answer_is_on_its_way_loses_no_payment(wired, monkeypatch):
    """She presses Esc, and that very moment the channel says that it is paid."""
    asked = wired.channel.pay

    def cancelled_meanwhile(order, code):
        answer = asked(order, code)
        (attempt,) = wired.attempts.of_open_cart()
        wired.attempts.cancel(attempt.attempt_id)
        return answer

    monkeypatch.setattr(wired.channel, "pay", cancelled_meanwhile)
    step = scans(wired)
    wired.rests()
    assert step.finished is not None
    assert kept(wired) == PRICE, "what is paid is paid: goods are taken back as a return"


def test_a_machine_that_is_taken_to_another_time_zone_numbers_and_dates_as_the_shop_does(tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "EST5EDT")  # New York's by rule: its name means nothing where no zones are installed
    time.tzset()
    try:
        till = WiredTill(tmp_path / "till", "wechat").is_ready()
        step = scans(till)
        till.close()
    finally:
        monkeypatch.undo()
        time.tzset()
    assert "261122" in step.attempt.number
    assert step.finished is not None
    assert step.finished.receipt.printed_at == "2026-11-22 12:00:01"


def is_full(till: PhoneTill, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_job):
        raise DiskFull

    monkeypatch.setattr(till.file, "_write_once", full)


def test_on_a_full_disk_no_code_is_charged(phones, monkeypatch):
    phones.rings_up(1)
    is_full(phones, monkeypatch)
    with pytest.raises(DiskFull):
        phones.scans()
    assert phones.channel.ledger == {}


def test_a_disk_that_fills_while_a_phone_pays_costs_no_payment(phones, monkeypatch):
    phones.rings_up(1)
    asked = phones.channel.pay

    def filled_meanwhile(order, code):
        answer = asked(order, code)
        is_full(phones, monkeypatch)
        return answer

    monkeypatch.setattr(phones.channel, "pay", filled_meanwhile)
    with pytest.raises(DiskFull):
        phones.scans()
    monkeypatch.undo()
    phones.starts_anew()
    phones.attempts.wake()
    phones.rests(20)
    assert last_sale(phones).tenders[0].kind == "wechat_pay"
    assert phones.held() == PRICE


def test_a_file_that_may_only_be_read_charges_no_code_and_keeps_the_cart(phones):
    phones.rings_up(1)
    with phones.file.transaction() as connection:
        raw = connection.connection.dbapi_connection
    raw.execute("PRAGMA query_only = ON")
    with pytest.raises(Unavailable):
        phones.scans()
    with pytest.raises(Unavailable):
        phones.paying.pay_cash()
    raw.execute("PRAGMA query_only = OFF")
    assert phones.channel.ledger == {}
    assert phones.scans().finished is not None
