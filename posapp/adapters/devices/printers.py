"""Where paper goes: a folder, the network, USB, a serial port, a device file. Every trouble is ``PrinterTrouble``.

They run on the devices lane, behind the spool table: a printer that is off never stands in the way of a sale.

    file:FOLDER                  each paper in a file of its own
    tcp:HOST[:PORT]              raw on the shop's network, port 9100 unless told
    usb:VENDOR:PRODUCT           by its USB ids in hexadecimal, such as usb:04b8:0e15
    serial:PORT[:BAUD]           such as serial:/dev/ttyUSB0:19200 or serial:COM3; 9600 unless told
    dev:/dev/usb/lp0             a device file that takes bytes
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posapp.adapters.devices.escpos_receipt import kick_bytes, receipt_bytes
from posapp.adapters.devices.line_printer import CONNECT_WITHIN_S, DONE_WITHIN_S, LinePrinter
from posapp.adapters.devices.receipt_template import Template
from posapp.services.errors import BadPrinterSetting, PrinterTrouble
from posapp.services.paper import Slip, file_name
from posapp.services.ports import Paper, PrinterState, ReceiptPrinter

USUAL_PORT = 9100
USUAL_BAUD = 9600
_USB = re.compile(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})")
_SERIAL = re.compile(r"(.+?)(?::([0-9]{3,7}))?")
_TCP = re.compile(r"([^:\s]+)(?::([0-9]{1,5}))?")


def printer_for(setting: str, columns: int, receipts: Path, template: Template | None = None) -> ReceiptPrinter:
    """Return the printer that a setting names; empty means files in ``receipts``. Raises ``BadPrinterSetting``."""
    if not setting:
        return FilePrinter(receipts, columns, template)
    kind, _, place = setting.partition(":")
    if kind == "file" and place:
        return FilePrinter(Path(place), columns, template)
    if kind == "dev" and place:
        return DevicePrinter(Path(place), columns, template)
    if kind == "tcp" and (found := _TCP.fullmatch(place)):
        host, port = found[1], int(found[2] or USUAL_PORT)
        return LinePrinter(f"{host}:{port}", _network(host, port), columns, template)
    if kind == "usb" and (found := _USB.fullmatch(place)):
        return LinePrinter(f"USB {place}", _usb(int(found[1], 16), int(found[2], 16)), columns, template)
    if kind == "serial" and (found := _SERIAL.fullmatch(place)):
        return LinePrinter(found[1], _serial(found[1], int(found[2] or USUAL_BAUD)), columns, template)
    raise BadPrinterSetting(setting=setting)


def _network(host: str, port: int) -> Callable[[], Any]:
    def connect() -> Any:
        from escpos.printer import Network

        printer = Network(host, port, timeout=CONNECT_WITHIN_S)
        # The library leaves its socket open when nobody answers, and knows no IPv6.
        printer.device = socket.create_connection((host, port), timeout=CONNECT_WITHIN_S)
        return printer

    return connect


def _usb(vendor: int, product: int) -> Callable[[], Any]:
    def connect() -> Any:
        from escpos.printer import Usb

        incoming, outgoing = _endpoints(vendor, product)
        # A printer takes what it has room for: a long receipt is on its way for as long as it is printed.
        printer = Usb(vendor, product, timeout=int(DONE_WITHIN_S * 1000), in_ep=incoming, out_ep=outgoing)
        printer.open()
        return printer

    return connect


def _endpoints(vendor: int, product: int) -> tuple[int, int]:
    """Return a printer's own bulk endpoints, in and out: they differ from maker to maker."""
    import usb.core
    import usb.util

    device = usb.core.find(idVendor=vendor, idProduct=product)
    if device is None:
        raise OSError(f"no USB device {vendor:04x}:{product:04x}")
    found = {
        usb.util.endpoint_direction(endpoint.bEndpointAddress): endpoint.bEndpointAddress
        for interface in device.get_active_configuration()
        for endpoint in interface
        if usb.util.endpoint_type(endpoint.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
    }
    return found.get(usb.util.ENDPOINT_IN, 0x82), found.get(usb.util.ENDPOINT_OUT, 0x01)


def _serial(port: str, baud: int) -> Callable[[], Any]:
    def connect() -> Any:
        from escpos.printer import Serial

        printer = Serial(port, baud, timeout=CONNECT_WITHIN_S, dsrdtr=False)
        printer.open()
        return printer

    return connect


@dataclass(frozen=True, slots=True)
class FilePrinter:
    """Keeps each paper's bytes in a file of its own, named by receipt number; a copy replaces the copy before."""

    folder: Path
    columns: int
    template: Template | None = None

    def print(self, paper: Paper, *, kick_drawer: bool) -> None:
        """Write the file."""
        data = receipt_bytes(paper, self.columns, kick_drawer=kick_drawer, template=self.template)
        name = paper.name if isinstance(paper, Slip) else paper.receipt_no
        safe = file_name(name)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self.folder / f"{safe}{'-copy' if paper.is_copy else ''}.escpos").write_bytes(data)
        except OSError as error:
            raise PrinterTrouble(place=str(self.folder), reason="away") from error

    def kick(self) -> None:
        """Do nothing: a folder has no drawer."""

    def state(self) -> PrinterState:
        """Tell whether files can be written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            return "away"
        return "ready"


@dataclass(frozen=True, slots=True)
class DevicePrinter:
    """A printer behind a device file, such as ``/dev/usb/lp0``. It says nothing of paper or cover."""

    path: Path
    columns: int
    template: Template | None = None

    def print(self, paper: Paper, *, kick_drawer: bool) -> None:
        """Write to the device."""
        self._write(receipt_bytes(paper, self.columns, kick_drawer=kick_drawer, template=self.template))

    def kick(self) -> None:
        """Open the drawer."""
        self._write(kick_bytes())

    def state(self) -> PrinterState:
        """Tell whether the device is there."""
        return "unknown" if self.path.exists() else "away"

    def _write(self, data: bytes) -> None:
        try:
            with self.path.open("r+b", buffering=0) as device:
                device.write(data)
        except OSError as error:
            raise PrinterTrouble(place=str(self.path), reason="away") from error
