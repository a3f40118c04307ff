"""Payments by phone that are not decided: the desk asks and takes back, and closes only with a person's word."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from posapp.domain.closing import FINDINGS
from posapp.domain.permission import Ask, Extent
from posapp.services.attempts import Step
from posapp.services.errors import DatabaseBusy, ManagerWanted
from posapp.services.payment_errors import PaymentMovedOn
from posapp.ui.screens.sync_desk import payment_words as words
from posapp.ui.screens.sync_desk.presenter import NOTICE_STAYS, SyncDeskPresenter
from posapp.ui.screens.sync_desk.state import SyncDeskState
from posapp.ui.screens.sync_desk.view import SyncDeskView
from posapp.ui.shell.top_bar import TopBar
from tests.fakes import open_payments as some
from tests.fakes import shop_moment as moment
from tests.fakes.bill_differences import FakeBillDesk
from tests.fakes.counter_look import a_look, cut_texts, on_the_screen, said
from tests.fakes.counter_services import FakeOfflineRights, FakeSettling, FakeSyncing
from tests.fakes.counter_window import a_counter
from tests.fakes.goods_counter import an_attempt
from tests.fakes.screen_parts import InlineRunner, RecordingView, SetClock


class Desk:
    """The desk without a window; ``wanted`` keeps what a colleague was asked."""

    def __init__(self):
        self.view, self.limbo, self.clock = RecordingView(), some.FakeLimbo(some.EVERY), SetClock(moment.NOW)
        self.changes, self.wanted = [], []
        self.presenter = SyncDeskPresenter(
            self.view,
            FakeSyncing(),
            FakeSettling(),
            FakeOfflineRights(),
            self.limbo,
            FakeBillDesk(),
            InlineRunner(),
            self.clock,
            news=SimpleNamespace(announce=self.changes.append),
            ask=lambda *asked: self.wanted.append(asked),
            pair_again=lambda: None,
        )
        self.payments = self.presenter.payments
        self.presenter.opened()

    @property
    def state(self):
        return self.view.state


@pytest.fixture
def desk():
    return Desk()


def test_every_open_payment_is_listed(desk):
    assert desk.state.payments == some.EVERY


def test_what_is_still_open_after_asking_says_so_and_stays(desk):
    desk.limbo.step = Step(an_attempt("unknown"))
    desk.payments.payment_asked(some.CONFIRMING.payment_id)
    assert desk.limbo.calls == [("ask", some.CONFIRMING.payment_id)]
    assert desk.state.notice.what == words.STILL_OPEN[0]
    assert desk.state.payments == some.EVERY
    assert desk.state.asking == ""


def test_a_payment_that_finished_its_sale_is_told_to_the_other_screens(desk):
    desk.limbo.step = Step(an_attempt("paid"), SimpleNamespace())
    desk.payments.payment_asked(some.CONFIRMING.payment_id)
    assert desk.state.notice.what == words.HAS_ARRIVED[0]
    assert (desk.changes[0].cart, desk.changes[0].sale) == (True, True)


def test_a_payment_that_was_not_charged_says_so(desk):
    desk.limbo.step = Step(an_attempt("void"))
    desk.payments.payment_asked(some.NOT_THERE.payment_id)
    assert desk.state.notice.what == words.WAS_NOT_CHARGED[0]


def test_why_a_late_payment_did_not_finish_its_sale_is_said(desk):
    desk.limbo.step = Step(an_attempt("paid"), None, PaymentMovedOn())
    desk.payments.payment_asked(some.CONFIRMING.payment_id)
    assert desk.state.notice.code == "payment_moved_on"


def test_one_channel_is_asked_at_a_time(desk):
    desk.presenter.show(replace(desk.state, asking=some.LATE.payment_id))
    desk.payments.payment_asked(some.CONFIRMING.payment_id)
    assert desk.limbo.calls == []


def test_a_look_in_between_forgets_neither_the_asking_nor_the_closing(desk):
    desk.payments.payment_closing(some.STUCK.payment_id)
    desk.presenter.show(replace(desk.state, asking=some.LATE.payment_id))
    desk.presenter.opened()
    assert (desk.state.asking, desk.state.closing) == (some.LATE.payment_id, some.STUCK.payment_id)


def test_taking_back_is_asked_for_and_the_list_read_anew(desk):
    desk.payments.payment_taken_back(some.PART_PAID.payment_id)
    assert desk.limbo.calls == [("take_back", some.PART_PAID.payment_id)]
    assert desk.changes[0].cart


def test_closing_asks_first_what_was_found(desk):
    desk.payments.payment_closing(some.STUCK.payment_id)
    assert desk.limbo.calls == []
    desk.payments.payment_left()
    desk.payments.payment_closed("channel_has_it")
    assert desk.limbo.calls == []


def test_a_manager_closes_with_a_reason(desk):
    desk.payments.payment_closing(some.STUCK.payment_id)
    desk.payments.payment_closed("given_back_otherwise")
    assert desk.limbo.calls == [("close", some.STUCK.payment_id, "given_back_otherwise", None)]
    assert some.STUCK not in desk.state.payments
    assert desk.state.closing == ""


def test_what_is_beyond_her_is_done_with_a_colleagues_word_and_the_same_reason(desk):
    desk.payments.payment_closing(some.CONTRADICTORY.payment_id)
    desk.limbo.refuse_next(ManagerWanted(Ask("close_payment", Extent(129_900), some.CONTRADICTORY.number)))
    desk.payments.payment_closed("channel_has_none")
    ((_, again, reason),) = desk.wanted
    assert (reason, desk.state.notice, some.CONTRADICTORY in desk.state.payments) == ("channel_has_none", None, True)
    again("word-1")
    assert desk.limbo.calls[-1] == ("close", some.CONTRADICTORY.payment_id, "channel_has_none", "word-1")
    assert some.CONTRADICTORY not in desk.state.payments


def test_a_refusal_is_readable_for_longer_than_the_next_look_and_then_goes(desk):
    desk.limbo.refuse_next(PaymentMovedOn())
    desk.payments.payment_taken_back(some.PART_PAID.payment_id)
    desk.presenter.opened()
    assert desk.state.notice.code == "payment_moved_on"
    desk.clock.go_on(NOTICE_STAYS)
    desk.presenter.opened()
    assert desk.state.notice is None


def test_a_busy_file_leaves_nothing_asking(desk):
    desk.limbo.refuse_next(DatabaseBusy())
    desk.payments.payment_asked(some.CONFIRMING.payment_id)
    assert (desk.state.asking, desk.state.notice.code) == ("", "database_busy")


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
@pytest.mark.parametrize("one", some.EVERY, ids=lambda one: one.payment_id)
def test_each_says_what_it_means_and_what_to_tell_the_customer(screen, language, one):
    shown = screen(language, payments=(one,))
    texts = said(shown.host)
    assert words.MEANINGS[one.standing].in_(language) in texts
    told = words.TO_TELL[one.standing] if one.is_wanted else words.NOT_WANTED
    assert told.in_(language) in texts
    assert [words.WAYS[way].in_(language) in texts for way in words.WAYS] == [way in one.ways for way in words.WAYS]
    assert cut_texts(shown.host) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_question_before_closing_is_readable_to_the_end(screen, language):
    shown = screen(language, payments=(some.STUCK,), closing=some.STUCK.payment_id)
    assert {finding.in_(language) for finding in FINDINGS.values()} <= set(said(shown.host))
    assert cut_texts(shown.host) == []


def test_the_keys_name_the_payment_and_the_reason(screen, qtbot):
    shown = screen(payments=(some.CONFIRMING,))
    with qtbot.waitSignal(shown.view.payment_asked) as asked:
        key(shown, words.WAYS["ask"].zh).click()
    with qtbot.waitSignal(shown.view.payment_taken_back) as taken:
        key(shown, words.WAYS["take_back"].zh).click()
    assert asked.args == taken.args == [some.CONFIRMING.payment_id]
    shown = screen(payments=(some.STUCK,), closing=some.STUCK.payment_id)
    with qtbot.waitSignal(shown.view.payment_closed) as closed:
        key(shown, FINDINGS["given_back_there"].zh).click()
    assert closed.args == ["given_back_there"]


def test_while_a_channel_is_asked_no_other_key_is_live(screen):
    shown = screen(payments=(some.CONFIRMING, some.PART_PAID), asking=some.CONFIRMING.payment_id)
    assert not key(shown, words.ASKING.zh).isEnabled()
    assert not key(shown, words.WAYS["take_back"].zh).isEnabled()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_calm_lamp_does_not_say_that_there_is_nothing_to_do(screen, language):
    shown = screen(language, payments=(some.STUCK,))
    assert words.SEE_BELOW.in_(language) in said(shown.host)
    assert words.SEE_BELOW.in_(language) not in said(screen(language, payments=(some.CONFIRMING,)).host)


def test_the_bar_counts_what_a_person_should_look_at_and_the_page_it_leads_to_says_it_too(qapp):
    whole = a_counter(theme=a_look(qapp).theme)
    whole.counter.open()
    bar = whole.counter.window.findChild(TopBar)
    assert not any("F9" in text for text in said_by(bar))
    whole.shop.limbo.payments = some.EVERY
    whole.counter.presenters.shell.ticked()
    state = whole.counter.presenters.shell.state
    assert (state.payments, state.badges["sync"]) == (4, 4)
    assert "4 笔手机付款待看 · F9" in said_by(bar)


def said_by(bar):
    return [label.text() for label in bar.findChildren(QLabel) if not label.isHidden()]
