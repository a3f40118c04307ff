"""The devices of this counter: which printer, what waits for it, the drawer by key, the customer's screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from posapp.domain.clock import Clock, local
from posapp.domain.identity import SaleId
from posapp.domain.permission import OverrideId
from posapp.domain.text import Language
from posapp.services.on_duty import OnDuty, on_duty
from posapp.services.paper import Divider, Fact, Note, QrCode, Slip, Title
from posapp.services.permitting import require
from posapp.services.ports import PrinterState
from posapp.services.printing import Printing, QueuedPaper
from posapp.services.till_data import TillData, UnitOfWork

DisplayWish = Literal["auto", "window", "off"]
"""Where the customer's screen is: ``auto`` on the second screen when there is one, ``window`` beside the counter."""


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """What this machine was told of its devices. ``printer`` as in ``adapters/devices/printers.py``, empty for files.

    ``template_trouble`` says why the shop's own receipt template is not used, empty when all is well.
    """

    printer: str
    columns: Literal[32, 48]
    display: DisplayWish
    template_trouble: str = ""


class Machine(Protocol):
    """Keeps the settings of this machine's devices and puts them to use at once."""

    def settings(self) -> DeviceSettings:
        """Return what the machine was told."""
        ...

    def use_printer(self, printer: str, columns: Literal[32, 48]) -> None:
        """Use another printer from now on and after a restart. Raises ``BadPrinterSetting``; then all is as it was."""
        ...

    def use_display(self, display: DisplayWish) -> None:
        """Put the customer's screen elsewhere."""
        ...

    def keep_page(self, name: str, page: bytes) -> str:
        """Keep a PDF in a folder of this machine; return where it lies. Raises ``DiskTrouble``."""
        ...


@dataclass(frozen=True, slots=True)
class DeviceSheet:
    """Everything that the devices page shows. ``waiting`` is the oldest first, ``latest`` the newest."""

    settings: DeviceSettings
    waiting: tuple[QueuedPaper, ...]
    latest: tuple[QueuedPaper, ...]


class Devices:
    """Looks after the devices. ``language`` is the one that paper is printed in."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty, printing: Printing, machine: Machine) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._printing = printing
        self._machine = machine

    def sheet(self) -> DeviceSheet:
        """Return what the page shows; it asks no device."""
        return DeviceSheet(self._machine.settings(), self._printing.queue(), self._printing.latest())

    def printer_state(self) -> PrinterState:
        """Ask the printer how it stands; that may take a few seconds."""
        return self._printing.printer_state()

    def use_printer(self, printer: str, columns: Literal[32, 48]) -> DeviceSheet:
        """Use another printer from now on. Raises ``BadPrinterSetting``; then all is as it was."""
        self._machine.use_printer(printer.strip(), columns)
        return self.sheet()

    def use_display(self, display: DisplayWish) -> DeviceSheet:
        """Put the customer's screen elsewhere."""
        self._machine.use_display(display)
        return self.sheet()

    def print_test(self, language: Language) -> None:
        """Print a page that shows what the printer can. Raises ``PrinterTrouble``; then it waits in the queue."""
        with self._till.view() as view:
            staff = on_duty(self._duty, view).name.in_(language)
        when = f"{local(self._clock.now()):%Y-%m-%d %H:%M}"
        self._printing.print_slip(_test_page(language, self._machine.settings().columns, when, staff))
        self._printing.run()

    def print_again(self, job_id: str, override: OverrideId | None = None) -> None:
        """Print a copy of what was printed before. Raises ``PrinterTrouble``; then it waits in the queue.

        Raises ``ManagerWanted`` where it is one copy more than whoever asks may make.
        """
        self._printing.print_again(job_id, override)
        self._printing.run()

    def print_waiting(self) -> None:
        """Print what waits, now. Raises ``PrinterTrouble``."""
        self._printing.run()

    def save_page(self, sale_id: SaleId) -> str:
        """Save a receipt as a PDF for an office printer or a mail; return where it lies. Raises ``DiskTrouble``."""
        name, page = self._printing.page(sale_id)
        return self._machine.keep_page(name, page)

    def open_drawer(self, override: OverrideId | None = None) -> None:
        """Open the drawer without a sale. The journal says who did and by whose word, before it opens.

        Raises ``ManagerWanted``, ``NotSignedIn`` or ``PrinterTrouble``.
        """

        def job(unit: UnitOfWork) -> None:
            by = require(unit, on_duty(self._duty, unit), "open_drawer", override=override)
            what = {"staff_id": by.staff_id, "given_by": by.given_by, "reason": by.reason}
            unit.journal("NO_SALE_DRAWER", what, local(self._clock.now()).date().isoformat())

        self._till.write(job)
        self._printing.open_drawer()


def _test_page(language: Language, columns: int, when: str, staff: str) -> Slip:
    ruler = "1234567890" * 5
    if language == "en":
        words = (
            "Test page",
            "Paper",
            "Time",
            "Printed by",
            "Chinese and signs",
            "The line above must end at the edge.",
        )
    else:
        words = ("打印测试", "纸宽", "时间", "打印人", "汉字与符号", "上面一行应正好到纸边。")
    title, paper, time, by, signs, edge = words
    return Slip(
        name="test-page",
        language=language,
        rows=(
            Title(title),
            Divider(),
            Fact(paper, "80 mm" if columns == 48 else "58 mm"),
            Fact(time, when),
            Fact(by, staff),
            Divider(),
            Note(signs),
            Note("云裳 镕喆堃 ¥128.00 — ，。（）【】"),
            Note(ruler[:columns]),
            Note(edge),
            QrCode("0123456789", "0123456789"),
        ),
    )
