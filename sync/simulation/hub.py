"""The hub of the simulated world: the real functions on a real SQLite file, which can die and come back older."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError

from posapp.domain.clock import MINUTE, Clock, Millis, local
from sync.hub import enrolment, keys, lives, quarantined, upkeep
from sync.hub.apply import apply_leftovers, retry
from sync.hub.db.database import Database, open_sqlite
from sync.hub.db.migrate import upgrade
from sync.hub.desk import TillDesk
from sync.hub.errors import NothingApart
from sync.hub.opening import open_books
from sync.hub.publishing import publish_aside, publish_many
from sync.hub.seen_to import seen_to
from sync.hub.value import owners
from sync.hub.value.office import write_off_holder
from sync.protocol.row import Row
from sync.protocol.wire import EnrolAnswer, EnrolRequest
from sync.simulation import chain
from sync.simulation.chronicle import Chronicle
from sync.simulation.reaper import Killed, Reaper, copy_database
from sync.simulation.shortcut import spelled

STRANGE_KIND = "of_tomorrow"
T = TypeVar("T")


_FULL = 13
_NO_LIMIT = 1 << 30
"""Pages: SQLite's own largest file."""


class HubDown(Exception):
    """Nobody serves."""


def is_disk_full(error: BaseException) -> bool:
    """Tell whether SQLite found no room; what went wrong on the way back does not hide it."""
    cause: BaseException | None = error
    while cause is not None:
        if int(getattr(cause, "sqlite_errorcode", 0)) & 0xFF == _FULL:
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def fill(path: Path, clock: Clock) -> None:
    """Make the file of a hub whose chain has just opened."""
    with filled(path, clock, chain.all_rows(), chain.SHOPS) as conn:
        for shop_id, card in chain.cards():
            owners.put_in_force(conn, card, shop_id, clock.now())


@contextmanager
def filled(path: Path, clock: Clock, rows: Iterable[Row], shops: Iterable[str]) -> Iterator[Connection]:
    """Make the file of a hub whose books hold ``rows``, with staff in the shops; while inside, more may be added."""
    database = open_sqlite(path)
    upgrade(database)
    with database.writing() as conn:
        keys.ensure(conn, clock.now())
        open_books(conn, rows, clock.now())
        for shop_id in shops:
            staff = [chain.staff_of(shop_id), chain.manager_of(shop_id), chain.cashier_of(shop_id)]
            publish_many(conn, staff, shop_id=shop_id)
        yield conn
    database.close()


class SimulatedHub:
    """One hub process at a time on one file. Each life has a folder of its own, so that a dead one keeps its files."""

    def __init__(self, blank: Path, folder: Path, clock: Clock, reaper: Reaper, chronicle: Chronicle) -> None:
        self._folder = folder
        self._clock = clock
        self._reaper = reaper
        self._chronicle = chronicle
        self._lives = 0
        self._backups = 0
        self._path = self._next_life()
        copy_database(blank, self._path)
        self.is_up = False
        self.is_full = False
        self.restores = 0
        self.promised: dict[tuple[str, int], int] = {}
        """By device and generation, up to which operation this hub has said that it is kept."""
        self.watch: Callable[[], None] = lambda: None
        """Called after each commit, and when the process has started."""
        self.start()

    def start(self) -> None:
        """Start the process: what was left over is applied, and whatever was acknowledged must be there."""
        self.database: Database = open_sqlite(self._path)
        event.listen(self.database.engine, "connect", lambda raw, _record: self._limit(raw))
        self.database.on_commit(lambda: self.watch())
        self.desk = TillDesk(self.database, self._clock)
        with self.database.writing() as conn:
            lives.begin(conn)
        apply_leftovers(self.database, self._clock)
        self.is_up = True
        self.watch()
        kept = self.received()
        for who, through in self.promised.items():
            if kept.get(who, 0) < through:
                self._chronicle.wrong("I3 ack implies durable", f"{who} was told {through}, kept is {kept.get(who, 0)}")

    def stop(self) -> None:
        """Leave, or lie dead."""
        self.is_up = False
        self.database.close()

    # --- dying -----------------------------------------------------------------------------------------------------

    def doom(self, rng: Random) -> None:
        """Let the process die at one of the next commits."""
        target = self._next_life()
        path = self._path
        after = rng.random() < 0.5
        self._reaper.order("hub", commits=rng.randint(1, 2), after=after, keep=lambda: copy_database(path, target))
        self._target = target

    def serve(self, work: Callable[[], T]) -> T:
        """Do what somebody asked for. Raises ``HubDown``; whether it was done then, nobody can tell."""
        if not self.is_up:
            raise HubDown
        try:
            answer = work()
            self._reaper.settle("hub")
        except Killed as killed:
            if killed.side != "hub":
                raise
            self._chronicle.say("hub", f"killed {killed.moment}")
            self.stop()
            self._path = self._target
            self._tell_death(killed)
            raise HubDown from None
        except DBAPIError as error:
            if not (self.is_full and is_disk_full(error)):
                raise
            self._chronicle.rare("the hub's disk was full")
            raise HubDown from error
        finally:
            self._reaper.call_off("hub")
        return answer

    def _tell_death(self, killed: Killed) -> None:
        database = open_sqlite(self._path)
        with database.reading() as conn:
            behind = conn.execute(
                text("SELECT count(*) FROM device WHERE status = 'active' AND applied_through < received_through")
            ).scalar_one()
        database.close()
        if behind:
            self._chronicle.rare("the hub died between taking in and applying")
        elif killed.moment == "before a commit":
            self._chronicle.rare("the hub died before it took in")
        else:
            self._chronicle.rare("the hub died before it answered")

    # --- backups ---------------------------------------------------------------------------------------------------

    def back_up(self) -> Path:
        """Make a copy, as an operator does it: with the database's own means, while it runs."""
        self._backups += 1
        target = self._folder / f"backup-{self._backups}.db"
        copy = open_sqlite(target)
        with self.database.reading() as conn, copy.engine.connect() as other:
            source: Any = conn.connection.dbapi_connection
            source.backup(other.connection.dbapi_connection)
        copy.close()
        return target

    def restore(self, backup: Path, *, new_epoch: bool) -> None:
        """Go on from a copy; without a new epoch somebody forgot to say so. What was promised since is void."""
        self.restores += 1
        if self.is_up:
            self.stop()
        self._path = self._next_life()
        copy_database(backup, self._path)
        database = open_sqlite(self._path)
        if new_epoch:
            with database.writing() as conn:
                keys.start_new_epoch(conn, self._clock.now())
        database.close()
        self.promised = {}
        self.start()

    def epoch(self) -> str:
        """Return the epoch of the database."""
        with self.look() as conn:
            return keys.epoch(conn)

    # --- what people do to it --------------------------------------------------------------------------------------

    def set_full(self, is_full: bool) -> None:
        """Let the disk have no room from now on, or room again; the process starts anew for it when it is up."""
        self.is_full = is_full
        if self.is_up:
            self.stop()
            self.start()

    def _limit(self, raw: Any) -> None:
        pages = raw.execute("PRAGMA page_count").fetchone()[0] if self.is_full else _NO_LIMIT
        raw.execute(f"PRAGMA max_page_count = {pages}")

    def revoke(self, device: str) -> None:
        """Take a till out of service."""
        with self.database.writing() as conn:
            enrolment.revoke(conn, device)

    def discard(self, device: str, generation: int) -> bool:
        """Say that what is set apart of a log will not be booked; tell whether there was anything."""
        with self.database.writing() as conn:
            try:
                quarantined.discard(conn, self._clock, device, generation, "office", "nobody wants it")
            except NothingApart:
                return False
        return True

    def seen_to(self, device: str, generation: int) -> int:
        """Return up to which operation a log is booked, or was discarded."""
        with self.look() as conn:
            reviewed = seen_to(conn).get((device, generation), 0)
        return max(reviewed, self.applied_through(device, generation))

    def write_off(self, device: str, generation: int) -> int:
        """Give a lost till's rights to value back to their owners; return how many those were."""
        with self.database.writing() as conn:
            return write_off_holder(conn, device, generation, self._clock.now())

    def retry_parked(self) -> None:
        """Try everything that is parked once more, as a person does on the office page. Raises ``HubDown``."""
        if not self.is_up:
            return
        for row in self.rows("SELECT hub_no FROM op_result WHERE result = 'parked' ORDER BY hub_no"):
            self.serve(partial(self._retry, row.hub_no))
            self._chronicle.rare("a person retried what was parked")

    def _retry(self, hub_no: int) -> None:
        with self.database.writing() as conn:
            retry(conn, self._clock, hub_no)

    def publish_strange(self, shop_id: str) -> None:
        """Publish a row of a kind that no till knows."""
        with self.database.writing() as conn:
            publish_aside(conn, f"shop:{shop_id}", STRANGE_KIND, {f"strange-{shop_id}": '{"words":"later"}'})

    # --- asking ----------------------------------------------------------------------------------------------------

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """Look into the books."""
        with self.database.reading() as conn:
            yield conn

    def rows(self, query: str, **values: object) -> list[Any]:
        """Return the rows of a query."""
        with self.look() as conn:
            return list(conn.execute(spelled(query), values))

    def received(self) -> dict[tuple[str, int], int]:
        """Return up to which operation each device's log is kept."""
        found = self.rows(
            "SELECT device, generation, max(received_through, coalesce((SELECT max(seq) FROM quarantine WHERE"
            " quarantine.device = device.device AND quarantine.generation = device.generation), 0)) AS n FROM device"
        )
        return {(row.device, row.generation): row.n for row in found}

    def status_of(self, device: str, generation: int) -> str:
        """Return in what standing a till's log is."""
        query = "SELECT status FROM device WHERE device = :device AND generation = :generation"
        return str(self.rows(query, device=device, generation=generation)[0].status)

    def behind(self, device: str, generation: int) -> int:
        """Return how many operations of a log in good standing are taken in and not yet applied or parked."""
        if not self.is_up or self.is_full:
            return 0
        query = (
            "SELECT received_through - applied_through AS n FROM device"
            " WHERE device = :device AND generation = :generation AND status = 'active'"
        )
        found = self.rows(query, device=device, generation=generation)
        return int(found[0].n) if found else 0

    def applied_through(self, device: str, generation: int) -> int:
        """Return up to which operation a log is booked."""
        query = "SELECT applied_through FROM device WHERE device = :device AND generation = :generation"
        return int(self.rows(query, device=device, generation=generation)[0].applied_through)

    def now(self) -> Millis:
        """Return the hub's time, which is the true one."""
        return self._clock.now()

    def today(self) -> date:
        """Return the day."""
        return local(self._clock.now()).date()

    def minute(self) -> int:
        """Return the minute of the true time."""
        return self._clock.now() // MINUTE

    def enrol(self, shop_id: str, till_no: str, public_key: str) -> EnrolAnswer:
        """Pair a till: the code on the office page, and the till that types it."""
        with self.database.writing() as conn:
            code = enrolment.new_code(conn, self._clock, shop_id, till_no).code
        with self.database.writing() as conn:
            request = EnrolRequest(code=code, public_key=public_key, program="simulated")
            return enrolment.enrol(conn, self._clock, request)

    def keep_up(self) -> None:
        """Do what the hub does by itself twice a minute."""
        if self.is_up:
            self.serve(lambda: upkeep.keep_up(self.database, self._clock))

    def _next_life(self) -> Path:
        self._lives += 1
        folder = self._folder / f"hub-{self._lives}"
        folder.mkdir(parents=True)
        return folder / "hub.db"
