"""What stands where on a receipt or slip, once for paper, picture and page: pieces that already fit the columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from posapp.adapters.devices.receipt_template import Block, Template, Words, built_in
from posapp.domain.receipt_text import amount, columns_of, wrap
from posapp.services import paper
from posapp.services.ports import Paper, Receipt, ReceiptLine


@dataclass(frozen=True, slots=True)
class Row:
    """A line with something at the left edge and something at the right. A ``big`` one takes twice the columns."""

    left: str
    right: str = ""
    big: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Centre:
    """A line in the middle. A ``big`` one takes twice the columns."""

    text: str
    big: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Half a line of nothing."""


@dataclass(frozen=True, slots=True)
class Bars:
    """A Code 128 of an even number of digits, and the digits under it."""

    digits: str


@dataclass(frozen=True, slots=True)
class Square:
    """A QR code."""

    data: str


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture in the middle, a PNG."""

    png: bytes


Piece = Row | Centre | Rule | Gap | Bars | Square | Logo


def lay_out(document: Paper, columns: int, template: Template | None = None) -> tuple[Piece, ...]:
    """Return a paper from top to bottom for a roll of so many columns."""
    look = template or built_in()
    if isinstance(document, paper.Slip):
        return tuple(_slip(document, look.words(document.language), columns))
    pieces: list[Piece] = []
    for block in look.blocks(columns):
        for piece in _block(block, document, look, columns):
            if not (isinstance(piece, Rule) and pieces and isinstance(pieces[-1], Rule)):
                pieces.append(piece)  # two rules with nothing between are one
    return tuple(pieces)


def _block(block: Block, receipt: Receipt, look: Template, columns: int) -> Iterator[Piece]:
    say = look.words(receipt.language)
    match block:
        case "logo":
            if look.logo is not None:
                yield Logo(look.logo)
        case "copy":
            if receipt.is_copy:
                yield Centre(f"* {say.copy} *", bold=True)
        case "title":
            yield from (Centre(text, big=True, bold=True) for text in wrap(receipt.title, columns // 2) if text)
        case "shop":
            yield from _head(receipt, say, columns)
        case "facts":
            yield from _facts(receipt, say, columns)
        case "lines":
            yield from (piece for line in receipt.lines for piece in _line(line, say, columns))
        case "sums":
            yield from _sums(receipt, say, columns)
        case "extra":
            yield from (piece for label, value in receipt.extra for piece in pair(label, value, columns))
            if receipt.extra:
                yield Gap()
        case "code":
            if receipt.code:
                yield Bars(receipt.code)
        case "qr":
            yield from (piece for qr in receipt.qrs for piece in _square(qr, columns))
        case "foot":
            yield from _foot(receipt, columns)
        case "rule":
            yield Rule()
        case "gap":
            yield Gap()


def _slip(slip: paper.Slip, say: Words, columns: int) -> Iterator[Piece]:
    if slip.is_copy:
        yield Centre(f"* {say.copy} *", bold=True)
    for row in slip.rows:
        match row:
            case paper.Title(text):
                yield from (Centre(part, big=True, bold=True) for part in wrap(text, columns // 2))
            case paper.Fact(label, value, is_strong):
                yield from pair(label, value, columns, bold=is_strong)
            case paper.Note(""):
                yield Gap()
            case paper.Note(text):
                yield from (Row(part) for part in wrap(text, columns))
            case paper.Divider():
                yield Rule()
            case paper.Bars(digits):
                yield Bars(digits)
            case paper.QrCode():
                yield from _square(row, columns)


def _square(qr: paper.QrCode, columns: int) -> Iterator[Piece]:
    yield Gap()
    yield Square(qr.data)
    if qr.caption:
        yield from (Centre(text) for text in wrap(qr.caption, columns))


def _head(receipt: Receipt, say: Words, columns: int) -> Iterator[Piece]:
    yield from (Centre(text, big=True, bold=True) for text in wrap(receipt.shop, columns // 2))
    yield from (Centre(text) for text in wrap(receipt.address, columns) if text)
    if receipt.phone:
        yield Centre(say.tel.format(receipt.phone))


def _facts(receipt: Receipt, say: Words, columns: int) -> Iterator[Piece]:
    facts = [(say.number, receipt.receipt_no), (say.time, receipt.printed_at), (say.staff, receipt.staff)]
    if receipt.member:
        facts.append((say.member, receipt.member))
    for label, value in facts:
        yield from pair(label, value, columns)


def _line(line: ReceiptLine, say: Words, columns: int) -> Iterator[Piece]:
    yield from pair(line.name, amount(line.paid), columns, bold=True)
    each = f"{line.quantity}\u00a0×\u00a0{amount(line.gross // line.quantity)}"  # never broken
    was = say.was.format(amount(line.gross)) if line.gross != line.paid else ""
    together = f"  {line.detail}  {each}"
    if not line.detail or columns_of(together) + columns_of(was) + 2 > columns:
        if line.detail:
            yield from pair(f"  {line.detail}", "", columns)
        together = f"  {each}"
    yield from pair(together, was, columns)


def _sums(receipt: Receipt, say: Words, columns: int) -> Iterator[Piece]:
    pieces = sum(line.quantity for line in receipt.lines)
    yield from pair(say.pieces.format(pieces), amount(receipt.gross), columns)
    for title, fen in receipt.adjustments:
        yield from pair(title, amount(-abs(fen)), columns)
    if receipt.discount:
        yield from pair(say.discount, amount(receipt.discount), columns)
    yield Gap()
    yield from pair(say.due, f"¥{amount(receipt.total)}", columns // 2, big=True, bold=True)
    yield Gap()
    for kind, fen in receipt.tenders:
        yield from pair(kind, amount(fen), columns)
    if receipt.change:
        yield from pair(say.change, amount(receipt.change), columns)
    yield from pair(say.tax, amount(receipt.tax), columns)


def _foot(receipt: Receipt, columns: int) -> Iterator[Piece]:
    if receipt.foot:
        yield Gap()
        yield from (Centre(text) for paragraph in receipt.foot.splitlines() for text in wrap(paragraph, columns))


def pair(left: str, right: str, columns: int, *, big: bool = False, bold: bool = False) -> Iterator[Row]:
    """Yield ``left`` and ``right`` in as few rows as they need; ``right`` stands in the first it fits into.

    An amount is never broken: where both do not fit, the left side breaks before it.
    """
    room = columns - columns_of(right) - 2 if right else columns
    if room < columns // 3:
        yield from (Row(text, big=big, bold=bold) for text in wrap(left, columns))
        yield from (Row("", text, big=big, bold=bold) for text in wrap(right, columns))
        return
    first, *rest = wrap(left, room)
    indent = " " * (len(left) - len(left.lstrip(" ")))
    yield Row(first, right, big=big, bold=bold)
    yield from (Row(indent + text, big=big, bold=bold) for text in rest)
