"""Beside a cart: what goes with it is there, says why, and never stands between her and a sale."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from posapp.domain.identity import StyleId, VariantId
from posapp.domain.text import Bilingual
from posapp.services.errors import MallUnreachable
from posapp.ui.screens.selling.outfit_row import OutfitRow
from posapp.ui.translation import Speech
from tests.fakes import shop_moment as moment
from tests.fakes.counter_window import the_art, the_theme

BLOUSE, SHOE = (
    replace(moment.SUGGESTIONS[1], variant_id=VariantId("v-2-0-M"), style_id=StyleId("s-2")),
    replace(moment.SUGGESTIONS[2], variant_id=VariantId("v-8-0-M"), style_id=StyleId("s-8")),
)


@pytest.fixture
def made(open_counter):
    counter = open_counter()
    counter.shop.outfitting.cards = (BLOUSE, SHOE)
    return counter


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def scan(made, variant_id="v-4-0-M"):
    made.counter.presenters.selling.change(lambda: made.till.add(variant_id, "scan"))


def row_of(made):
    return made.counter.selling_view.outfit


def shown(made):
    return [card.style_id for card in made.counter.presenters.outfit.cards]


def told(made, name):
    return [call for call in made.shop.outfitting.calls if call[0] == name]


def test_what_goes_with_a_cart_stands_there_once_something_is_on_it_member_or_not(made):
    assert row_of(made).isHidden()
    scan(made)
    assert not row_of(made).isHidden()
    assert shown(made) == ["s-2", "s-8"]
    made.counter.presenters.selling.change(lambda: moment.cart(lines=[]))
    assert row_of(made).isHidden()
    assert shown(made) == []


def outfits_added(made):
    return [call[1] for call in made.till.calls if call[0] == "add" and call[2] == "outfit"]


def test_a_key_adds_the_piece_as_an_outfit_and_a_place_without_one_does_nothing(qtbot, made):
    scan(made)
    press(qtbot, Qt.Key.Key_8, Qt.KeyboardModifier.AltModifier)
    assert outfits_added(made) == ["v-8-0-M"]
    assert shown(made) == ["s-2"], "what is on the cart goes with nothing"
    press(qtbot, Qt.Key.Key_9, Qt.KeyboardModifier.AltModifier)
    made.counter.presenters.outfit.taken(2)
    assert outfits_added(made) == ["v-8-0-M"]
    assert QApplication.focusWidget() is made.counter.selling_view.scan, "nothing takes the focus from the scan box"


def test_two_keys_pay_in_cash_whatever_goes_with_the_cart(qtbot, made):
    scan(made)
    press(qtbot, Qt.Key.Key_Return)
    assert not row_of(made).isVisible()
    press(qtbot, Qt.Key.Key_Return)
    assert made.shop.paying.calls == [("pay_cash", None)]


def test_no_key_adds_anything_while_somebody_pays(qtbot, made):
    scan(made)
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_7, Qt.KeyboardModifier.AltModifier)
    assert outfits_added(made) == []


def test_it_is_asked_for_once_for_the_same_pieces_and_told_once_the_cart_is_done_with(made):
    scan(made)
    asked = len(told(made, "beside_cart"))
    made.counter.presenters.selling.change(made.till.current)
    assert len(told(made, "beside_cart")) == asked
    assert told(made, "shown")[-1] == ("shown", ("s-2", "s-8"))
    assert told(made, "tell_shown") == []
    made.counter.presenters.selling.change(lambda: moment.cart(lines=[]))
    assert len(told(made, "tell_shown")) == 1


def test_a_tile_says_her_size_only_where_it_is_hers_and_her_price_to_a_member(qapp):
    look = replace(
        moment.SUGGESTIONS[0], reason=Bilingual("店铺搭配：周末散步", "Shop's look: Weekend walk"), reason_kind="look"
    )
    said = {}
    for language in ("zh", "en"):
        row = OutfitRow(Speech(language), the_theme(), the_art())
        row.resize(860, 96)
        row.show()
        for is_members, is_hers in ((False, False), (True, False), (True, True)):
            row.show_outfit([look], is_members=is_members, is_hers=is_hers)
            tile = next(one for one in row._tiles if not one.isHidden())
            said[language, is_members, is_hers] = (tile._price.text(), tile._size.text(), tile._key.text())
            assert look.reason.in_(language) in tile.accessibleName()
        row.hide()
    assert said["zh", False, False] == ("¥1,299", "M · A-03", "Alt+7")
    assert said["en", True, False] == ("¥1,169", "M · A-03", "Alt+7")
    assert said["zh", True, True] == ("¥1,169", "M · 她穿得准", "Alt+7")
    assert said["en", True, True] == ("¥1,169", "M · fits her", "Alt+7")


def test_a_till_that_cannot_look_sells_on(made):
    made.shop.outfitting.refuse_next(MallUnreachable())
    scan(made)
    assert row_of(made).isHidden()
    assert made.counter.presenters.selling.state.cart.lines
