from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton

from posapp.domain.clock import MINUTE, Millis
from posapp.ui.screens.sync_desk import words
from posapp.ui.screens.sync_desk.state import SyncDeskState
from posapp.ui.screens.sync_desk.view import SyncDeskView
from sync.protocol.kinds import KINDS
from tests.fakes import shop_moment as moment
from tests.fakes.counter_look import a_look, cut_texts, on_the_screen, said

ONLINE = SyncDeskState(now=moment.NOW, status=moment.ONLINE, entries=moment.OUTBOX)
OFFLINE = replace(ONLINE, status=moment.OFFLINE)


class Desk:
    """The sync desk on the screen."""

    def __init__(self, qtbot, qapp, state, language="zh"):
        self.look = a_look(qapp, language)
        self.view = SyncDeskView(self.look.speech, self.look.theme)
        self.host = on_the_screen(qtbot, self.view)
        self.view.show_state(state)
        qtbot.wait(1)


@pytest.fixture
def desk(qtbot, qapp):
    return lambda state=ONLINE, **more: Desk(qtbot, qapp, state, **more)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("lamp", ["unpaired", "loading", "online", "offline", "attention"])
def test_no_text_is_cut_whatever_the_lamp_says(desk, language, lamp):
    state = replace(ONLINE, status=replace(moment.ONLINE, lamp=lamp, clock_is_off=lamp == "offline"))
    assert cut_texts(desk(state, language=language).host) == []


def test_offline_says_first_that_the_counter_works(desk):
    texts = said(desk(OFFLINE).host)
    assert words.LAMPS["offline"].zh in texts
    assert words.ADVICE["offline"].zh in texts


def test_a_parked_operation_says_why_it_waits(desk):
    texts = said(desk().host)
    assert "等人处理：这张券在另一家店已经用过，差额等主管处理" in texts
    assert "商城已入账，编号 90411" in texts


def test_every_kind_of_operation_has_its_words():
    assert {kind for kind, _ in KINDS} <= set(words.KINDS)


def test_a_till_that_has_done_nothing_yet_says_so(desk):
    assert words.NOTHING.zh in said(desk(replace(ONLINE, entries=())).host)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("may_settle", [True, False])
def test_what_waits_for_a_person_is_readable_to_the_end(desk, language, may_settle):
    state = replace(ONLINE, parked=moment.PARKED, may_settle=may_settle, confirming=("op-2", 0))
    assert cut_texts(desk(state, language=language).host) == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("trouble", ["is_revoked", "is_forked", "is_stranger"])
def test_a_till_the_mall_sets_apart_says_what_to_do_and_offers_it(desk, language, trouble):
    lamp = "attention" if trouble == "is_forked" else "offline"
    status = replace(moment.ONLINE, lamp=lamp, **{trouble: True})
    shown = desk(replace(ONLINE, status=status, may_settle=True), language=language)
    assert cut_texts(shown.host) == []
    assert shown.look.speech.say(words.PAIR_AGAIN) in said(shown.host)


def test_a_cashier_sees_why_and_whom_to_ask_but_no_keys(desk):
    texts = said(desk(replace(ONLINE, parked=moment.PARKED)).host)
    assert "商城没有这个订单。" in texts
    assert words.ASK_A_MANAGER.zh in texts
    assert words.PAIR_AGAIN.zh not in texts
    assert "再试一次" not in texts


def test_a_manager_presses_a_way_out(desk, qtbot):
    shown = desk(replace(ONLINE, parked=moment.PARKED, may_settle=True))
    key = next(each for each in shown.host.findChildren(QPushButton) if each.text() == "再试一次")
    with qtbot.waitSignal(shown.view.way_chosen) as pressed:
        key.click()
    assert pressed.args == ["op-1", 1]


def test_what_is_in_the_malls_backup_says_so(desk):
    assert "商城已入账，编号 90210，备份里也有" in said(desk().host)


def test_each_stream_says_how_fresh_it_is(desk):
    fresh = (("shop", moment.NOW), ("stock", Millis(moment.NOW - 5 * MINUTE)))
    texts = said(desk(replace(ONLINE, status=replace(moment.ONLINE, fresh_as_of=fresh))).host)
    assert any("本店 刚刚" in text and "库存 5 分钟前" in text for text in texts)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("parked", [(), moment.PARKED], ids=["calm", "parked"])
def test_what_works_without_the_mall_is_readable_to_the_end(desk, language, parked):
    assert cut_texts(desk(replace(ONLINE, rights=moment.RIGHTS, parked=parked), language=language).host) == []


def test_each_account_says_how_much_this_till_may_take_without_the_mall(desk):
    texts = said(desk(replace(ONLINE, rights=moment.RIGHTS)).host)
    assert "储值：为本机预留 ¥860（3 个账户），20:32 起陆续到期；每个账户最多 ¥200，本机今天还可用 ¥1,500" in texts
    assert "礼品卡：断网时只能用预留给本机的，现在没有" in texts
    assert "积分：断网时不能用，联网才行" in texts


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("trouble", words.PACK_TROUBLES)
def test_a_model_pack_that_is_not_used_says_why_and_that_the_last_one_goes_on(desk, language, trouble):
    shown = desk(replace(ONLINE, status=replace(moment.ONLINE, pack_trouble=trouble)), language=language).host
    assert words.PACK_TROUBLES[trouble].in_(language) in said(shown)
    assert cut_texts(shown) == []


def test_without_such_trouble_nothing_is_said_of_packs(desk):
    assert not {trouble.zh for trouble in words.PACK_TROUBLES.values()} & set(said(desk().host))
