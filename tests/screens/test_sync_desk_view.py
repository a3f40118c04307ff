from dataclasses import replace

import pytest

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
