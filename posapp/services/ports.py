"""The tools that use cases and the worker need; ``adapters`` and ``sync.worker`` keep these promises.

The till's own file (``TillData``, ``View``, ``UnitOfWork`` and what they hold) is in ``till_data``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from posapp.domain.clock import Millis
from posapp.domain.identity import MemberId
from posapp.services.advice_port import Adviser as Adviser
from posapp.services.changes import Changes
from posapp.services.paper import QrCode, Slip
from sync.protocol.envelope import Operation
from sync.protocol.relay import NeighbourPage
from sync.protocol.rows import Lease
from sync.protocol.wire import DayFigures, EndOfLog, EnrolAnswer, FeedPage, PushAnswer

T = TypeVar("T")

Lane = Literal["database", "looks", "devices", "channels"]


class Runner(Protocol):
    """Runs work elsewhere and answers on the caller's thread.

    Lanes: ``database`` is for every act and for the reads that belong to one, and keeps their order (one worker);
    ``looks`` is for reads that nobody waits for, beside it and in an order of its own (one worker); ``devices`` is for
    the slow outside world; ``channels`` for WeChat Pay and Alipay, so that no receipt waits for a payment that hangs.
    """

    def run(
        self,
        job: Callable[[], T],
        *,
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        lane: Lane = "database",
    ) -> None:
        """Run ``job``; then call ``done`` with its answer or ``failed`` with its exception, on the UI thread."""
        ...

    @property
    def is_idle(self) -> bool:
        """Tell whether no answer about the till's file is on its way: what may come later comes then."""
        ...

    def once_painted(self, call: Callable[[], None]) -> None:
        """Call on the UI thread once all that is shown now is painted: work begun before would hold it up."""
        ...


# --- pairing -------------------------------------------------------------------------------------------------------


class Mall(Protocol):
    """The one thing the till itself asks the mall: to belong to a shop."""

    def enrol(self, hub_url: str, code: str, public_key: str, program: str) -> EnrolAnswer:
        """Trade a one-time code for an identity. Raises ``MallUnreachable`` or ``PairingRefused``."""
        ...


# --- the worker's view of the till -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this till is to the mall; ``private_key`` signs its requests (64 hexadecimal digits)."""

    device: str
    generation: int
    shop_id: str
    till_no: str
    hub_url: str
    epoch: str
    private_key: str
    certificate: str = ""  # the root key's signature on all this, for a mall that has forgotten us


Direction = Literal["push", "pull"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """Where one direction stands: failures in a row, when the next try is due, why the last one failed."""

    failures: int = 0
    next_try: int = 0  # an instant
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class DueProof:
    """A shift whose day proof the mall has not answered; it is asked once all its operations are received."""

    shift_id: str
    figures: DayFigures
    touched: tuple[str, ...]


class SyncStore(Protocol):
    """The till's database as the sync worker sees it. Each call is one short transaction of its own."""

    def identity(self) -> Identity | None:
        """Return who this till is, or None before pairing."""
        ...

    def outbox(self, most: int, most_bytes: int) -> list[Operation]:
        """Return the operations the mall has not received, in seq order, within both limits (at least one)."""
        ...

    def operations(self, first: int, last: int) -> list[Operation]:
        """Return operations again, when the mall wants them re-sent."""
        ...

    def record_push(self, answer: PushAnswer, now: Millis) -> Changes:
        """Keep what the mall received and what became of it. A new epoch rewinds to its ``received_through``."""
        ...

    def cursor(self) -> str:
        """Return the feed cursor, empty at the start."""
        ...

    def apply_page(self, page: FeedPage, now: Millis) -> Changes:
        """Upsert rows, keep late results and the cursor, in one commit.

        A row that cannot be read is kept raw; the cursor goes on.
        """
        ...

    def restart_feed(self, now: Millis) -> None:
        """Forget the cursor, keep the rows: the feed starts anew and overwrites them."""
        ...

    def attempt(self, direction: Direction) -> Attempt:
        """Return where a direction stands."""
        ...

    def record_attempt(self, direction: Direction, attempt: Attempt, now: Millis, server_ms: Millis | None) -> Changes:
        """Keep where a direction stands; ``server_ms`` when the mall was reached: contact and clock offset."""
        ...

    def due_proofs(self) -> list[DueProof]:
        """Return the closed shifts whose operations are all received and applied and whose proof is not answered."""
        ...

    def record_proof(self, shift_id: str, equal: bool, differing: Sequence[str], now: Millis) -> Changes:
        """Keep the mall's answer to a day proof."""
        ...

    def leases_to_announce(self) -> list[Lease]:
        """Return the leases of this till that a mall of another epoch may have forgotten."""
        ...

    def visitor(self) -> MemberId | None:
        """Return the member on the open cart, if the chain leases and this till holds no lease of what she has."""
        ...

    def record_announced(self, epoch: str) -> None:
        """Keep that the mall of an epoch knows the leases of this till."""
        ...

    def received(self) -> int:
        """Return up to which operation the mall has received this till's log."""
        ...

    def end_of_log(self, asker: Identity) -> EndOfLog | None:
        """Return where the log ends; None before the first contact, or when the till is no longer who asks."""
        ...

    def take_back(self, received: int) -> Changes:
        """Send again what the mall turned out not to have any more, everything behind ``received``."""
        ...

    def waiting(self) -> int:
        """Return how many operations the mall has not received, those of earlier pairings included."""
        ...

    def left_behind(self) -> Identity | None:
        """Return who this till was when it wrote the oldest log that the mall has not received to its end."""
        ...

    def left_outbox(self, was: Identity, most: int) -> list[Operation]:
        """Return the operations of an earlier log that the mall has not received, in seq order."""
        ...

    def record_left(self, was: Identity, answer: PushAnswer) -> Changes:
        """Keep what the mall received of an earlier log and what became of it."""
        ...

    def beat(self, now: Millis) -> None:
        """Say that the worker is alive."""
        ...

    def pack_trouble(self) -> str:
        """Return why the mall's newest model pack is not in use, empty when it is."""
        ...


@dataclass(frozen=True, slots=True)
class RelayPlace:
    """Where the shop's relay is, the certificate it shows (SHA-256 of the DER), and its fence."""

    url: str
    fingerprint: str
    fence: int


class RelayStore(Protocol):
    """The till's database as the worker sees it when it talks to the relay. Each call is one short transaction."""

    def place(self) -> RelayPlace | None:
        """Return where the shop's relay is; None without one."""
        ...

    def relayed_through(self, place: RelayPlace) -> int | None:
        """Return up to which operation that relay holds our log, None when it was never asked."""
        ...

    def behind(self, through: int, most: int, most_bytes: int) -> list[Operation]:
        """Return our operations after ``through``, in seq order, within both limits (at least one)."""
        ...

    def left_after(self, was: Identity, through: int, most: int, most_bytes: int) -> list[Operation]:
        """Return the operations of an earlier log after ``through``, in seq order, within both limits."""
        ...

    def record_relayed(self, place: RelayPlace, through: int) -> Changes:
        """Keep how far that relay holds our log."""
        ...

    def heard_through(self, place: RelayPlace) -> int:
        """Return the place in that relay's order up to which we hold what it told of our neighbours."""
        ...

    def keep_neighbours(self, place: RelayPlace, page: NeighbourPage, now: Millis) -> Changes:
        """Keep what neighbours did and show it, in one commit. A page of an older relay is dropped."""
        ...


# --- devices -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A line on paper."""

    name: str
    detail: str
    quantity: int
    gross: int
    paid: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says, in the shop's language, before anyone prints it. Amounts in fen.

    ``code`` is 20 digits for a Code 128 that finds the sale again; ``extra`` are label and value pairs such as points.
    ``title`` says what the paper is when it is no plain sale; ``qrs`` stand under the bars in their order.
    """

    shop: str
    address: str
    phone: str
    receipt_no: str
    printed_at: str
    staff: str
    member: str
    lines: tuple[ReceiptLine, ...]
    adjustments: tuple[tuple[str, int], ...]
    gross: int
    discount: int
    total: int
    tenders: tuple[tuple[str, int], ...]
    change: int
    tax: int
    extra: tuple[tuple[str, str], ...]
    code: str
    foot: str
    language: Literal["zh", "en"]
    is_copy: bool = False
    title: str = ""
    qrs: tuple[QrCode, ...] = ()


Paper = Receipt | Slip
"""What a printer takes."""

PrinterState = Literal["ready", "paper_low", "paper_out", "cover_open", "away", "error", "unknown"]
"""How a printer says it stands. ``away``: it does not answer at all; ``unknown``: it takes paper and says nothing."""


class ReceiptPrinter(Protocol):
    """Puts a receipt or a slip on paper, a file or a port."""

    def print(self, paper: Paper, *, kick_drawer: bool) -> None:
        """Print and cut; kick the drawer when asked. Raises ``PrinterTrouble``; never blocks for long."""
        ...

    def kick(self) -> None:
        """Open the drawer, print nothing. Raises ``PrinterTrouble``."""
        ...

    def state(self) -> PrinterState:
        """Ask the printer how it stands; it never raises and never blocks for long."""
        ...


class ReceiptPainter(Protocol):
    """Draws the receipt as the printer would, for the preview."""

    def paint(self, paper: Paper) -> bytes:
        """Return a PNG of the receipt."""
        ...

    def page(self, paper: Paper) -> bytes:
        """Return a PDF with one A4 page, or as many as it needs."""
        ...


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A code that was read from a picture: its text and its symbology (``qr``, ``ean13``, ``code128`` …)."""

    text: str
    symbology: str


class FrameReader(Protocol):
    """Reads codes from camera frames."""

    def read(self, grey: bytes, width: int, height: int) -> Sequence[ReadCode]:
        """Return the codes in a grey frame (8 bit a pixel, rows without padding)."""
        ...


class Secrets(Protocol):
    """Keeps the database key and the device key where this machine keeps secrets."""

    def get(self, name: str) -> str | None:
        """Return a secret, or None."""
        ...

    def put(self, name: str, value: str) -> None:
        """Keep a secret."""
        ...

    def forget(self, name: str) -> None:
        """Keep a secret no longer; one that is not there is no trouble."""
        ...

    def describe(self) -> str:
        """Say in one word where secrets are kept: ``keyring`` or ``file``."""
        ...


class Announcements(Protocol):
    """Where news of changes goes so that open screens hear of it."""

    def announce(self, changes: Changes) -> None:
        """Tell every open screen."""
        ...
