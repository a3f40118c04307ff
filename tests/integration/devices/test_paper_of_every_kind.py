"""Slips, titles, QR codes, templates and pages: whatever the counter prints besides plain sales."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from posapp.adapters.devices.escpos_receipt import receipt_bytes
from posapp.adapters.devices.receipt_layout import lay_out
from posapp.adapters.devices.receipt_page import receipt_page
from posapp.adapters.devices.receipt_picture import PaperPainter
from posapp.adapters.devices.receipt_template import BadTemplate, built_in, template_in
from posapp.domain.receipt_text import columns_of
from posapp.services.paper import Bars, Divider, Fact, Note, QrCode, Slip, Title
from tests.fakes.printer_emulator import parse
from tests.fakes.receipts import CHINESE, ENGLISH

REPORT = Slip(
    name="z-12",
    language="zh",
    rows=(
        Title("日结单 Z 12"),
        Divider(),
        Fact("现金应有", "1,234.50", is_strong=True),
        Fact("这一行的说明很长很长，长到一行放不下，要换行才行", "99,999.99"),
        Note(""),
        Note("差异由店长确认。" * 6),
        Bars("00112233445566778899"),
    ),
)
LONG = QrCode("https://mall.example/r/" + "9" * 400, "退货凭证")


@pytest.mark.parametrize("columns", [32, 48])
def test_a_report_fits_the_paper_and_says_its_title_large(columns: int) -> None:
    paper = parse(receipt_bytes(REPORT, columns, kick_drawer=False))
    assert all(columns_of(line.text) * (2 if line.big else 1) <= columns for line in paper.lines)
    assert paper.lines[0].big
    assert paper.bars == [("code128", "00112233445566778899")]
    assert "* 补打 *" in parse(receipt_bytes(replaced(REPORT), columns, kick_drawer=False)).text[0]


def replaced(slip: Slip) -> Slip:
    return Slip(name=slip.name, language=slip.language, rows=slip.rows, is_copy=True)


@pytest.mark.parametrize("columns", [32, 48])
def test_codes_on_the_picture_are_read_by_a_phone(columns: int) -> None:
    receipt = replace(CHINESE, title="退货单", qrs=(QrCode("https://mall.example/invoice/1", "扫码开票"), LONG))
    picture = Image.open(io.BytesIO(PaperPainter(columns).paint(receipt)))
    read = {code.text for code in zxingcpp.read_barcodes(picture)}
    assert read == {CHINESE.code, "https://mall.example/invoice/1", LONG.data}


def test_a_page_is_a_pdf_with_its_text_and_grows_with_the_receipt(qapp) -> None:
    page = receipt_page(ENGLISH)
    assert page.startswith(b"%PDF")
    assert page.count(b"/Type /Page\n") == 1
    long = receipt_page(replace(ENGLISH, lines=ENGLISH.lines * 30))
    assert long.count(b"/Type /Page\n") > 1
    assert receipt_page(REPORT).startswith(b"%PDF")


def test_no_template_is_the_built_in_one(tmp_path: Path) -> None:
    assert template_in(tmp_path) is built_in()


def test_two_rules_with_nothing_between_are_one() -> None:
    bare = replace(CHINESE, extra=(), code="", foot="")
    pieces = lay_out(bare, 48)
    assert all(
        type(one) is not type(two) or "Rule" not in type(one).__name__ for one, two in itertools.pairwise(pieces)
    )


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("wide = [", "receipt.toml"),
        ('wide = ["shop", "lines"]\nnarrow = ["shop", "lines", "sums"]', "wide lacks sums"),
        ('wide = ["shop", "lines", "sums", "advert"]\nnarrow = ["shop", "lines", "sums"]', "advert"),
        ('wide = ["shop", "lines", "sums"]\nnarrow = ["shop", "lines", "sums"]\nlogo = "none.png"', "none.png"),
        ('wide = ["shop", "lines", "sums"]\nnarrow = ["shop", "lines", "sums"]\nlogo = "receipt.toml"', "no PNG"),
        ('wide = ["shop", "lines", "sums"]\nnarrow = ["shop", "lines", "sums"]\ncolour = "red"', "colour"),
        ('wide = ["shop", "lines", "sums"]\nnarrow = ["shop", "lines", "sums"]\n[words.zh]\ntel = "电话"', "tel"),
        ('wide = ["shop", "lines", "sums"]\nnarrow = ["shop", "lines", "sums"]\n[words.en]\nwas = "{0.x}"', "was"),
        ('wide = ["shop", "lines", "sums"]\nnarrow = ["shop", "lines", "sums"]\n[words.zh]\nnope = "x"', "nope"),
    ],
)
def test_a_template_that_cannot_be_used_says_why(tmp_path: Path, written: str, told: str) -> None:
    (tmp_path / "receipt.toml").write_text(written, encoding="utf-8")
    with pytest.raises(BadTemplate, match=told):
        template_in(tmp_path)
