"""One simulated chain from its first morning to the quiet after the last fault.

Everything happens in the order of virtual time, one thing after the other. At the end all that was broken is mended,
everything drains, and ``invariants`` looks at the whole world.
"""

from __future__ import annotations

import heapq
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import TypeVar

from posapp.domain.clock import DAY, HOUR, MINUTE, SECOND
from posapp.services.errors import DiskFull
from sync.simulation import chain, charges, invariants, views
from sync.simulation.back_room import BackRoom
from sync.simulation.chance import seeded
from sync.simulation.chronicle import Chronicle, Violation
from sync.simulation.clocks import MACHINES, WorldClock, WrongClock
from sync.simulation.codes_on_phones import CodesOnPhones
from sync.simulation.deciding import Deciding, book_the_last_piece, say_yes, settle_at_office
from sync.simulation.ear import listening
from sync.simulation.evidence import published_orders
from sync.simulation.hub import HubDown, SimulatedHub, fill
from sync.simulation.line import Line, Weather
from sync.simulation.mishaps import OPEN_FOR, Mishaps
from sync.simulation.people import Counter, Phones
from sync.simulation.phone_money import ChannelByLine
from sync.simulation.plain_disks import plain_disks
from sync.simulation.reaper import Reaper
from sync.simulation.relay import LineToRelay, SimulatedRelay, TillWithRelay
from sync.simulation.shortcut import short_way
from sync.simulation.small_matters import SmallMatters, review
from sync.simulation.till import BlankTill, SimulatedTill, lay_blank
from sync.simulation.town import new_town
from sync.simulation.vocabulary import SPOKEN, said

T = TypeVar("T", bound=SimulatedTill)

QUIET_WITHIN = 4 * HOUR
"""After everything is mended, in virtual time: the last pause before levels are compared again is half an hour."""

_A, _B = chain.SHOPS
_FULL_LAYOUTS = ((_A,) * 3, (_A,) * 3, (_A,) * 3, (_A, _A, _A, _B, _B, _B))
"""Shops of three tills, as the figures speak of them: for days with many sales."""
_SMALL_LAYOUTS = ((_A, _A), (_A, _A, _A), (_A, _A, _B))
_MANY_SALES = 60
_SALES_TO_A_RETURN = 10
_SHOPS_WITH_RELAY = 0.5
_RETRIES = 0.05
"""How often, when the hub is looked after, a person retries what is parked."""
_SMALL_MATTERS = 12
"""A till and day."""
_BACK_ROOM = 8
"""A till and day."""
_DECISIONS = 10
"""A till and day."""
_LAST_PIECES = 4
"""A shop and morning: slots are booked to try on what is nearly gone."""
_REVIEWS, _WORDS, _SETTLEMENTS = 3, 10, 4
"""A day, in the whole chain; a word is a member's on whether she may be written to."""
_LOOKS = 0.2
"""How often somebody looks at the levels after something was done at a counter; after a worker's turn always."""
_WORKER_GAPS = (8 * MINUTE, 20 * MINUTE, 40 * MINUTE, HOUR)
"""Between two turns of a worker, on average. A real one has a turn at every sale; here a turn stands for several."""
_RARE_EXCEPTIONS = {
    "count_hint": "a sale went below zero",
    "shortfall": "a promise was broken",
    "double_redeem": "a coupon was redeemed twice",
    "handed_over_after_end": "an order was handed over after its end",
    "picked_twice": "an order was picked twice",
    "handed_over_twice": "an order was handed over twice",
    "returned_twice": "goods were returned twice",
    "returned_unknown_sale": "goods came back whose sale the mall did not know",
    "points_gone": "points were spent before their goods came back",
}


@dataclass(frozen=True)
class Blanks:
    """Files laid once and copied for every seed: a hub on its first morning, a till before pairing."""

    hub: Path
    till: BlankTill


@dataclass(frozen=True)
class Size:
    """How much happens: sales a till and day, and the counters; without a layout the seed chooses one.

    In a ``harsh`` world every day is as bad as a day can be.
    """

    sales: int = 90
    layout: tuple[str, ...] = ()
    harsh: bool = False


def lay_blanks(folder: Path) -> Blanks:
    """Lay the files that every world begins with."""
    clock = WorldClock(chain.START)
    with seeded(Random("blanks")), plain_disks():
        fill(folder / "hub.db", clock)
        return Blanks(folder / "hub.db", lay_blank(folder / "till", clock))


class World:
    """The chain of one seed. ``run`` once, then read ``chronicle``."""

    def __init__(self, seed: int, folder: Path, blanks: Blanks, size: Size) -> None:
        self.seed = seed
        self.clock = WorldClock(chain.START)
        self.chronicle = Chronicle(self.clock)
        self.town = new_town(seed, self.clock, self.chronicle, harsh=size.harsh)
        self._folder = folder
        self._blanks = blanks
        self._size = size
        self._rng = Random(f"{seed}/world")
        self._queue: list[tuple[int, int, Callable[[], None]]] = []
        self._queued = 0
        self._reaper = Reaper()
        self.weather = Weather()
        self._deadly_counter = 0.0
        self._hub_stays_down_until = 0
        self.is_view_monotone = True
        """False from a restore that nobody told of until the world is mended: then views may go back."""
        self.hub: SimulatedHub
        self.tills: list[TillWithRelay] = []
        self.relays: dict[str, list[SimulatedRelay]] = {}
        """By shop, the oldest first: the newest is in service, the others may still be running."""
        self.twins: list[SimulatedTill] = []
        """Copies of tills' disks that run elsewhere."""
        self.apart: set[str] = set()
        """Devices whose operations may lie in quarantine: a log that forked, a till out of service."""
        self.layout = size.layout or self._rng.choice(_FULL_LAYOUTS if size.sales >= _MANY_SALES else _SMALL_LAYOUTS)
        self.shops = tuple(dict.fromkeys(self.layout))
        self.days = 1 if self._rng.random() < 0.7 else 2

    @property
    def store_days(self) -> int:
        """How many days of shops this world holds."""
        return self.days * len(self.shops)

    @property
    def sales(self) -> int:
        """How many sales were finished before a cashier's eyes."""
        return sum(len(till.witness.told) for till in self.tills)

    def run(self) -> None:
        """Live through it all, mend, wait for quiet, check."""
        with (
            seeded(Random(f"{self.seed}/ids")),
            plain_disks(),
            MACHINES.ticking(),
            self._reaper.watching(),
            listening(self.chronicle, lambda: self.hub.is_full),
            short_way(),
        ):
            self._build()
            try:
                for day in range(self.days):
                    self._plan(chain.START + day * DAY)
                    self._play()
                self._mend()
                self._wait_for_quiet()
                self._count_exceptions()
            except Exception as error:  # noqa: BLE001 - the edge of the world
                self._escaped("world", error)
            try:
                for violation in self._violations():
                    self.chronicle.wrong(*violation)
            finally:
                self.close()

    def close(self) -> None:
        """Close every file."""
        self.hub.stop()
        for till in (*self.tills, *self.twins):
            till.close()
        for relay in self.all_relays():
            relay.close()

    def all_relays(self) -> list[SimulatedRelay]:
        """Return the relays of all shops."""
        return [relay for relays in self.relays.values() for relay in relays]

    def _build(self) -> None:
        rng = self._rng
        self.hub = SimulatedHub(self._blanks.hub, self._folder, self.clock, self._reaper, self.chronicle)
        has_relay = Random(f"{self.seed}/relays")
        for shop_id in self.shops:
            self.relays[shop_id] = []
            if has_relay.random() < _SHOPS_WITH_RELAY:
                self.add_relay(shop_id)
        for number, shop_id in enumerate(self.layout, start=1):
            error = rng.choice((0, 0, rng.randint(-5 * MINUTE, 5 * MINUTE)))
            lan = LineToRelay(self.relays[shop_id], self.clock, Random(f"{self.seed}/lan/{number}"), self.weather)
            kind = partial(TillWithRelay, line_to_relay=lan)
            till = self._new_till(kind, number, shop_id, error, rng.choice((12, 60, 200)))
            till.sync()
            self.tills.append(till)
        self._counters = [Counter(t, Random(f"{self.seed}/people/{t.name}"), self.town) for t in self.tills]
        self._matters = [
            SmallMatters(till, Random(f"{self.seed}/small matters/{till.name}"), self.chronicle) for till in self.tills
        ]
        self._back_rooms = [
            BackRoom(till, self.shops, Random(f"{self.seed}/back room/{till.name}"), self.chronicle)
            for till in self.tills
        ]
        codes = CodesOnPhones(self, Random(f"{self.seed}/codes"))
        self._deciding = [
            Deciding(till, counter, codes, Random(f"{self.seed}/deciding/{till.name}"), self.chronicle)
            for till, counter in zip(self.tills, self._counters, strict=True)
        ]
        self._phones = Phones(
            self.hub,
            self.shops,
            self.clock,
            Random(f"{self.seed}/phones"),
            self.chronicle,
            lambda order: views.look_at_promise(self, order),
        )
        self._mishaps = Mishaps(self, Random(f"{self.seed}/mishaps"))

    def add_relay(self, shop_id: str) -> None:
        """Give a shop a relay, or a newer one in the old one's place."""
        relays = self.relays[shop_id]
        name = f"relay-{shop_id}-{len(relays) + 1}"
        rng = Random(f"{self.seed}/{name}")
        relay = SimulatedRelay(self._folder / name, shop_id, self.hub, rng, self.chronicle, self.clock)
        relays.append(relay)
        relay.pair()
        relay.look()

    def _new_till(self, kind: Callable[..., T], number: int, shop_id: str, clock_error: int, page_rows: int) -> T:
        machine = WrongClock(self.clock)
        machine.error = clock_error
        line_rng = Random(f"{self.seed}/line/{number}")
        line = Line(self.hub, machine, line_rng, self.weather, self.chronicle, self._post, page_rows)
        return kind(
            f"t{number}",
            shop_id,
            f"{number:02d}",
            blank=self._blanks.till,
            folder=self._folder,
            machine=machine,
            hub=self.hub,
            line=line,
            channel=ChannelByLine(self.town.channel, line),
            rng=Random(f"{self.seed}/till/{number}"),
            reaper=self._reaper,
            chronicle=self.chronicle,
        )

    # --- time ------------------------------------------------------------------------------------------------------

    def at(self, instant: int, act: Callable[[], None]) -> None:
        """Let something happen at an instant."""
        self._queued += 1
        heapq.heappush(self._queue, (instant, self._queued, act))

    def _post(self, after: int, act: Callable[[], None]) -> None:
        self.at(self.clock.now() + after, act)

    def _play(self) -> None:
        while self._queue:
            instant, _, act = heapq.heappop(self._queue)
            self.clock.reach(instant)
            act()

    # --- a day -----------------------------------------------------------------------------------------------------

    def _plan(self, morning: int) -> None:
        rng = self._rng
        harsh = self._size.harsh
        self.weather.bad = 0.3 if harsh else rng.choice((0.0, 0.05, 0.15, 0.3))
        self.weather.deadly = 0.05 if harsh else rng.choice((0.0, 0.01, 0.05))
        self._deadly_counter = 0.3 if harsh else rng.choice((0.0, 0.01, 0.05))
        for counter, till in zip(self._counters, self.tills, strict=True):
            self._plan_counter(counter, morning)
            self._plan_worker(till, morning)
        small = Random(f"{self.seed}/small matters/{morning}")
        for till, matters in zip(self.tills, self._matters, strict=True):
            for _ in range(_SMALL_MATTERS):
                self.at(morning + small.randrange(OPEN_FOR), partial(self.at_counter, till, matters.act))
        behind = Random(f"{self.seed}/back room/{morning}")
        for till, room in zip(self.tills, self._back_rooms, strict=True):
            for _ in range(_BACK_ROOM):
                self.at(morning + behind.randrange(OPEN_FOR), partial(self.at_counter, till, room.act))
        later = Random(f"{self.seed}/deciding/{morning}")
        for deciding in self._deciding:
            for _ in range(_DECISIONS):
                self.at(morning + later.randrange(OPEN_FOR), partial(self.at_counter, deciding.till, deciding.act))
        for times, until, act in (
            (_WORDS, OPEN_FOR, say_yes),
            (_SETTLEMENTS, OPEN_FOR, settle_at_office),
            (_LAST_PIECES * len(self.shops), 4 * HOUR, partial(book_the_last_piece, self.shops)),
        ):
            for _ in range(times):
                self.at(morning + later.randrange(until), partial(act, self.hub, later, self.chronicle))
        for _ in range(_REVIEWS):
            self.at(morning + small.randrange(HOUR, OPEN_FOR), partial(review, self.hub, small, self.chronicle))
        for _ in range(14 * len(self.shops)):
            self.at(morning + rng.randrange(OPEN_FOR), self._phones.act)
        for beat in range(morning, morning + OPEN_FOR, 10 * MINUTE):
            self.at(beat + rng.randrange(10 * MINUTE), self._look_after_hub)
        self._mishaps.plan(morning, harsh=harsh)

    def _plan_counter(self, counter: Counter, morning: int) -> None:
        rng = self._rng

        def does(act: Callable[[], None]) -> Callable[[], None]:
            return lambda: self.at_counter(counter.till, act)

        self.at(morning + rng.randrange(20 * MINUTE), does(counter.open_shift))
        for _ in range(self._size.sales):
            self.at(morning + rng.randrange(20 * MINUTE, OPEN_FOR - 30 * MINUTE), does(counter.sell))
        for act, times in (
            (counter.hand_over, 4),
            (counter.walk, 4),
            (counter.try_on, 4),
            (counter.look_after_orders, 5),
            (counter.count, 2),
            (counter.take_back, max(3, self._size.sales // _SALES_TO_A_RETURN)),
        ):
            for _ in range(times):
                self.at(morning + rng.randrange(HOUR, OPEN_FOR - 30 * MINUTE), does(act))
        self.at(morning + OPEN_FOR - rng.randrange(20 * MINUTE), does(counter.close_shift))

    def _plan_worker(self, till: TillWithRelay, morning: int) -> None:
        instant, gap = morning, self._rng.choice(_WORKER_GAPS)
        while instant < morning + OPEN_FOR + 30 * MINUTE:
            self.at(instant, lambda: self.at_worker(till))
            instant += 3 * SECOND + round(self._rng.expovariate(1 / gap))

    # --- acts ------------------------------------------------------------------------------------------------------

    def at_counter(self, till: SimulatedTill, act: Callable[[], None]) -> None:
        """Let people do something at a till; its process may die of it."""
        self._guarded(till, act, self._deadly_counter)

    def at_worker(self, till: TillWithRelay) -> None:
        """Let a till's worker have its turn, with the mall and with the relay."""
        program = till.clock
        till.sync(deadly=self._deadly_counter)
        if till.clock is program:  # one that died and started again has yet to hear the mall
            views.look_at_time(self, till)
        till.talk(deadly=self._deadly_counter)
        self.at_counter(till, till.look_after_payments)
        self._mishaps.look_for_epoch()
        views.look_at_view(self, till)

    def _guarded(self, till: SimulatedTill, act: Callable[[], None], deadly: float) -> None:
        before = len(till.witness.told)
        try:
            killed = till.run(act, deadly=deadly)
        except DiskFull as full:
            if not till.is_full:
                self._escaped(till.name, full)
            self.chronicle.say(till.name, "finds the disk full")
            self.chronicle.rare("a till's disk was full")
            return
        except Exception as error:  # noqa: BLE001 - whatever escapes is a finding
            self._escaped(till.name, error)
            return
        if killed is not None:
            views.look_after_death(self, till)
            if len(till.witness.told) == before and views.last_sale(till) not in till.witness.told:
                self.chronicle.rare("a sale was kept that no cashier saw finished")
        if killed is not None or self._rng.random() < _LOOKS:
            views.look_at_view(self, till)

    def _escaped(self, who: str, error: Exception) -> None:
        place = traceback.extract_tb(error.__traceback__)[-1]
        self.chronicle.wrong("no error escapes", f"{who}: {error!r} in {place.name}")

    def _look_after_hub(self) -> None:
        if self.clock.now() >= self._hub_stays_down_until:
            self.start_hub()
        try:
            self.hub.keep_up()
            if self._rng.random() < _RETRIES:
                self.hub.retry_parked()
        except HubDown:
            pass
        for relay in self.all_relays():
            relay.look()

    def start_hub(self) -> None:
        """Start the hub, unless it is there."""
        if not self.hub.is_up:
            self.hub.start()
            self.chronicle.say("hub", "starts again")

    def stop_hub(self, length: int) -> None:
        """Let the hub be down for so many ms."""
        if self.hub.is_up:
            self.chronicle.say("hub", "goes down")
            self.chronicle.rare("the hub was down")
            self.hub.stop()
            self._hub_stays_down_until = self.clock.now() + length

    @contextmanager
    def calm(self, till: SimulatedTill) -> Iterator[None]:
        """Have good weather and a whole line, a right clock and room on the disk at one till, while inside."""
        till.line.is_cut = till.line.is_deaf = False
        till.machine.error = 0
        till.set_full(False)
        with self.weather.calm():
            yield

    # --- the end ---------------------------------------------------------------------------------------------------

    def _mend(self) -> None:
        self.chronicle.say("*", "everything is mended")
        self.weather.end()
        self._deadly_counter = 0.0
        self.town.channel.is_calm = True
        self._mishaps.mend()
        for counter in self._counters:
            self.sync_until_still(counter.till)
            self.at_counter(counter.till, counter.open_shift)
            self.at_counter(counter.till, counter.sell)
            self.at_counter(counter.till, counter.serve_who_waits)
            self.at_counter(counter.till, counter.close_shift)

    def sync_until_still(self, till: SimulatedTill) -> None:
        """Let a till's worker run for a few minutes, or longer while something waits."""
        for turn in range(12):
            if turn > 2 and not till.store.waiting():
                break
            self.clock.reach(self.clock.now() + 2 * MINUTE + SECOND)
            till.sync()

    def _wait_for_quiet(self) -> None:
        until = self.clock.now() + QUIET_WITHIN
        while self.clock.now() < until:
            self.clock.reach(self.clock.now() + 5 * MINUTE)
            self.hub.keep_up()
            for relay in self.all_relays():
                relay.look()
            for till in self.tills:
                till.look_after_payments()
                till.sync()
                till.talk()
            if all(views.is_quiet(till) for till in self.tills):
                break
        for till in self.tills:
            till.sync()

    def _violations(self) -> Iterator[Violation]:
        return invariants.check(self)

    def _count_exceptions(self) -> None:
        for code, state in _RARE_EXCEPTIONS.items():
            for _ in self.hub.rows("SELECT 1 FROM trade_exception WHERE code = :code", code=code):
                self.chronicle.rare(state)
        if self.hub.rows("SELECT 1 FROM stock_movement WHERE cause = 'count' AND movement_id LIKE 'count:%:%'"):
            self.chronicle.rare("a count came before late sales")
        for row in self.hub.rows("SELECT DISTINCT kind FROM inbox"):
            if row.kind in SPOKEN:
                self.chronicle.rare(said(row.kind))
        ended = published_orders(self.hub)
        charges.count_rare(self)
        if any(order.status == "cancelled" and order.picked_ms is not None for order in ended):
            self.chronicle.rare("goods of a cancelled order were picked")
