"""Where receipts go: a folder, a network printer, a device file. Every trouble is ``PrinterTrouble``.

They run on the devices lane, behind the spool table: a printer that is off never stands in the way of a sale.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

from posapp.adapters.devices.escpos_receipt import receipt_bytes
from posapp.services.errors import PrinterTrouble
from posapp.services.ports import Receipt, ReceiptPrinter

NETWORK_TIMEOUT_S = 3.0
USUAL_PORT = 9100


class BadPrinterSetting(ValueError):
    """The printer setting is none of ``file:FOLDER``, ``tcp:HOST[:PORT]``, ``dev:/dev/usb/lp0``."""


def printer_for(setting: str, columns: int, receipts: Path) -> ReceiptPrinter:
    """Return the printer that a setting names; empty means files in ``receipts``. Raises ``BadPrinterSetting``."""
    if not setting:
        return FilePrinter(receipts, columns)
    kind, _, place = setting.partition(":")
    if not place:
        raise BadPrinterSetting(setting)
    match kind:
        case "file":
            return FilePrinter(Path(place), columns)
        case "dev":
            return DevicePrinter(Path(place), columns)
        case "tcp":
            host, _, port = place.partition(":")
            if not host or not (port or str(USUAL_PORT)).isdecimal():
                raise BadPrinterSetting(setting)
            return NetworkPrinter(host, int(port or USUAL_PORT), columns)
        case _:
            raise BadPrinterSetting(setting)


@dataclass(frozen=True, slots=True)
class FilePrinter:
    """Keeps each receipt's bytes in a file of its own, named by receipt number; a copy replaces it."""

    folder: Path
    columns: int

    def print(self, receipt: Receipt, *, kick_drawer: bool) -> None:
        """Write the file."""
        data = receipt_bytes(receipt, self.columns, kick_drawer=kick_drawer)
        name = receipt.receipt_no + ("-copy" if receipt.is_copy else "") + ".escpos"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self.folder / name).write_bytes(data)
        except OSError as error:
            raise PrinterTrouble(place=str(self.folder)) from error


@dataclass(frozen=True, slots=True)
class NetworkPrinter:
    """A printer on the shop's network, raw on port 9100."""

    host: str
    port: int
    columns: int

    def print(self, receipt: Receipt, *, kick_drawer: bool) -> None:
        """Send the bytes. Such a printer confirms nothing; that it took them is all that can be known."""
        data = receipt_bytes(receipt, self.columns, kick_drawer=kick_drawer)
        try:
            with socket.create_connection((self.host, self.port), timeout=NETWORK_TIMEOUT_S) as printer:
                printer.sendall(data)
                printer.shutdown(socket.SHUT_WR)
        except OSError as error:
            raise PrinterTrouble(place=f"{self.host}:{self.port}") from error


@dataclass(frozen=True, slots=True)
class DevicePrinter:
    """A printer behind a device file, such as ``/dev/usb/lp0``."""

    path: Path
    columns: int

    def print(self, receipt: Receipt, *, kick_drawer: bool) -> None:
        """Write to the device."""
        data = receipt_bytes(receipt, self.columns, kick_drawer=kick_drawer)
        try:
            with self.path.open("r+b", buffering=0) as device:
                device.write(data)
        except OSError as error:
            raise PrinterTrouble(place=str(self.path)) from error
