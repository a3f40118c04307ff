"""Whatever tills, members and operators do in whatever order, the books add up at every commit of the mall."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, event, text

from posapp.domain.clock import HOUR, MINUTE
from sync.hub import keys
from sync.hub.publishing import publish, publish_many, published
from sync.hub.value import ledger
from sync.hub.value.bound import bounds
from sync.hub.value.leasing import lease_out
from sync.hub.value.terms import usual_terms
from sync.protocol.envelope import Operation
from sync.protocol.kinds import LeaseReturn
from sync.protocol.rows import Lease, Member
from sync.protocol.wire import AnnounceRequest, VisitRequest
from tests.fakes.hub_backup import HubBackup
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import LIN, LIPSTICK, OTHER_SHOP, SHOP
from tests.integration.value.test_value_at_the_mall import ask, in_order, paid_with, void

STORED = 60_000
STEPS = 40


@dataclass
class Spender:
    """A till of paper that spends of Lin's stored value by right only, and forgets nothing that it wrote."""

    till: PaperTill
    log: list[Operation] = field(default_factory=list)
    words: list[tuple[str, int]] = field(default_factory=list)
    spent: dict[str, int] = field(default_factory=dict)
    returned: set[str] = field(default_factory=set)
    sent: int = 0

    @property
    def held(self) -> list[Lease]:
        mine = [row for row in self.till.rows.values() if isinstance(row, Lease)]
        return [
            row
            for row in mine
            if (row.device, row.instrument, row.status) == (self.till.identity.device, "stored_value", "open")
            and row.id not in self.returned
        ]

    def sells(self, units: int, right: str, right_id: str) -> None:
        sale = self.till.sale(("lipstick", LIPSTICK, 1, 19_900), member_id=LIN)
        self.log.append(self.till.seal(paid_with(sale, units, right, right_id)))

    def asks(self, units: int) -> None:
        word = ask(self.till, units)
        if word.status == "authorised":
            self.words.append((word.authorisation_id, units))

    def uses_a_word(self) -> None:
        if self.words:
            right_id, units = self.words.pop()
            self.sells(units, "authorisation", right_id)

    def voids_a_word(self) -> None:
        if self.words:
            void(self.till, self.words.pop(0)[0])

    def spends_a_lease(self, units: int) -> None:
        for lease in self.held:
            room = lease.units - self.spent.get(lease.id, 0)
            if lease.until_ms > self.till.hub.clock.now() and room > 0:
                taken = min(units, room)
                self.spent[lease.id] = self.spent.get(lease.id, 0) + taken
                self.sells(taken, "lease", lease.id)
                return

    def returns_leases(self) -> None:
        for lease in self.held:
            self.returned.add(lease.id)
            left = lease.units - self.spent.get(lease.id, 0)
            body = LeaseReturn(
                lease_id=lease.id, shop_id=lease.shop_id, occurred_ms=self.till.hub.clock.now(), units_left=left
            )
            self.log.append(self.till.seal(body))

    def sends(self) -> None:
        if self.log[self.sent :]:
            self.till.push(*self.log[self.sent :])
        self.sent = len(self.log)

    def is_in_touch(self) -> None:
        self.sends()
        self.till.pull()

    def visits(self) -> None:
        body = msgspec.json.encode(VisitRequest(member_id=LIN))
        assert self.till.request("POST", "/sync/v1/value/visit", body).status_code == 200

    def comes_back_after_a_restore(self) -> None:
        """Send everything again, read everything anew, announce what is held: as the worker does."""
        self.sent, self.till.cursor = 0, ""
        held = self.held
        self.is_in_touch()
        body = msgspec.json.encode(AnnounceRequest(leases=held))
        assert self.till.request("POST", "/sync/v1/value/announce", body).status_code == 200
        self.till.pull()
        self.till.pull()  # with nothing new to read: only that tells the mall that the till has everything


def watch(hub: RunningHub) -> list[int]:
    """Sum all balances just before each commit of the hub; return the sums, to look at later."""
    sums: list[int] = []

    def add_up(conn: Connection) -> None:
        sums.append(int(conn.execute(text("SELECT coalesce(sum(balance), 0) FROM value_account")).scalar_one()))

    event.listen(hub.database.engine, "commit", add_up)
    return sums


def figures(hub: RunningHub) -> tuple[int, int]:
    """Return what was lost, and what could be at worst, of stored value."""
    with hub.database.reading() as conn:
        stated = sum(each.at_risk_fen for each in bounds(conn, hub.clock.now()) if each.instrument == "stored_value")
        return ledger.lost(conn, "stored_value"), stated


def begin(hub: RunningHub) -> list[Spender]:
    with hub.database.writing() as conn:
        publish_many(conn, usual_terms())
        lin = published(conn, Member, LIN)
        assert lin is not None
        publish(conn, replace(lin, stored_fen=STORED))
    return [Spender(hub.till(SHOP)), Spender(hub.till(OTHER_SHOP))]


def a_step(dice: random.Random, hub: RunningHub, one: Spender, clock: SetClock) -> None:
    clock.move(dice.randrange(MINUTE, 2 * HOUR))
    units = dice.randrange(500, 9_000)
    acts: list[Callable[[], object]] = [
        lambda: one.asks(units),
        one.uses_a_word,
        one.uses_a_word,
        one.voids_a_word,
        lambda: one.spends_a_lease(units),
        lambda: one.spends_a_lease(units),
        one.visits,
        one.returns_leases,
        one.is_in_touch,
        lambda: lease_out(hub.database, clock),
    ]
    dice.choice(acts)()


@pytest.mark.parametrize("seed", range(3))
def test_no_mix_of_rights_loses_anything(hub: RunningHub, clock: SetClock, seed: int) -> None:
    dice = random.Random(seed)
    tills = begin(hub)
    sums = watch(hub)
    for _ in range(STEPS):
        a_step(dice, hub, dice.choice(tills), clock)
    for one in tills:
        one.is_in_touch()
    assert figures(hub) == (0, 0)
    assert set(sums) == {0}
    in_order(hub)


@pytest.mark.parametrize("seed", range(2))
def test_a_restore_loses_no_more_than_the_mall_said(
    hub: RunningHub, clock: SetClock, seed: int, tmp_path: Path
) -> None:
    dice = random.Random(f"restore {seed}")
    tills = begin(hub)
    backup = HubBackup(hub, tmp_path / "copy")
    for _ in range(STEPS // 2):
        a_step(dice, hub, dice.choice(tills), clock)
    backup.take()
    for _ in range(STEPS // 2):
        a_step(dice, hub, dice.choice(tills), clock)
    tills[0].visits()
    tills[0].is_in_touch()
    backup.bring_back()
    clock.move(MINUTE)
    with hub.database.writing() as conn:
        keys.start_new_epoch(conn, clock.now())
    sums = watch(hub)
    clock.move(MINUTE)
    greedy, away = tills[1], tills[0]
    greedy.comes_back_after_a_restore()
    for units in (30_000, 10_000, 3_000, 1_000):  # whatever the older copy believes to be there
        greedy.asks(units)
        greedy.uses_a_word()
    greedy.is_in_touch()
    before, stated = figures(hub)
    away.comes_back_after_a_restore()
    for one in tills:
        one.is_in_touch()
    lost, left_at_risk = figures(hub)
    assert lost - before <= stated
    assert left_at_risk == 0, "everybody was heard: from here on nothing more can be lost"
    assert set(sums) == {0}
    in_order(hub)


def test_what_an_older_copy_grants_twice_is_stated_before_it_is_lost(
    hub: RunningHub, clock: SetClock, tmp_path: Path
) -> None:
    away, there = begin(hub)
    backup = HubBackup(hub, tmp_path / "copy")
    backup.take()
    away.asks(STORED)
    away.uses_a_word()
    away.is_in_touch()
    backup.bring_back()
    clock.move(MINUTE)
    with hub.database.writing() as conn:
        keys.start_new_epoch(conn, clock.now())
    clock.move(MINUTE)
    there.comes_back_after_a_restore()
    there.asks(STORED - 100)
    there.uses_a_word()
    there.is_in_touch()
    assert figures(hub) == (0, STORED - 100)
    away.comes_back_after_a_restore()
    assert figures(hub) == (STORED - 100, 0)
    in_order(hub)
