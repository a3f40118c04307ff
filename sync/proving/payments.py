"""``posapp prove --payments N``: N sales paid by phone, with the till dying at every statement on the way.

They run through the till's real use cases, its real file and our own clients, against the gateway simulator, which
fails in every known way: half of the sales at WeChat Pay, half at Alipay. Then its books are audited against the till's
sales.

Each fault is first played to its end to count its boundaries: every statement and commit of the till's file, every call
before and after the channel acts. Then the same sale is played with a death at each of them, and with deaths by chance.
After a death all that was in memory is gone and the open transaction with it; the till starts again and has 60 seconds.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from posapp.adapters.db.open_file import open_till
from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.adapters.secrets import FileSecrets
from posapp.config.paths import MIGRATIONS
from posapp.domain.attempt import blocks
from posapp.domain.clock import MINUTE, SECOND
from posapp.domain.identity import CartId, VariantId
from posapp.domain.money import Fen
from posapp.domain.payment_code import CHANNELS, Channel
from posapp.services.attempt_book import PaymentAttempt
from posapp.services.attempts import Attempts
from posapp.services.pairing import Pairing
from posapp.services.paying import Paying
from posapp.services.payment_errors import PaymentUnderWay
from posapp.services.phone_tenders import Plan
from posapp.services.selling import Selling
from posapp.services.shifts import Shifts
from sync.protocol import rows
from sync.protocol.wire import EnrolAnswer, FeedPage, FeedRow
from sync.proving.faulty_channel import FAULTS, Fault, FaultyChannel
from sync.proving.gateway_channel import GatewayChannel
from sync.proving.mall_at_hand import OneMall
from sync.simulation import chain
from sync.simulation.beside import SignedInHere
from sync.simulation.clocks import WorldClock

RESOLVED_WITHIN = 60 * SECOND
"""After a start, when the channel answers, nothing may stand in a sale's way for longer."""

_GIVES_UP = 200
_SHOP = chain.SHOPS[0]
_PIECE = VariantId("shirt-M")
"""It costs less than a thousand yuan, from which on every customer is asked for her password."""


class Died(BaseException):
    """The till's program is gone. Not an ``Exception``: nothing in the product may catch its own death."""


@dataclass
class Tally:
    """What a proof has seen."""

    runs: int = 0
    double_charges: int = 0
    charged_without_sale: int = 0
    sold_without_charge: int = 0
    unresolved: int = 0
    deaths: int = 0
    boundaries: int = 0
    slowest_ms: int = 0
    told: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Tell whether no promise was broken."""
        return not (self.double_charges or self.charged_without_sale or self.sold_without_charge or self.unresolved)


class Counter:
    """One till with its file and its channel, on which sales are played one after the other."""

    def __init__(
        self,
        folder: Path,
        seed: int,
        attempts: type[Attempts] = Attempts,
        *,
        name: Channel = "wechat",
        through_mall: bool = False,
        has_wire: bool = True,
    ) -> None:
        self.clock = WorldClock(chain.START)
        self.dice = Random(seed)
        self.tally = Tally()
        self._name: Channel = name
        self.channel: GatewayChannel | FaultyChannel = (
            GatewayChannel(self.clock, self.dice, self._boundary, name)
            if has_wire
            else FaultyChannel(self.clock, self.dice, self._boundary)
        )
        self._kind = attempts
        self._mall: OneMall | None = None
        self._left: int | None = None
        self._passed = 0
        self.last_boundaries = 0
        self._raw: Any = None
        secrets = FileSecrets(folder / "secrets.json")
        self.file = open_till(
            folder, secrets=secrets, clock=self.clock, migrations=MIGRATIONS / "till", ballast_bytes=0
        )
        self._duty = SignedInHere(_SHOP)
        Pairing(self.file, _Mall(), secrets, self.clock, "proof").pair("http://mall", "12345678")
        _load(SqlSyncStore(self.file), self.clock)
        Shifts(self.file, self.clock, self._duty).open(Fen(0))
        if through_mall:
            known, alone = list(chain.all_rows()), self._dies_alone
            self._mall = OneMall(folder / "hub", self.clock, known, _SHOP, self.channel, deadly=(Died,), chance=alone)
        self._start()

    def close(self) -> None:
        """Close the files."""
        if self._mall is not None:
            self._mall.close()
        self.channel.close()
        self.file.close()

    def play(self, fault: Fault, habit: str, die_at: int | None) -> int:
        """Sell one thing with a fault and a habit of the cashier's, dying at a boundary; return how many there were."""
        self.channel.next_fault, self.channel.is_calm = fault, False
        self.selling.add(_PIECE)
        cart_id = self._open_cart()
        self._passed, self._left = 0, die_at
        with self._watched():
            try:
                self._sell(habit)
            except Died:
                self.tally.deaths += 1
                self._left = None
                self._after_death(cart_id, habit)
            finally:
                self._left = None
        self._settle(cart_id)
        self._pass(3 * MINUTE)  # whoever was still typing has paid by now
        self._audit(cart_id, f"{fault} {habit} death {die_at}")
        self.last_boundaries = self._passed
        return self._passed

    # --- the cashier

    def _sell(self, habit: str) -> None:
        """Scan, wait, and do as the habit says until the cart is paid or given up."""
        for tries in range(_GIVES_UP):
            total = self.selling.current().total
            if not total:
                return
            code = f"{'13' if self._name == 'wechat' else '28'}{self.dice.randrange(10**16):016d}"
            try:
                attempt = self.attempts.begin(code, Plan(total))
            except PaymentUnderWay:
                self._pass(SECOND)
                continue
            self.attempts.pay(attempt, code)
            if self._wait_for(attempt, habit if tries == 0 else "patient"):
                return
            self.channel.next_fault = "none"
        raise AssertionError("the sale came to no end")

    def _wait_for(self, attempt: PaymentAttempt, habit: str) -> bool:
        """Look at the screen once a second; return whether the sale is over."""
        for second in range(_GIVES_UP):
            step = self.attempts.advance(attempt.attempt_id)
            if step.attempt.sale_id is not None:
                return True
            if step.attempt.is_paid:
                self.paying.pay_cash()
                return True
            if step.attempt.progress.state == "void":
                self.attempts.leave(attempt.attempt_id)
                return False
            if habit == "cancels" and second == 8:
                self.attempts.cancel(attempt.attempt_id)
            if habit == "takes cash" and second == 8:
                self.attempts.leave(attempt.attempt_id)
                self.paying.pay_cash()
                return True
            if habit == "gives up" and second == 8:
                self.attempts.leave(attempt.attempt_id)
                self.selling.clear()
                return True
            self._pass(SECOND)
        raise AssertionError("an attempt came to no end")

    def _after_death(self, cart_id: CartId, habit: str) -> None:
        """Start again; the channel answers now. Within a minute nothing may stand in the way."""
        self._undo_what_was_open()
        self._start()
        self.channel.is_calm, self.channel.next_fault = True, "none"
        self.attempts.wake()
        began = self.clock.now()
        while self.clock.now() - began <= RESOLVED_WITHIN:
            self.attempts.resolve()
            if not self._standing(cart_id):
                break
            self._pass(2 * SECOND)
        self.tally.slowest_ms = max(self.tally.slowest_ms, self.clock.now() - began)
        standing = self._standing(cart_id)
        if standing:
            self.tally.unresolved += 1
            self.tally.told.append(f"unresolved: {standing}")
        if self._open_cart() == cart_id and self.selling.current().lines:
            if habit == "gives up":
                self.selling.clear()
            elif habit == "takes cash" or self.attempts.of_open_cart():
                self.paying.pay_cash()
            else:
                self._sell("patient")

    def _settle(self, cart_id: CartId) -> None:
        """Let ten quiet minutes pass, as they do after a sale: what was left comes to its end."""
        self.channel.is_calm = True
        for _ in range(60):
            self.attempts.resolve()
            attempts, refunds = self.attempts.limbo()
            if not attempts and not any(one.stage in ("intent", "processing") for one in refunds):
                return
            self._pass(10 * SECOND)
        self.tally.unresolved += 1
        self.tally.told.append(f"never settled: {cart_id} {self.attempts.limbo()}")

    # --- the judge

    def _audit(self, cart_id: CartId, about: str) -> None:
        self.tally.runs += 1
        with self.file.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT number, sale_id FROM payment_attempt WHERE cart_id = ?", (cart_id,)
            ).all()
        numbers = {row.number for row in found}
        sold = {row.number for row in found if row.sale_id is not None}
        if len(self.channel.held_of(numbers)) > 1:
            self._complain("double_charges", about)
        if self.channel.held_of(numbers - sold):
            self._complain("charged_without_sale", about)
        if len(self.channel.held_of(sold)) != len(sold):
            self._complain("sold_without_charge", about)
        self.channel.forget()

    def _complain(self, what: str, about: str) -> None:
        setattr(self.tally, what, getattr(self.tally, what) + 1)
        self.tally.told.append(f"{what}: {about}")

    def _watch_for_doubles(self) -> None:
        """A customer must not even for a moment have paid twice by phone for what she has in her hand."""
        if len(self.channel.held_of(self.channel.sent())) > 1:
            self._complain("double_charges", "for a moment")

    # --- time and death

    def _start(self) -> None:
        """Make the use cases as the program does at its start: all that was in memory is gone."""
        self.selling = Selling(self.file, self.clock, self._duty)
        self.paying = Paying(self.file, self.clock, self._duty, lambda: "zh")
        way = self.channel if self._mall is None else self._mall.channel
        self.attempts = self._kind(self.file, self.clock, self._duty, lambda: {self._name: way}, self.paying)

    def _undo_what_was_open(self) -> None:
        """Do as SQLite does when it opens a file again: what was not committed never was."""
        with suppress(driver.ProgrammingError):  # it was closed with its transaction already
            self._raw.rollback()

    def _dies_alone(self) -> bool:
        """Tell whether it is the mall alone that has just died; its till goes on."""
        is_alone = self.dice.random() < 0.5
        self.tally.deaths += is_alone
        return is_alone

    def _pass(self, millis: int) -> None:
        self.clock.reach(self.clock.now() + millis)
        self._watch_for_doubles()

    def _boundary(self, _moment: str) -> None:
        self._passed += 1
        if self._left is not None:
            self._left -= 1
            if self._left == 0:
                raise Died

    @contextmanager
    def _watched(self) -> Iterator[None]:
        def begin(connection: Connection) -> None:
            self._raw = connection.connection.dbapi_connection

        def statement(*_: Any) -> None:
            self._boundary("statement")

        def commit(_: Any) -> None:
            self._boundary("commit")

        event.listen(Engine, "begin", begin)
        event.listen(Engine, "before_cursor_execute", statement)
        event.listen(Engine, "commit", commit)
        try:
            yield
        finally:
            event.remove(Engine, "begin", begin)
            event.remove(Engine, "before_cursor_execute", statement)
            event.remove(Engine, "commit", commit)

    def _open_cart(self) -> CartId:
        with self.file.view() as view:
            kept = view.carts.open()
        return CartId("") if kept is None else kept.cart_id

    def _standing(self, cart_id: CartId) -> list[PaymentAttempt]:
        with self.file.view() as view:
            return [one for one in view.attempts.of_cart(cart_id) if blocks(one.progress, self.clock.now())]


HABITS = ("patient", "cancels", "takes cash", "gives up")


def prove_payments(
    runs: int,
    seed: int = 1,
    attempts: type[Attempts] = Attempts,
    *,
    through_mall: bool = False,
    has_wire: bool = True,
) -> tuple[int, Tally]:
    """Play ``runs`` sales and print the last line; return the exit status and what was seen.

    ``through_mall``: the mall carries the payments out, and dies at every statement of its own as well. Without
    ``has_wire`` the till is handed what a client would have understood: the same faults in a fraction of the time.
    """
    began = time.monotonic()
    memory = Path("/dev/shm")  # a death here is an exception, so nothing is learnt from waiting for a disk
    place = memory if memory.is_dir() else None
    tally = Tally()
    names: tuple[Channel, ...] = CHANNELS if has_wire else ("wechat",)
    for turn, name in enumerate(names, 1):
        with tempfile.TemporaryDirectory(prefix="posapp-payments-", dir=place) as folder:
            counter = Counter(Path(folder), seed, attempts, name=name, through_mall=through_mall, has_wire=has_wire)
            counter.tally = tally
            try:
                for fault, habit, die_at in _plays(counter, runs * turn // len(names)):
                    tally.boundaries = max(tally.boundaries, counter.play(fault, habit, die_at))
            finally:
                counter.close()
    for told in tally.told[:20]:
        sys.stderr.write(told + "\n")
    sys.stdout.write(
        f"{tally.deaths} deaths, {tally.boundaries} boundaries in the longest sale, "
        f"slowest after a start {tally.slowest_ms / 1000:.0f} s of shop time, "
        f"{tally.sold_without_charge} sold without a charge\n"
    )
    figures = {
        "runs": tally.runs,
        "double_charges": tally.double_charges,
        "charged_without_sale": tally.charged_without_sale,
        "unresolved": tally.unresolved,
        "seconds": round(time.monotonic() - began, 1),
    }
    sys.stdout.write(json.dumps(figures) + "\n")
    return (0 if tally.is_clean else 1), tally


def _plays(counter: Counter, runs: int) -> Iterator[tuple[Fault, str, int | None]]:
    """Yield what to play: round after round each fault with each habit, dying at each boundary up to the last."""
    longest: dict[tuple[Fault, str], int] = {}
    boundary = 0
    while counter.tally.runs < runs:
        for fault in FAULTS:
            for habit in HABITS:
                if counter.tally.runs >= runs:
                    return
                if boundary > longest.get((fault, habit), 1):
                    die_at = counter.dice.randint(1, longest[fault, habit])
                    yield fault, habit, die_at
                else:
                    yield fault, habit, boundary or None
                    if boundary == 0:
                        longest[fault, habit] = max(counter.last_boundaries, 1)
        boundary += 1


class _Mall:
    """A mall that accepts the one code."""

    def enrol(self, hub_url: str, code: str, public_key: str, program: str) -> EnrolAnswer:
        """Accept it."""
        return EnrolAnswer(
            device="d:proof", generation=1, shop_id=_SHOP, till_no="01", chain_zh="拾光集", chain_en="Lumen",
            root_key="00" * 32, phone_key="00" * 32, epoch="e", server_ms=chain.START,
        )  # fmt: skip


def _load(store: SqlSyncStore, clock: WorldClock) -> None:
    """Lay the rows of the shop, as a first load does."""
    by_stream: dict[str, list[rows.Row]] = {"catalogue": [], "shop": [chain.staff_of(_SHOP)]}
    for row in chain.all_rows():
        if isinstance(row, rows.Chain | rows.Shop | rows.Category | rows.Style | rows.Variant):
            by_stream["catalogue"].append(row)
    for stream, known in by_stream.items():
        page = [
            FeedRow(t=rows.kind_of_row(row), id=row.id, ver=1, row=msgspec.Raw(msgspec.json.encode(row)))
            for row in known
        ]
        store.apply_page(
            FeedPage(
                epoch="e", stream=stream, rows=page, next=stream, more=False, ahead=0, applied_through=0,
                server_ms=clock.now(),
            ),
            clock.now(),
        )  # fmt: skip
