"""What stands where on a receipt, once for paper and preview: pieces that already fit the paper's columns."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import msgspec

from posapp.config.paths import RESOURCES
from posapp.domain.receipt_text import amount, columns_of, wrap
from posapp.services.ports import Receipt, ReceiptLine
from sync.protocol.decoding import from_plain


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


Piece = Row | Centre | Rule | Gap | Bars


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fixed words of a receipt in one language; see ``resources/receipts``."""

    copy: str
    number: str
    time: str
    staff: str
    member: str
    tel: str
    was: str
    pieces: str
    discount: str
    due: str
    change: str
    tax: str


@cache
def words(language: Literal["zh", "en"]) -> Words:
    """Read the words of a language."""
    written = (RESOURCES / "receipts" / f"{language}.toml").read_text(encoding="utf-8")
    return from_plain(tomllib.loads(written), Words)


def lay_out(receipt: Receipt, columns: int) -> tuple[Piece, ...]:
    """Return the receipt from top to bottom for paper of so many columns."""
    say = words(receipt.language)
    return (
        *_head(receipt, say, columns),
        Rule(),
        *_facts(receipt, say, columns),
        Rule(),
        *(piece for line in receipt.lines for piece in _line(line, say, columns)),
        Rule(),
        *_sums(receipt, say, columns),
        Rule(),
        *_end(receipt, columns),
    )


def _head(receipt: Receipt, say: Words, columns: int) -> Iterator[Piece]:
    if receipt.is_copy:
        yield Centre(f"* {say.copy} *", bold=True)
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


def _end(receipt: Receipt, columns: int) -> Iterator[Piece]:
    for label, value in receipt.extra:
        yield from pair(label, value, columns)
    if receipt.extra:
        yield Gap()
    if receipt.code:
        yield Bars(receipt.code)
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
