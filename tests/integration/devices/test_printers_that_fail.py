"""A printer with its cover open, without paper, without power: nothing is lost, and the counter says what is wrong.

The printer is a program of its own. That it behaves as printers do is seen by another program than ours:
``python-escpos`` with its own high-level calls.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from posapp.adapters.devices.printers import printer_for
from posapp.adapters.devices.receipt_template import read
from posapp.services.errors import PrinterTrouble
from posapp.services.paper import QrCode
from tests.fakes.printer_program import PrinterProgram
from tests.fakes.receipts import CHINESE, ENGLISH

INVOICE = QrCode("https://mall.example/invoice/019370a1-2b3c-7def-8123-456789abcdef", "扫码开票")


@pytest.fixture
def program() -> Iterator[PrinterProgram]:
    program = PrinterProgram()
    yield program
    program.close()


def refused(program: PrinterProgram, tmp_path: Path) -> object:
    with pytest.raises(PrinterTrouble) as trouble:
        printer_for(program.setting, 48, tmp_path).print(CHINESE, kick_drawer=True)
    return trouble.value.values["reason"]


def test_a_whole_receipt_comes_out_and_the_drawer_opens(program: PrinterProgram, tmp_path: Path) -> None:
    printer = printer_for(program.setting, 48, tmp_path)
    assert printer.state() == "ready"
    printer.print(replace(CHINESE, qrs=(INVOICE,)), kick_drawer=True)
    (paper,) = program.papers(1)
    assert paper["codes"] == [["code128", CHINESE.code], ["qr", INVOICE.data]]
    assert paper["unknown"] == []
    assert "应付          ￥1,466.30" in paper["big"]
    assert any("扫码开票" in line for line in paper["lines"])
    assert len(program.of("kick")) == 1


@pytest.mark.parametrize(
    ("fault", "mended", "state"),
    [
        ("paper out", "paper ok", "paper_out"),
        ("cover open", "cover closed", "cover_open"),
        ("error on", "error off", "error"),
    ],
)
def test_what_is_wrong_is_known_before_anything_is_sent(
    program: PrinterProgram, tmp_path: Path, fault: str, mended: str, state: str
) -> None:
    program.do(fault)
    assert printer_for(program.setting, 48, tmp_path).state() == state
    assert refused(program, tmp_path) == state
    program.do(mended)
    printer_for(program.setting, 48, tmp_path).print(ENGLISH, kick_drawer=False)
    (paper,) = program.papers(1)
    assert paper["lines"][-1].strip() == "Thank you, see you soon!"


def test_a_roll_that_is_nearly_at_its_end_still_prints(program: PrinterProgram, tmp_path: Path) -> None:
    program.do("paper low")
    printer = printer_for(program.setting, 48, tmp_path)
    assert printer.state() == "paper_low"
    printer.print(CHINESE, kick_drawer=False)
    assert program.papers(1)


def test_a_plug_pulled_in_the_middle_is_a_trouble_and_the_next_try_is_whole(
    program: PrinterProgram, tmp_path: Path
) -> None:
    program.do("power off after 400")
    # Whoever asks it in the moment in which it goes out may be told neither.
    assert refused(program, tmp_path) in ("away", "unfinished")
    (torn,) = program.wait(lambda events: [one for one in events if one["event"] == "torn"])
    assert torn["lines"]
    assert refused(program, tmp_path) == "away"
    program.do("power on")
    printer_for(program.setting, 48, tmp_path).print(CHINESE, kick_drawer=False)
    assert program.papers(1)[0]["codes"] == [["code128", CHINESE.code]]


def test_a_printer_that_answers_nothing_is_sent_to_all_the_same(program: PrinterProgram, tmp_path: Path) -> None:
    program.do("answers off")
    printer = printer_for(program.setting, 48, tmp_path)
    assert printer.state() == "unknown"
    printer.print(CHINESE, kick_drawer=False)
    assert program.papers(1)


def test_a_shop_s_own_template_with_a_logo_is_printed(program: PrinterProgram, tmp_path: Path) -> None:
    Image.new("L", (200, 40), 0).save(tmp_path / "logo.png")
    (tmp_path / "receipt.toml").write_text(
        'wide = ["logo", "shop", "lines", "sums"]\nnarrow = ["shop", "lines", "sums"]\nlogo = "logo.png"\n'
        '[words.zh]\ndue = "合计"\n',
        encoding="utf-8",
    )
    template = read(tmp_path / "receipt.toml")
    printer_for(program.setting, 48, tmp_path, template).print(CHINESE, kick_drawer=False)
    printer_for(program.setting, 32, tmp_path, template).print(CHINESE, kick_drawer=False)
    wide, narrow = program.papers(2)
    assert wide["pictures"] == [[200, 40, 8000]]
    assert narrow["pictures"] == []
    assert wide["codes"] == []
    assert any(line.startswith("合计") for line in wide["big"])


def test_the_program_is_a_printer_to_a_stranger(program: PrinterProgram) -> None:
    """Nothing of ours writes here."""
    from escpos.printer import Network

    printer = Network("127.0.0.1", program.port, timeout=20)
    assert printer.is_online()
    assert printer.paper_status() == 2
    printer.set(align="center", bold=True)
    printer.text("Hello\n")
    printer.set(align="left", bold=False, double_height=True, double_width=True)
    printer.text("Large\n")
    printer.qr("https://example.org/1", native=True)
    printer.barcode("{B012345", "CODE128", function_type="B", check=False)
    picture = io.BytesIO()
    Image.new("1", (64, 16), 0).save(picture, "PNG")
    printer.image(Image.open(picture))
    printer.cashdraw(2)
    printer.cut()
    (paper,) = program.papers(1)
    program.do("paper low")
    assert printer.paper_status() == 1
    program.do("paper out")
    assert printer.paper_status() == 0
    assert not printer.is_online()
    printer.close()
    assert [line for line in paper["lines"] if line.strip()] == ["Hello", "Large"]
    assert paper["big"] == ["Large"]
    assert paper["codes"] == [["qr", "https://example.org/1"], ["code128", "012345"]]
    assert paper["pictures"] == [[64, 16, 1024]]
    assert paper["unknown"] == []
    assert len(program.of("kick")) == 1
