"""The morning after, the till reads its bills: what agrees is counted, what heals is healed, the rest is shown."""

from __future__ import annotations

from datetime import date

import pytest

from posapp.domain.clock import DAY, HOUR, MINUTE, SECOND, local
from posapp.domain.money import Fen
from posapp.domain.payment_channels import PaymentOrder, PaymentState, RefundOrder
from posapp.domain.permission import Ask, Extent
from posapp.services.bill_desk import GIVEN_BACK, BillDesk
from posapp.services.bills import Bills
from posapp.services.errors import ManagerWanted, ReasonWanted
from posapp.services.limbo import Limbo
from posapp.services.payment_errors import PaymentMovedOn
from posapp.services.phone_tenders import Plan
from posapp.services.refunds import PaidByPhone, begin_of, number_of, request_refund
from tests.fakes.staffed_till import id_of, journalled, with_colleagues, word_of, works
from tests.fakes.wired_till import WiredTill

BOTH = pytest.mark.parametrize("wired", ["wechat", "alipay"], indirect=True)


class BilledTill(WiredTill):
    """A till that reads the bills of its one merchant."""

    def __init__(self, folder, name):
        super().__init__(folder, name)
        merchants = {name: self.channel}
        self.bills = Bills(self.file, self.clock, lambda: merchants)
        self.desk = BillDesk(self.file, self.clock, self.signing_in, self.bills)

    @property
    def today(self) -> date:
        return local(self.clock.now()).date()

    def sells(self, price=1):
        """Sell a piece to a phone; return the attempt."""
        self.rings_up(price)
        step = self.scans()
        assert step.finished is not None
        return step.attempt

    def next_morning(self):
        """Let it be half past ten of the next day; return the day before."""
        gone = self.today
        noon = local(self.clock.now()).replace(hour=10, minute=30, second=0, microsecond=0).timestamp() * 1000
        self.clock.goes_on(int(noon) + DAY - self.clock.now())
        return gone

    def works_on(self, times=3):
        """Let the background do what is due for a while."""
        for _ in range(times):
            self.bills.work()
            self.rests()

    def kept(self, day):
        with self.file.view() as view:
            return view.bills.bill(self.name, day)

    def open(self):
        return [(one.finding.verdict, one.finding.act, one.ways) for one in self.desk.shown().differences]

    def charged(self, amount=8_800, number=None):
        """Have a phone pay under a number of this till, as a file that was restored does not remember."""
        with self.file.view() as view:
            number = number or number_of(view, self.clock.now())
        order = PaymentOrder(number, Fen(amount))
        self._codes += 1
        code = ("13" if self.name == "wechat" else "28") + f"{self._codes:014d}01"
        assert self.channel.pay(order, code).state in (PaymentState.PAID, PaymentState.WAITING)
        return order

    def order(self, number):
        """Return an order as the simulator's book has it."""
        return next(one for one in self.simulator.book if one.number == number)


@pytest.fixture
def wired(tmp_path, request):
    till = BilledTill(tmp_path / "till", getattr(request, "param", "wechat")).is_ready()
    with_colleagues(till)
    yield till
    till.close()


@BOTH
def test_a_day_that_agrees_is_counted_and_says_nothing(wired):
    first = wired.sells()
    wired.sells(2)
    with wired.file.unit() as unit:
        paid = PaidByPhone(wired.name, first.number, first.amount)
        request_refund(unit, paid, Fen(1_000), about="021-01-R1", now=wired.clock.now())
        unit.commit()
    wired.clock.goes_on(2 * MINUTE)
    wired.rests()
    assert not wired.bills.work(), "nothing is due before the next morning"
    day = wired.next_morning()
    assert wired.bills.work()
    kept = wired.kept(day)
    assert (kept.progress.reading, kept.verdicts) == ("ready", {"ok": 3})
    assert (kept.sums.rows, kept.sums.paid, kept.sums.returned) == (3, 19_800, 1_000)
    assert wired.desk.shown().differences == ()
    assert wired.desk.want_a_look() == 0
    assert not wired.bills.work(), "a day is read once"
    again = wired.bills.read(wired.name, day)
    assert (again.verdicts, again.sums) == (kept.verdicts, kept.sums)


def test_a_till_that_was_switched_off_for_days_reads_them_all_one_after_the_other(wired):
    wired.sells()
    day = wired.next_morning()
    wired.clock.goes_on(3 * DAY)
    for _ in range(4):
        assert wired.bills.work()
    assert not wired.bills.work()
    with wired.file.view() as view:
        readings = [bill.progress.reading for bill in view.bills.bills(wired.name, day)]
    assert readings == ["no_trade", "no_trade", "no_trade", "ready"]


@BOTH
def test_money_that_came_after_the_payment_was_given_up_goes_back_by_itself(wired):
    """The till was told that there is no such payment, and then it arrived all the same."""
    wired.simulator.script({"pay": ["lost"], "query": ["absent"] * 40})
    wired.rings_up(1)
    step = wired.scans()
    assert step.attempt.progress.state == "void"
    wired.attempts.leave(step.attempt.attempt_id)
    wired.paying.pay_cash()
    assert wired.simulator.book.account()["kept_fen"] == step.attempt.amount, "she has paid twice"
    wired.simulator.script({"number": step.attempt.number})
    day = wired.next_morning()
    wired.bills.work()
    assert wired.simulator.book.account()["kept_fen"] == step.attempt.amount, "nothing but the channel's word ends it"
    wired.works_on()
    assert wired.simulator.book.account()["kept_fen"] == 0
    assert wired.open() == []
    assert wired.kept(day).verdicts == {"ok": 1}
    day = wired.next_morning()
    wired.works_on()
    assert wired.kept(day).verdicts == {"ok": 1}, "the refund stands in the bill of its own day"


def test_it_goes_back_also_when_its_cart_was_put_aside(wired):
    """Overnight money pays for no cart that somebody takes up in the morning: she may have paid for it elsewhere."""
    wired.simulator.script({"pay": ["lost"], "query": ["absent"] * 40})
    wired.rings_up(1)
    step = wired.scans()
    wired.attempts.leave(step.attempt.attempt_id)
    wired.selling.hold()
    wired.simulator.script({"number": step.attempt.number})
    wired.next_morning()
    wired.works_on()
    assert (wired.simulator.book.account()["kept_fen"], wired.finished) == (0, 0)


@BOTH
def test_money_of_which_the_till_knows_nothing_goes_back_by_a_manager_s_word(wired):
    works(wired, "cashier")
    wired.sells()
    order = wired.charged()
    day = wired.next_morning()
    wired.bills.work()
    assert wired.kept(day).verdicts == {"ok": 1, "bill_only_pay": 1}
    (one,) = wired.desk.shown().differences
    assert (one.finding.number, one.finding.in_bill, one.ways) == (order.number, 8_800, ("give_back", "settle"))
    assert wired.desk.want_a_look() == 1
    wired.desk.give_back(one.finding.finding_id)  # 88 yuan: a cashier may give that much back
    wired.rests()
    assert [refund.amount for refund in wired.order(order.number).refunds] == [8_800]
    assert wired.open() == []
    with pytest.raises(PaymentMovedOn):
        wired.desk.give_back(one.finding.finding_id)
    wired.bills.read(wired.name, day)
    assert wired.open() == [], "what was settled stays settled"
    (entry,) = journalled(wired, "SETTLE_BILL")
    assert (entry["verdict"], entry["number"], entry["reason"]) == ("bill_only_pay", order.number, GIVEN_BACK)
    day = wired.next_morning()
    wired.works_on()
    assert wired.kept(day).verdicts == {"ok": 1}


def test_what_is_beyond_a_cashier_takes_another_person_s_word(wired):
    permitting = with_colleagues(wired)
    works(wired, "cashier")
    wired.sells()
    order = wired.charged(200_000)
    wired.clock.goes_on(10 * SECOND)  # she types a password for so much
    wired.next_morning()
    wired.bills.work()
    (one,) = wired.desk.shown().differences
    with pytest.raises(ManagerWanted) as wanted:
        wired.desk.give_back(one.finding.finding_id)
    assert wanted.value.ask == Ask("refund", Extent(200_000), order.number)
    with pytest.raises(ReasonWanted):
        wired.desk.settle(one.finding.finding_id, "  ")
    with pytest.raises(ManagerWanted) as wanted:
        wired.desk.settle(one.finding.finding_id, "belongs_to_sale")
    assert wanted.value.ask == Ask("close_payment", Extent(200_000), order.number)
    assert len(wired.open()) == 1
    override = word_of(permitting, "manager", wanted.value.ask)
    wired.desk.settle(one.finding.finding_id, "belongs_to_sale", override=override)
    assert wired.open() == []
    (entry,) = journalled(wired, "SETTLE_BILL")
    assert (entry["staff_id"], entry["given_by"]) == (id_of("cashier"), id_of("manager"))


def test_another_amount_in_the_bill_is_for_a_person(wired):
    sold = wired.sells()
    wired.order(sold.number).amount -= 1
    day = wired.next_morning()
    wired.works_on()
    assert wired.kept(day).verdicts == {"amount_diff": 1}
    (one,) = wired.desk.shown().differences
    assert (one.finding.in_bill, one.finding.claimed, one.ways) == (9_899, 9_900, ("settle",))


@BOTH
def test_a_sale_that_the_bill_does_not_hold_is_asked_about_and_then_shown(wired):
    wired.sells()
    lost = wired.sells(2)
    wired.order(lost.number).charged_at = None
    day = wired.next_morning()
    wired.works_on()
    assert wired.kept(day).verdicts == {"ok": 1, "local_only_pay": 1}
    (one,) = wired.desk.shown().differences
    assert (one.finding.number, one.finding.asked, one.wants_a_look) == (lost.number, "paid", True)
    with wired.file.view() as view:
        assert view.attempts.get(lost.attempt_id).progress.state == "paid", "the sale stays as it is"


def test_a_refund_that_somebody_made_at_the_merchant_s_pages_is_shown(wired):
    sold = wired.sells()
    order = PaymentOrder(sold.number, sold.amount)
    wired.channel.refund(RefundOrder("by_hand_20261122", order, Fen(2_500)))
    wired.next_morning()
    wired.works_on()
    assert wired.open() == [("bill_only_refund", "look", ("settle",))]


@BOTH
def test_a_refund_that_the_channel_lost_is_asked_for_again_under_its_number(wired):
    sold = wired.sells()
    with wired.file.unit() as unit:
        paid = PaidByPhone(wired.name, sold.number, sold.amount)
        refund = request_refund(unit, paid, Fen(2_500), about="021-01-R1", now=wired.clock.now())
        unit.commit()
    wired.rests()
    gone = wired.order(sold.number)
    assert [each.number for each in gone.refunds] == [refund.number]
    gone.refunds.clear()
    day = wired.next_morning()
    wired.works_on()
    assert [each.number for each in wired.order(sold.number).refunds] == [refund.number]
    following = wired.next_morning()
    wired.works_on()
    assert wired.kept(following).verdicts == {"cross_day": 1}
    assert wired.kept(day).verdicts == {"ok": 1, "cross_day": 1}, "it is found in the bill of the day after"
    assert wired.open() == []


@BOTH
def test_a_payment_that_was_taken_back_on_the_same_day_is_reversed_in_the_bill(wired):
    wired.sells()
    wired.simulator.script({"pay": ["lost"], "query": ["lost"] * 12})
    wired.rings_up(1)
    code = "139999999999999901" if wired.name == "wechat" else "289999999999999901"
    attempt = wired.attempts.begin(code, Plan(wired.selling.current().total))
    wired.attempts.pay(attempt, code)
    wired.attempts.leave(attempt.attempt_id)
    wired.attempts.cancel(attempt.attempt_id)
    wired.rests()
    day = wired.next_morning()
    wired.works_on()
    assert wired.kept(day).verdicts == {"ok": 1, "reversed_in_bill": 1}
    assert wired.open() == []


@BOTH
def test_a_payment_around_midnight_waits_for_the_next_bill_and_heals(wired):
    """The request left at 23:59:50 and the channel counts it for the next day."""
    wired.sells()
    wired.clock.goes_on(11 * HOUR + 59 * MINUTE + 20 * SECOND)
    late = wired.sells(2)
    wired.order(late.number).charged_at += 3 * MINUTE
    day = wired.next_morning()
    wired.works_on()
    assert wired.kept(day).verdicts == {"ok": 1, "cross_day": 1}
    assert wired.open() == [("cross_day", "wait", ())]
    assert wired.desk.want_a_look() == 0
    following = wired.next_morning()
    wired.works_on()
    assert (wired.kept(day).verdicts, wired.kept(following).verdicts) == ({"ok": 1, "cross_day": 1}, {"cross_day": 1})
    assert wired.open() == []


def test_a_row_that_stands_there_twice_is_shown_once(wired):
    wired.sells()
    wired.simulator.script({"number": "bill", "channel": "wechat", "bill": ["duplicate_row"]})
    day = wired.next_morning()
    wired.works_on()
    assert wired.kept(day).verdicts == {"ok": 1, "duplicate": 1}
    assert wired.open() == [("duplicate", "look", ("settle",))]
    wired.bills.read("wechat", day)
    assert wired.open() == [], "the channel has made a better one, and that counts"


def test_a_row_of_an_unknown_kind_is_for_a_person_and_moves_no_money(wired):
    sold = wired.sells()
    wired.simulator.script({"number": "bill", "channel": "wechat", "bill": ["unknown_type"]})
    wired.next_morning()
    wired.works_on()
    assert ("bill_only_pay", "look", ("settle",)) in wired.open()
    said = {one.finding.said for one in wired.desk.shown().differences}
    assert "SOMETHING_NEW" in said
    assert wired.simulator.book.account()["kept_fen"] == sold.amount


def test_what_other_tills_of_the_merchant_took_is_counted_and_left_alone(wired):
    wired.sells()
    wired.charged(5_000, "shop902" + "261122" + "ab" * 8)
    wired.charged(700, "mini_program_20261122")
    day = wired.next_morning()
    wired.works_on()
    sums = wired.kept(day).sums
    assert (sums.rows, sums.others, sums.others_paid) == (1, 2, 5_700)
    assert wired.kept(day).verdicts == {"ok": 1}


def test_what_another_till_gave_back_of_a_payment_here_is_that_till_s_to_compare(wired):
    sold = wired.sells()
    order = PaymentOrder(sold.number, sold.amount)
    wired.channel.refund(RefundOrder("Rshop902261122" + "cd" * 8, order, Fen(2_500)))
    day = wired.next_morning()
    wired.works_on()
    sums = wired.kept(day).sums
    assert (wired.kept(day).verdicts, sums.others, sums.others_returned) == ({"ok": 1}, 1, 2_500)


@pytest.mark.parametrize(
    ("wired", "fault", "code"),
    [
        ("wechat", "wrong_hash", "wrong_hash"),
        ("wechat", "cut_off", "cut_off"),
        ("wechat", "wrong_sums", "wrong_sums"),
        ("wechat", "no_back_ticks", ""),
        ("alipay", "cut_off", "unreadable"),
        ("alipay", "wrong_sums", "wrong_sums"),
        ("alipay", "duplicate_row", "wrong_sums"),
        ("alipay", "unknown_type", "wrong_sums"),
    ],
    indirect=["wired"],
)
def test_of_a_bill_that_is_torn_nothing_is_used_and_it_is_fetched_again(wired, fault, code):
    sold = wired.sells()
    wired.order(sold.number).title = "dress, blue"
    wired.simulator.script({"number": "bill", "channel": wired.name, "bill": [fault]})
    day = wired.next_morning()
    wired.bills.work()
    progress = wired.kept(day).progress
    assert (progress.reading, progress.tries, wired.kept(day).sums.rows) == ("broken", 1, 0)
    assert progress.code == code or not code
    assert not wired.bills.work(), "not at once"
    wired.clock.goes_on(5 * MINUTE)
    assert wired.bills.work()
    assert wired.kept(day).verdicts == {"ok": 1}


def test_a_bill_that_is_late_is_told_to_people_after_half_a_day(wired):
    wired.sells()
    wired.simulator.script({"number": "bill", "channel": wired.name, "bill": ["http_500"] * 40})
    day = wired.next_morning()
    for _ in range(3):
        wired.bills.work()
        wired.clock.goes_on(HOUR)
    assert wired.kept(day).progress.reading == "unknown"
    assert wired.desk.want_a_look() == 0
    wired.clock.goes_on(10 * HOUR)
    wired.bills.work()
    assert [bill.day for bill in wired.desk.shown().late] == [day]
    assert wired.desk.want_a_look() == 1


def test_a_bill_that_was_read_stays_read_when_it_is_asked_for_again_in_vain(wired):
    wired.sells()
    day = wired.next_morning()
    wired.bills.work()
    wired.simulator.script({"number": "bill", "channel": "wechat", "bill": ["wrong_hash"]})
    again = wired.bills.read("wechat", day)
    assert (again.progress.reading, again.progress.code, again.verdicts) == ("ready", "wrong_hash", {"ok": 1})


def test_a_crash_between_keeping_a_bill_and_comparing_it_leaves_it_to_be_compared(wired, monkeypatch):
    wired.sells()
    day = wired.next_morning()
    monkeypatch.setattr(wired.bills, "_compare", dies)
    with pytest.raises(SystemExit):
        wired.bills.work()
    assert (wired.kept(day).progress.reading, wired.kept(day).verdicts) == ("ready", {})
    monkeypatch.undo()
    assert wired.bills.work()
    assert wired.kept(day).verdicts == {"ok": 1}


def dies(*_):
    raise SystemExit


def test_a_payment_that_a_person_closed_is_checked_against_her_word(wired):
    works(wired, "manager")
    wired.simulator.script({"pay": ["lost"], "query": ["other_amount"] * 9})
    wired.rings_up(1)
    step = wired.scans()
    assert step.attempt.progress.state == "suspect"
    wired.attempts.leave(step.attempt.attempt_id)
    limbo = Limbo(wired.file, wired.clock, wired.signing_in, wired.attempts)
    limbo.close(step.attempt.attempt_id, "channel_has_none")
    wired.next_morning()
    wired.works_on()
    assert wired.open() == [("bill_only_pay", "ask", ("settle",))], "the bill says that it was charged"


def test_the_numbers_of_this_till_begin_alike(wired):
    sold = wired.sells()
    with wired.file.view() as view:
        assert view.bills.places() == {begin_of(view)} == {sold.number[:-22]}


@BOTH
def test_money_that_did_not_reach_the_account_is_shown_until_a_person_has_looked(wired):
    works(wired, "cashier")
    wired.sells()
    day = wired.next_morning()
    wired.simulator.script({"number": "bill", "channel": wired.name, "bill": ["", "lost_money"]})
    assert wired.bills.work()
    shown = wired.desk.shown()
    (one,) = shown.funds
    assert (one.day, one.verdicts, one.movements.figures.differ) == (day, {"ok": 1}, 1)
    assert (wired.desk.want_a_look(), shown.holds(one.funds_id)) == (1, True)
    with pytest.raises(ReasonWanted):
        wired.desk.settle(one.funds_id, " ")
    with pytest.raises(ManagerWanted) as wanted:
        wired.desk.settle(one.funds_id, "channel_puts_it_right")
    assert wanted.value.ask == Ask("close_payment", Extent(9_900), one.funds_id)
    works(wired, "manager")
    wired.desk.settle(one.funds_id, "channel_puts_it_right")
    assert (wired.desk.shown().funds, wired.desk.want_a_look()) == ((), 0)
    (entry,) = journalled(wired, "SETTLE_BILL")
    assert (entry["verdict"], entry["in_bill_fen"], entry["claimed_fen"]) == ("funds", 9_900, 0)
    with pytest.raises(PaymentMovedOn):
        wired.desk.settle(one.funds_id, "channel_puts_it_right")
    with pytest.raises(PaymentMovedOn):
        wired.desk.give_back(one.funds_id)


@BOTH
def test_movements_that_do_not_come_are_told_after_half_a_day_and_no_sooner(wired):
    wired.sells()
    wired.next_morning()
    wired.simulator.script({"number": "bill", "channel": wired.name, "bill": ["", *(["", "lost"] * 8)[1:]]})
    assert wired.bills.work()
    assert (wired.desk.shown().funds, wired.desk.shown().newest[0].movements.progress.reading) == ((), "unknown")
    assert not wired.bills.work(), "not at once"
    wired.clock.goes_on(12 * HOUR)
    assert wired.bills.work()
    (late,) = wired.desk.shown().funds
    assert (late.movements.progress.reading, wired.desk.want_a_look()) == ("unknown", 1)
    wired.simulator.script({"number": "bill", "channel": wired.name, "bill": []})
    wired.clock.goes_on(4 * HOUR)
    assert wired.bills.work()
    assert (wired.desk.shown().funds, wired.desk.want_a_look()) == ((), 0)
