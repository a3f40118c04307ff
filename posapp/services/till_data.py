"""The till's own file as the use cases see it: one look, one unit of work, and what each keeps.

``View`` is a consistent look that sees nothing committed after it began. ``UnitOfWork`` is a view that may write:
everything inside it is kept together by ``commit()``, or nothing is. What the counter asks for is in ``books``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from posapp.domain.clock import Millis
from posapp.domain.identity import SaleId
from posapp.domain.text import Bilingual
from posapp.services import books
from posapp.services.attempt_book import AttemptBook
from posapp.services.bill_book import BillBook
from posapp.services.changes import Changes
from posapp.services.drawer_book import DrawerBook
from posapp.services.keying import KeyBook
from posapp.services.overrides import Overrides
from posapp.services.paper import Slip
from posapp.services.returning_book import ReturnBook
from posapp.services.staff_book import StaffStore
from posapp.services.transfer_book import TransferBook
from posapp.services.value_book import ValueBook
from sync.protocol.envelope import Operation
from sync.protocol.kinds import Body
from sync.protocol.receipt_codes import ReceiptNote
from sync.protocol.rows import Row

if TYPE_CHECKING:
    from posapp.services.exchange_book import ExchangeBook
    from posapp.services.invoicing import InvoiceBook
    from posapp.services.till_events import EventBook

from posapp.services.sale_book import Sales
from posapp.services.shift_book import ShiftStore

T = TypeVar("T")
R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class PairedTill:
    """What this till became when it was paired. ``root_key`` and ``phone_key`` are hexadecimal."""

    device: str
    generation: int
    shop_id: str
    till_no: str
    hub_url: str
    chain: Bilingual
    root_key: str
    phone_key: str
    certificate: str = ""  # the root key's signature on who we are, for a mall that has forgotten us


def device_key_name(paired: PairedTill) -> str:
    """Return the name under which ``Secrets`` keeps the key that signs this till's requests and journal entries."""
    return key_name(paired.device, paired.generation)


def key_name(device: str, generation: int) -> str:
    """Return the name of the key of any pairing, also of an earlier one whose log is still to be delivered."""
    return f"device-key {device} {generation}"


class Rows(Protocol):
    """The mall's rows by id, as they came."""

    def get(self, kind: type[R], id_: str) -> R | None:
        """Return one row, or None."""
        ...

    def many(self, kind: type[R], ids: Iterable[str]) -> dict[str, R]:
        """Return those of the rows that are here, by id."""
        ...

    def all(self, kind: type[R]) -> list[R]:
        """Return every row of a small kind (chain, shops, categories, promotions, staff, trust keys)."""
        ...


@dataclass(frozen=True, slots=True)
class PrintJob:
    """What waits for paper: the receipt of a sale, or a ``slip`` of its own, which has no ``sale_id``."""

    job_id: str
    sale_id: SaleId | None
    kick_drawer: bool
    is_copy: bool
    queued: Millis
    attempts: int = 0
    trouble: str = ""
    slip: Slip | None = None


class PrintJobs(Protocol):
    """The spool: what waits for paper survives a restart."""

    def add(self, job: PrintJob) -> None:
        """Queue a job."""
        ...

    def waiting(self) -> list[PrintJob]:
        """Return what was not printed, oldest first."""
        ...

    def latest(self, most: int) -> list[PrintJob]:
        """Return what is on paper already, the newest first: whatever tore or was smudged can be printed again."""
        ...

    def copies(self, sale_id: SaleId) -> int:
        """Return how many copies of a receipt were asked for so far."""
        ...

    def has_slip(self, name: str) -> bool:
        """Tell whether a slip of that name was queued before, printed or not."""
        ...

    def printed(self, job_id: str, now: Millis) -> None:
        """Keep that a job is on paper."""
        ...

    def failed(self, job_id: str, trouble: str) -> None:
        """Keep that a try failed."""
        ...


@dataclass(frozen=True, slots=True)
class LoggedOperation:
    """An operation with what became of it; ``result`` is empty until the mall answered.

    ``is_backed_up``: it is in the mall's backup as well. ``is_relayed``: the shop's relay holds it too.
    """

    seq: int
    kind: str
    subject: str
    at: Millis
    is_received: bool
    result: str
    hub_no: int | None
    code: str
    reason: Bilingual
    is_backed_up: bool = False
    is_relayed: bool = False
    clock_off_ms: int = 0  # of the machine when it was written down; 0 where that is no matter


@dataclass(frozen=True, slots=True)
class SyncFacts:
    """What is known of the mall.

    ``is_failing`` when the last push or the last pull failed, ``is_stranger`` when it failed because the mall does not
    know this till, ``is_revoked`` when because it was taken out of service. ``is_forked``: the mall sets apart what
    this log brings. ``waiting`` counts the logs of earlier pairings too. ``fresh_as_of`` tells when each stream of the
    feed was last known to be complete here, by the mall's clock. ``clock_offset_ms`` is how far that was ahead of this
    till's time at the last contact, ``clock_skew_ms`` how far ahead of the machine's own clock.
    """

    waiting: int
    parked: int
    last_contact: Millis | None
    clock_offset_ms: int
    clock_skew_ms: int
    last_beat: Millis | None
    is_failing: bool
    is_stranger: bool
    loaded: int
    ahead: int
    is_complete: bool
    catalogue_as_of: Millis | None
    is_revoked: bool = False
    is_forked: bool = False
    fresh_as_of: Mapping[str, Millis] = field(default_factory=dict)
    pack_trouble: str = ""  # why the mall's newest model pack is not in use


class SyncFactStore(Protocol):
    """What the worker wrote down about the mall."""

    def facts(self) -> SyncFacts:
        """Return what is known of the mall."""
        ...

    def clock_offset_ms(self) -> int:
        """Return how far the mall's clock was ahead of ours at the last contact, for whoever wants no more of it."""
        ...

    def operations(self, most: int) -> list[LoggedOperation]:
        """Return the parked ones, then those not received, then the others; showings only where they are parked."""
        ...

    def asked_to_settle(self) -> frozenset[str]:
        """Return the ids of the parked operations that a manager here wants settled and the mall has not heard of."""
        ...


class View(Protocol):
    """One consistent look at the till's file."""

    @property
    def paired(self) -> PairedTill | None:
        """Who this till is, None before pairing."""
        ...

    @property
    def rows(self) -> Rows:
        """The mall's rows by id."""
        ...

    @property
    def sales(self) -> Sales:
        """Paid sales."""
        ...

    @property
    def returns(self) -> ReturnBook:
        """Goods that came back."""
        ...

    @property
    def exchanges(self) -> ExchangeBook:
        """The exchange that is being paid."""
        ...

    @property
    def shifts(self) -> ShiftStore:
        """Shifts of this till."""
        ...

    @property
    def staff(self) -> StaffStore:
        """Who may sign in."""
        ...

    @property
    def print_jobs(self) -> PrintJobs:
        """What waits for paper."""
        ...

    @property
    def invoices(self) -> InvoiceBook:
        """Titles of invoices and what was asked for."""
        ...

    @property
    def keys(self) -> KeyBook:
        """The keys of this till."""
        ...

    @property
    def events(self) -> EventBook:
        """What the journal said last of the till."""
        ...

    @property
    def sync(self) -> SyncFactStore:
        """What is known of the mall."""
        ...

    @property
    def carts(self) -> books.Carts:
        """The open cart and those put aside."""
        ...

    @property
    def catalogue(self) -> books.Catalogue:
        """What is sold, and how much of it hangs where."""
        ...

    @property
    def search(self) -> books.StyleSearch:
        """Finds styles."""
        ...

    @property
    def promotions(self) -> books.Promotions:
        """What may lower a price."""
        ...

    @property
    def members(self) -> books.MemberBook:
        """The members."""
        ...

    @property
    def bookings(self) -> books.BookingBook:
        """The try-on bookings of this shop."""
        ...

    @property
    def transfers(self) -> TransferBook:
        """What shops ask of one another."""
        ...

    @property
    def rooms(self) -> books.RoomBook:
        """The fitting rooms of this shop."""
        ...

    @property
    def orders(self) -> books.OrderBook:
        """The orders that are collected here."""
        ...

    @property
    def follow_ups(self) -> books.FollowUpBook:
        """What the mall would write to members who were here."""
        ...

    @property
    def drawer(self) -> DrawerBook:
        """Cash moved, counts and Z reports."""
        ...

    @property
    def value(self) -> ValueBook:
        """Accounts of members and gift cards, and this till's rights to spend of them."""
        ...

    @property
    def attempts(self) -> AttemptBook:
        """Payments by phone, and their refunds."""
        ...

    @property
    def bills(self) -> BillBook:
        """The channels' bills, compared with the books."""
        ...

    @property
    def codes(self) -> books.Codes:
        """Keys that sign codes, and which codes were seen."""
        ...


class UnitOfWork(View, Protocol):
    """A view that writes: all of it is kept by ``commit()``, or none of it."""

    @property
    def overrides(self) -> Overrides:
        """Words that people gave for a colleague's act."""
        ...

    def append(self, body: Body, *, subject: str = "", deps: tuple[str, ...] = ()) -> Operation:
        """Write the next operation of the log: gapless seq, chained. ``subject`` is what a person calls it."""
        ...

    def journal(self, kind: str, body: object, business_date: str) -> str:
        """Write the next entry of the tamper-evident journal, chained and signed; return its hash."""
        ...

    def next_receipt_no(self) -> tuple[str, str]:
        """Take the next receipt number, with the 20 digits of its bar code; without ``commit()`` it was never taken."""
        ...

    def receipt_code(self, note: ReceiptNote) -> str:
        """Return the digits of the signed code that goes on a receipt.

        Empty for a sale too long for it, and at a till that was paired before certificates were given.
        """
        ...

    def pair(self, paired: PairedTill, epoch: str) -> None:
        """Keep who this till is from now on. A new generation begins a new log; the old one is still delivered."""
        ...

    def commit(self) -> None:
        """Keep everything. Raises ``DiskFull`` or ``DatabaseBusy``, and then nothing was kept."""
        ...


class TillData(Protocol):
    """The till's file."""

    def view(self) -> AbstractContextManager[View]:
        """Open a consistent look."""
        ...

    def unit(self) -> AbstractContextManager[UnitOfWork]:
        """Open a unit of work; leaving it without ``commit()`` keeps nothing. Units do not nest."""
        ...

    def write(self, job: Callable[[UnitOfWork], T]) -> T:
        """Run ``job`` in a unit and commit; on a full disk give the reserve free and run it once more."""
        ...

    def data_version(self) -> int:
        """Return a number that changes when another process committed; cheap enough for every 300 ms."""
        ...

    def news(self) -> Changes:
        """Return what other processes changed since this was last asked."""
        ...
