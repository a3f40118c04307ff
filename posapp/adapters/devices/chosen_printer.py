"""The printer that was chosen for this till: it can be changed while the till is open, and kept for the next start."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from posapp.adapters.devices import receipt_template
from posapp.adapters.devices.printers import printer_for
from posapp.adapters.devices.receipt_template import BadTemplate, Template
from posapp.config.settings import Settings
from posapp.services.devices import DeviceSettings, DisplayWish
from posapp.services.errors import BadPrinterSetting, DiskTrouble, PrinterTrouble
from posapp.services.ports import Paper, PrinterState, ReceiptPrinter

log = logging.getLogger(__name__)


class ChosenPrinter:
    """Keeps ``ReceiptPrinter``, ``ReceiptPainter`` and ``Machine``: one place knows what paper is in use.

    ``receipts`` is where files go while no printer is set up, ``folder`` where the shop's own template may lie.
    A setting that names no printer (somebody wrote it by hand) costs paper, never the counter.
    """

    def __init__(self, settings: Settings, receipts: Path, folder: Path) -> None:
        self._settings = settings
        self._receipts = receipts
        self._template: Template | None = None
        self._trouble = ""
        try:
            self._template = receipt_template.template_in(folder)
        except BadTemplate as trouble:
            self._trouble = str(trouble)
            log.warning("the shop's receipt template is not used: %s", trouble)
        self._printer: ReceiptPrinter | None = None
        try:
            self._printer = self._made(settings.printer, settings.receipt_columns)
        except BadPrinterSetting as refused:
            log.warning("the setting names no printer: %s", refused)
        # The window sees to both: what is joined here knows no Qt.
        self.display_moved: Callable[[DisplayWish], None] = lambda _wish: None
        self.draw_page: Callable[[Paper, Template | None], bytes] = _no_window

    # --- as a printer

    def print(self, paper: Paper, *, kick_drawer: bool) -> None:
        """Print on the printer that is chosen now."""
        self._now().print(paper, kick_drawer=kick_drawer)

    def kick(self) -> None:
        """Open the drawer at the printer that is chosen now."""
        self._now().kick()

    def state(self) -> PrinterState:
        """Ask the printer that is chosen now."""
        return "away" if self._printer is None else self._printer.state()

    # --- as a painter; Pillow and the bar codes are imported when the first receipt is looked at

    def paint(self, paper: Paper) -> bytes:
        """Return a PNG of a receipt or a slip."""
        from posapp.adapters.devices.receipt_picture import PaperPainter

        return PaperPainter(self._settings.receipt_columns, self._template).paint(paper)

    def page(self, paper: Paper) -> bytes:
        """Return a PDF of a receipt or a slip."""
        return self.draw_page(paper, self._template)

    # --- as the machine's settings

    def settings(self) -> DeviceSettings:
        """Return what the machine was told."""
        kept = self._settings
        return DeviceSettings(
            kept.printer,
            48 if kept.receipt_columns == 48 else 32,
            "window" if kept.display == "window" else "off" if kept.display == "off" else "auto",
            self._trouble,
        )

    def use_printer(self, printer: str, columns: Literal[32, 48]) -> None:
        """Use another printer from now on."""
        self._printer = self._made(printer, columns)
        self._keep(printer=printer, receipt_columns=columns)

    def use_display(self, display: DisplayWish) -> None:
        """Put the customer's screen elsewhere."""
        self._keep(display=display)
        self.display_moved(display)

    def keep_page(self, name: str, page: bytes) -> str:
        """Keep a PDF where receipts lie."""
        file = self._receipts / name
        try:
            self._receipts.mkdir(parents=True, exist_ok=True, mode=0o700)
            file.write_bytes(page)
        except OSError as error:
            raise DiskTrouble from error
        return str(file)

    def _keep(self, **changed: object) -> None:
        # Read anew: the window keeps language and light in the same file.
        self._settings = Settings.load(self._settings.file).keep(**changed)

    def _made(self, printer: str, columns: int) -> ReceiptPrinter:
        return printer_for(printer, columns, self._receipts, self._template)

    def _now(self) -> ReceiptPrinter:
        if self._printer is None:
            raise PrinterTrouble(place=self._settings.printer, reason="bad_setting")
        return self._printer


def _no_window(paper: Paper, template: Template | None) -> bytes:
    raise RuntimeError("pages are drawn by a till with a window")
