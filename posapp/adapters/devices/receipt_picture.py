"""The receipt as a picture: the same layout that goes to paper, drawn as the printer would."""

from __future__ import annotations

import io
from functools import cache, lru_cache
from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from posapp.adapters.devices.qr_size import dots_per_module
from posapp.adapters.devices.receipt_layout import Bars, Centre, Gap, Logo, Piece, Row, Rule, Square, lay_out
from posapp.adapters.devices.receipt_template import Template
from posapp.config.paths import RESOURCES
from posapp.services.ports import Paper

COLUMN = 12  # pixels, as printers of 203 dpi count them
LINE = 34
BIG_LINE = 62
RULE = 22
GAP = 12
BARS_HEIGHT = 76
MARGIN = 34
TEXT_PIXELS = 21
TORN = 7

PAPER = (253, 252, 247)
INK = (34, 34, 38)
FAINT = (168, 166, 158)

_SYSTEM_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-{}.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "/System/Library/Fonts/PingFang.ttc",
)


class PaperPainter:
    """Keeps the promise of ``ports.ReceiptPainter`` with Pillow: no window, no screen."""

    def __init__(self, columns: int, template: Template | None = None) -> None:
        self._columns = columns
        self._template = template

    def paint(self, paper: Paper) -> bytes:
        """Return a PNG of a receipt or a slip."""
        pieces = lay_out(paper, self._columns, self._template)
        dots = self._columns * COLUMN
        width = self._columns * COLUMN + 2 * MARGIN
        height = sum(_height(piece, dots) for piece in pieces) + 2 * MARGIN
        sheet = Image.new("RGB", (width, height), PAPER)
        draw = ImageDraw.Draw(sheet)
        top = MARGIN
        for piece in pieces:
            _paint(sheet, draw, piece, top)
            top += _height(piece, dots)
        _tear(draw, width, height)
        file = io.BytesIO()
        sheet.save(file, "PNG", optimize=True)
        return file.getvalue()


def _height(piece: Piece, dots: int) -> int:
    match piece:
        case Row(big=True) | Centre(big=True):
            return BIG_LINE
        case Rule():
            return RULE
        case Gap():
            return GAP
        case Bars():
            return BARS_HEIGHT + LINE + GAP
        case Square(data):
            return square(data, dots).height + GAP
        case Logo(png):
            return logo(png, dots).height + GAP
        case _:
            return LINE


def _paint(paper: Image.Image, draw: ImageDraw.ImageDraw, piece: Piece, top: int) -> None:
    left, right = MARGIN, paper.width - MARGIN
    middle = top + _height(piece, right - left) // 2
    match piece:
        case Row():
            font = _font(bold=piece.bold, big=piece.big)
            indent = (len(piece.left) - len(piece.left.lstrip(" "))) * COLUMN
            draw.text((left + indent, middle), piece.left.lstrip(" "), INK, font, anchor="lm")
            draw.text((right, middle), piece.right, INK, font, anchor="rm")
        case Centre():
            font = _font(bold=piece.bold, big=piece.big)
            draw.text((paper.width // 2, middle), piece.text, INK, font, anchor="mm")
        case Rule():
            for x in range(left, right, 10):
                draw.line((x, middle, min(x + 5, right), middle), FAINT, 2)
        case Bars():
            drawn = bars(piece.digits)
            paper.paste(drawn, ((paper.width - drawn.width) // 2, top + GAP))
            draw.text((paper.width // 2, top + GAP + BARS_HEIGHT + LINE // 2), piece.digits, INK, _font(), anchor="mm")
        case Square(data):
            code = square(data, right - left)
            paper.paste(code, ((paper.width - code.width) // 2, top))
        case Logo(png):
            picture = logo(png, right - left)
            paper.paste(picture, ((paper.width - picture.width) // 2, top))
        case Gap():
            pass


def bars(digits: str) -> Image.Image:
    """Return the bars of a Code 128, two dots a module."""
    modules = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.Code128).to_image(scale=1, add_quiet_zones=False)
    row = Image.fromarray(modules).crop((0, 0, modules.shape[1], 1)).convert("L")
    return _inked(row.resize((row.width * 2, BARS_HEIGHT), Image.Resampling.NEAREST))


@lru_cache(maxsize=16)
def square(data: str, dots: int) -> Image.Image:
    """Return a QR code for paper of so many dots."""
    size = dots_per_module(data, dots)
    code = zxingcpp.create_barcode(data, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return _inked(Image.fromarray(code.to_image(scale=size, add_quiet_zones=False)).convert("L"))


@lru_cache(maxsize=4)
def logo(png: bytes, dots: int) -> Image.Image:
    """Return the shop's logo on white, made smaller where it is wider than the paper."""
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    flat = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("L")
    if flat.width > dots:
        flat = flat.resize((dots, max(1, flat.height * dots // flat.width)))
    return _inked(flat)


def _inked(grey: Image.Image) -> Image.Image:
    """Return a picture in the colours of ink and paper."""
    return Image.merge(
        "RGB",
        [grey.point([ink if x < 128 else paper for x in range(256)]) for ink, paper in zip(INK, PAPER, strict=True)],
    )


def _tear(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    """Give the paper the toothed edges of the cutter."""
    for x in range(0, width, 2 * TORN):
        draw.polygon([(x, 0), (x + TORN, TORN), (x + 2 * TORN, 0)], FAINT)
        draw.polygon([(x, height), (x + TORN, height - TORN), (x + 2 * TORN, height)], FAINT)


@cache
def _font(*, bold: bool = False, big: bool = False) -> ImageFont.FreeTypeFont:
    """Return the bundled font, or a Chinese font of the system where it was left out."""
    weight = "Bold" if bold else "Regular"
    size = TEXT_PIXELS * (2 if big else 1)
    candidates = [RESOURCES / "fonts" / f"NotoSansSC-{weight}.otf", *(Path(f.format(weight)) for f in _SYSTEM_FONTS)]
    for candidate in candidates:
        if candidate.exists():
            return ImageFont.truetype(str(candidate), size)
    raise FileNotFoundError(f"no Chinese font: none of {', '.join(map(str, candidates))}")
