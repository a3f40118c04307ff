from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from posapp.domain.identity import VariantId
from posapp.domain.text import Bilingual
from posapp.services.errors import NotOpenForHandOver
from posapp.services.pickups import OtherPiece
from posapp.ui.notices import notice_of
from posapp.ui.screens.pickups.state import LineChoice, PickupsState
from posapp.ui.screens.pickups.view import PickupsView
from sync.protocol.orders import Group
from tests.fakes import shop_moment as moment
from tests.fakes.counter_look import a_look, cut_texts, on_the_screen, said
from tests.fakes.screen_parts import SetClock

LIST = PickupsState(waiting=moment.WAITING)
OPENED = replace(LIST, card=moment.WAITING[0], stage="card")
PROVED = replace(OPENED, stage="confirm", code="90000017")
SOME = replace(PROVED, choices={"ol-1": LineChoice(0, is_rest_left_out=True), "ol-2": LineChoice(1)})
OTHERS = tuple(OtherPiece(VariantId(f"v-{n}"), moment.SAND, size, n) for n, size in enumerate("SMLX"))
SWAPPING = replace(PROVED, choices={"ol-1": LineChoice(1, instead=OTHERS[2])}, swapping="ol-1", others=OTHERS)
GROUP = Group(id="g", wanted=3, joined=2, until_ms=moment.NOW)
FORMING = replace(PROVED, card=replace(PROVED.card, kind="group", group=GROUP, hindrance="group_forming"))
ASKED = replace(
    OPENED,
    card=replace(
        OPENED.card,
        asked="elsewhere",
        offered_shop=Bilingual("静安店", "Jing'an"),
        lines=(replace(OPENED.card.lines[0], missing=1, picked=0), OPENED.card.lines[1]),
    ),
)
TO_BE_PAID = replace(PROVED, card=replace(PROVED.card, payment="on_collection"))
LATE = replace(PROVED, card=replace(PROVED.card, collect_until=moment.NOW - 1, hindrance="expired"))
GONE = replace(
    moment.WAITING[0],
    status="handed_over",
    handed_over=moment.NOW,
    lines=tuple(replace(line, handed=line.quantity, picked=0) for line in moment.WAITING[0].lines),
)
DONE = PickupsState(waiting=moment.WAITING[1:], card=GONE, stage="done")


class Desk:
    """The pickup desk on the screen."""

    def __init__(self, qtbot, qapp, state, language="zh"):
        self.look = a_look(qapp, language)
        self.view = PickupsView(self.look.speech, self.look.theme, self.look.art, SetClock(moment.NOW))
        self.host = on_the_screen(qtbot, self.view)
        self.view.show_state(state)
        qtbot.wait(1)


@pytest.fixture
def desk(qtbot, qapp):
    return lambda state=LIST, **more: Desk(qtbot, qapp, state, **more)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "state",
    [
        LIST,
        PickupsState(waiting=()),
        OPENED,
        replace(OPENED, notice=notice_of(NotOpenForHandOver(reason="wrong_code"))),
        replace(OPENED, card=moment.WAITING[2]),
        PROVED,
        SOME,
        SWAPPING,
        FORMING,
        ASKED,
        TO_BE_PAID,
        LATE,
        DONE,
    ],
    ids=[
        "list",
        "nothing waits",
        "opened",
        "wrong code",
        "to be picked",
        "proved",
        "some of it",
        "swapping",
        "forming",
        "asked",
        "to be paid",
        "late",
        "done",
    ],
)
def test_no_text_is_cut_on_the_smallest_screen(desk, language, state):
    assert cut_texts(desk(state, language=language).host) == []


def test_eight_digits_typed_anywhere_are_the_code(qtbot, desk):
    shown = desk()
    with qtbot.waitSignal(shown.view.code_given) as given:
        qtbot.keyClick(shown.view, Qt.Key.Key_9)
        qtbot.keyClicks(shown.host.focusWidget(), "0000017")
    assert given.args == ["90000017"]


def test_enter_hands_over_only_once_the_code_was_right(qtbot, desk):
    shown = desk(OPENED)
    with qtbot.assertNotEmitted(shown.view.confirmed):
        qtbot.keyClick(shown.view, Qt.Key.Key_Return)
    shown.view.show_state(PROVED)
    with qtbot.waitSignal(shown.view.confirmed):
        qtbot.keyClick(shown.view, Qt.Key.Key_Return)


def test_looking_up_nothing_never_hands_over(qtbot, desk):
    shown = desk(PROVED)
    look_up = next(one for one in shown.host.findChildren(QPushButton) if one.text() == "查找")
    with qtbot.assertNotEmitted(shown.view.confirmed):
        qtbot.mouseClick(look_up, Qt.MouseButton.LeftButton)


def test_enter_and_escape_go_back_to_the_list(qtbot, desk):
    shown = desk(DONE)
    with qtbot.waitSignal(shown.view.left):
        qtbot.keyClick(shown.view, Qt.Key.Key_Return)
    shown.view.show_state(OPENED)
    with qtbot.waitSignal(shown.view.left):
        qtbot.keyClick(shown.view, Qt.Key.Key_Escape)


def test_the_list_never_shows_a_whole_code(desk):
    texts = said(desk(PROVED).host)
    assert "尾号 17" in texts
    assert not [text for text in texts if "90000017" in text]


def test_an_order_that_is_not_picked_yet_can_be_put_on_the_shelf(qtbot, desk):
    shown = desk(replace(OPENED, card=moment.WAITING[2]))
    pick = next(one for one in shown.host.findChildren(QPushButton) if one.text() == "已备好，放上取货架")
    with qtbot.waitSignal(shown.view.picked):
        qtbot.mouseClick(pick, Qt.MouseButton.LeftButton)
    assert "先备货" in said(shown.host)
    shown.view.show_state(OPENED)
    assert pick.isHidden() == (OPENED.card.status == "ready")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_code_that_was_typed_asks_for_the_last_four_of_her_number_and_a_scan_does_not(desk, language):
    typed = desk(PROVED, language=language)
    told = [text for text in said(typed.host) if PROVED.card.phone_masked[-4:] in text and "****" not in text]
    assert len(told) == 1
    assert cut_texts(typed.host) == []
    typed.view.show_state(replace(PROVED, code="91" + "0" * 188))
    assert told[0] not in said(typed.host)
    typed.view.show_state(replace(OPENED, code=""))
    assert told[0] not in said(typed.host)
