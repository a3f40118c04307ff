"""What a search was read as stands under the box, and each part of it is taken off by a tap or a key."""

import pytest
from PySide6.QtCore import Qt

from posapp.domain.query.prices import price
from posapp.domain.query.terms import Query, Term, Wanted
from posapp.domain.text import Bilingual
from posapp.services.filtering import Drop
from posapp.services.searching import Found
from tests.fakes.counter_look import cut_texts
from tests.fakes.goods_counter import TILES

ASKED = "通勤 黑色 M 500以内"
TAG = Wanted(Term("tag", frozenset({"commute"}), Bilingual("通勤", "Commute")), (0, 2))
BLACK = Wanted(Term("colour", frozenset({"black"}), Bilingual("黑色", "Black")), (3, 5))
SIZE = Wanted(Term("size", frozenset({"M"}), Bilingual("M 码", "Size M")), (6, 7))
PRICE = Wanted(price(0, 50_000), (8, 13))
READ = Query(ASKED, (TAG, BLACK, SIZE, PRICE))


@pytest.fixture
def made(open_counter):
    return searched(open_counter())


def searched(made, found=None):
    made.shop.searching.found[ASKED] = found or Found(TILES[:3], READ)
    made.counter.presenters.selling.search_typed(ASKED)
    return made


def chips(made):
    return [chip for chip in made.counter.selling_view.filters._chips if chip.isVisible()]


def asked(made):
    return made.shop.searching.calls[-1][1]


def said(made):
    return [chip.text().removesuffix("  ✕") for chip in chips(made)]


def test_every_filter_is_a_chip_in_the_place_of_the_categories_in_the_language_of_the_counter(made):
    assert said(made) == ["通勤", "黑色", "M 码", "¥500 以内"]
    assert not made.counter.selling_view._categories.isVisible()
    made.speech.toggle()
    assert said(made) == ["Commute", "Black", "Size M", "Up to ¥500"]


def test_a_tap_on_a_chip_searches_without_it(qtbot, made):
    qtbot.mouseClick(chips(made)[1], Qt.MouseButton.LeftButton)
    assert asked(made) == "通勤 M 500以内"
    assert made.counter.selling_view.search.text() == "通勤 M 500以内"
    assert made.counter.selling_view.search.hasFocus()


def test_a_key_on_a_chip_searches_without_it(qtbot, made):
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Space):
        searched(made)
        chips(made)[3].setFocus()
        qtbot.keyClick(chips(made)[3], key)
        assert asked(made) == "通勤 黑色 M"


def test_one_key_in_the_box_takes_the_last_filter_off_as_it_was_understood(qtbot, made):
    field = made.counter.selling_view.search
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    assert asked(made) == "通勤 黑色 M"


def test_a_plain_word_leaves_the_categories_where_they_are(made):
    made.counter.presenters.selling.search_typed("大衣")
    assert made.counter.selling_view._categories.isVisible()
    made.counter.presenters.selling.search_typed("")
    assert made.counter.selling_view._categories.isVisible()


def test_the_category_that_is_browsed_is_the_first_chip_and_can_be_left(qtbot, made):
    selling = made.counter.presenters.selling
    category = selling.state.categories[1]
    selling.category_chosen(category.category_id)
    assert chips(made)[0].text().startswith(category.name.zh)
    qtbot.mouseClick(chips(made)[0], Qt.MouseButton.LeftButton)
    assert (selling.state.category_id, asked(made)) == (None, ASKED)


def test_where_nothing_fits_the_ways_out_are_named_with_what_they_find(qtbot, open_counter):
    made = searched(open_counter(), Found((), READ, (Drop(PRICE, 17), Drop(SIZE, 4))))

    def ways():
        return [way for way in made.counter.selling_view.nothing._ways if way.isVisible()]

    for words in (
        ["去掉「¥500 以内」· 17 款", "去掉「M 码」· 4 款"],
        ['Without "Up to ¥500" · 17', 'Without "Size M" · 4'],
    ):
        assert [way.text() for way in ways()] == words
        qtbot.waitUntil(lambda: cut_texts(made.counter.window) == [])
        made.speech.toggle()
    qtbot.mouseClick(ways()[0], Qt.MouseButton.LeftButton)
    assert asked(made) == "通勤 黑色 M"
