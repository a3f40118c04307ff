"""Paper as the bytes that ESC/POS printers understand, Chinese included.

Text goes out raw: the library's own ``text()`` loses ``￥``, full-width signs and rarer characters on the way to a
printer in Chinese mode, and its ``barcode()`` talks to standard output. Cut, drawer, QR codes and pictures are its own.
"""

from __future__ import annotations

import io

from posapp.adapters.devices.qr_size import dots_per_module
from posapp.adapters.devices.receipt_layout import Bars, Centre, Gap, Logo, Piece, Row, Rule, Square, lay_out
from posapp.adapters.devices.receipt_template import Template
from posapp.domain.receipt_text import centred, spread
from posapp.services.ports import Paper

DOTS_PER_COLUMN = 12

_RESET = b"\x1b@"
_CHINESE = b"\x1c&"
_PLAIN = b"\x1d!\x00\x1bE\x00"
_BIG = b"\x1d!\x11"  # twice as wide, twice as high
_BOLD = b"\x1bE\x01"
_HALF_LINE = b"\x1bJ\x10"
_MIDDLE, _LEFT = b"\x1ba\x01", b"\x1ba\x00"

_KICK = [27, 112, 0, 25, 250]
"""Drawer 1, 50 ms on, 500 ms off."""

_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")
_SAFE = str.maketrans({**_CONTROLS, "¥": "￥", "×": "x", "‘": "'", "’": "'", "\u00a0": " "})
"""Signs that GBK lacks, and those that would be two columns wide in the middle of Latin text.

No name and no note is a command: what begins one, or ends a line, is a space on paper.
"""


def receipt_bytes(paper: Paper, columns: int, *, kick_drawer: bool, template: Template | None = None) -> bytes:
    """Return what the printer must receive, from reset to cut."""
    from escpos.printer import Dummy  # it takes half a second to import: never while the till starts

    cutter = Dummy()
    cutter.cut()
    text = b"".join(_piece(piece, columns) for piece in lay_out(paper, columns, template))
    kick = kick_bytes() if kick_drawer else b""
    return kick + _RESET + _CHINESE + text + bytes(cutter.output)


def kick_bytes() -> bytes:
    """Return what opens the drawer and prints nothing."""
    from escpos.printer import Dummy

    drawer = Dummy()
    drawer.cashdraw(_KICK)
    return bytes(drawer.output)


def _piece(piece: Piece, columns: int) -> bytes:
    match piece:
        case Row(left, right, big, bold):
            return _styled(spread(_safe(left), _safe(right), columns // 2 if big else columns), big, bold)
        case Centre(text, big, bold):
            return _styled(centred(_safe(text), columns // 2 if big else columns), big, bold)
        case Rule():
            return b"-" * columns + b"\n"
        case Gap():
            return _HALF_LINE
        case Bars(digits):
            return _code128(digits)
        case Square(data):
            return _qr(data, columns * DOTS_PER_COLUMN)
        case Logo(png):
            return _picture(png, columns * DOTS_PER_COLUMN)


def _styled(text: str, big: bool, bold: bool) -> bytes:
    line = text.rstrip(" ").encode("gbk", "replace") + b"\n"
    if not big and not bold:
        return line
    return (_BIG if big else b"") + (_BOLD if bold else b"") + line + _PLAIN


def _safe(text: str) -> str:
    return text.translate(_SAFE)


def _code128(digits: str) -> bytes:
    """Return a Code 128 in set C, where a pair of digits is one symbol: 20 digits fit 58 mm paper."""
    pairs = bytes(int(digits[at : at + 2]) for at in range(0, len(digits), 2))
    data = b"{C" + pairs
    height, width, text_below = b"\x1dh\x48", b"\x1dw\x02", b"\x1dH\x02"
    return _MIDDLE + height + width + text_below + b"\x1dkI" + bytes([len(data)]) + data + b"\n" + _LEFT


def _qr(data: str, width: int) -> bytes:
    """Return a QR code that the printer draws itself."""
    from escpos.constants import QR_ECLEVEL_M
    from escpos.printer import Dummy

    printer = Dummy()
    printer.qr(data, ec=QR_ECLEVEL_M, size=dots_per_module(data, width), native=True)
    return _MIDDLE + bytes(printer.output) + b"\n" + _LEFT


def _picture(png: bytes, width: int) -> bytes:
    """Return a picture as dots, made smaller where it is wider than the paper."""
    from escpos.printer import Dummy
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    flat = Image.alpha_composite(paper, picture).convert("L")
    if flat.width > width:
        flat = flat.resize((width, max(1, flat.height * width // flat.width)))
    printer = Dummy()
    printer.image(flat, impl="bitImageRaster")
    return _MIDDLE + bytes(printer.output) + b"\n" + _LEFT
