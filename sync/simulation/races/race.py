"""One race: a small shop in which everything happens at once, then all is mended, and the judge has seen everything.

A race is drawn from its seed, or it is a list of steps that somebody wrote down. A step is ``who does what``: ``t1``,
``t2``, ``tel`` (a phone), ``mall``, ``relay``, ``*`` (time and trouble); what, is named by ``Clerk``, ``Phones`` and
``Race``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from random import Random

from posapp.domain.clock import DAY, HOUR, MINUTE, SECOND
from sync.simulation import invariants, views
from sync.simulation.chronicle import Violation
from sync.simulation.hub import HubDown
from sync.simulation.line import Line
from sync.simulation.races.counters import Clerk
from sync.simulation.races.judge import Judge
from sync.simulation.races.phones import Phones
from sync.simulation.races.shop import OPENED, ClerksTill, Morning, SmallShop
from sync.simulation.relay import LineToRelay, SimulatedRelay
from sync.simulation.till import SimulatedTill

_GAPS = (SECOND, 20 * SECOND, 2 * MINUTE, 2 * MINUTE, 12 * MINUTE, 40 * MINUTE)
_A_WEEK = 8 * DAY
_LONG_GAPS = (3 * HOUR, 3 * HOUR, _A_WEEK)
"""Until a slot is missed, and until an order has expired."""

_SELDOM = 0.03
_CLOCK_ERRORS = (0, 90 * SECOND, -90 * SECOND, 2 * HOUR, -2 * HOUR, DAY, -DAY)

_AROUND: Mapping[str, int] = {
    "t1 syncs": 3,
    "t2 syncs": 3,
    "t1 talks": 1,
    "t2 talks": 1,
    "relay looks": 2,
    "mall keeps up": 2,
    "* cuts a line": 2,
    "* joins a line": 2,
    "* stops the mall": 1,
    "* sets a clock wrong": 1,
}
"""How often what is around the counters happens, in every race."""

_ORDERS = {
    "tel order": 3,
    "tel cancel order": 3,
    "tel answer": 1,
    "pick": 3,
    "hand over": 6,
    "hand over some": 3,
    "cannot find": 1,
    "fetch": 2,
    "not there": 1,
    "put back": 2,
    "sell": 4,
}
_BOOKINGS = {
    "tel book": 4,
    "tel cancel booking": 2,
    "tel move booking": 2,
    "move booking": 2,
    "call off": 2,
    "check in": 4,
    "fetch": 2,
    "not there": 2,
    "lay out another": 1,
    "record": 2,
    "buy kept": 2,
    "sell": 2,
}
_ROOMS = {
    "let in": 4,
    "let in booked": 3,
    "bring": 3,
    "let out": 4,
    "tidy": 2,
    "give up": 1,
    "tel ask": 1,
    "tel book": 2,
}
_FOCI: tuple[Mapping[str, int], ...] = (
    _ORDERS,
    _ORDERS,
    _BOOKINGS,
    _ROOMS,
    {**_ROOMS, **_BOOKINGS},
    {**_ROOMS, **_BOOKINGS, **_ORDERS},
)
"""What people do most in a race, and how often; acts without a name before them are those of both clerks."""

_CHECKED = (
    "I1 no fact lost",
    "I2 no fact doubled",
    "I4 atomic sale",
    "I5 stock conserved",
    "I7 promises within quota",
    "I12 chain intact",
    "I13 feed complete",
    "I15 no silent drop",
    "L1 outbox drains",
)
"""What must hold of any world and can break here."""


class Race(SmallShop):
    """A race of a seed; with ``steps`` these and no others, all about one ``piece``, in a world without accidents."""

    def __init__(
        self, seed: int, folder: Path, morning: Morning, steps: Sequence[str] | None = None, piece: str = ""
    ) -> None:
        super().__init__(seed, folder, morning)
        self._steps = steps
        self._piece = piece
        self._draw = Random(f"{seed}/race")
        self.clock.reach(OPENED)

    def _build(self) -> None:
        super()._build()
        self.judge = Judge(self.hub, self.clock, self.chronicle)
        self.hub.watch = self.judge.look
        self._clerks = {till.name: self._clerk(till) for till in self.clerks}
        self._tel = Phones(self.hub, self.clock, Random(f"{self.seed}/phones"), self.chronicle, self._piece)
        self._around: dict[str, Callable[[], None]] = {
            "mall keeps up": self._keep_up,
            "relay looks": self.relay.look,
            "* cuts a line": self._cut,
            "* joins a line": self._join,
            "* stops the mall": lambda: self.stop_hub(self._draw.choice((10 * MINUTE, HOUR))),
            "* sets a clock wrong": self._set_a_clock,
            "* hour comes": lambda: self.clock.reach(self.clock.now() // HOUR * HOUR + HOUR + MINUTE),
            "* week passes": lambda: self.clock.reach(self.clock.now() + _A_WEEK),
            "* waits": lambda: self.clock.reach(self.clock.now() + self._draw.choice(_LONG_GAPS)),
        }
        for till in self.clerks:
            self._around[f"{till.name} syncs"] = partial(self._has_its_turn, till.sync)
            self._around[f"{till.name} talks"] = partial(self._has_its_turn, till.talk)

    def _clerk(self, till: ClerksTill) -> Clerk:
        return Clerk(till, Random(f"{self.seed}/people/{till.name}"), self.chronicle, self._piece)

    # --- what happens ----------------------------------------------------------------------------------------------

    def _plan(self, morning: int) -> None:
        draw, instant = self._draw, OPENED
        gaps: tuple[int, ...] = (20 * SECOND,)
        steps: list[str | None] = [*(self._steps or ())]
        if self._steps is None:
            gaps, steps = _GAPS, [*self._opening(), *[None] * draw.randint(12, 32)]
            self.weather.bad = draw.choice((0.0, 0.0, 0.1, 0.3))
            self.weather.deadly = draw.choice((0.0, 0.0, 0.03))
            self._deadly_counter = draw.choice((0.0, 0.0, 0.1))
            self._focus = draw.choice(_FOCI)
        for step in steps:
            instant += draw.choice(gaps)
            self.at(instant, partial(self._take, step))

    def _opening(self) -> list[str]:
        """Return how a drawn race begins: with something that both tills know of and may then fight for."""
        draw = self._draw
        begun = draw.choices(("tel order", "tel book"), k=draw.randint(1, 4))
        return [*begun, "t1 syncs", "t2 syncs"]

    def _take(self, step: str | None) -> None:
        self._end_outage()
        if step is None:
            step = self._drawn_step()
        who, _, what = step.partition(" ")
        if step in self._around:
            self.chronicle.say(who, what)
            self._around[step]()
        elif who == "tel":
            self._tel.do(what)
        else:
            clerk = self._clerks[who]
            self.at_counter(clerk.till, partial(clerk.do, what))

    def _drawn_step(self) -> str:
        draw = self._draw
        if draw.random() < _SELDOM:
            return "* waits"
        weights = {**_AROUND, **self._focus}
        step = draw.choices(tuple(weights), tuple(weights.values()))[0]
        is_a_clerk_s = step not in self._around and not step.startswith("tel ")
        return f"{draw.choice(('t1', 't2'))} {step}" if is_a_clerk_s else step

    def at_counter(self, till: SimulatedTill, act: Callable[[], None]) -> None:
        """Let people do something at a till; its process may die of it."""
        try:
            killed = till.run(act, deadly=self._deadly_counter)
        except Exception as error:  # noqa: BLE001 - whatever escapes is a finding
            self._escaped(till.name, error)
            return
        if killed is not None:
            views.look_after_death(self, till)

    def _has_its_turn(self, turn: Callable[..., None]) -> None:
        turn(deadly=self._deadly_counter)

    # --- trouble ---------------------------------------------------------------------------------------------------

    def _keep_up(self) -> None:
        try:
            self.hub.keep_up()
        except HubDown:
            pass

    def _end_outage(self) -> None:
        if self.clock.now() >= self._hub_stays_down_until:
            self.start_hub()

    def _cut(self) -> None:
        line = self._draw.choice(self._lines())
        line.is_cut = True

    def _join(self) -> None:
        for line in self._draw.sample(self._lines(), 2):
            line.is_cut = False

    def _lines(self) -> list[Line | LineToRelay | SimulatedRelay]:
        return [*(till.line for till in self.clerks), *(till.line_to_relay for till in self.clerks), self.relay]

    def _set_a_clock(self) -> None:
        till = self._draw.choice(self.clerks)
        till.machine.error = self._draw.choice(_CLOCK_ERRORS)
        self.chronicle.say(till.name, f"its clock is {till.machine.error} ms wrong")

    # --- the end ---------------------------------------------------------------------------------------------------

    def _mend(self) -> None:
        self.chronicle.say("*", "everything is mended")
        self.weather.end()
        self._deadly_counter = 0.0
        for line in self._lines():
            line.is_cut = False
        self.start_hub()
        for till in self.clerks:
            till.machine.error = 0
            self.sync_until_still(till)
            till.talk()
        self.relay.look()
        self.hub.keep_up()

    def _count_exceptions(self) -> None:
        for till in self.clerks:
            till.talk()
        self.judge.end(self.clerks)

    def _violations(self) -> Iterator[Violation]:
        return invariants.check(self, _CHECKED)

    def close(self) -> None:
        """Close every file."""
        self.hub.watch = lambda: None
        super().close()
