"""What goes on paper besides the lines of a sale: reports, cash slips, notes, and the codes under a receipt.

A use case writes a ``Slip`` from top to bottom in the shop's language; the printer's layout breaks and aligns it for
the paper in use. It is kept as JSON in the spool, so whatever stands in it can be printed again after a restart.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec


def file_name(name: str) -> str:
    """Return what a paper's file is called; a number that the mall told leads to no other folder.

    >>> file_name("../../001-01-A-0000123"), file_name("交接 2026-11-22")
    ('001-01-A-0000123', '交接-2026-11-22')
    """
    return re.sub(r"[^\w.-]+", "-", name).lstrip(".-")


class QrCode(msgspec.Struct, frozen=True, tag="qr"):
    """A QR code with a line that says what it is for. ``data`` is ASCII, at most 909 signs (version 14 at level M)."""

    data: str
    caption: str = ""


class Title(msgspec.Struct, frozen=True, tag="title"):
    """What the paper is, in large letters in the middle."""

    text: str


class Fact(msgspec.Struct, frozen=True, tag="fact"):
    """Something at the left edge and its value at the right; ``is_strong`` ones are printed bold."""

    label: str
    value: str = ""
    is_strong: bool = False


class Note(msgspec.Struct, frozen=True, tag="note"):
    """A sentence that breaks where the paper ends; empty for half a line of nothing."""

    text: str = ""


class Divider(msgspec.Struct, frozen=True, tag="divider"):
    """A line across the paper."""


class Bars(msgspec.Struct, frozen=True, tag="bars"):
    """A Code 128 of an even number of digits, as under receipts."""

    digits: str


SlipRow = Title | Fact | Note | Divider | Bars | QrCode


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of paper. ``name`` tells it from others in the printer's queue and in a folder of files."""

    name: str
    language: Literal["zh", "en"]
    rows: tuple[SlipRow, ...]
    is_copy: bool = False
