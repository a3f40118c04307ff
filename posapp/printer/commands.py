"""Reads ESC/POS as it comes down a line, in pieces of any size, and says what each command does.

Codes are those of the makers' references: ESC 1B, GS 1D, FS 1C, DLE 10. Text is in code page 437, or in GBK once
Chinese mode is on (FS &).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text."""

    text: str
    big: bool
    bold: bool
    align: Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True)
class Code:
    """A bar code or a QR code: ``code128``, ``qr`` or ``barcode <number>``."""

    kind: str
    data: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Dots. ``black`` is how many of them are printed."""

    width: int
    height: int
    black: int


@dataclass(frozen=True, slots=True)
class Cut:
    """The paper is cut."""


@dataclass(frozen=True, slots=True)
class Kick:
    """A pulse for the drawer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is answered in its turn: ``GS r n``."""

    n: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """A command that this printer does not know; its first bytes in hexadecimal."""

    code: str


Act = Line | Code | Picture | Cut | Kick | Asked | Unknown

_ARGUMENTS = {
    # How many bytes follow the commands that need no more than being read over.
    b"\x1b": {**dict.fromkeys(b"-GMtJdR{ 3VT%?=crU", 1), **dict.fromkeys(b"2<", 0), **dict.fromkeys(b"$\\", 2)},
    b"\x1d": {**dict.fromkeys(b"BhwHfabIj/", 1), **dict.fromkeys(b"LWP\\$", 2)},
    b"\x1c": {**dict.fromkeys(b"!C-W", 1), **dict.fromkeys(b"S", 2)},
}
_ALIGN: dict[int, Literal["left", "centre", "right"]] = {0: "left", 1: "centre", 2: "right"}


class _NotYet(Exception):
    """The rest of a command is still on the line."""


class Reader:
    """``take(bytes)`` gives what the printer does; a command whose end has not come waits for it."""

    def __init__(self) -> None:
        self._data = b""
        self._at = 0
        self._text = bytearray()
        self._big = self._bold = self._chinese = False
        self._line_big = self._line_bold = False
        self._align: Literal["left", "centre", "right"] = "left"
        self._stored = b""

    def take(self, data: bytes) -> Iterator[Act]:
        """Yield what the printer does, one act at a time; what is not asked for is not done yet."""
        self._data += data
        while self._at < len(self._data):
            begin = self._at
            try:
                act = self._next()
            except _NotYet:
                self._data, self._at = self._data[begin:], 0
                return
            if self._at > 1 << 16:
                self._data, self._at = self._data[self._at :], 0
            if act is not None:
                yield act
        self._data, self._at = b"", 0

    def _byte(self) -> int:
        if self._at >= len(self._data):
            raise _NotYet
        self._at += 1
        return self._data[self._at - 1]

    def _bytes(self, count: int) -> bytes:
        if self._at + count > len(self._data):
            raise _NotYet
        self._at += count
        return self._data[self._at - count : self._at]

    def _next(self) -> Act | None:
        byte = self._byte()
        match byte:
            case 0x1B:
                return self._escape(self._byte())
            case 0x1D:
                return self._group(self._byte())
            case 0x1C:
                return self._field(self._byte())
            case 0x10:  # answered the moment it comes in, see Machine; here it is only read over
                self._bytes(5 if self._byte() == 0x14 else 1)
                return None
            case 0x0A:
                return self._fed()
            case 0x0D | 0x09 | 0x0C | 0x18 | 0x00:
                return None
            case _ if byte < 0x20:
                return Unknown(f"{byte:02x}")
            case _:
                self._print(byte)
                return None

    def _print(self, byte: int) -> None:
        signs = bytes([byte])
        if self._chinese and byte >= 0x81:
            signs += bytes([self._byte()])
        if not self._text:
            self._line_big, self._line_bold = self._big, self._bold
        self._text += signs

    def _fed(self) -> Line:
        text = self._text.decode("gbk" if self._chinese else "cp437", "replace")
        self._text.clear()
        return Line(text, self._line_big, self._line_bold, self._align)

    def _escape(self, command: int) -> Act | None:
        match chr(command):
            case "@":
                self._big = self._bold = self._chinese = False
                self._align = "left"
                self._text.clear()
                return None
            case "E":
                self._bold = bool(self._byte() & 1)
                return None
            case "!":  # everything in one byte: bold, twice as high, twice as wide
                mode = self._byte()
                self._bold, self._big = bool(mode & 0x08), mode & 0x30 == 0x30
                return None
            case "a":
                self._align = _ALIGN.get(self._byte() % 48, "left")
                return None
            case "p":
                self._bytes(3)
                return Kick()
            case "*":
                mode, low, high = self._bytes(3)
                columns = low | high << 8
                dots = self._bytes(columns * (3 if mode in (32, 33) else 1))
                return Picture(columns, 24 if mode in (32, 33) else 8, sum(map(int.bit_count, dots)))
            case "D":
                while self._byte():
                    pass
                return None
            case _:
                return self._read_over(b"\x1b", command)

    def _group(self, command: int) -> Act | None:
        match chr(command):
            case "!":
                self._big = self._byte() & 0x77 == 0x11
                return None
            case "V":
                if self._byte() in (65, 66, 97, 98, 103, 104):
                    self._byte()
                return Cut()
            case "k":
                return self._bars()
            case "v":
                _zero, _mode, low, high, rows, more = self._bytes(6)
                width, height = low | high << 8, rows | more << 8
                return Picture(width * 8, height, sum(map(int.bit_count, self._bytes(width * height))))
            case "(":
                function = self._byte()
                low, high = self._bytes(2)
                return self._long(chr(function), self._bytes(low | high << 8))
            case "r":
                return Asked(self._byte())
            case _:
                return self._read_over(b"\x1d", command)

    def _field(self, command: int) -> Act | None:
        match chr(command):
            case "&":
                self._chinese = True
                return None
            case ".":
                self._chinese = False
                return None
            case _:
                return self._read_over(b"\x1c", command)

    def _read_over(self, prefix: bytes, command: int) -> Act | None:
        count = _ARGUMENTS[prefix].get(command)
        if count is None:
            return Unknown(f"{prefix.hex()} {command:02x}")
        self._bytes(count)
        return None

    def _bars(self) -> Act:
        kind = self._byte()
        if kind < 65:  # the old form ends with a zero
            data = bytearray()
            while byte := self._byte():
                data.append(byte)
            return Code(f"barcode {kind}", data.decode("latin-1"))
        data = bytearray(self._bytes(self._byte()))
        if kind != 73:
            return Code(f"barcode {kind}", data.decode("latin-1"))
        if data[:2] == b"{C":
            return Code("code128", "".join(f"{pair:02d}" for pair in data[2:]))
        return Code("code128", data.removeprefix(b"{B").removeprefix(b"{A").decode("latin-1"))

    def _long(self, function: str, data: bytes) -> Act | None:
        """Two-dimensional codes (k) are stored first (80) and printed afterwards (81)."""
        if function == "k" and data[:1] == b"1":
            if data[1] == 80:
                self._stored = data[3:]
            elif data[1] == 81:
                return Code("qr", self._stored.decode("utf-8", "replace"))
            return None
        return None if function in "kLAEHKMN" else Unknown(f"1d 28 {ord(function):02x}")
