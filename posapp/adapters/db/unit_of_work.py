"""A look at the till's file and a unit of work on it, each on one connection inside one transaction."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Connection

from posapp.adapters.db import generation, journal_log, meta, numbers, op_log
from posapp.adapters.db.counter_books import SqlCounterBooks
from posapp.adapters.db.exchanges import SqlExchanges
from posapp.adapters.db.invoices import SqlInvoices
from posapp.adapters.db.keys import SqlKeyBook
from posapp.adapters.db.overrides import SqlOverrides
from posapp.adapters.db.print_jobs import SqlPrintJobs
from posapp.adapters.db.returns import SqlReturns
from posapp.adapters.db.rows import SqlRows
from posapp.adapters.db.sales import SqlSales
from posapp.adapters.db.shifts import SqlShiftStore
from posapp.adapters.db.staff import SqlStaffStore
from posapp.adapters.db.sync_facts import SqlSyncFacts
from posapp.adapters.db.till_events import SqlEventBook
from posapp.domain.clock import Clock
from posapp.domain.receipt_no import Series
from posapp.domain.till_clock import off_by, stamped
from posapp.services.errors import NotPaired, Practising
from posapp.services.ports import Secrets
from posapp.services.till_data import PairedTill, device_key_name
from sync.kill_points import passing
from sync.protocol import receipt_codes
from sync.protocol.envelope import Operation
from sync.protocol.kinds import Body, JournalAnchor
from sync.protocol.receipt_codes import ReceiptNote
from sync.protocol.rows import Shop

ANCHOR_EVERY = 16
"""After so many journal entries the mall is told the head: about every dozen sales."""


class SqlView(SqlCounterBooks):
    """A consistent look: everything in it is read inside one transaction."""

    @cached_property
    def rows(self) -> SqlRows:
        """The mall's rows by id."""
        return SqlRows(self._connection)

    @cached_property
    def returns(self) -> SqlReturns:
        """Goods that came back."""
        return SqlReturns(self._connection)

    @cached_property
    def exchanges(self) -> SqlExchanges:
        """The exchange that is being paid."""
        return SqlExchanges(self._connection)

    @cached_property
    def sales(self) -> SqlSales:
        """Paid sales."""
        return SqlSales(self._connection)

    @cached_property
    def shifts(self) -> SqlShiftStore:
        """Shifts of this till."""
        return SqlShiftStore(self._connection, self._till)

    @cached_property
    def staff(self) -> SqlStaffStore:
        """Who may sign in."""
        return SqlStaffStore(self._connection)

    @cached_property
    def print_jobs(self) -> SqlPrintJobs:
        """What waits for paper."""
        return SqlPrintJobs(self._connection)

    @cached_property
    def invoices(self) -> SqlInvoices:
        """Titles of invoices and what was asked for."""
        return SqlInvoices(self._connection)

    @cached_property
    def keys(self) -> SqlKeyBook:
        """The keys of this till."""
        return SqlKeyBook(self._connection)

    @cached_property
    def events(self) -> SqlEventBook:
        """What the journal said last of the till."""
        return SqlEventBook(self._connection)

    @cached_property
    def sync(self) -> SqlSyncFacts:
        """What is known of the mall."""
        return SqlSyncFacts(self._connection)

    def _till(self) -> PairedTill:
        """Return who this till is; raises ``NotPaired``."""
        if self.paired is None:
            raise NotPaired
        return self.paired


class SqlUnitOfWork(SqlView):
    """A look that writes, until ``commit()``."""

    def __init__(self, connection: Connection, clock: Clock, secrets: Secrets, known: meta.AtFirst) -> None:
        super().__init__(connection)
        self._clock = clock
        self._secrets = secrets
        self._hlc = known.hlc
        self.is_committed = False
        if known.belonging is not None:
            self.paired = known.belonging.till

    @cached_property
    def overrides(self) -> SqlOverrides:
        """Words that people gave for a colleague's act."""
        return SqlOverrides(self._connection, self._clock)

    def append(self, body: Body, *, subject: str = "", deps: tuple[str, ...] = ()) -> Operation:
        """Write the next operation of the log. Raises ``Practising`` while nothing may be posted."""
        if self.carts.is_practising():
            raise Practising
        return self._write_down(body, subject, deps)

    def _write_down(self, body: Body, subject: str = "", deps: tuple[str, ...] = ()) -> Operation:
        now = self._clock.now()
        operation = op_log.append(
            self._connection,
            self._till(),
            body,
            subject=subject,
            deps=deps,
            now=now,
            clock_off_ms=off_by(self._clock),
            hlc=self._hlc,
        )
        self._hlc = operation.hlc
        stamped(self._clock, now)
        passing("till.operation_written")
        return operation

    def journal(self, kind: str, body: object, business_date: str) -> str:
        """Write the next entry of the journal and return its hash.

        Without its key a till goes on selling: the entry is marked by its missing signature, and the first one after
        the key is back signs for all of them. Every so often the mall is told where the journal stands.
        """
        till, now = self._till(), self._clock.now()
        key = self._secrets.get(device_key_name(till)) or None
        head = journal_log.add(self._connection, key, kind=kind, body=body, business_date=business_date, now=now)
        if head.seq % ANCHOR_EVERY == 0:
            anchor = JournalAnchor(shop_id=till.shop_id, occurred_ms=now, seq=head.seq, hash=head.hash)
            self._write_down(anchor, str(head.seq))  # also while practising: the head is no sale
        return head.hash

    def next_receipt_no(self) -> tuple[str, str]:
        """Take the next receipt number and return it with the digits under its bars."""
        till = self._till()
        shop = self.rows.get(Shop, till.shop_id)
        if shop is None:
            raise NotPaired
        series = Series(shop.code, till.till_no, till.generation)
        number = numbers.take(self._connection, str(series))
        return series.number(number), series.code(number)

    def receipt_code(self, note: ReceiptNote) -> str:
        """Return the digits of the signed code that goes on a receipt."""
        till = self._till()
        key = self._secrets.get(device_key_name(till))
        if not key or not till.certificate:
            return ""
        seal = receipt_codes.Seal(till.device, till.generation, till.shop_id, till.till_no, till.certificate)
        return receipt_codes.write(note, seal, key)

    def pair(self, paired: PairedTill, epoch: str) -> None:
        """Keep who this till is from now on; a paired one begins a new log."""
        if self.paired is not None:
            generation.begin_anew(self._connection, self.paired, paired, self._clock.now())
        meta.keep_belonging(self._connection, meta.Belonging(paired, epoch))
        self.__dict__.pop("paired", None)

    def commit(self) -> None:
        """Keep everything that was written."""
        passing("till.before_commit")
        self._connection.commit()
        passing("till.after_commit")
        self.is_committed = True
