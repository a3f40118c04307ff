"""One chain under siege: a hub and its tills with their workers, each killed again and again, then healed and checked.

What happens to whom is drawn from the seed, one life at a time: at which named moment a life ends, or after how many
milliseconds; how its clock is wrong; which backup of itself the hub comes back from. How the processes interleave is
the machine's business.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from random import Random
from typing import Any, Literal, NamedTuple

from posapp.adapters.db.open_file import open_till
from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.adapters.db.till_file import SqlTillData
from posapp.adapters.payments.lazily import merchant_name
from posapp.adapters.secrets import FILE_NAME, FileSecrets
from posapp.config.paths import MIGRATIONS
from posapp.domain.clock import DAY, MINUTE, SystemClock
from posapp.services.pairing import Pairing
from sync.hub import enrolment
from sync.hub.db.database import open_sqlite
from sync.kill_points import MOMENTS
from sync.protocol.decoding import from_json
from sync.proving import chain, programs
from sync.proving.fault_proxy import FaultProxy
from sync.proving.founding import found_chain
from sync.proving.life import KILLED, Life
from sync.proving.phone_money import Gateway
from sync.worker.mall.client import MallClient
from sync.worker.mall.enrolment import EnrolmentDesk
from sync.worker.run import once

Role = Literal["hub", "till", "worker"]
Announcement = Literal["", "announced", "silent"]
"""How the hub came back from a backup: not at all, with the operator saying so, or without."""

PATIENCE_S = 120.0
"""How long a healed chain may take to drain, and a hub to come up. Far more than any machine needs."""

_EPOCH_MOMENTS = ("hub.mid_epoch", "hub.after_epoch")
_laying_tables = threading.Lock()
"""Alembic keeps what it works on in globals, and chains are founded side by side."""

_TIMES: dict[Role, tuple[int, ...]] = {"hub": (1, 1, 2, 3, 8), "worker": (1, 1, 2, 3), "till": (1, 10, 30, 60)}
"""How often a moment may pass before it is deadly; a till commits at every scan."""

_CLOCK_ERRORS = (-DAY, -10 * MINUTE, 10 * MINUTE, DAY)
_LONGEST_LIFE_S = 6.0
"""A life that does not come to its moment is killed from outside."""


class Plan(NamedTuple):
    """How a life ends: at a moment (``""``: none), or after so many seconds at the latest."""

    order: str
    after_s: float


@dataclass
class Member:
    """A program of the chain, through all its lives."""

    name: str
    role: Role
    rng: Random
    given: dict[str, Any]
    moments: list[str]
    life: Life | None = None
    until: float = 0.0
    lives: int = 0
    clock_shift_ms: int = 0

    def next_plan(self) -> Plan:
        """Draw how the next life ends; first each named moment has its turn."""
        self.lives += 1
        if self.moments:
            return Plan(self.moments.pop(), _LONGEST_LIFE_S)
        named = [name for name in MOMENTS if name.startswith(self.role) and name not in _EPOCH_MOMENTS]
        if self.rng.random() < 0.7:
            return Plan(f"{self.rng.choice(named)}:{self.rng.choice(_TIMES[self.role])}", _LONGEST_LIFE_S)
        return Plan("", self.rng.uniform(0.02, 1.0))


@dataclass
class Books:
    """What the run has seen: the sales that were told as done, the deaths, and what went wrong."""

    told: dict[str, dict[str, programs.Told]] = field(default_factory=dict)
    """What the tills said that they had done, by shop and by the id of the sale, the return or the order."""
    phones: Counter[str] = field(default_factory=Counter)
    """What became of phones' payments, by the last look at the gateway's book."""
    kills: Counter[str] = field(default_factory=Counter)
    restores: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    doubled: int = 0
    violations: list[str] = field(default_factory=list)

    def done(self) -> Counter[str]:
        """Return how much of each kind the tills said that they had done."""
        every = [told for of_shop in self.told.values() for told in of_shop.values()]
        return Counter(
            "sales" if told.sale_id else "returns and exchanges" if told.return_id else "orders handed out"
            for told in every
        )


class Siege:
    """A chain in a folder of its own. ``round`` as often as you like, then ``close``."""

    def __init__(self, seed: str, folder: Path, *, tills: int = 2) -> None:
        self.folder = folder
        self.books = Books()
        self.shops = chain.shop_ids(tills)
        self._rng = Random(f"{seed} chain")
        self._hub_folder = folder / "hub"
        self._backups: list[Path] = []
        self._restored: Announcement = ""
        self.line = FaultProxy(Random(f"{seed} line"))
        self.gateway = Gateway(folder / "gateway")
        with _laying_tables:
            found_chain(self._hub_folder, tills)
        self.hub = self._member("hub", "hub", seed, folder=self._hub_folder, restored=False)
        # The first backup is older than every pairing: a hub that comes back from it knows no till.
        self.back_up()
        self._start(self.hub, Plan("", 0.0))
        self.tills: list[Member] = []
        self.workers: list[Member] = []
        for shop_id in self.shops:
            till_folder = folder / shop_id
            self._pair(till_folder, shop_id)
            self.books.told[shop_id] = {}
            self.tills.append(self._member(shop_id, "till", seed, folder=till_folder))
            self.workers.append(self._member(f"worker of {shop_id}", "worker", seed, folder=till_folder))
        self._kill(self.hub)

    def close(self) -> None:
        """End every process."""
        for member in self._all():
            if member.life is not None:
                member.life.kill()
                member.life.end()
                member.life = None
        self.line.close()
        self.gateway.close()

    def till_folder(self, shop_id: str) -> Path:
        """Return where the till of a shop keeps its file."""
        return self.folder / shop_id

    @property
    def hub_file(self) -> Path:
        """Return the hub's database."""
        return self._hub_folder / "hub.db"

    # --- a round ---------------------------------------------------------------------------------------------------

    def round(self, kills: int) -> None:
        """Kill so many times, then mend everything and let it drain. The hub runs on afterwards, the tills are shut."""
        self.line.bad = 0.25
        aim = self.books.kills.total() + kills
        while self.books.kills.total() < aim:
            for member in self._all():
                if member.life is None:
                    self._begin_life(member)
            self._wait_for_deaths()
        self.heal()

    def strike(self, moment: str) -> None:
        """Let everybody work until the one whom a moment concerns has died at it. Raises ``TimeoutError``."""
        struck = next(member for member in self._all() if moment.startswith(member.role))
        self._kill(struck)
        for member in self._all():
            if member.life is None:
                self._start(member, Plan(moment if member is struck else "", PATIENCE_S))
        dealt, deadline = self.books.kills[moment], time.monotonic() + PATIENCE_S
        while self.books.kills[moment] == dealt:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{moment} was never reached")
            self._wait_for_deaths()
        self._restored = ""

    def shut(self) -> None:
        """Take the last processes down, with a kill like all others."""
        for member in self._all():
            self._kill(member)

    def _begin_life(self, member: Member) -> None:
        if member is self.hub:
            self._maybe_exchange_hub()
        plan = member.next_plan()
        if member is self.hub and self._restored and self._rng.random() < 0.7:
            plan = Plan(self._rng.choice(_EPOCH_MOMENTS), _LONGEST_LIFE_S)
        if member.role != "hub" and member.rng.random() < 0.15:
            member.clock_shift_ms = member.rng.choice((0, 0, *_CLOCK_ERRORS))
        self._start(member, plan)

    def _maybe_exchange_hub(self) -> None:
        """Back the dead hub up now and then, and now and then let it come back as it was then."""
        self._restored = ""
        chance = self._rng.random()
        if chance < 0.12:
            self.back_up()
        elif chance < 0.24:
            self.bring_back(
                self._rng.choice(("announced", "silent")), -self._rng.randint(1, min(3, len(self._backups)))
            )

    def back_up(self) -> None:
        """Kill the hub and copy its files."""
        self._kill(self.hub)
        copy = self.folder / f"backup-{len(self._backups)}"
        shutil.copytree(self._hub_folder, copy)
        self._backups.append(copy)

    def bring_back(self, how: Announcement, backup: int = -1) -> None:
        """Kill the hub and put the files of a backup, the newest one unless said otherwise, in the place of its own."""
        self._kill(self.hub)
        shutil.rmtree(self._hub_folder)
        shutil.copytree(self._backups[backup], self._hub_folder)
        self._restored = how
        self.books.restores[how] += 1

    def _wait_for_deaths(self) -> None:
        """Listen to everybody until somebody has died or has lived long enough."""
        living = {member.life.sentinel: member for member in self._all() if member.life is not None}
        voices = {member.life.voice: member for member in self._all() if member.life is not None}
        left = min(member.until for member in living.values()) - time.monotonic()
        for ready in wait([*living, *voices], max(0.0, left)):
            if ready in voices:
                self._listen(voices[ready])
        for sentinel, member in living.items():
            if time.monotonic() >= member.until:
                self._kill(member)
            elif sentinel in wait([sentinel], 0):
                self._bury(member)

    def heal(self) -> None:
        """Mend line and clocks, kill what is left, and let every till close its shift and drain."""
        self.line.bad = 0.0
        for member in self._all():
            self._kill(member)
            member.clock_shift_ms = 0
        self._start(self.hub, Plan("", 0.0))
        for till, worker in zip(self.tills, self.workers, strict=True):
            self._start(till, Plan("", 0.0), program=programs.be_closing_till)
            self._start(worker, Plan("", 0.0))
        deadline = time.monotonic() + PATIENCE_S
        for till in self.tills:
            self._wait_until_settled(till, deadline)
        for worker in self.workers:
            self._kill(worker)

    def _wait_until_settled(self, till: Member, deadline: float) -> None:
        assert till.life is not None
        while time.monotonic() < deadline:
            self._look_after_workers()
            is_alive = till.life.is_alive()  # asked first: what one that has just ended said last is still to be heard
            for told in self._listen(till) if wait([till.life.voice], 1.0) else ():
                if told.settled:
                    if told.settled != "equal":
                        self.books.violations.append(f"{till.name}: the day proof is {told.settled}")
                    till.life.end()
                    till.life = None
                    return
            if not is_alive:
                break
        self.books.violations.append(f"{till.name}: never drained: {till.life.last_words()}")
        self._kill(till)
        self.books.violations.append(f"{till.name}: {self._standing(till.name)}")

    def _standing(self, shop_id: str) -> str:
        """Return how far a till that did not drain had come, and what held it up."""
        till = _open(self.till_folder(shop_id))
        store = SqlSyncStore(till)
        standing = f"{store.waiting()} wait, push {store.attempt('push')}, pull {store.attempt('pull')}"
        till.close()
        return standing

    def _look_after_workers(self) -> None:
        """Start a worker that ended by itself anew, as the till does; that it ended is a finding all the same."""
        for worker in self.workers:
            if worker.life is not None and not worker.life.is_alive():
                self._bury(worker)
                self._start(worker, Plan("", 0.0))

    # --- lives -----------------------------------------------------------------------------------------------------

    def _start(self, member: Member, plan: Plan, program: Any = None) -> None:
        given = dict(member.given)
        if member.role == "hub":
            given["restored"] = self._restored == "announced"
            program = programs.be_hub
        elif member.role == "worker":
            program = programs.be_worker
        else:
            program = program or programs.be_selling_till
            given["seed"] = member.rng.randrange(1 << 30)
        log = self.folder / f"{member.name}.log"
        member.life = Life(program, log, plan.order, member.clock_shift_ms, **given)
        if member is self.hub:
            self._learn_port()
        member.until = time.monotonic() + plan.after_s

    def _learn_port(self) -> None:
        """Wait until the hub listens, or has died on the way there, as a restored one may be told to."""
        assert self.hub.life is not None
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            wait([self.hub.life.voice], 1.0)
            lines = self.hub.life.lines()
            for line in lines:
                if line.startswith("listening on "):
                    self.line.upstream_port = int(line.rpartition(":")[2])
                    return
            if not lines and not self.hub.life.is_alive():
                return
        raise TimeoutError(f"the hub did not come up: {self.hub.life.last_words()}")

    def _listen(self, member: Member) -> list[programs.Told]:
        assert member.life is not None
        return self._hear(member, member.life.lines())

    def _hear(self, member: Member, lines: list[str]) -> list[programs.Told]:
        if member.role != "till":
            return []
        heard = [from_json(line, programs.Told) for line in lines]
        done = {told.sale_id or told.return_id or told.order_id: told for told in heard if not told.settled}
        self.books.told[member.name].update(done)
        return heard

    def _kill(self, member: Member) -> None:
        if member.life is not None:
            member.life.kill()
            self._bury(member, from_outside=True)

    def _bury(self, member: Member, *, from_outside: bool = False) -> None:
        """Read what a dead process said last, and count its death; one that ended by itself is a finding."""
        assert member.life is not None
        status, lines = member.life.end()
        self._hear(member, lines)
        if status != KILLED:
            self.books.violations.append(f"{member.name} ended by itself ({status}): {member.life.last_words()}")
        else:
            self.books.kills["kill -9" if from_outside else member.life.order.partition(":")[0]] += 1
        member.life = None

    def _all(self) -> Iterator[Member]:
        yield self.hub
        yield from self.tills
        yield from self.workers

    # --- the beginning ---------------------------------------------------------------------------------------------

    def _member(self, name: str, role: Role, seed: str, **given: Any) -> Member:
        rng = Random(f"{seed} {name}")
        moments = [moment for moment in MOMENTS if moment.startswith(role) and moment not in _EPOCH_MOMENTS]
        rng.shuffle(moments)
        return Member(name, role, rng, given, moments)

    def _pair(self, folder: Path, shop_id: str) -> None:
        folder.mkdir(parents=True)
        (folder / "till.toml").write_text("ballast_mb = 0\n", encoding="utf-8")
        hub = open_sqlite(self.hub_file)
        with hub.writing() as conn:
            code = enrolment.new_code(conn, SystemClock(), shop_id).code
        hub.close()
        clock, secrets = SystemClock(), FileSecrets(folder / FILE_NAME)
        secrets.put(merchant_name("wechat"), self.gateway.merchant())
        with _laying_tables:
            till = _open(folder)
        Pairing(till, EnrolmentDesk(), secrets, clock, "0").pair(self.line.url, code)
        mall = MallClient(clock)
        once(SqlSyncStore(till), mall, clock)
        mall.close()
        till.close()


def _open(folder: Path) -> SqlTillData:
    secrets = FileSecrets(folder / FILE_NAME)
    return open_till(folder, secrets=secrets, clock=SystemClock(), migrations=MIGRATIONS / "till", ballast_bytes=0)
