"""What else is done at the drawer while a shift runs and after: cash moved, papers looked at, printed and saved."""

from __future__ import annotations

from pathlib import Path

from posapp.domain.money import Fen
from posapp.domain.permission import OverrideId
from posapp.services.cash_moves import CashMoves
from posapp.services.drawer_book import Direction, KeptMove
from posapp.services.errors import DiskTrouble
from posapp.services.paper import Slip
from posapp.services.printing import Printing
from posapp.services.shift_reports import ShiftReports


class ShiftDesk:
    """Joins cash movements, reports and paper; PDFs go into ``folder``."""

    def __init__(self, cash: CashMoves, reports: ShiftReports, printing: Printing, folder: Path) -> None:
        self._cash = cash
        self._reports = reports
        self._printing = printing
        self._folder = folder

    def move(self, direction: Direction, amount: Fen, reason: str, *, override: OverrideId | None = None) -> KeptMove:
        """Move cash; see ``CashMoves.move``."""
        return self._cash.move(direction, amount, reason, override=override)

    def x(self, *, override: OverrideId | None = None) -> Slip:
        """Return the X report; see ``ShiftReports.x``."""
        return self._reports.x(override=override)

    def z(self) -> Slip | None:
        """Return the last Z report."""
        return self._reports.z()

    def handover(self) -> Slip:
        """Return every loose end as it is now."""
        return self._reports.handover()

    def may_see_cash(self) -> bool:
        """Tell whether whoever works here may see what the drawer should hold before it is counted."""
        return self._reports.may_see_cash()

    def print(self, slip: Slip) -> None:
        """Queue a paper once more."""
        self._printing.print_slip(slip)

    def run_spool(self) -> None:
        """Print what waits. Raises ``PrinterTrouble``; then it goes on waiting."""
        self._printing.run()

    def save(self, slip: Slip) -> Path:
        """Write a paper as a PDF over one of the same name, and return where it lies. Raises ``DiskTrouble``."""
        name, data = self._printing.page_of(slip)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self._folder / name).write_bytes(data)
        except OSError as error:
            raise DiskTrouble(place=str(self._folder)) from error
        return self._folder / name
