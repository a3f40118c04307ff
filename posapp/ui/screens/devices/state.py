"""Everything the devices page shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from posapp.services.devices import DeviceSheet
from posapp.services.ports import PrinterState
from posapp.ui.notices import Notice

PrinterKind = Literal["file", "tcp", "usb", "serial", "dev"]
KINDS: tuple[PrinterKind, ...] = get_args(PrinterKind)


@dataclass(frozen=True, slots=True)
class DevicesState:
    """``kind``, ``place`` and ``columns`` are what is being typed, ``sheet`` what is in use (None before it was read).

    ``printer`` is None while the printer is asked how it stands; ``is_busy`` while it prints or is asked.
    """

    sheet: DeviceSheet | None = None
    printer: PrinterState | None = None
    kind: PrinterKind = "file"
    place: str = ""
    columns: Literal[32, 48] = 48
    is_busy: bool = False
    notice: Notice | None = None

    @property
    def setting(self) -> str:
        """Return what was typed as a setting; files without a folder are the empty one."""
        place = self.place.strip()
        return f"{self.kind}:{place}" if place or self.kind != "file" else ""


def parts_of(setting: str) -> tuple[PrinterKind, str]:
    """Return kind and place of a setting.

    >>> parts_of("tcp:192.168.1.50:9100")
    ('tcp', '192.168.1.50:9100')
    >>> parts_of("")
    ('file', '')
    """
    kind, _, place = setting.partition(":")
    return (kind, place) if kind in KINDS else ("file", "")
