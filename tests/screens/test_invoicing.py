"""After a sale: an invoice for a title that was used before, for a new one, and the receipt as a page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from posapp.domain.identity import SaleId
from posapp.ui.screens.invoicing.presenter import InvoicingPresenter
from posapp.ui.screens.invoicing.view import InvoicingView
from posapp.ui.translation import Speech
from tests.fakes.counter_services import FakeDevices, FakeInvoicing
from tests.fakes.counter_window import the_theme
from tests.fakes.screen_parts import InlineRunner

SALE = SaleId("sale-1")


class Panel:
    def __init__(self, qtbot) -> None:
        self.view = InvoicingView(Speech("zh"), the_theme())
        qtbot.addWidget(self.view)
        self.invoicing, self.devices = FakeInvoicing(), FakeDevices()
        self.presenter = InvoicingPresenter(self.view, self.invoicing, self.devices, InlineRunner())
        for name in ("typed", "title_chosen", "confirmed", "page_pressed", "left"):
            getattr(self.view, name).connect(getattr(self.presenter, name))
        self.presenter.opened(SALE, "001-01-A-0000012")

    @property
    def state(self):
        return self.presenter.state


@pytest.fixture
def panel(qtbot) -> Panel:
    return Panel(qtbot)


def test_a_title_used_before_is_one_press_and_one_more_asks(panel: Panel) -> None:
    panel.presenter.title_chosen(0)
    panel.presenter.confirmed()
    assert panel.invoicing.calls[-1] == ("ask", SALE, "云裳（上海）贸易有限公司", "91350100M000100Y43")
    assert panel.state.notice.tone == "success"


def test_a_mistyped_number_is_said_by_what_is_wrong_and_can_be_mended(panel: Panel) -> None:
    panel.view._name.setText("云裳")
    QTest.keyClicks(panel.view._tax_no, "91350100M0001O0Y43")
    panel.presenter.confirmed()
    assert panel.state.notice.code == "bad_credit_code.sign"
    assert (panel.state.name, panel.state.is_busy) == ("云裳", False)
    panel.presenter.typed("云裳", "91350100m000100y43")
    panel.presenter.confirmed()
    assert panel.state.tax_no == "91350100M000100Y43"


def test_without_a_title_nothing_is_asked_for(panel: Panel) -> None:
    panel.presenter.confirmed()
    assert panel.state.notice.code == "bad_invoice_title"


def test_the_receipt_is_saved_as_a_page_and_its_place_is_told(panel: Panel) -> None:
    panel.presenter.page_pressed()
    assert panel.devices.calls[-1] == ("save_page", SALE)
    assert panel.state.notice.values["place"] == "/receipts/sale-1.pdf"


def test_escape_leaves_and_what_was_typed_is_gone(panel: Panel) -> None:
    panel.presenter.typed("云裳", "")
    QTest.keyClick(panel.view, Qt.Key.Key_Escape)
    assert panel.state.sale_id is None
    panel.presenter.opened(SaleId("sale-2"), "001-01-A-0000013")
    assert panel.state.name == ""
