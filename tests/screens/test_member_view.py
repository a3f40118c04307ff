from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt

from posapp.domain.advice.segments import NAMES, USUAL_PLANS
from posapp.services.errors import CodeRefused
from posapp.ui.notices import notice_of
from posapp.ui.screens.member import words
from posapp.ui.screens.member.state import MemberState
from posapp.ui.screens.member.suggestion_card import SuggestionView
from posapp.ui.screens.member.view import MemberView
from posapp.ui.widgets.buttons import ChipButton, IconButton
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.row_button import RowButton
from tests.fakes import shop_moment as moment
from tests.fakes.counter_look import a_look, cut_texts, on_the_screen, said
from tests.fakes.screen_parts import SetClock

COLUMN = 400
SHOWN = MemberState(stage="shown", wanted=moment.LIN, panel=moment.PANEL, taken=frozenset({"v-3"}))


class Column:
    """The member column on the screen."""

    def __init__(self, qtbot, qapp, state, language="zh", mode="light", height=708):
        self.look = a_look(qapp, language, mode)
        self.view = MemberView(self.look.speech, self.look.theme, self.look.art, SetClock(moment.NOW))
        self.host = on_the_screen(qtbot, self.view, COLUMN, height)
        self.view.show_state(state)
        qtbot.wait(1)


@pytest.fixture
def column(qtbot, qapp):
    return lambda state=SHOWN, **more: Column(qtbot, qapp, state, **more)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "state",
    [
        SHOWN,
        replace(SHOWN, panel=replace(moment.PANEL, is_personal=False, suggestions=(), recent=(), trust="C")),
        MemberState(),
        MemberState(stage="finding", query="2046", hits=moment.HITS),
        MemberState(stage="finding", query="0000", hits=()),
        MemberState(stage="loading", notice=notice_of(CodeRefused(reason="unknown_member"))),
    ],
    ids=["panel", "not personal", "nobody", "candidates", "nobody found", "unreadable"],
)
def test_no_text_is_cut_in_a_column_of_400_pixels(column, language, state):
    assert cut_texts(column(state, language=language, height=3000).host) == []


def test_the_opener_and_what_waits_for_her_are_seen_without_scrolling(column):
    host = column().host
    for text in (moment.PANEL.opener.zh, "15:00 试穿", "商城订单待取"):
        label = next(label for label in host.findChildren(Text) if label.text() == text)
        assert label.mapTo(host, QPoint(0, label.height())).y() <= host.height()


def test_each_suggestion_says_its_reason_and_its_size_with_a_reason(column):
    texts = said(column(height=3000).host)
    for card in moment.SUGGESTIONS:
        assert card.reason.zh in texts
        assert (card.size_reason.zh in texts) == (card.size != "均码")
        assert card.fit_note is None or card.fit_note.zh in texts


def test_alt_and_a_digit_take_the_suggestion_at_that_place(qtbot, column):
    shown = column()
    with qtbot.waitSignal(shown.view.suggestion_taken) as taken:
        qtbot.keyClick(shown.host, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert taken.args == [1]


def test_the_cross_says_not_this_one(qtbot, column):
    shown = column(height=3000)
    label = shown.look.speech.say(words.NOT_THIS, name=moment.SUGGESTIONS[1].name)
    cross = next(one for one in shown.host.findChildren(IconButton) if one.accessibleName() == label)
    with qtbot.waitSignal(shown.view.dismissed) as dismissed:
        qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert dismissed.args == ["s-2"]


def test_one_sentence_says_what_to_do_and_one_how_she_comes(column):
    shown = column(language="en")
    texts = said(shown.view)
    assert f"{NAMES['slipping'].en}. {USUAL_PLANS['slipping'].en}" in texts
    assert "Usually every 25 days; 49 days now · may drift away" in texts
    shown.view.show_state(replace(SHOWN, panel=replace(moment.PANEL, plan=None, rhythm=None)))
    assert not [text for text in said(shown.view) if "drift" in text or NAMES["slipping"].en in text]


def test_the_plan_opens_when_nothing_waits_for_her(column):
    plan = f"{NAMES['slipping'].zh}：{USUAL_PLANS['slipping'].zh}"
    free = replace(SHOWN, panel=replace(moment.PANEL, bookings=(), pickups=()))
    tops = []
    for state in (SHOWN, free):
        shown = column(state)
        (line,) = [text for text in shown.view.findChildren(Text) if text.isVisible() and text.text() == plan]
        first = shown.view.findChildren(SuggestionView)[0]
        tops.append(line.mapTo(shown.view, QPoint()).y() < first.mapTo(shown.view, QPoint()).y())
    assert tops == [False, True]


def test_a_tag_that_ends_says_when(qtbot, column):
    until = replace(moment.PANEL.tags[1], until=moment.Millis(moment.NOW + 9 * moment.DAY))
    shown = column(replace(SHOWN, panel=replace(moment.PANEL, tags=(until,))))
    chip = next(button for button in shown.view.findChildren(ChipButton) if button.text() == "通勤")
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert any(text.startswith("近半年 9 件里 6 件 · 到 ") for text in said(shown.view))


def test_a_tap_on_a_tag_shows_its_evidence(qtbot, column):
    shown = column(height=3000)
    tag = next(chip for chip in shown.host.findChildren(ChipButton) if chip.text() == "通勤")
    qtbot.mouseClick(tag, Qt.MouseButton.LeftButton)
    assert "近半年 9 件里 6 件" in said(shown.host)


def test_what_waits_for_her_opens_with_one_tap(qtbot, column):
    shown = column(height=3000)
    waits = next(one for one in shown.host.findChildren(RowButton) if "试穿" in one.accessibleName())
    with qtbot.waitSignal(shown.view.booking_opened) as opened:
        qtbot.mouseClick(waits, Qt.MouseButton.LeftButton)
    assert opened.args == ["b-2"]


def test_the_panel_speaks_the_other_language_at_once(qtbot, column):
    shown = column()
    shown.look.speech.use("en")
    qtbot.waitUntil(lambda: moment.PANEL.opener.en in said(shown.host))
    assert moment.PANEL.opener.zh not in said(shown.host)


def test_who_switched_personalisation_off_gets_best_sellers_said_as_such(column):
    texts = said(column(replace(SHOWN, panel=replace(moment.PANEL, is_personal=False))).host)
    assert words.SUGGESTIONS_PLAIN.zh in texts
    assert words.NOT_PERSONAL.zh in texts


@pytest.mark.parametrize(
    ("days", "is_own", "told"), [(1, False, None), (9, False, words.OLD_PACK), (0, True, words.OWN_PACK)]
)
def test_the_suggestions_say_how_old_they_are_and_whose(column, days, is_own, told):
    panel = replace(moment.PANEL, pack_age_days=days, is_own_pack=is_own)
    shown = set(said(column(replace(SHOWN, panel=panel)).host))
    texts = {words.OLD_PACK.zh.format(days=days), words.OWN_PACK.zh}
    assert texts & shown == (set() if told is None else {told.zh.format(days=days)})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_shop_s_own_pack_is_readable_to_the_end(column, language):
    panel = replace(moment.PANEL, is_own_pack=True)
    assert cut_texts(column(replace(SHOWN, panel=panel), language=language, height=3000).host) == []


def test_nothing_of_one_member_is_left_in_the_panel_of_the_next(qtbot, column):
    shown = column(height=3000)
    tag = next(chip for chip in shown.host.findChildren(ChipButton) if chip.text() == "通勤")
    qtbot.mouseClick(tag, Qt.MouseButton.LeftButton)
    plain = replace(
        moment.PANEL,
        member_id=moment.ZHOU, is_birthday_near=False, pending_points=0, stored=0, last_visit=None, tags=(), sizes=(),
        coupons=(), bookings=(), pickups=moment.PANEL.pickups[:1], recent=(), suggestions=moment.SUGGESTIONS[-1:],
    )  # fmt: skip
    shown.view.show_state(replace(SHOWN, wanted=moment.ZHOU, panel=plain, taken=frozenset()))
    fresh = column(replace(SHOWN, wanted=moment.ZHOU, panel=plain, taken=frozenset()), height=3000)
    assert said(shown.host) == said(fresh.host)
    with qtbot.waitSignal(shown.view.pickup_opened):
        waits = next(one for one in shown.host.findChildren(RowButton) if one.isVisible())
        qtbot.mouseClick(waits, Qt.MouseButton.LeftButton)
    shown.view.show_state(SHOWN)
    assert not tag.isChecked()


def test_news_that_change_nothing_leave_every_card_in_place(column):
    shown = column()
    before = shown.host.findChildren(ChipButton)
    shown.view.show_state(replace(SHOWN, panel=replace(moment.PANEL), taken=frozenset()))
    assert shown.host.findChildren(ChipButton) == before


def test_enter_takes_the_only_candidate(qtbot, column):
    shown = column(MemberState(stage="finding", query="2046", hits=moment.HITS[:1]))
    field = shown.host.focusWidget()
    with qtbot.waitSignal(shown.view.chosen) as chosen:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert chosen.args == [moment.LIN]


def test_typed_digits_are_searched_after_a_breath(qtbot, column):
    shown = column(MemberState(stage="finding"))
    with qtbot.waitSignal(shown.view.searched, timeout=2_000) as searched:
        qtbot.keyClicks(shown.host.focusWidget(), "2046")
    assert searched.args == ["2046"]


def test_a_closed_search_gives_the_focus_back(qtbot, column):
    shown = column(MemberState(stage="finding"))
    with qtbot.waitSignal(shown.view.find_closed):
        shown.view.show_state(SHOWN)


def test_escape_leaves_the_search(qtbot, column):
    shown = column(MemberState(stage="finding"))
    with qtbot.waitSignal(shown.view.find_left):
        qtbot.keyClick(shown.host.focusWidget(), Qt.Key.Key_Escape)
