"""What a clerk relies on when she looks at a garment with a member: her size is beside it, wherever it is opened."""

import pytest
from PySide6.QtWidgets import QPushButton

from posapp.domain.identity import VariantId
from posapp.ui.screens.member.suggestion_card import SuggestionView
from posapp.ui.screens.selling.size_card import SizeCardView, SizeRow
from posapp.ui.widgets.row_button import RowButton
from tests.fakes import shop_moment as moment
from tests.fakes.counter_window import a_counter, the_theme


@pytest.fixture
def made(qapp):
    counter = a_counter(theme=the_theme())
    counter.counter.open()
    return counter


def come(made):
    made.counter.presenters.selling.change(lambda: made.till.attach_member(moment.LIN, "A"))


def scan(made):
    made.counter.presenters.selling.change(lambda: made.till.add(VariantId("v-2-0-M"), "scan"))


def marked(made):
    keys = made.counter.selling_view.findChildren(QPushButton)
    return {key.accessibleName().partition(" ")[2] for key in keys if key.property("hers")}


def test_her_size_in_what_was_scanned_is_said_once_wherever_it_is_opened(made):
    to, sell = made.counter.presenters, made.counter.selling_view
    row = sell.cart.findChild(SizeRow)
    scan(made)
    to.selling.style_chosen("s-2")
    assert (row.isHidden(), marked(made)) == (True, set()), "nobody is known yet"
    to.selling.sheet_left()
    come(made)
    said = "她的尺码: L 或 M · 较有把握. 40 人中 12 人说偏小 · 您留下过「软糯针织衫」的 M；此款偏小，建议 L"
    assert (row.isHidden(), row.accessibleName()) == (False, said)
    row.click()
    assert row.isHidden()
    assert marked(made)
    assert all(name.startswith("L，她的尺码") for name in marked(made))
    assert [card for card in sell.findChildren(SizeCardView) if not card.isHidden()]
    to.selling.sheet_left()
    to.selling.pay_pressed()
    assert row.isHidden(), "while she pays it is in nobody's way"


def test_a_suggestion_opens_by_its_picture_and_her_visit_is_told_when_she_has_gone(made):
    to, calls = made.counter.presenters, made.shop.looking.calls
    come(made)
    card = made.counter.member_view.findChildren(SuggestionView)[0]
    card.findChild(RowButton).click()
    style_id = to.member.state.panel.suggestions[0].style_id
    assert to.selling.state.sheet.sheet.style_id == style_id
    to.selling.added(VariantId("v-2-0-M"))
    assert ("add", "v-2-0-M", "suggestion", 1) in made.till.calls, "it was suggested, in whatever size she takes it"
    assert calls == [("opened", style_id)]
    to.selling.member_detached()
    assert calls == [("opened", style_id), ("tell",)]
