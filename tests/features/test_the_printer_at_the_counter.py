"""A printer without paper at a till that sells: the sale stands, the counter says what is wrong, the paper comes."""

from __future__ import annotations

import pytest

from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from tests.fakes.printer_program import PrinterProgram


@pytest.fixture
def printer():
    program = PrinterProgram()
    yield program
    program.close()


def test_paper_that_ran_out_costs_no_receipt(till_folder, open_till, small_demo, printer):
    Settings.load(TillPaths(till_folder).settings).keep(printer=printer.setting)
    printer.do("paper out")
    till = open_till(till_folder)
    till.ring_up(small_demo.pieces[0].barcode)
    finished = till.pay_exact()
    told = till.notice()
    assert "没有纸" in told.zh
    assert "out of paper" in told.en
    presenters = till.till.counter.presenters
    presenters.shell.page_chosen("devices")
    till.see("the queue", lambda: presenters.devices.state.sheet and presenters.devices.state.sheet.waiting)
    till.see("the printer's state", lambda: presenters.devices.state.printer == "paper_out")
    printer.do("paper ok")
    presenters.devices.printed_now()
    (paper,) = printer.papers(1)
    assert any(finished.receipt_no in line for line in paper["lines"])
    assert paper["codes"][1][1].endswith(f"/invoice/{finished.sale_id}")
    till.see("an empty queue", lambda: not presenters.devices.state.sheet.waiting)
    presenters.devices.tested()
    assert any("打印测试" in line for line in printer.papers(2)[1]["lines"])


def test_another_printer_is_in_use_at_once_and_after_the_next_start(till_folder, open_till, printer):
    first = open_till(till_folder)
    devices = first.till.counter.presenters.devices
    first.till.counter.presenters.shell.page_chosen("devices")
    first.see("the page", lambda: devices.state.sheet is not None)
    devices.kind_chosen("tcp")
    devices.place_typed(f"127.0.0.1:{printer.port}")
    devices.width_chosen(32)
    devices.used()
    first.see("the printer", lambda: devices.state.printer == "ready" and not devices.state.is_busy)
    first.till.theme.toggle()  # keeps settings of its own in the same file
    first.close()
    kept = Settings.load(TillPaths(till_folder).settings)
    assert (kept.printer, kept.receipt_columns, kept.theme) == (printer.setting, 32, "dark")


def test_a_receipt_is_saved_as_a_page(till_folder, open_till, small_demo):
    till = open_till(till_folder)
    till.ring_up(small_demo.pieces[0].barcode)
    finished = till.pay_exact()
    till.till.counter.paying_view.invoice_pressed.emit()
    panel = till.till.counter.panels.invoicing
    till.see("the panel", lambda: panel.state.sale_id == finished.sale_id)
    panel.page_pressed()
    page = TillPaths(till_folder).receipts / f"{finished.receipt_no}.pdf"
    till.see("the page", lambda: panel.state.notice is not None and page.exists())
    assert page.read_bytes().startswith(b"%PDF")
