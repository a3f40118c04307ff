"""The customer's screen follows the cashier's, and never gets in the way of a scan."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.carts import CartMember
from posapp.ui.customer.display import CustomerDisplay
from posapp.ui.customer.state import customer_state
from posapp.ui.customer.words import PROMPTS
from posapp.ui.screens.paying.state import PayingState
from posapp.ui.shell.state import ShellState
from tests.fakes import shop_moment as moment
from tests.fakes.counter_window import PLACE, a_counter, the_theme

COAT = "6901234567800"
OPEN = ShellState(stage="open", place=PLACE)


def a_cart(*variants: str, member: CartMember | None = None):
    return moment.cart(member=member, lines=[moment.cart_line(variant) for variant in variants])


@pytest.fixture
def counter(qtbot):
    built = a_counter(theme=the_theme())
    qtbot.addWidget(built.counter.window)
    built.counter.window.show()
    yield built
    built.counter.display.close()


def shown(display: CustomerDisplay, stage: str, qtbot):
    qtbot.waitUntil(lambda: display.view.state.stage == stage)
    return display.view.state


def test_a_sale_from_welcome_to_thanks(counter, qtbot) -> None:
    display = counter.counter.display
    display.place("window")
    counter.counter.open()
    qtbot.waitUntil(lambda: display.view.state.shop == PLACE.shop_name)
    counter.counter.scanned(COAT)
    state = shown(display, "cart", qtbot)
    assert [line.name for line in state.lines] == [line.name for line in counter.till.current().lines]
    assert state.total == counter.till.current().total
    counter.counter.presenters.selling.pay_pressed()
    assert shown(display, "paying", qtbot).rest == counter.till.current().total
    counter.counter.presenters.paying.confirmed()
    done = shown(display, "done", qtbot)
    assert done.lines == ()
    counter.counter.presenters.paying.confirmed()
    shown(display, "idle", qtbot)


def test_a_locked_till_shows_nothing_of_anybody_s_cart() -> None:
    cart = a_cart("v-1", member=moment.ON_THE_CART)
    assert customer_state(OPEN, cart, None).member == Bilingual("林*婉", "Lin *")
    locked = customer_state(replace(OPEN, stage="sign_in"), cart, None)
    assert (locked.stage, locked.member, locked.lines) == ("idle", None, ())


def test_what_accounts_paid_is_off_what_she_is_asked_for() -> None:
    cart = a_cart("v-1")
    state = customer_state(OPEN, cart, PayingState(stage="writing", due=Fen(1000)))
    assert (state.stage, state.rest, state.paid_so_far) == ("waiting", 1000, 0)


@pytest.mark.parametrize("stage", ["asking", "drawing", "phone", "card", "writing"])
def test_every_stage_of_a_payment_tells_her_what_to_do(stage) -> None:
    state = customer_state(OPEN, a_cart("v-1"), PayingState(stage=stage, due=Fen(1000)))
    assert state.stage in ("paying", *PROMPTS)


def test_the_display_never_takes_the_focus_or_a_key(counter) -> None:
    display = counter.counter.display
    display.place("window")
    assert display.view.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert display.view.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert not any(
        child.focusPolicy() & Qt.FocusPolicy.StrongFocus for child in display.view.findChildren(type(display.view))
    )
    assert QApplication.activeWindow() is not display.view


def test_without_a_second_screen_nothing_is_shown_unless_a_window_is_wanted(counter) -> None:
    display = counter.counter.display
    display.place("auto")
    assert not display.view.isVisible()
    display.place("window")
    assert display.view.isVisible()
    display.place("off")
    assert not display.view.isVisible()


def test_a_screen_that_comes_and_goes_breaks_nothing(counter, qtbot) -> None:
    display = counter.counter.display
    display.place("auto")
    QApplication.instance().screenRemoved.emit(QApplication.primaryScreen())
    QApplication.instance().screenAdded.emit(QApplication.primaryScreen())
    counter.counter.open()
    counter.counter.scanned(COAT)
    assert not display.view.isVisible()
    display.place("window")
    shown(display, "cart", qtbot)


def test_a_long_cart_shows_its_newest_lines(counter, qtbot) -> None:
    display = counter.counter.display
    display.place("window")
    many = customer_state(OPEN, a_cart(*(f"v-{n}" for n in range(20))), None)
    display.view.show_state(many)
    labels = [label.text() for label in display.view.findChildren(type(display.view._sale._hello)) if label.isVisible()]
    assert any(text.startswith("上面还有") for text in labels)
