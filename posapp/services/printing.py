"""Print what waits. A receipt is queued in the sale's own transaction, so no paper trouble can lose it."""

from __future__ import annotations

import threading
from dataclasses import replace

from posapp.domain.clock import MINUTE, Clock, local
from posapp.domain.identity import SaleId, new_id
from posapp.services.errors import PrinterTrouble
from posapp.services.ports import Receipt, ReceiptPainter, ReceiptPrinter
from posapp.services.till_data import PrintJob, TillData, UnitOfWork, View

KICK_WITHIN = 2 * MINUTE
"""A receipt that waited longer for its printer does not open the drawer: nobody may stand beside it any more."""


class Printing:
    """The spool of receipts, and their picture on the screen."""

    def __init__(self, till: TillData, clock: Clock, printer: ReceiptPrinter, painter: ReceiptPainter) -> None:
        self._till = till
        self._clock = clock
        self._printer = printer
        self._painter = painter
        self._one_at_a_time = threading.Lock()

    def print_receipt(self, sale_id: SaleId, kick_drawer: bool) -> None:
        """Queue a copy of a receipt; ``run`` prints it. The journal tells that a copy was made."""

        def job(unit: UnitOfWork) -> None:
            now = self._clock.now()
            receipt = _receipt(unit, sale_id)
            unit.print_jobs.add(PrintJob(new_id(now), sale_id, kick_drawer, is_copy=True, queued=now))
            what = {"sale_id": sale_id, "receipt_no": receipt.receipt_no}
            unit.journal("REPRINT", what, local(now).date().isoformat())

        self._till.write(job)

    def run(self) -> None:
        """Print what waits, the oldest first. Raises ``PrinterTrouble`` at the first that fails; it goes on waiting.

        Whoever asks while a receipt is being printed waits for it: else two would print the same one.
        """
        with self._one_at_a_time:
            with self._till.view() as view:
                waiting = [(job, _receipt(view, job.sale_id)) for job in view.print_jobs.waiting()]
            for job, receipt in waiting:
                self._print(job, receipt)

    def preview(self, sale_id: SaleId) -> bytes:
        """Return a PNG of a receipt, as the printer would put it on paper."""
        with self._till.view() as view:
            receipt = _receipt(view, sale_id)
        return self._painter.paint(receipt)

    def _print(self, job: PrintJob, receipt: Receipt) -> None:
        is_fresh = self._clock.now() - job.queued <= KICK_WITHIN
        try:
            self._printer.print(replace(receipt, is_copy=job.is_copy), kick_drawer=job.kick_drawer and is_fresh)
        except PrinterTrouble as trouble:
            said = str(trouble)
            self._till.write(lambda unit: unit.print_jobs.failed(job.job_id, said))
            raise
        self._till.write(lambda unit: unit.print_jobs.printed(job.job_id, self._clock.now()))


def _receipt(view: View, sale_id: SaleId) -> Receipt:
    receipt = view.sales.receipt(sale_id)
    if receipt is None:
        raise LookupError(f"no sale {sale_id}")
    return receipt
