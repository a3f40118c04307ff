"""Receipts on paper and as a picture, read back by programs that know nothing of ours."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from posapp.adapters.devices.escpos_receipt import receipt_bytes
from posapp.adapters.devices.printers import BadPrinterSetting, printer_for
from posapp.adapters.devices.receipt_picture import PaperPainter
from posapp.adapters.devices.receipt_template import built_in
from posapp.domain.receipt_text import columns_of
from posapp.services.errors import PrinterTrouble
from posapp.services.ports import Receipt
from tests.fakes.printer_emulator import PrinterEmulator, parse
from tests.fakes.receipts import CHINESE, ENGLISH


@pytest.fixture
def emulator() -> Iterator[PrinterEmulator]:
    emulator = PrinterEmulator()
    yield emulator
    emulator.close()


def printed(receipt: Receipt, columns: int = 48) -> str:
    return "\n".join(parse(receipt_bytes(receipt, columns, kick_drawer=False)).text)


@pytest.mark.parametrize("receipt", [CHINESE, ENGLISH], ids=["zh", "en"])
@pytest.mark.parametrize("columns", [32, 48])
def test_no_line_runs_over_the_paper_and_the_code_finds_the_sale_again(receipt: Receipt, columns: int) -> None:
    paper = parse(receipt_bytes(receipt, columns, kick_drawer=False))
    for line in paper.lines:
        assert columns_of(line.text) * (2 if line.big else 1) <= columns, line
    assert paper.bars == [("code128", receipt.code)]
    assert (paper.cuts, paper.kicks) == (1, 0)


def test_amounts_stand_at_the_right_edge_and_the_total_is_the_largest() -> None:
    paper = parse(receipt_bytes(CHINESE, 48, kick_drawer=False))
    assert [line.text for line in paper.lines if line.big] == ["    云裳 · 万象城店", "应付          ￥1,466.30"]
    change = next(text for text in paper.text if text.startswith("找零"))
    assert columns_of(change) == 48
    assert change.endswith(" 33.70")


def test_signs_that_printers_lack_are_printed_all_the_same() -> None:
    text = printed(replace(CHINESE, staff="镕喆堃", foot="It’s ¥5 × 2 · 谢谢，再见"))
    assert "镕喆堃" in text
    assert "It's ￥5 x 2 · 谢谢，再见" in text


def test_a_sign_outside_gbk_costs_one_sign_and_no_receipt() -> None:
    assert "?" in printed(replace(CHINESE, staff="𠮷野"))


def test_a_copy_says_so_in_the_shops_language() -> None:
    assert f"* {built_in().zh.copy} *" in printed(replace(CHINESE, is_copy=True))
    assert "* COPY *" in printed(replace(ENGLISH, is_copy=True))
    assert "COPY" not in printed(ENGLISH)


def test_a_receipt_of_one_line_without_member_or_extras_is_short() -> None:
    bare = replace(CHINESE, member="", lines=CHINESE.lines[:1], adjustments=(), discount=0, change=0, extra=(), foot="")
    text = printed(bare)
    assert not any(word in text for word in ("会员", "已优惠", "找零", "本次积分"))


def test_the_drawer_is_kicked_when_asked() -> None:
    assert parse(receipt_bytes(CHINESE, 48, kick_drawer=True)).kicks == 1


@pytest.mark.parametrize("receipt", [CHINESE, ENGLISH], ids=["zh", "en"])
@pytest.mark.parametrize("columns", [32, 48])
def test_the_picture_carries_a_code_that_reads(receipt: Receipt, columns: int) -> None:
    picture = Image.open(io.BytesIO(PaperPainter(columns).paint(receipt)))
    assert picture.width == columns * 12 + 68
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [receipt.code]


def test_a_network_printer_gets_the_same_bytes(emulator: PrinterEmulator, tmp_path: Path) -> None:
    printer = printer_for(f"tcp:127.0.0.1:{emulator.port}", 48, tmp_path)
    printer.print(CHINESE, kick_drawer=True)
    printer.print(ENGLISH, kick_drawer=False)
    first, second = emulator.papers(2)
    assert (first.kicks, first.bars[0][1], second.text[-1].strip()) == (1, CHINESE.code, "Thank you, see you soon!")


def test_without_a_printer_receipts_lie_in_a_folder(tmp_path: Path) -> None:
    printer_for("", 48, tmp_path / "receipts").print(CHINESE, kick_drawer=False)
    printer_for(f"file:{tmp_path}/other", 48, tmp_path).print(replace(CHINESE, is_copy=True), kick_drawer=False)
    kept = (tmp_path / "receipts" / "001-01-A-0000123.escpos").read_bytes()
    assert parse(kept).bars == [("code128", CHINESE.code)]
    assert (tmp_path / "other" / "001-01-A-0000123-copy.escpos").exists()


def test_a_device_file_gets_the_bytes(tmp_path: Path) -> None:
    port = tmp_path / "lp0"
    port.touch()
    printer_for(f"dev:{port}", 48, tmp_path).print(CHINESE, kick_drawer=False)
    assert parse(port.read_bytes()).cuts == 1


def test_a_printer_that_is_off_is_a_trouble_with_a_name(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(PrinterTrouble) as trouble:
            printer_for(f"tcp:{place}", 48, tmp_path).print(CHINESE, kick_drawer=False)
    assert trouble.value.values == {"place": place, "reason": "away"}
    (tmp_path / "a-file").touch()
    for setting in (f"dev:{tmp_path}/absent", f"file:{tmp_path}/a-file/below"):
        with pytest.raises(PrinterTrouble):
            printer_for(setting, 48, tmp_path).print(CHINESE, kick_drawer=False)


@pytest.mark.parametrize("setting", ["printer", "tcp:", "tcp::9100", "tcp:host:port", "usb:1", "file:"])
def test_a_setting_that_names_no_printer_is_refused(setting: str, tmp_path: Path) -> None:
    with pytest.raises(BadPrinterSetting):
        printer_for(setting, 48, tmp_path)
