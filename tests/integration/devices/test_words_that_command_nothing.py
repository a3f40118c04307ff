"""A name, a note, a title is what it says: no command to a printer, no HTML, no formula, no path, no line of a log."""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from posapp.adapters.devices import receipt_template
from posapp.adapters.devices.escpos_receipt import kick_bytes, receipt_bytes
from posapp.adapters.devices.printers import printer_for
from posapp.adapters.devices.receipt_page import receipt_page
from posapp.adapters.devices.receipt_picture import PaperPainter
from posapp.adapters.devices.receipt_template import BadTemplate, template_in
from posapp.config.logs import FORMAT, Lines, start_logging
from posapp.services.paper import Fact, Note, Slip, Title, file_name
from posapp.ui.widgets.labels import Text
from posapp.ui.widgets.tips import as_said
from sync.hub.history.command import _list
from sync.hub.history.importing import RefusedRow
from tests.fakes.printer_emulator import parse
from tests.fakes.receipts import CHINESE

TEMPLATE = 'wide = ["logo", "shop", "lines", "sums"]\nnarrow = ["shop", "lines", "sums"]\nlogo = "logo.png"\n'
COMMANDS = [
    kick_bytes().decode("latin-1"),  # opens the drawer
    "\x1b@",
    "\x1dV\x00",  # cuts the paper
    "\x10\x14\x01\x00\x01",  # opens the drawer at once, whatever is being printed
    "\x1c.",  # leaves Chinese mode
    "\r\n\x0c\x00\x7f\x9b",
]


@pytest.mark.parametrize("command", COMMANDS, ids=ascii)
@pytest.mark.parametrize("columns", [32, 48])
def test_no_text_on_paper_is_a_command_to_the_printer(command: str, columns: int) -> None:
    line = replace(CHINESE.lines[0], name=f"开衫{command}", detail=f"CD-0412 {command} / M  ({command}改短)")
    spoken = replace(
        CHINESE, lines=(line, *CHINESE.lines[1:]), staff=command, shop=command, foot=f"谢谢{command}", member=command
    )
    silent = replace(
        CHINESE,
        **{
            name: getattr(spoken, name).replace(command, " " * len(command))
            for name in ("staff", "shop", "foot", "member")
        },
        lines=(
            replace(
                line,
                name=line.name.replace(command, " " * len(command)),
                detail=line.detail.replace(command, " " * len(command)),
            ),
            *CHINESE.lines[1:],
        ),
    )
    paper, plain = (parse(receipt_bytes(one, columns, kick_drawer=False)) for one in (spoken, silent))
    assert (paper.cuts, paper.kicks, paper.bars) == (1, 0, plain.bars)
    bytes_of = [receipt_bytes(one, columns, kick_drawer=False) for one in (spoken, silent)]
    for sign in (b"\x1b", b"\x10", b"\x1c", b"\x0c"):
        assert bytes_of[0].count(sign) == bytes_of[1].count(sign), sign
    assert kick_bytes() not in bytes_of[0]


def test_no_note_of_a_report_opens_the_drawer() -> None:
    slip = Slip(name="Z", language="zh", rows=(Title(COMMANDS[0]), Fact(COMMANDS[3], COMMANDS[0]), Note(COMMANDS[0])))
    assert kick_bytes() not in receipt_bytes(slip, 48, kick_drawer=False)


@pytest.mark.parametrize("name", ["{} {0} {0.__class__}", "%s %(x)d", "${HOME} {{x}}", "{% raw %}", "<img src=x>"])
def test_a_name_that_looks_like_a_template_is_printed_letter_by_letter(name: str) -> None:
    receipt = replace(CHINESE, staff=name, receipt_no="001-01-A-0000124", lines=CHINESE.lines[:1])
    assert name in "\n".join(parse(receipt_bytes(receipt, 48, kick_drawer=False)).text)


def test_the_picture_and_the_page_draw_such_names_too(qapp) -> None:
    receipt = replace(CHINESE, staff="{0} <b>\x1b[2J\x00\u202e\ud83d", foot="\x07\ufffe")
    assert PaperPainter(48).paint(receipt).startswith(b"\x89PNG")
    assert receipt_page(receipt).startswith(b"%PDF")


@pytest.mark.parametrize("number", ["../../etc/passwd", "C:\\Windows\\x", "/etc/passwd", "..", ".ssh", "a\x00b", "\n"])
def test_a_paper_is_kept_in_its_own_folder_whatever_it_is_called(tmp_path: Path, number: str) -> None:
    folder = tmp_path / "till" / "receipts"
    printer_for("", 48, folder).print(replace(CHINESE, receipt_no=number), kick_drawer=False)
    (kept,) = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert kept.parent == folder
    assert Path(file_name(number)).name == file_name(number)
    assert not file_name(number).startswith(".")


def picture(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("logo", "told"),
    [
        (b"\x89PNG\r\n\x1a\nno picture at all", "cannot be read"),
        (picture(300, 100)[:-30], "cannot be read"),
        (picture(20_000, 20_000), "cannot be read: Image size"),
        (picture(3_000, 2_000), "more than"),
        (b"GIF89a", "no PNG"),
    ],
    ids=["no picture", "half a picture", "400 million dots in 50 kB", "too large", "another kind"],
)
def test_a_logo_that_would_spoil_every_receipt_is_refused_when_it_is_read(
    tmp_path: Path, logo: bytes, told: str
) -> None:
    (tmp_path / "receipt.toml").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "logo.png").write_bytes(logo)
    with pytest.raises(BadTemplate, match=told):
        template_in(tmp_path)
    (tmp_path / "logo.png").write_bytes(picture(600, 200))
    assert receipt_template.template_in(tmp_path).logo is not None


def test_what_was_typed_begins_no_line_of_a_log_and_commands_no_terminal(tmp_path: Path) -> None:
    root, level = logging.getLogger(), logging.getLogger().level
    before = list(root.handlers)
    start_logging(tmp_path, "till")
    try:
        try:
            raise ValueError("6901\n2026-11-22T12:00:00.000Z INFO posapp: paid\x1b[2J\u2028\u202e")
        except ValueError:
            logging.getLogger("posapp").exception("no such code: %s", "x\r\n2026-11-22 INFO sold\x1b]0;root\x07\x9b")
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
    written = (tmp_path / "till.log").read_text(encoding="utf-8")
    assert [line for line in written.split("\n") if line and not line.startswith("    ")] == [written.split("\n")[0]]
    assert not set(written) & {"\x1b", "\x07", "\r", "\x9b", "\u2028", "\u202e"}
    assert "\\x1b[2J" in written


def test_an_ordinary_line_of_a_log_reads_as_ever() -> None:
    record = logging.makeLogRecord({"name": "posapp", "levelname": "INFO", "msg": "打开 %s", "args": ("1",)})
    assert Lines(FORMAT).format(record).endswith("INFO posapp: 打开 1")


NAMES = ["<b>羊绒</b> 开衫", "<img src='file:///etc/passwd'>", "<a href='http://x'>80 % off</a>", "A < B & C > D"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_with_html_in_it_is_shown_as_it_is_written(qapp, name: str) -> None:
    from PySide6.QtGui import Qt, QTextDocument

    label = Text(name)
    assert label.textFormat() is Qt.TextFormat.PlainText
    shown = QTextDocument()
    shown.setHtml(as_said(name)) if Qt.mightBeRichText(as_said(name)) else shown.setPlainText(as_said(name))
    assert shown.toPlainText() == name


def test_a_list_for_a_spreadsheet_holds_no_formula(tmp_path: Path) -> None:
    values = ["=cmd|'/c calc'!A1", "+1+1", "@SUM(A1)", "-2+3", "\t=1", "-5", "hat", ""]
    _list(tmp_path / "refused.csv", [RefusedRow("past.csv", 1, "unknown", value) for value in values])
    lines = (tmp_path / "refused.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [line.split(",", 3)[3] for line in lines] == [
        "'=cmd|'/c calc'!A1", "'+1+1", "'@SUM(A1)", "'-2+3", "'\t=1", "-5", "hat", "",
    ]  # fmt: skip
