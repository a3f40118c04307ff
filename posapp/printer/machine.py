"""The printer itself: paper, cover and power, what it answers, and what came out of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from posapp.printer.commands import Act, Asked, Code, Cut, Kick, Line, Picture, Reader, Unknown

_REAL_TIME = re.compile(rb"\x10\x04([\x01-\x04])")
_STATUS = 0x12
"""The bits of a status byte that are always set."""


@dataclass(slots=True)
class Sheet:
    """The piece of paper in the printer, until it is cut."""

    lines: list[str] = field(default_factory=list)
    big: list[str] = field(default_factory=list)
    codes: list[list[str]] = field(default_factory=list)
    pictures: list[list[int]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing stands on it."""
        return not (self.lines or self.codes or self.pictures)


class Machine:
    """``receive(bytes)`` returns the answers; ``told(event)`` hears of every sheet, kick and change.

    What a printer cannot print it holds back, as real ones do in their buffer, and prints once it can.
    """

    def __init__(self, told: Callable[[dict[str, Any]], None]) -> None:
        self._told = told
        self._sheet = Sheet()
        self._reader = Reader()
        self._held = bytearray()
        self.paper: Literal["ok", "low", "out"] = "ok"
        self.is_open = self.has_error = False
        self.answers = True
        self.lines_left: int | None = None  # until the roll ends
        self.bytes_left: int | None = None  # until somebody pulls the plug

    def receive(self, data: bytes) -> bytes:
        """Take what came down the line and return what goes back; real-time questions are answered at any moment."""
        if self.bytes_left is not None:
            data = data[: self.bytes_left]
            self.bytes_left -= len(data)
        replies = b"".join(bytes([self._real_time(found[1][0])]) for found in _REAL_TIME.finditer(data))
        self._held += data
        return (replies + self._work()) if self.answers else self._work(silent=True)

    @property
    def is_dead(self) -> bool:
        """Tell whether the power has gone by itself."""
        return self.bytes_left == 0

    def go_on(self) -> bytes:
        """Print what was held back, if it can be; return the answers that were due."""
        return self._work() if self.answers else self._work(silent=True)

    def switch_off(self) -> None:
        """Lose everything that is not on paper, as a printer without power does."""
        self._held.clear()
        self._reader = Reader()
        if not self._sheet.is_blank:
            self._out("torn")

    def _work(self, *, silent: bool = False) -> bytes:
        replies = bytearray()
        while self._held and not self._is_stopped():
            # One byte at a time: the roll may end, or the cover be opened, between two lines.
            byte = bytes([self._held.pop(0)])
            for act in self._reader.take(byte):
                answer = self._do(act)
                if answer is not None and not silent:
                    replies.append(answer)
        return bytes(replies)

    def _is_stopped(self) -> bool:
        return self.is_open or self.has_error or self.paper == "out"

    def _do(self, act: Act) -> int | None:
        match act:
            case Line(text, big):
                self._sheet.lines.append(text)
                if big:
                    self._sheet.big.append(text)
                if self.lines_left is not None:
                    self.lines_left -= 1
                    if self.lines_left <= 0:
                        self.lines_left = None
                        self.paper = "out"
            case Code(kind, data):
                self._sheet.codes.append([kind, data])
            case Picture(width, height, black):
                self._sheet.pictures.append([width, height, black])
            case Kick():
                self._told({"event": "kick"})
            case Cut():
                self._out("paper")
            case Unknown(code):
                self._sheet.unknown.append(code)
            case Asked(1 | 49):
                return {"ok": 0x00, "low": 0x03, "out": 0x0C}[self.paper]
            case Asked():
                return 0x00
        return None

    def _out(self, event: Literal["paper", "torn"]) -> None:
        sheet, self._sheet = self._sheet, Sheet()
        self._told(
            {
                "event": event,
                "lines": sheet.lines,
                "big": sheet.big,
                "codes": sheet.codes,
                "pictures": sheet.pictures,
                "unknown": sheet.unknown,
            }
        )

    def _real_time(self, n: int) -> int:
        match n:
            case 1:
                return _STATUS | (0x08 if self._is_stopped() else 0)
            case 2:
                stopped = 0x20 if self.paper == "out" else 0
                return _STATUS | (0x04 if self.is_open else 0) | stopped | (0x40 if self.has_error else 0)
            case 3:
                return _STATUS | (0x20 if self.has_error else 0)
            case _:
                return _STATUS | {"ok": 0, "low": 0x0C, "out": 0x6C}[self.paper]
