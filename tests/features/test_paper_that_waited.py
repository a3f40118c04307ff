"""A receipt that the printer did not take is on paper after the next start, with no hand and no sale."""

from __future__ import annotations

from posapp.config.paths import TillPaths
from posapp.config.settings import Settings


def test_a_receipt_that_waited_over_night_comes_out_when_the_till_opens(till_folder, tmp_path, open_till, small_demo):
    printer = tmp_path / "printer"
    printer.write_text("a file where the folder should be: this printer takes nothing")
    Settings.load(TillPaths(till_folder).settings).keep(printer=f"file:{printer}")
    first = open_till(till_folder)
    first.ring_up(small_demo.pieces[0].barcode)
    finished = first.pay_exact()
    first.notice()
    first.close()
    printer.unlink()
    second = open_till(till_folder)
    second.see("the paper", lambda: (printer / f"{finished.receipt_no}.escpos").exists())
    assert second.no_notice()
