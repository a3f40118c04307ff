"""The channels' bills on the desk: what differs says what it means, and is settled with a person's word."""

from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QPushButton

from posapp.domain.closing import ABOUT_BILLS
from posapp.domain.permission import Ask, Extent
from posapp.domain.reconciling import VERDICTS
from posapp.services.bill_desk import BillsShown
from posapp.services.errors import DatabaseBusy, ManagerWanted
from posapp.services.payment_errors import PaymentMovedOn
from posapp.ui.screens.sync_desk import bill_words as words
from posapp.ui.screens.sync_desk.presenter import SyncDeskPresenter
from posapp.ui.screens.sync_desk.state import SyncDeskState
from posapp.ui.screens.sync_desk.view import SyncDeskView
from tests.fakes import bill_differences as some
from tests.fakes import shop_moment as moment
from tests.fakes.counter_look import a_look, cut_texts, on_the_screen, said
from tests.fakes.counter_services import FakeOfflineRights, FakeSettling, FakeSyncing
from tests.fakes.counter_window import a_counter, the_theme
from tests.fakes.open_payments import FakeLimbo
from tests.fakes.screen_parts import InlineRunner, RecordingView, SetClock


class Desk:
    """The desk without a window; ``wanted`` keeps what a colleague was asked."""

    def __init__(self):
        self.view, self.desk, self.clock = RecordingView(), some.FakeBillDesk(some.ALL), SetClock(moment.NOW)
        self.changes, self.wanted = [], []
        self.presenter = SyncDeskPresenter(
            self.view,
            FakeSyncing(),
            FakeSettling(),
            FakeOfflineRights(),
            FakeLimbo(),
            self.desk,
            InlineRunner(),
            self.clock,
            news=SimpleNamespace(announce=self.changes.append),
            ask=lambda *asked: self.wanted.append(asked),
            pair_again=lambda: None,
        )
        self.bills = self.presenter.bills
        self.presenter.opened()

    @property
    def state(self):
        return self.view.state


@pytest.fixture
def desk():
    return Desk()


def test_bills_and_differences_are_listed(desk):
    assert desk.state.bills == some.ALL


def test_money_without_a_sale_is_given_back_and_leaves_the_list(desk):
    one = some.UNKNOWN_MONEY.finding.finding_id
    desk.bills.bill_given_back(one)
    assert desk.desk.calls == [("give_back", one, None)]
    assert some.UNKNOWN_MONEY not in desk.state.bills.differences
    assert desk.state.notice.what == words.IS_GOING_BACK[0]
    assert desk.changes[0].sync


def test_what_is_beyond_her_is_given_back_with_a_colleagues_word(desk):
    one = some.UNKNOWN_MONEY.finding
    desk.desk.refuse_next(ManagerWanted(Ask("refund", Extent(one.in_bill), one.number)))
    desk.bills.bill_given_back(one.finding_id)
    ((_, again, _),) = desk.wanted
    again("word-1")
    assert desk.desk.calls[-1] == ("give_back", one.finding_id, "word-1")


def test_a_difference_is_closed_with_what_was_found(desk):
    one = some.ANOTHER_AMOUNT.finding
    desk.bills.bill_settled("taken_as_difference")
    assert desk.desk.calls == [], "nothing is chosen"
    desk.bills.bill_settling(one.finding_id)
    desk.bills.bill_left()
    assert desk.state.settling == ""
    desk.bills.bill_settling(one.finding_id)
    desk.presenter.opened()
    assert desk.state.settling == one.finding_id, "a look in between forgets nothing"
    desk.bills.bill_settled("taken_as_difference")
    assert desk.desk.calls == [("settle", one.finding_id, "taken_as_difference", None)]
    assert (desk.state.settling, some.ANOTHER_AMOUNT in desk.state.bills.differences) == ("", False)


def test_closing_beyond_her_keeps_the_reason_for_the_colleague(desk):
    one = some.TWICE.finding
    desk.bills.bill_settling(one.finding_id)
    desk.desk.refuse_next(ManagerWanted(Ask("close_payment", Extent(one.in_bill), one.number)))
    desk.bills.bill_settled("channel_puts_it_right")
    ((_, again, reason),) = desk.wanted
    assert reason == "channel_puts_it_right"
    again("word-1")
    assert desk.desk.calls[-1] == ("settle", one.finding_id, "channel_puts_it_right", "word-1")


def test_a_late_bill_is_fetched_one_at_a_time_and_the_answer_is_told(desk):
    day = some.YESTERDAY.isoformat()
    desk.bills.bill_read("alipay", day)
    assert desk.desk.calls == [("read", "alipay", some.YESTERDAY)]
    assert (desk.state.reading, desk.state.notice.what) == ("", words.WAS_READ[0])
    desk.desk.answer = some.LATE
    desk.bills.bill_read("alipay", day)
    assert desk.state.notice.what == words.NOT_READ[0]
    desk.desk.bills = BillsShown((some.AGREES,))
    desk.presenter.opened()
    desk.bills.bill_read("wechat", day)
    assert len(desk.desk.calls) == 2, "a bill that is here is not late"


@pytest.mark.parametrize("trouble", [PaymentMovedOn(), DatabaseBusy()])
def test_a_refusal_is_told_and_leaves_nothing_half_done(desk, trouble):
    desk.desk.refuse_next(trouble)
    desk.bills.bill_given_back(some.UNKNOWN_MONEY.finding.finding_id)
    assert (desk.state.notice.code, desk.state.reading, desk.state.settling) == (trouble.code, "", "")
    assert desk.state.bills == some.ALL


def test_money_that_moved_otherwise_is_closed_as_any_difference(desk):
    desk.bills.bill_settling(some.READ.funds_id)
    desk.presenter.opened()
    assert desk.state.settling == some.READ.funds_id, "a look in between forgets nothing"
    desk.bills.bill_settled("channel_puts_it_right")
    assert desk.desk.calls == [("settle", some.READ.funds_id, "channel_puts_it_right", None)]
    assert desk.state.bills.funds == (some.UNMOVED,)


# --- on the screen


@pytest.fixture
def screen(qtbot, qapp):
    def shown(language="zh", **state):
        look = a_look(qapp, language)
        view = SyncDeskView(look.speech, look.theme)
        host = on_the_screen(qtbot, view)
        view.show_state(SyncDeskState(now=moment.NOW, status=moment.ONLINE, entries=moment.OUTBOX, **state))
        qtbot.wait(1)
        return SimpleNamespace(view=view, host=host)

    return shown


def key(shown, text):
    return next(one for one in shown.host.findChildren(QPushButton) if one.text() == text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_difference_says_what_it_is_and_nothing_is_cut(screen, language):
    shown = screen(language, bills=some.ALL)
    texts = said(shown.host)
    assert {words.TITLES[one.finding.verdict].in_(language) for one in some.EVERY} <= set(texts)
    assert {words.TO_DO[one.finding.act].in_(language) for one in some.EVERY} <= set(texts)
    assert any("SOMETHING_NEW" in text for text in texts)
    assert words.SEE_BELOW.in_(language) in texts
    assert cut_texts(shown.host) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_bill_that_agrees_and_a_quiet_day_say_so(screen, language):
    shown = screen(language, bills=BillsShown((some.AGREES,)))
    assert any(words.ALL_AGREE.in_(language) in text for text in said(shown.host))
    assert any(words.MOVED_AS_BILLED.in_(language) in text for text in said(shown.host))
    shown = screen(language, bills=BillsShown((some.QUIET,)))
    assert words.NOTHING_MOVED.in_(language) in said(shown.host)
    assert words.NO_TRADE.in_(language) in said(shown.host)
    assert words.SEE_BELOW.in_(language) not in said(shown.host)


def test_the_keys_name_the_difference_and_the_reason(screen, qtbot):
    one = some.UNKNOWN_MONEY
    shown = screen(bills=BillsShown((some.READ,), (some.LATE,), (one,)))
    with qtbot.waitSignal(shown.view.bill_given_back) as back:
        key(shown, words.WAYS["give_back"].zh).click()
    with qtbot.waitSignal(shown.view.bill_settling) as settling:
        key(shown, words.WAYS["settle"].zh).click()
    assert back.args == settling.args == [one.finding.finding_id]
    with qtbot.waitSignal(shown.view.bill_read) as read:
        key(shown, words.READ_NOW.zh).click()
    assert read.args == ["alipay", some.YESTERDAY.isoformat()]
    shown = screen(bills=BillsShown((some.READ,), (), (one,)), settling=one.finding.finding_id)
    with qtbot.waitSignal(shown.view.bill_settled) as settled:
        key(shown, ABOUT_BILLS["given_back_there"].zh).click()
    assert settled.args == ["given_back_there"]
    assert cut_texts(shown.host) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_money_that_moved_otherwise_is_named_beside_its_bill(screen, qtbot, language):
    shown = screen(language, bills=BillsShown((some.READ,), (), (), (some.READ, some.UNMOVED)))
    texts = said(shown.host)
    assert sum("27" in text and "¥12,500.00" in text for text in texts) == 2, "in the day's figures and on its card"
    assert any("¥1,299.00" in text and some.LOST_MONEY[0].number in text for text in texts)
    assert any("−¥99.00" in text and some.LOST_MONEY[1].number in text for text in texts)
    assert words.AND_MORE.in_(language).format(count=25) in texts
    assert any(words.WHY["broken"].in_(language) in text for text in texts)
    assert cut_texts(shown.host) == []
    with qtbot.waitSignal(shown.view.bill_settling) as settling:
        key(shown, words.WAYS["settle"].in_(language)).click()
    assert settling.args == [some.READ.funds_id]
    with qtbot.waitSignal(shown.view.bill_read) as read:
        key(shown, words.READ_NOW.in_(language)).click()
    assert read.args == ["alipay", some.YESTERDAY.isoformat()]


def test_the_bar_counts_the_differences_that_want_a_person(qapp):
    whole = a_counter(theme=the_theme())
    whole.counter.open()
    whole.shop.bill_desk.bills = some.ALL
    whole.counter.presenters.shell.ticked()
    wanted = sum(one.wants_a_look for one in some.EVERY) + 3
    assert whole.counter.presenters.shell.state.payments == wanted


def test_every_verdict_has_its_words():
    assert set(words.TITLES) == set(words.MEANINGS) == set(VERDICTS)
