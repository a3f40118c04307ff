"""A receipt printer at a USB port, as pyusb shows one with errors of pyusb's kind, and one at a serial port."""

from __future__ import annotations

import array
import errno
from dataclasses import dataclass
from typing import Any

import pytest
import serial
import usb.core

from posapp.printer.machine import Machine

VENDOR, PRODUCT = 0x04B8, 0x0E15
INCOMING, OUTGOING = 0x83, 0x02
PORT = "/dev/ttyUSB7"


@dataclass(frozen=True)
class Endpoint:
    bEndpointAddress: int  # noqa: N815 - pyusb's names
    bmAttributes: int = 2  # noqa: N815 - bulk


class Backend:
    """The kind that needs no driver to be taken away."""

    __module__ = "usb.backend.libusb0"


class UsbPrinter:
    """Plugged in; ``events`` is what came out. ``takes_ms``: how long it prints before it says that it is done."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.machine = Machine(self.events.append)
        self.is_plugged_in = True
        self.takes_ms = 0
        self.default_timeout = 1_000
        self.backend = Backend()
        self._ctx = self
        self._replies = b""
        self._is_printing = False

    # --- as pyusb's device

    def get_active_configuration(self) -> list[list[Endpoint]]:
        return [[Endpoint(0x81, bmAttributes=3), Endpoint(INCOMING), Endpoint(OUTGOING)]]

    def set_configuration(self) -> None:
        self._there()

    def reset(self) -> None:
        self._there()

    def dispose(self, _device: object) -> None:
        """Let go of the interface."""

    def write(self, endpoint: int, data: bytes, timeout: int | None = None) -> int:
        self._there()
        assert endpoint == OUTGOING
        self._is_printing = self._is_printing or len(data) > 100
        if self._is_printing and len(data) > 100 and (timeout or self.default_timeout) < self.takes_ms:
            raise self._error(usb.core.USBTimeoutError, errno.ETIMEDOUT)
        self._replies += self.machine.receive(bytes(data))
        return len(data)

    def read(self, endpoint: int, size: int, timeout: int | None = None) -> array.array[int]:
        self._there()
        assert endpoint == INCOMING
        is_late = self._is_printing and (timeout or self.default_timeout) < self.takes_ms
        if not self._replies or is_late:
            raise self._error(usb.core.USBTimeoutError, errno.ETIMEDOUT)
        found, self._replies = self._replies[:size], self._replies[size:]
        return array.array("B", found)

    def _there(self) -> None:
        if not self.is_plugged_in:
            raise self._error(usb.core.USBError, errno.ENODEV)

    @staticmethod
    def _error(kind: type[usb.core.USBError], number: int) -> usb.core.USBError:
        return kind("as the driver says it", None, number)


class SerialPrinter:
    """At a serial port, as pyserial shows one: a read waits its whole time for as many bytes as it is asked for.

    ``waited`` is how many bytes were waited for that never came.
    """

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.waited = 0
        self.timeout: float | None = None
        self.write_timeout: float | None = None
        self.is_open = True
        self._machine = Machine(self.events.append)
        self._replies = b""

    @property
    def in_waiting(self) -> int:
        return len(self._replies)

    def write(self, data: bytes) -> int:
        self._replies += self._machine.receive(bytes(data))
        return len(data)

    def read(self, size: int = 1) -> bytes:
        found, self._replies = self._replies[:size], self._replies[size:]
        self.waited += size - len(found)
        return found

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        self.is_open = False


@pytest.fixture
def usb_printer(monkeypatch: pytest.MonkeyPatch) -> UsbPrinter:
    printer = UsbPrinter()

    def find(**wanted: object) -> UsbPrinter | None:
        is_it = wanted == {"idVendor": VENDOR, "idProduct": PRODUCT}
        return printer if is_it and printer.is_plugged_in else None

    monkeypatch.setattr(usb.core, "find", find)
    return printer


@pytest.fixture
def serial_printer(monkeypatch: pytest.MonkeyPatch) -> SerialPrinter:
    printer = SerialPrinter()

    def opened(*, port: str, **_settings: object) -> SerialPrinter:
        if port != PORT:
            raise serial.SerialException(errno.ENOENT, port)
        printer.is_open = True
        return printer

    monkeypatch.setattr(serial, "Serial", opened)
    return printer
