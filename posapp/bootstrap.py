"""Joins the parts: the only module that sees every layer below the window."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from posapp import __version__
from posapp.adapters.adviser.packed import PackedAdviser
from posapp.adapters.db import packs
from posapp.adapters.db.open_file import FILE_NAME, open_till
from posapp.adapters.db.till_events import FileWitness
from posapp.adapters.db.till_file import SqlTillData
from posapp.adapters.db.value import ticks
from posapp.adapters.devices.chosen_printer import ChosenPrinter
from posapp.adapters.devices.label_template import label_blocks
from posapp.adapters.payments.lazily import merchants_here
from posapp.adapters.payments.reached import ReachedChannels
from posapp.adapters.secrets import open_secrets
from posapp.config.logs import start_logging
from posapp.config.paths import MIGRATIONS, TillPaths
from posapp.config.settings import BadSettings, Settings
from posapp.domain.clock import Clock, SystemClock
from posapp.domain.text import Bilingual, Language
from posapp.domain.till_clock import TillClock
from posapp.services.advising import Advising
from posapp.services.attempts import Attempts
from posapp.services.bag_labels import BagLabels
from posapp.services.bill_desk import BillDesk
from posapp.services.bills import Bills
from posapp.services.booking import Bookings
from posapp.services.cash_moves import CashMoves
from posapp.services.counting import Counting
from posapp.services.defects import Defects
from posapp.services.devices import Devices
from posapp.services.discounting import Discounting
from posapp.services.errors import AlreadyRunning, MallUnreachable
from posapp.services.exchanging import Exchanging
from posapp.services.fitting import FittingRooms
from posapp.services.follow_ups import FollowUps
from posapp.services.held_pieces import HeldPieces
from posapp.services.invoicing import Invoicing
from posapp.services.keying import Keying
from posapp.services.limbo import Limbo
from posapp.services.looking import Looking
from posapp.services.mall_receipts import MallReceipts
from posapp.services.members import Members
from posapp.services.offline_rights import OfflineRights
from posapp.services.outfitting import Outfitting
from posapp.services.pairing import Pairing
from posapp.services.paying import Paying
from posapp.services.permitting import Permitting
from posapp.services.pickups import Pickups
from posapp.services.ports import Identity, Mall, Secrets
from posapp.services.practice import Practice
from posapp.services.printing import Printing
from posapp.services.returning import Returning
from posapp.services.searching import Searching
from posapp.services.selling import Selling
from posapp.services.settling import Settling
from posapp.services.shift_desk import ShiftDesk
from posapp.services.shift_reports import ShiftReports
from posapp.services.shifts import Shifts
from posapp.services.signing_in import SigningIn
from posapp.services.stock_desk import StockDesk
from posapp.services.substitutes import Substitutes
from posapp.services.syncing import Syncing
from posapp.services.till_data import PairedTill, device_key_name
from posapp.services.till_events import TillEvents
from posapp.services.today import Today
from posapp.services.topping_up import ToppingUp
from posapp.services.transfers import Transfers
from posapp.services.value import Value
from posapp.services.walking import Walking
from sync.protocol import rows
from sync.protocol.receipts import MemberQuestion, MemberReceipts, ReceiptAnswer, ReceiptQuestion
from sync.protocol.wire import AuthoriseRequest, EnrolAnswer, ValueAnswer, VoidRequest

if TYPE_CHECKING:
    from sync.worker.schedule import Pace

PACK_LOOK_S = 1.0


@dataclass(frozen=True, slots=True)
class Shop:
    """Everything a cashier and a clerk can do at this till, ready to be asked."""

    settings: Settings
    data: SqlTillData
    selling: Selling
    practice: Practice
    returning: Returning
    exchanging: Exchanging
    mall_receipts: MallReceipts
    discounting: Discounting
    permitting: Permitting
    paying: Paying
    attempts: Attempts
    limbo: Limbo
    bills: Bills
    bill_desk: BillDesk
    value: Value
    printing: Printing
    devices: Devices
    machine: ChosenPrinter
    invoicing: Invoicing
    keying: Keying
    searching: Searching
    members: Members
    topping_up: ToppingUp
    looking: Looking
    outfitting: Outfitting
    today: Today
    walking: Walking
    substitutes: Substitutes
    bag_labels: BagLabels
    held_pieces: HeldPieces
    bookings: Bookings
    fitting_rooms: FittingRooms
    transfers: Transfers
    defects: Defects
    stock_desk: StockDesk
    follow_ups: FollowUps
    pickups: Pickups
    counting: Counting
    shifts: Shifts
    shift_desk: ShiftDesk
    signing_in: SigningIn
    pairing: Pairing
    syncing: Syncing
    settling: Settling
    offline_rights: OfflineRights
    events: TillEvents

    def place(self) -> tuple[Bilingual, str] | None:
        """Return the shop's name and the till's number, None before the first rows are here."""
        with self.data.view() as view:
            if view.paired is None:
                return None
            shop = view.rows.get(rows.Shop, view.paired.shop_id)
            name = view.paired.chain if shop is None else Bilingual(shop.name_zh, shop.name_en)
            return name, view.paired.till_no

    def close(self) -> None:
        """Let go of the till's file."""
        self.data.close()


def open_shop(
    paths: TillPaths,
    settings: Settings,
    *,
    clock: Clock | None = None,
    language: Callable[[], Language] | None = None,
    mall: Mall | None = None,
    secrets: Secrets | None = None,
) -> Shop:
    """Open the till's file and join the use cases on it.

    ``language`` is asked at each receipt; ``mall`` pairs (over HTTP unless given); ``secrets`` are those of the folder,
    where somebody looked into them already. Raises ``DatabaseUnreadable`` or
    ``DatabaseBusy``; the file is then as it was.
    """
    clock = clock or TillClock(SystemClock(), ticks)
    secrets = secrets or open_secrets(paths.folder)
    data = open_data(paths, settings, clock, secrets)
    adviser = PackedAdviser(lambda: _pack(data), newest=_now_and_then(lambda: _pack_version(data)))
    signing_in = SigningIn(data, clock)
    advising = Advising(data, clock, signing_in, adviser)
    machine = ChosenPrinter(settings, paths.receipts, paths.folder)
    printing = Printing(data, clock, signing_in, machine, machine)
    speaks: Callable[[], Language] = language or (lambda: "en" if settings.language == "en" else "zh")
    paying = Paying(data, clock, signing_in, speaks)
    labels = BagLabels(data, clock, speaks, lambda: label_blocks(paths.folder))
    asking = _CounterOverHttp(clock, secrets, settings.hub_url)
    exchanging = Exchanging(data, clock, signing_in, speaks)
    channels = ReachedChannels(clock, secrets, data, settings.hub_url)
    attempts = Attempts(data, clock, signing_in, channels, paying, exchanging)
    bills = Bills(data, clock, merchants_here(clock, secrets))
    transfers = Transfers(data, clock, signing_in)
    return Shop(
        settings=settings,
        data=data,
        selling=Selling(data, clock, signing_in),
        practice=Practice(data, clock, signing_in),
        returning=Returning(data, clock, signing_in, speaks),
        exchanging=exchanging,
        discounting=Discounting(data, clock, signing_in),
        permitting=Permitting(data, clock, signing_in),
        paying=paying,
        attempts=attempts,
        limbo=Limbo(data, clock, signing_in, attempts),
        bills=bills,
        bill_desk=BillDesk(data, clock, signing_in, bills),
        value=Value(data, clock, asking),
        mall_receipts=MallReceipts(data, clock, asking),
        printing=printing,
        devices=Devices(data, clock, signing_in, printing, machine),
        machine=machine,
        invoicing=Invoicing(data, clock, signing_in),
        keying=Keying(data),
        searching=Searching(data, clock, adviser),
        members=Members(data, clock, advising),
        looking=Looking(data, clock, signing_in),
        topping_up=ToppingUp(data, clock, signing_in, adviser, advising),
        outfitting=Outfitting(data, clock, advising),
        today=Today(data, clock, signing_in),
        walking=Walking(data, clock, signing_in, labels),
        substitutes=Substitutes(data),
        bag_labels=labels,
        held_pieces=HeldPieces(data, clock, signing_in),
        bookings=Bookings(data, clock, signing_in),
        fitting_rooms=FittingRooms(data, clock, signing_in),
        transfers=transfers,
        defects=Defects(data, clock, signing_in),
        stock_desk=StockDesk(data, transfers),
        follow_ups=FollowUps(data, clock, signing_in),
        pickups=Pickups(data, clock, signing_in),
        counting=Counting(data, clock, signing_in),
        shifts=Shifts(data, clock, signing_in, speaks),
        shift_desk=ShiftDesk(
            CashMoves(data, clock, signing_in, speaks),
            ShiftReports(data, clock, signing_in, speaks),
            printing,
            paths.folder / "reports",
        ),
        signing_in=signing_in,
        pairing=Pairing(data, mall or _MallOverHttp(), secrets, clock, __version__, signing_in),
        syncing=Syncing(data, clock),
        offline_rights=OfflineRights(data, clock),
        settling=Settling(data, clock, signing_in),
        events=TillEvents(
            data, clock, signing_in, FileWitness(paths.witness), lambda: _told(paths.settings), __version__
        ),
    )


def open_data(paths: TillPaths, settings: Settings, clock: Clock, secrets: Secrets) -> SqlTillData:
    """Open the till's file alone, as the worker does. Raises ``DatabaseUnreadable`` or ``DatabaseBusy``."""
    return open_till(
        paths.folder,
        secrets=secrets,
        clock=clock,
        migrations=MIGRATIONS / "till",
        ballast_bytes=settings.ballast_mb * 1024 * 1024,
    )


def run_worker(folder: Path, what: str, *, watched: bool, pace: Pace | None = None) -> int:
    """Be the sync worker of the till in ``folder``: ``run`` for good, ``once``, or tell the ``status``.

    ``watched`` means that whoever started us holds our standard input: when it ends, so do we. ``pace`` is how often it
    looks, the usual one when left out.
    """
    from posapp.adapters.db.erasure_book import SqlErasures
    from posapp.adapters.db.relay_store import SqlRelayStore
    from posapp.adapters.db.sync_store import SqlSyncStore
    from sync.worker.erasures import Erasures
    from sync.worker.lan.client import RelayClient
    from sync.worker.lock import only_worker
    from sync.worker.mall.client import MallClient
    from sync.worker.mall.erasures import ErasureDesk
    from sync.worker.run import USUAL_PACE, Lan, end_on_signals, end_with_parent, once, run
    from sync.worker.status import status

    paths = TillPaths(folder).make()
    start_logging(paths.logs, "sync")
    clock = TillClock(SystemClock(), ticks)
    settings = Settings.load(paths.settings)
    data = open_data(paths, settings, clock, open_secrets(folder))
    try:
        store = SqlSyncStore(data, hub_url=settings.hub_url)
        if what == "status":
            sys.stdout.write(status(store, clock, paired=store.identity() is not None).line() + "\n")
            return 0
        with only_worker(folder / FILE_NAME):
            mall, erasures = MallClient(clock), Erasures(SqlErasures(data), ErasureDesk(clock))
            try:
                if what == "once":
                    result = once(store, mall, clock, erasures)
                    sys.stdout.write(result.status.line() + "\n")
                    return 0 if result.complete else 1
                stop = threading.Event()
                end_on_signals(stop)
                if watched:
                    end_with_parent(stop)
                relay = RelayClient(clock)
                try:
                    run(
                        store,
                        mall,
                        clock,
                        stop,
                        pace=pace or USUAL_PACE,
                        lan=Lan(SqlRelayStore(data, settings.relay), relay),
                        night=lambda: _rebuild_advice(data, clock),
                        erasures=erasures,
                    )
                finally:
                    relay.close()
                return 0
            finally:
                mall.close()
    except AlreadyRunning:
        sys.stderr.write("another sync worker serves this till already; nothing to do\n")
        return 3
    finally:
        data.close()


def _rebuild_advice(data: SqlTillData, clock: Clock) -> None:
    # Imported only when the worker looks for the first time: most tills never need it.
    from posapp.adapters.adviser.own_pack import rebuild_if_due, yield_to_others

    yield_to_others()
    rebuild_if_due(data, clock)


class _MallOverHttp:
    """Keeps ``Mall``. The HTTP library takes a sixth of the start to import, and only a till to be paired needs it."""

    def enrol(self, hub_url: str, code: str, public_key: str, program: str) -> EnrolAnswer:
        from sync.worker.mall.enrolment import EnrolmentDesk

        return EnrolmentDesk().enrol(hub_url, code, public_key, program)


class _CounterOverHttp:
    """Keeps ``ValueMall`` and ``ReceiptMall``: what the counter asks the mall while a customer waits.

    ``hub_url`` is where the mall is now, when this machine knows a newer address.
    """

    def __init__(self, clock: Clock, secrets: Secrets, hub_url: str) -> None:
        self._clock = clock
        self._secrets = secrets
        self._hub_url = hub_url

    def authorise(self, till: PairedTill, asked: AuthoriseRequest) -> ValueAnswer:
        from sync.worker.mall.value import ValueDesk

        return ValueDesk(self._clock).authorise(self._identity(till), asked)

    def void(self, till: PairedTill, asked: VoidRequest) -> ValueAnswer:
        from sync.worker.mall.value import ValueDesk

        return ValueDesk(self._clock).void(self._identity(till), asked)

    def receipt(self, till: PairedTill, asked: ReceiptQuestion) -> ReceiptAnswer:
        from sync.worker.mall.receipts import ReceiptDesk

        return ReceiptDesk(self._clock).receipt(self._identity(till), asked)

    def receipts_of(self, till: PairedTill, asked: MemberQuestion) -> MemberReceipts:
        from sync.worker.mall.receipts import ReceiptDesk

        return ReceiptDesk(self._clock).receipts_of(self._identity(till), asked)

    def _identity(self, till: PairedTill) -> Identity:
        key = self._secrets.get(device_key_name(till))
        if key is None:
            raise MallUnreachable(hub_url=till.hub_url)
        return Identity(
            device=till.device,
            generation=till.generation,
            shop_id=till.shop_id,
            till_no=till.till_no,
            hub_url=self._hub_url or till.hub_url,
            epoch="",
            private_key=key,
        )


def _told(file: Path) -> dict[str, str] | None:
    """Return what this machine was told; None while somebody is writing the file by hand, or it cannot be read."""
    try:
        return Settings.load(file).told()
    except (BadSettings, OSError):
        return None


def _pack(data: SqlTillData) -> rows.AdvicePack | None:
    with data.reading() as connection:
        return packs.in_use(connection)


def _now_and_then(ask: Callable[[], str]) -> Callable[[], str]:
    """Ask at most once a second: a page of tiles asks the adviser for sixty sizes, and a pack comes once a night."""
    known, asked = "", -PACK_LOOK_S

    def answer() -> str:
        nonlocal known, asked
        now = time.monotonic()
        if now - asked >= PACK_LOOK_S:
            known, asked = ask(), now
        return known

    return answer


def _pack_version(data: SqlTillData) -> str:
    with data.reading() as connection:
        return packs.version_in_use(connection)
