"""A printer at the end of a line that answers: network, USB, serial, through ``python-escpos``.

Before a paper is sent the printer is asked how it stands, and afterwards whether it is done: a printer that is switched
off in the middle never says so, and the paper stays in the queue. One that gives no answers is sent to all the same;
then only a broken line can be noticed.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Callable, Iterator
from typing import Any

from posapp.adapters.devices import printer_status
from posapp.adapters.devices.escpos_receipt import kick_bytes, receipt_bytes
from posapp.adapters.devices.printer_status import ASK_PAPER, ASK_WHEN_DONE, ASK_WHY_OFFLINE, CANNOT_PRINT
from posapp.adapters.devices.receipt_template import Template
from posapp.services.errors import PrinterTrouble
from posapp.services.ports import Paper, PrinterState

CONNECT_WITHIN_S = 3.0
ANSWER_WITHIN_S = 1.0
DONE_WITHIN_S = 12.0
"""A receipt of fifty lines takes a slow printer six seconds."""


class LinePrinter:
    """Keeps ``ReceiptPrinter``. ``connect`` opens a printer of the library; ``place`` is what a person calls it."""

    def __init__(self, place: str, connect: Callable[[], Any], columns: int, template: Template | None = None) -> None:
        self._place = place
        self._connect = connect
        self._columns = columns
        self._template = template
        self._is_silent = False

    def print(self, paper: Paper, *, kick_drawer: bool) -> None:
        """Print and wait until it is done, where the printer says so."""
        data = receipt_bytes(paper, self._columns, kick_drawer=kick_drawer, template=self._template)
        with self._line() as line:
            before = self._ask(line)
            if before in CANNOT_PRINT:
                raise PrinterTrouble(place=self._place, reason=before)
            line.send(data)
            if before != "unknown" and not line.answers(ASK_WHEN_DONE, DONE_WITHIN_S):
                after = self._ask(line)
                raise PrinterTrouble(place=self._place, reason=after if after in CANNOT_PRINT else "unfinished")

    def kick(self) -> None:
        """Open the drawer."""
        with self._line() as line:
            line.send(kick_bytes())

    def state(self) -> PrinterState:
        """Ask the printer, also one that gave no answer before."""
        self._is_silent = False
        try:
            with self._line() as line:
                return self._ask(line)
        except PrinterTrouble:
            return "away"

    def _ask(self, line: _Line) -> PrinterState:
        """Ask how the printer stands; one that did not answer once is not waited for again."""
        if self._is_silent:
            return "unknown"
        offline = line.ask(ASK_WHY_OFFLINE, ANSWER_WITHIN_S)
        if offline is None:
            self._is_silent = True
            return "unknown"
        return printer_status.state_of(offline, line.ask(ASK_PAPER, ANSWER_WITHIN_S))

    @contextlib.contextmanager
    def _line(self) -> Iterator[_Line]:
        """Open the line for the length of a ``with`` block; whatever breaks on it is a ``PrinterTrouble``."""
        from escpos.exceptions import Error as LineError

        try:
            printer = self._connect()
        except (OSError, LineError, RuntimeError, ValueError) as error:  # RuntimeError: the driver is not installed
            raise PrinterTrouble(place=self._place, reason="away") from error
        try:
            yield _Line(printer)
        except (OSError, LineError) as error:
            raise PrinterTrouble(place=self._place, reason="away") from error
        finally:
            with contextlib.suppress(OSError, LineError):
                printer.close()


class _Line:
    """An open line of the library."""

    def __init__(self, printer: Any) -> None:
        self._printer = printer

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self._wait_at_most(CONNECT_WITHIN_S)
        self.send_now(data)

    def send_now(self, data: bytes) -> None:
        """Send bytes within the time that was set."""
        self._printer._raw(data)  # noqa: SLF001 - how the library sends what is ready made

    def ask(self, command: bytes, within_s: float) -> int | None:
        """Send a question and return its status byte, None when nothing sensible came in time."""
        return printer_status.status_byte(self._answer(command, within_s))

    def answers(self, command: bytes, within_s: float) -> bool:
        """Send a question and tell whether anything came in time."""
        return bool(self._answer(command, within_s))

    def _answer(self, command: bytes, within_s: float) -> bytes:
        self._wait_at_most(within_s)
        device = self._printer.device
        try:
            if hasattr(device, "in_waiting"):
                # A serial port waits for as many bytes as it is asked for: for one, then for what lies there already.
                self.send_now(command)
                return bytes(device.read(1) + device.read(device.in_waiting))
            return bytes(self._printer.query_status(command))
        except TimeoutError:
            return b""
        except OSError as error:
            # What pyusb raises when nothing comes is no TimeoutError; it says so in its errno alone.
            if error.errno != errno.ETIMEDOUT:
                raise
            return b""

    def _wait_at_most(self, seconds: float) -> None:
        device = self._printer.device
        if hasattr(device, "settimeout"):
            device.settimeout(seconds)
        elif hasattr(device, "default_timeout"):
            device.default_timeout = int(seconds * 1000)  # of a USB device; what is sent has a time of its own
        elif hasattr(device, "write_timeout"):
            device.timeout = device.write_timeout = seconds
