"""Print what waits. Paper is queued in the transaction that made it, so no trouble of the printer can lose it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

import msgspec

from posapp.domain.clock import MINUTE, Clock, Millis, local
from posapp.domain.identity import SaleId, new_id
from posapp.domain.permission import OverrideId
from posapp.services.errors import PrinterTrouble
from posapp.services.on_duty import OnDuty, on_duty
from posapp.services.paper import Slip, file_name
from posapp.services.permitting import require
from posapp.services.ports import Paper, PrinterState, Receipt, ReceiptPainter, ReceiptPrinter
from posapp.services.till_data import PrintJob, TillData, UnitOfWork, View

KICK_WITHIN = 2 * MINUTE
"""A receipt that waited longer for its printer does not open the drawer: nobody may stand beside it any more."""


@dataclass(frozen=True, slots=True)
class QueuedPaper:
    """A piece of paper as the queue shows it. ``trouble`` says why the last try failed, empty without one."""

    job_id: str
    name: str
    is_copy: bool
    queued: Millis
    attempts: int
    trouble: str


def queue_slip(unit: UnitOfWork, slip: Slip, now: Millis, *, kick_drawer: bool = False) -> None:
    """Queue a slip in the caller's transaction; ``Printing.run`` prints it after the commit."""
    unit.print_jobs.add(PrintJob(new_id(now), None, kick_drawer, is_copy=slip.is_copy, queued=now, slip=slip))


class Printing:
    """The spool of paper, and its picture on the screen."""

    def __init__(
        self, till: TillData, clock: Clock, duty: OnDuty, printer: ReceiptPrinter, painter: ReceiptPainter
    ) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._printer = printer
        self._painter = painter
        self._one_at_a_time = threading.Lock()

    def print_receipt(self, sale_id: SaleId, override: OverrideId | None = None) -> None:
        """Queue a copy of a receipt; ``run`` prints it, with the drawer shut. The journal tells that a copy was made.

        Raises ``ManagerWanted`` where it is one copy more than whoever asks may make, or ``NotSignedIn``.
        """
        self._till.write(lambda unit: self._queue_copy(unit, sale_id, override))

    def print_slip(self, slip: Slip) -> None:
        """Queue a slip; ``run`` prints it."""
        self._till.write(lambda unit: queue_slip(unit, slip, self._clock.now()))

    def print_again(self, job_id: str, override: OverrideId | None = None) -> None:
        """Queue a copy of what was printed before; a job that is not known any more changes nothing.

        Of a receipt as ``print_receipt``.
        """

        def job(unit: UnitOfWork) -> None:
            before = next((one for one in unit.print_jobs.latest(LATEST) if one.job_id == job_id), None)
            if before is None:
                return
            if before.slip is not None:
                queue_slip(unit, msgspec.structs.replace(before.slip, is_copy=True), self._clock.now())
            elif before.sale_id is not None:
                self._queue_copy(unit, before.sale_id, override)

        self._till.write(job)

    def run(self) -> None:
        """Print what waits, the oldest first. Raises ``PrinterTrouble`` at the first that fails; it goes on waiting.

        Whoever asks while a receipt is being printed waits for it: else two would print the same one.
        """
        with self._one_at_a_time:
            with self._till.view() as view:
                waiting = [(job, _paper(view, job)) for job in view.print_jobs.waiting()]
            for job, paper in waiting:
                self._print(job, paper)

    def queue(self) -> tuple[QueuedPaper, ...]:
        """Return what waits for the printer, the oldest first."""
        with self._till.view() as view:
            return tuple(_queued(view, job) for job in view.print_jobs.waiting())

    def latest(self) -> tuple[QueuedPaper, ...]:
        """Return what was printed last, the newest first."""
        with self._till.view() as view:
            return tuple(_queued(view, job) for job in view.print_jobs.latest(LATEST))

    def printer_state(self) -> PrinterState:
        """Ask the printer how it stands."""
        with self._one_at_a_time:
            return self._printer.state()

    def open_drawer(self) -> None:
        """Open the drawer. Raises ``PrinterTrouble``. Whoever asks sees to it that this is allowed and written down."""
        with self._one_at_a_time:
            self._printer.kick()

    def picture(self, receipt: Receipt) -> bytes:
        """Return a PNG of a receipt that stands in no file: a practised one is printed nowhere."""
        return self._painter.paint(receipt)

    def preview(self, sale_id: SaleId) -> bytes:
        """Return a PNG of a receipt, as the printer would put it on paper."""
        with self._till.view() as view:
            receipt = _receipt(view, sale_id)
        return self._painter.paint(receipt)

    def page(self, sale_id: SaleId) -> tuple[str, bytes]:
        """Return a receipt as a PDF for an office printer or a mail, with the name for its file."""
        with self._till.view() as view:
            receipt = _receipt(view, sale_id)
        return f"{file_name(receipt.receipt_no)}.pdf", self._painter.page(receipt)

    def page_of(self, slip: Slip) -> tuple[str, bytes]:
        """Return a slip as a PDF, with the name for its file."""
        return f"{file_name(slip.name)}.pdf", self._painter.page(slip)

    def _queue_copy(self, unit: UnitOfWork, sale_id: SaleId, override: OverrideId | None) -> None:
        now, copy = self._clock.now(), unit.print_jobs.copies(sale_id) + 1
        receipt = _receipt(unit, sale_id)
        leave = require(
            unit, on_duty(self._duty, unit), "reprint", amount=copy, subject=receipt.receipt_no, override=override
        )
        unit.print_jobs.add(PrintJob(new_id(now), sale_id, kick_drawer=False, is_copy=True, queued=now))
        what = {"sale_id": sale_id, "receipt_no": receipt.receipt_no, "copy": copy, "staff_id": leave.staff_id}
        unit.journal("REPRINT", what, local(now).date().isoformat())

    def _print(self, job: PrintJob, paper: Paper) -> None:
        is_fresh = self._clock.now() - job.queued <= KICK_WITHIN
        try:
            self._printer.print(paper, kick_drawer=job.kick_drawer and is_fresh)
        except PrinterTrouble as trouble:
            said = str(trouble.values.get("reason", "")) or str(trouble)
            self._till.write(lambda unit: unit.print_jobs.failed(job.job_id, said))
            raise
        self._till.write(lambda unit: unit.print_jobs.printed(job.job_id, self._clock.now()))


LATEST = 8
"""How many pieces of paper can be printed again from the queue."""


def _paper(view: View, job: PrintJob) -> Paper:
    if job.slip is not None:
        return job.slip
    assert job.sale_id is not None  # what is no slip is the receipt of a sale
    return replace(_receipt(view, job.sale_id), is_copy=job.is_copy)


def _queued(view: View, job: PrintJob) -> QueuedPaper:
    paper = _paper(view, job)
    name = paper.name if isinstance(paper, Slip) else paper.receipt_no
    return QueuedPaper(job.job_id, name, job.is_copy, job.queued, job.attempts, job.trouble)


def _receipt(view: View, sale_id: SaleId) -> Receipt:
    receipt = view.sales.receipt(sale_id)
    if receipt is None:
        raise LookupError(f"no sale {sale_id}")
    return receipt
