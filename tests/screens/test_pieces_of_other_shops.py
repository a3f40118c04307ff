"""The clerk asks another shop for a piece, and answers what others ask, in the real widgets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from posapp.services.transfer_errors import TransferMovedOn
from posapp.ui.screens.selling.nearby_card import NearbyCard
from posapp.ui.screens.selling.state import OpenSheet
from posapp.ui.screens.selling.style_panel import StylePanel
from posapp.ui.screens.transfers.presenter import TransfersPresenter
from posapp.ui.screens.transfers.view import TransfersView
from tests.fakes.between_shops import CARD, FakeTransfers
from tests.fakes.counter_look import a_look, cut_texts, on_the_screen, said
from tests.fakes.goods_counter import TILES, FakeSearching
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements, SetClock
from tests.fakes.shop_moment import NOW


def press(host, text):
    """Press the first key with these words that is shown."""
    QTest.qWait(1)
    key = next(one for one in host.findChildren(QPushButton) if one.text().replace("&", "") == text and one.isVisible())
    QTest.mouseClick(key, Qt.MouseButton.LeftButton)


@pytest.fixture
def look(qapp):
    return a_look(qapp, "en")


@pytest.fixture
def listed(qtbot, look):
    view = TransfersView(look.speech, look.theme, look.art, SetClock(NOW))
    transfers = FakeTransfers()
    presenter = TransfersPresenter(view, transfers, InlineRunner(), RecordedAnnouncements())
    for name in ("sent", "received", "declining", "declined", "called_off"):
        getattr(view, name).connect(getattr(presenter, name))
    host = on_the_screen(qtbot, view)
    presenter.opened()
    qtbot.wait(1)
    return host, presenter, transfers


def test_a_piece_that_left_is_told_with_its_parcel(listed):
    host, presenter, transfers = listed
    host.findChildren(QLineEdit)[0].setText("SF99")
    press(host, "It has left")
    assert ("send", "tr-1") in transfers.calls
    presenter.opened()
    assert transfers.cards["tr-1"].parcel == "SF99"
    assert next(card for card in presenter.state.asked_of_us if card.transfer_id == "tr-1").status == "sent"


def test_a_number_half_typed_stays_when_something_else_changes(listed):
    host, presenter, transfers = listed
    field = host.findChildren(QLineEdit)[0]
    field.setText("SF4")
    field.setFocus()
    transfers.cards["tr-new"] = replace(CARD, transfer_id="tr-new", is_ours=True)
    presenter.opened()
    assert "tr-new" in [card.transfer_id for card in presenter.state.ours]
    assert host.findChildren(QLineEdit)[0] is field
    assert (field.text(), field.isVisible()) == ("SF4", True)


def test_a_shop_that_cannot_is_asked_why(listed):
    host, _, transfers = listed
    press(host, "We cannot")
    press(host, "Damaged")
    assert transfers.cards["tr-1"].why == "damaged"


def test_what_somebody_else_dealt_with_is_said_and_shown_as_it_is(listed):
    host, presenter, transfers = listed
    transfers.refuse_next(TransferMovedOn(status="sent"))
    press(host, "It is here")
    assert presenter.state.notice is not None
    assert not presenter.state.is_busy


def test_nothing_is_cut_off(listed):
    host, *_ = listed
    assert cut_texts(host) == []


def test_a_number_of_a_silent_shop_warns_and_an_address_is_needed_to_send(qtbot, look):
    sheet = FakeSearching().sheet(TILES[0].style_id)
    wanted = sheet.cells[0].variant_id
    opened = OpenSheet(sheet, wanted, FakeSearching().nearby(wanted))
    card = NearbyCard(opened, look.speech, SetClock(NOW))
    asked = []
    card.asked.connect(lambda *said: asked.append(said))
    host = on_the_screen(qtbot, card)
    qtbot.wait(1)
    texts = "\n".join(said(host))
    assert "As of 3 min ago" in texts
    assert "call before you promise" in texts
    assert cut_texts(host) == []
    press(host, "Send it to her from there")
    field = next(one for one in host.findChildren(QLineEdit) if one.isVisible())
    press(host, "Send")
    assert asked == []
    field.setText("Chen, 138…, Shanghai")
    press(host, "Send")
    assert asked == [(wanted, "jingan", "ship", "Chen, 138…, Shanghai")]


def test_a_wish_that_was_refused_may_be_said_again(qtbot, look):
    sheet = FakeSearching().sheet(TILES[0].style_id)
    wanted = sheet.cells[0].variant_id
    opened = OpenSheet(sheet, wanted, FakeSearching().nearby(wanted))
    panel = StylePanel(look.speech, look.theme, look.art, SetClock(NOW))
    asked = []
    panel.asked_elsewhere.connect(lambda *said: asked.append(said))
    host = on_the_screen(qtbot, panel)
    panel.show_sheet(opened)
    press(host, "Keep it there for her")
    press(host, "Keep it there for her")
    assert len(asked) == 1  # one press asks once
    panel.show_sheet(opened)  # refused: whose is it?
    press(host, "Keep it there for her")
    assert len(asked) == 2


def test_what_was_asked_is_said_in_place_of_the_shops(qtbot, look):
    sheet = FakeSearching().sheet(TILES[0].style_id)
    wanted = sheet.cells[0].variant_id
    opened = OpenSheet(sheet, wanted, asked_for=replace(CARD, variant_id=wanted))
    host = on_the_screen(qtbot, NearbyCard(opened, look.speech, SetClock(NOW)))
    qtbot.wait(1)
    assert "is asked to bring it" in "\n".join(said(host))
