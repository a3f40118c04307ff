"""A till of the simulated world: its real file, the real use cases and worker on it, and how all of it dies."""

# ruff: noqa: SLF001 - a twin is made of another till of the same class
from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from posapp.adapters.db import meta, op_log
from posapp.adapters.db.open_file import DATABASE_KEY, open_till
from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.adapters.secrets import FileSecrets
from posapp.config.paths import MIGRATIONS
from posapp.domain.clock import Clock
from posapp.domain.identity import VariantId
from posapp.domain.payment_channels import PaymentChannel
from posapp.domain.till_clock import TillClock
from posapp.services.advising import Advising
from posapp.services.attempts import Attempts
from posapp.services.bag_labels import BagLabels
from posapp.services.booking import Bookings
from posapp.services.cash_moves import CashMoves
from posapp.services.counting import Counting
from posapp.services.defects import Defects
from posapp.services.discounting import Discounting
from posapp.services.fitting import FittingRooms
from posapp.services.follow_ups import FollowUps
from posapp.services.held_pieces import HeldPieces
from posapp.services.invoicing import Invoicing
from posapp.services.looking import Looking
from posapp.services.members import Members
from posapp.services.pairing import Pairing
from posapp.services.paying import Paying
from posapp.services.permitting import Permitting
from posapp.services.pickups import Pickups
from posapp.services.returning import Returning
from posapp.services.selling import Selling
from posapp.services.settling import Settling
from posapp.services.shifts import Shifts
from posapp.services.transfers import Transfers
from posapp.services.value import Value
from posapp.services.walking import Walking
from sync.protocol.decoding import from_json
from sync.protocol.kinds import OverrideSaid
from sync.protocol.wire import EnrolAnswer
from sync.simulation import poison
from sync.simulation.beside import PlainAdviser, SignedInHere, ValueByLine
from sync.simulation.chronicle import Chronicle
from sync.simulation.clocks import MACHINES, WrongClock
from sync.simulation.hub import SimulatedHub
from sync.simulation.line import Line
from sync.simulation.reaper import Killed, Reaper, copy_database
from sync.simulation.shortcut import spelled
from sync.simulation.witness import MOVED, Loss, Moved, Witness
from sync.worker.round import Outcome, Round

T = TypeVar("T")

FILE = "till.db"
_MANY = 10

_NO_LIMIT = 1 << 30
"""Pages: SQLite's own largest file."""


@dataclass(frozen=True)
class BlankTill:
    """A till's file as every till of a world begins with it, and what its secrets hold: laid once, copied for each.

    It is as before pairing, or ``is_paired`` already.
    """

    path: Path
    secrets: Mapping[str, str]
    is_paired: bool = False


def lay_blank(folder: Path, clock: Clock) -> BlankTill:
    """Make the file of a till that was just installed."""
    folder.mkdir(parents=True)
    secrets = FileSecrets(folder / "secrets.json")
    open_till(folder, secrets=secrets, clock=clock, migrations=MIGRATIONS / "till", ballast_bytes=0).close()
    return BlankTill(folder / FILE, {DATABASE_KEY: secrets.get(DATABASE_KEY) or ""})


@dataclass(frozen=True)
class _Disk:
    """Where the files of a disk lie: the database in its folder, and the secrets."""

    folder: Path
    secrets: Path


class SimulatedTill:
    """One counter of a shop. It is always open again after a death; only its disk can be lost for good."""

    def __init__(
        self,
        name: str,
        shop_id: str,
        till_no: str,
        *,
        blank: BlankTill,
        folder: Path,
        machine: WrongClock,
        hub: SimulatedHub,
        line: Line,
        channel: PaymentChannel,
        rng: Random,
        reaper: Reaper,
        chronicle: Chronicle,
    ) -> None:
        self.name = name
        self.shop_id = shop_id
        self.till_no = till_no
        self.machine = machine
        self.line = line
        self._channel = channel
        self.is_full = False
        self.is_contested = False
        """Its log lies in quarantine, or will: people have yet to settle that."""
        self.poisoned: set[tuple[int, int]] = set()
        """Operations that no counter made, by generation and seq."""
        self.old_disks: list[_Disk] = []
        self.witness = Witness()
        self.losses: list[Loss] = []
        self.unheard: set[str] = set()
        """Numbers of phones' payments on disks it has no more: what became of them, its program cannot know."""
        self.retired: list[tuple[str, int]] = []
        """Devices and generations that this till was on disks it has no more."""
        self._blank = blank
        self._folder = folder
        self._hub = hub
        self._rng = rng
        self._reaper = reaper
        self._chronicle = chronicle
        self._seen_at: object = None
        self._seen: dict[str, Any] = {}
        self.moved_before = Moved()
        """What was moved on disks that are lost."""
        self._lives = 0
        self._disks = 0
        self._new_disk()
        if not blank.is_paired:
            self.pair()

    # --- the machine -----------------------------------------------------------------------------------------------

    def _new_disk(self) -> None:
        self._disks += 1
        self._is_loaded = False
        self.codes_known: set[str] = set()
        """Fingerprints of the codes on phones that this disk must know to be taken: here, or as the relay told."""
        self.codes_taken: set[str] = set()
        """Those that were taken here, before somebody's eyes."""
        target = self._next_life()
        copy_database(self._blank.path, target / FILE)
        self._secrets = target.parent / f"{self.name}-secrets-{self._disks}.json"
        self._secrets.write_text(json.dumps(dict(self._blank.secrets)), encoding="utf-8")
        self._open(target)

    def _next_life(self) -> Path:
        self._lives += 1
        folder = self._folder / f"{self.name}-{self._lives}"
        folder.mkdir(parents=True)
        return folder

    def _open(self, folder: Path) -> None:
        MACHINES.work_at(self.machine)
        self.clock = clock = self.line.clock = TillClock(self.machine, self.machine.ticks)
        self.duty = duty = SignedInHere(self.shop_id)
        secrets = FileSecrets(self._secrets)
        self._life = folder
        self.file = open_till(folder, secrets=secrets, clock=clock, migrations=MIGRATIONS / "till", ballast_bytes=0)
        self.store = SqlSyncStore(self.file)
        self.round = Round(self.store, self.line, clock, self._rng, threading.Event())
        self.pairing = Pairing(self.file, self, secrets, clock, "simulated")
        self.selling = Selling(self.file, clock, duty)
        self.paying = Paying(self.file, clock, duty, lambda: "zh")
        self.returning = Returning(self.file, clock, duty, lambda: "zh")
        self.attempts = Attempts(self.file, clock, duty, lambda: {"wechat": self._channel}, self.paying)
        self._has_begun = False
        self.shifts = Shifts(self.file, clock, duty)
        self.cash_moves = CashMoves(self.file, clock, duty, lambda: "zh")
        self.bookings = Bookings(self.file, clock, duty)
        self.fitting = FittingRooms(self.file, clock, duty)
        self.pickups = Pickups(self.file, clock, duty)
        self.walking = Walking(self.file, clock, duty, BagLabels(self.file, clock, lambda: "zh", tuple))
        self.counting = Counting(self.file, clock, duty)
        self.transfers = Transfers(self.file, clock, duty)
        self.defects = Defects(self.file, clock, duty)
        self.discounting = Discounting(self.file, clock, duty)
        self.permitting = Permitting(self.file, clock, duty)
        self.held = HeldPieces(self.file, clock, duty)
        self.follow_ups = FollowUps(self.file, clock, duty)
        self.settling = Settling(self.file, clock, duty)
        self.looking = Looking(self.file, clock, duty)
        self.invoicing = Invoicing(self.file, clock, duty)
        self.value = Value(self.file, clock, ValueByLine(self.line, self.store.identity))
        self._limit()
        self.members = Members(self.file, clock, Advising(self.file, clock, duty, PlainAdviser()))

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    def run(self, work: Callable[[], None], *, deadly: float = 0.0) -> Killed | None:
        """Do something at this till; with some chance its process dies at one of the commits, and starts again."""
        MACHINES.work_at(self.machine)
        target: Path | None = None
        if self._rng.random() < deadly:
            target = self._next_life()
            source = self._life / FILE
            keep = target / FILE
            self._reaper.order(
                "till",
                commits=self._rng.randint(1, 4),
                after=self._rng.random() < 0.5,
                keep=lambda: copy_database(source, keep),
            )
        try:
            work()
            self._reaper.settle("till")
        except Killed as killed:
            assert target is not None
            self._chronicle.say(self.name, f"killed {killed.moment}")
            self._chronicle.rare(f"a till died {killed.moment}")
            self.file.close()
            self._open(target)
            return killed
        finally:
            self._reaper.call_off("till")
        return None

    def start_again(self) -> None:
        """Switch the machine off and on: the program knows of time what its file says and what its clock shows."""
        self.file.close()
        self.machine.start_again()
        self._open(self._life)

    def lose_disk(self) -> None:
        """Lose the disk with all that is on it; a new one is paired as the next generation when the hub is there."""
        identity = self.store.identity()
        assert identity is not None
        mine = (identity.device, identity.generation)
        kept = self._kept_elsewhere(*mine)
        gone = self.rows("SELECT sale_id FROM sale WHERE op_seq > :kept", kept=kept)
        back = self.rows("SELECT return_id FROM return_ticket WHERE op_seq > :kept", kept=kept)
        self.moved_before.add(self.moved())
        waiting = self.rows("SELECT count(*) AS n FROM op_log WHERE seq > :kept", kept=kept)[0].n
        sales, returns = frozenset(row.sale_id for row in gone), frozenset(row.return_id for row in back)
        self.losses.append(Loss(*mine, kept, sales, returns, frozenset(one.override_id for one in self.words(kept))))
        state = "many" if waiting >= _MANY else "a few" if waiting else "no"
        self._chronicle.rare(f"a disk died with {state} operations not received")
        self._chronicle.say(self.name, f"the disk is gone, {waiting} operations with it")
        self.old_disks.append(_Disk(self._life, self._secrets))
        self._begin_on_new_disk()

    def _kept_elsewhere(self, device: str, generation: int) -> int:
        """Return up to which operation a log of this till's is in other hands."""
        return self._hub.received().get((device, generation), 0)

    def replace_disk(self) -> None:
        """Get a new disk in good order: everything on the old one is with the hub, booked or not."""
        self.moved_before.add(self.moved())
        self._chronicle.say(self.name, "gets a new disk")
        self._begin_on_new_disk()

    def _begin_on_new_disk(self) -> None:
        identity = self.store.identity()
        assert identity is not None
        self.retired.append((identity.device, identity.generation))
        self.unheard |= self.payments()
        self.file.close()
        self._new_disk()
        self.pair()
        self._chronicle.rare("a till was paired anew")

    def moved(self, *, but_parked: bool = False, but_hand_overs: bool = False) -> Moved:
        """Return the pieces that the operations on this disk moved."""
        return Moved.of(self.rows(MOVED, but_parked=but_parked, but_hand_overs=but_hand_overs))

    def payments(self) -> set[str]:
        """Return the numbers of the phones' payments that this disk has taken or given money back of."""
        query = "SELECT number FROM payment_attempt UNION SELECT paid_number FROM payment_refund"
        return {row.number for row in self.rows(query)}

    def cloned(self) -> SimulatedTill:
        """Start a copy of the disk in another machine."""
        self.unheard |= self.payments()
        return self._twin(f"{self.name}'", _Disk(self._life, self._secrets))

    def returned(self) -> SimulatedTill:
        """Start the newest of the disks that were lost."""
        return self._twin(f"{self.name}^", self.old_disks.pop())

    def _twin(self, name: str, disk: _Disk) -> SimulatedTill:
        twin: Any = copy(self)
        twin.name = name
        twin.is_full = False
        twin.witness, twin.losses, twin.moved_before, twin.old_disks = Witness(), [], Moved(), []
        self._lives += 1
        folder = self._folder / f"{self.name}-{self._lives}"
        copy_database(disk.folder / FILE, folder / FILE)
        twin._secrets = folder / "secrets.json"
        twin._secrets.write_bytes(disk.secrets.read_bytes())
        twin._open(folder)
        started: SimulatedTill = twin
        return started

    def set_full(self, is_full: bool) -> None:
        """Let the disk have no room for another page from now on, or room again."""
        if is_full != self.is_full:
            self.is_full = is_full
            self._limit()

    def _limit(self) -> None:
        with self.file.transaction() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar() if self.is_full else _NO_LIMIT
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def poison(self, what: poison.Poison) -> str:
        """Log an operation that no counter made, and that the hub cannot read or knows not all of; return what it is.

        An unknown ``kind`` or ``version`` is what a newer program writes; an unknown ``variant`` is sold in a shop
        whose catalogue is ahead of the hub's.
        """
        body = poison.sale_of_something_unknown(self.shop_id, self.clock.now())
        with self.file.transaction() as connection, poison.travelling_as(what):
            known = meta.belonging(connection)
            assert known is not None
            operation = op_log.append(
                connection, known.till, body, subject=poison.SUBJECT, deps=(), now=self.clock.now()
            )
            connection.commit()
        self.poisoned.add((operation.generation, operation.seq))
        self._chronicle.rare(f"an operation of an unknown {what} was logged")
        return f"an operation of an unknown {what}"

    def pair(self) -> None:
        """Belong to the shop."""
        self.pairing.pair("mem://hub", "typed")

    def enrol(self, hub_url: str, code: str, public_key: str, program: str) -> EnrolAnswer:
        """Be the way to the enrolment desk, which is at the hub in person."""
        return self._hub.enrol(self.shop_id, self.till_no, public_key)

    def look_after_payments(self) -> None:
        """Ask what became of phones' money that nobody waits for, as the program does all the time."""
        if not self._has_begun:
            self.attempts.wake()
            self._has_begun = True
        self.attempts.resolve()

    # --- the worker ------------------------------------------------------------------------------------------------

    def sync(self, *, deadly: float = 0.0) -> None:
        """Let the worker have its turn: push, pull and prove until each has nothing more to do."""
        stages = []

        def turn() -> None:
            for name, step in (
                ("push", self.round.push),
                ("pull", lambda: self.round.pull(0)),
                ("prove", self.round.prove),
            ):
                stages.append(name)
                while step() is Outcome.MORE:
                    pass

        killed = self.run(turn, deadly=deadly)
        if killed is not None and stages[-1] != "prove":
            where = "between push and record" if stages[-1] == "push" else "between page and rows"
            self._chronicle.rare(f"the worker died {where}")

    def look_once(self) -> None:
        """Let the worker look at its table once, as it does all the time."""
        self.round.push()
        self.round.pull(0)

    def start_second_worker(self) -> None:
        """Let another worker have a turn on the same file while the next answer to this one is on its way."""
        other = Round(self.store, self.line, self.clock, self._rng, threading.Event())

        def turn() -> None:
            other.push()
            other.pull(0)
            self._chronicle.rare("two workers crossed on one file")

        self.line.meanwhile = turn

    # --- looking ---------------------------------------------------------------------------------------------------

    def rows(self, query: str, **values: object) -> list[Any]:
        """Return the rows of a query on the till's file."""
        with self.file.reading() as connection:
            return list(connection.execute(spelled(query), values))

    def levels(self, variant_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Return what the screens show of variants: pieces on hand and promised."""
        with self.file.view() as view:
            levels = view.catalogue.levels([VariantId(variant_id) for variant_id in variant_ids])
        return {str(variant_id): (level.on_hand, level.promised) for variant_id, level in levels.items()}

    def words(self, after: int = 0) -> list[OverrideSaid]:
        """Return what another person's words this disk tells of behind an operation, the newest first."""
        query = "SELECT body FROM op_log WHERE kind = 'override.said' AND seq > :after ORDER BY seq DESC"
        return [from_json(row.body, OverrideSaid) for row in self.rows(query, after=after)]

    def has_open_shift(self) -> bool:
        """Tell whether the drawer is open."""
        return bool(self.rows("SELECT 1 FROM shift WHERE closed_ms IS NULL"))

    def once(self, key: str, look: Callable[[], T]) -> T:
        """Return what ``look`` finds in the till's file, which is asked again once somebody has written to it."""
        with self.file.reading() as connection:
            raw: Any = connection.connection.dbapi_connection
            state = (raw, raw.execute("PRAGMA data_version").fetchone()[0])
        if state != self._seen_at:
            self._seen_at, self._seen = state, {}
        if key not in self._seen:
            self._seen[key] = look()
        found: T = self._seen[key]
        return found

    def is_loaded(self) -> bool:
        """Tell whether a first load has come to its end on this disk, so that everything can be sold."""
        if not self._is_loaded:
            found = self.rows("SELECT is_complete FROM feed_cursor")
            self._is_loaded = bool(found and found[0].is_complete)
        return self._is_loaded

    def chain_fault(self) -> int | None:
        """Return the first operation whose place in the chain is wrong, or None."""
        identity = self.store.identity()
        assert identity is not None
        with self.file.reading() as connection:
            return op_log.first_fault(connection, identity.generation)
