"""What a cashier relies on when a piece more would save: she is told the true sum, and one key adds it."""

from dataclasses import replace

import pytest

from posapp.domain.identity import CartId, VariantId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.carts import Colour, Hint
from posapp.services.topping_up import TopUpCard, TopUpPiece
from posapp.ui.screens.selling.top_up_row import TopUpRow
from posapp.ui.translation import Speech
from tests.fakes import shop_moment as moment
from tests.fakes.counter_window import a_counter, the_theme

HINT = Hint(Bilingual("满 300 减 50", "50 off 300"), Fen(3_800), 0, Fen(5_000))
SOCKS = TopUpPiece(
    VariantId("v-3-0-M"), Bilingual("罗纹袜", "Ribbed socks"), Colour(Bilingual("米", "Sand"), "#eee"), "均码", "B-01"
)


def card(adds=3_800, saves=5_000, pieces=(SOCKS,)):
    return TopUpCard(CartId("cart-1"), pieces, Fen(adds), Fen(saves))


def near():
    return replace(moment.cart(lines=[moment.cart_line("v-2")]), hints=(HINT,))


@pytest.fixture
def made(qapp):
    counter = a_counter(theme=the_theme())
    counter.counter.open()
    return counter


def offer(made, offered=None):
    made.shop.topping_up.offered = offered or card()
    made.counter.presenters.selling.change(near)


def looks(made):
    return sum(call[0] == "card" for call in made.shop.topping_up.calls)


@pytest.mark.parametrize(
    ("adds", "zh", "en"),
    [
        (3_800, "再加 ¥38 减 ¥50，净省 ¥12", "Add ¥38, save ¥50: ¥12 less to pay"),
        (5_000, "再加 ¥50 减 ¥50，一分不多付", "Add ¥50, save ¥50: no more to pay"),
        (9_900, "再加 ¥99 减 ¥50，多付 ¥49", "Add ¥99, save ¥50: ¥49 more to pay"),
    ],
)
def test_the_sum_is_said_as_it_is(qapp, adds, zh, en):
    for language, said in (("zh", zh), ("en", en)):
        row = TopUpRow(Speech(language), the_theme())
        row.show_card(card(adds))
        assert row.accessibleName().endswith(said)


def test_one_key_puts_the_piece_on_the_cart(made):
    offer(made)
    assert made.counter.presenters.top_up.card == card()
    row = made.counter.selling_view.cart.findChild(TopUpRow)
    assert not row.isHidden()
    made.shop.topping_up.offered = None
    made.counter.window.acted.emit("top_up")
    assert row.isHidden()
    assert ("take", "cart-1") in made.shop.topping_up.calls
    assert ("add", "v-3-0-M", "suggestion", 1) in made.till.calls
    made.counter.selling_view.cart.top_up_pressed.emit()
    assert [call[0] for call in made.shop.topping_up.calls].count("take") == 1, "a press does the same, once"


def test_while_somebody_pays_nothing_is_added(made):
    offer(made)
    made.counter.presenters.selling.pay_pressed()
    made.counter.window.acted.emit("top_up")
    assert ("take", "cart-1") not in made.shop.topping_up.calls
    assert made.counter.selling_view.is_paying


def test_nothing_is_looked_for_where_nothing_is_near_or_nothing_changed(made):
    before = looks(made)
    made.counter.presenters.selling.change(lambda: moment.cart(lines=[moment.cart_line("v-2")]))
    assert looks(made) == before
    offer(made)
    offer(made)
    assert looks(made) == before + 1


def test_what_was_found_for_another_cart_is_not_shown(made):
    offer(made, replace(card(), cart_id=CartId("another")))
    assert made.counter.presenters.top_up.card is None
