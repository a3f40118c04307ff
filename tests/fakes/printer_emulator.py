"""A receipt printer in Python: takes raw ESC/POS on a port and tells what would stand on the paper.

Written from the printers' manuals, knowing nothing of the program that sends; a command it does not know is an error.
"""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass, field


@dataclass
class PrintedLine:
    text: str
    big: bool
    bold: bool
    centred: bool


@dataclass
class Paper:
    """What came out: lines, bar codes as (symbology, digits), and what the printer did."""

    lines: list[PrintedLine] = field(default_factory=list)
    bars: list[tuple[str, str]] = field(default_factory=list)
    cuts: int = 0
    kicks: int = 0

    @property
    def text(self) -> list[str]:
        return [line.text for line in self.lines]


class UnknownCommand(Exception):
    pass


def parse(data: bytes) -> Paper:
    """Read ESC/POS bytes. Chinese mode (FS &) pairs bytes from 0x81 on, as GBK printers do."""
    return _Parser(data).paper()


class _Parser:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._paper = Paper()
        self._line = bytearray()
        self._big = self._bold = self._centred = self._chinese = False
        self._line_big = self._line_bold = False

    def paper(self) -> Paper:
        while self._at < len(self._data):
            byte = self._take()
            if byte == 0x1B:
                self._escape(self._take())
            elif byte == 0x1D:
                self._group(self._take())
            elif byte == 0x10:
                self._take(), self._take()  # a status question; this printer never answers
            elif byte == 0x1C:
                if self._take() != ord("&"):
                    raise UnknownCommand("FS")
                self._chinese = True
            elif byte == 0x0A:
                self._feed()
            elif byte < 0x20:
                raise UnknownCommand(f"{byte:#x}")
            else:
                self._print(byte)
        if self._line:
            raise UnknownCommand("the last line was never fed")
        return self._paper

    def _take(self) -> int:
        byte = self._data[self._at]
        self._at += 1
        return byte

    def _print(self, byte: int) -> None:
        self._line.append(byte)
        self._line_big, self._line_bold = self._big, self._bold
        if byte >= 0x81:
            if not self._chinese:
                raise UnknownCommand("a Chinese character outside Chinese mode")
            self._line.append(self._take())

    def _feed(self) -> None:
        text = self._line.decode("gbk")
        if text:
            self._paper.lines.append(PrintedLine(text, self._line_big, self._line_bold, self._centred))
        self._line.clear()

    def _escape(self, command: int) -> None:
        match chr(command):
            case "@":
                self._big = self._bold = self._centred = self._chinese = False
            case "E":
                self._bold = bool(self._take() & 1)
            case "a":
                self._centred = self._take() in (1, 49)
            case "J" | "d":
                self._take()
            case "p":
                self._take(), self._take(), self._take()
                self._paper.kicks += 1
            case other:
                raise UnknownCommand(f"ESC {other}")

    def _group(self, command: int) -> None:
        match chr(command):
            case "!":
                self._big = self._take() == 0x11
            case "h" | "w" | "H":
                self._take()
            case "k":
                self._barcode()
            case "V":
                mode = self._take()
                if mode in (65, 66):
                    self._take()
                self._paper.cuts += 1
            case other:
                raise UnknownCommand(f"GS {other}")

    def _barcode(self) -> None:
        if self._take() != 73:
            raise UnknownCommand("a bar code that is no Code 128")
        data = bytes(self._take() for _ in range(self._take()))
        if data[:2] != b"{C" or any(pair > 99 for pair in data[2:]):
            raise UnknownCommand(f"Code 128 {data!r}")
        self._paper.bars.append(("code128", "".join(f"{pair:02d}" for pair in data[2:])))


class PrinterEmulator:
    """The printer on a port of 127.0.0.1; ``papers()`` waits until as many receipts as asked for came out."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._printed: list[Paper] = []
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def papers(self, count: int) -> list[Paper]:
        with self._news:
            assert self._news.wait_for(lambda: len(self._printed) >= count, timeout=60)
            return list(self._printed)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            data = bytearray()
            with connection:
                while received := connection.recv(4096):
                    data += received
            with self._news:
                self._printed.append(parse(bytes(data)))
                self._news.notify_all()
