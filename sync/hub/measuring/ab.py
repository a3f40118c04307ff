"""The goal ``ab``: how often an experiment names a false winner, finds a true one, and notices a split that is wrong.

A simulation, since only there the truth is known: members come day by day, each arm buys at a rate that is given, and
the manager looks at the page every day. What she reads there is asked of the functions that the page asks
(``posapp.domain.experiments``). Beside it, as shops do it without: a test at p < 0.05 every day, and one at the end.

Settings: ``base`` and ``lift`` (shares), ``per_arm`` (members), ``days``, ``simulations``, ``seed``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from posapp.domain.experiments.arms import Share, arm_of
from posapp.domain.experiments.looks import UNSOUND, Tally, chance_of_split, planned, read
from sync.hub.history.log import ImportedLog
from sync.hub.history.settings import GoalSettings
from sync.hub.measuring.goal import Line, Measured

LOOKS = 4
_SPLIT_OF = 20_000
_UNEVEN = 0.52
_SPLITS = 500

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Course:
    """One experiment, day by day: members and buyers in each arm so far."""

    members: Counts
    bought: Counts

    def tallies(self, day: int) -> tuple[Tally, Tally]:
        """Return both arms at the end of a day."""
        usual, tried = (Tally(int(self.members[day, arm]), int(self.bought[day, arm])) for arm in (0, 1))
        return usual, tried


Finds = Callable[[Course], int]
"""Return on which day, from 1, a way to look names a winner; 0 for never."""


def measure(log: ImportedLog) -> Measured:
    """Simulate experiments without and with a difference; of a log only what its description says is used."""
    return simulate(log.description.goal("ab"))


def simulate(asked: GoalSettings) -> Measured:
    """Simulate experiments as a goal's settings ask."""
    base = asked.between("base", 0.10, 0, 1)
    lift = asked.between("lift", 0.03, -base, 1 - base)
    per_arm, days = asked.whole("per_arm", 3_000, least=1), max(asked.whole("days", 28), LOOKS)
    simulations = max(asked.whole("simulations", 4_000), 1)
    dice = np.random.default_rng(asked.whole("seed", 7))
    equal = [_course(dice, (base, base), per_arm, days) for _ in range(simulations)]
    better = [_course(dice, (base, base + lift), per_arm, days) for _ in range(simulations)]
    ways: dict[str, Finds] = {
        f"{LOOKS} planned looks, page opened daily": _at_planned_looks,
        "p < 0.05, looked at daily": _daily,
        "p < 0.05, looked at once, at the end": lambda course: _crossed(course, len(course.members) - 1),
    }
    lines = [_line(name, finds, equal, better) for name, finds in ways.items()]
    return Measured(tuple(lines), {**_splits(dice), "base": base, "lift": lift, "per_arm": per_arm})


def _course(dice: np.random.Generator, rates: tuple[float, float], per_arm: int, days: int) -> Course:
    edges = np.linspace(0, 2 * per_arm, days + 1).astype(np.int64)
    usual = dice.binomial(np.diff(edges), 0.5)
    members = np.stack([usual, np.diff(edges) - usual], axis=1)
    bought = np.stack([dice.binomial(members[:, arm], rate) for arm, rate in enumerate(rates)], axis=1)
    return Course(members.cumsum(axis=0), bought.cumsum(axis=0))


def _at_planned_looks(course: Course) -> int:
    """What the page says at the end of each day: of the looks that are due, the newest."""
    so_far = course.members.sum(axis=1)
    for look, due in enumerate(planned(int(so_far[-1]), LOOKS), start=1):
        day = int(np.searchsorted(so_far, due))
        if read(*course.tallies(day), look=look, looks=LOOKS).word in ("better", "worse"):
            return day + 1
    return 0


def _daily(course: Course) -> int:
    return next((day for day in range(1, len(course.members) + 1) if _crossed(course, day - 1)), 0)


def _crossed(course: Course, day: int) -> int:
    return day + 1 if read(*course.tallies(day), look=1, looks=1).word in ("better", "worse") else 0


def _line(name: str, finds: Finds, equal: Sequence[Course], better: Sequence[Course]) -> Line:
    false = [finds(course) > 0 for course in equal]
    found = [finds(course) for course in better]
    days = [day for day in found if day]
    values = {
        "false_winners": _share(false),
        "power": _share([day > 0 for day in found]),
        "days_to_find": float(np.mean(days)) if days else 0.0,
    }
    errors = {name: sqrt(values[name] * (1 - values[name]) / len(equal)) for name in ("false_winners", "power")}
    return Line(name, values, len(equal), errors)


def _splits(dice: np.random.Generator) -> dict[str, float]:
    """Return how often an uneven and an even split of members are flagged, and how even the hash is itself."""
    flagged = {
        name: _share([_is_flagged(int(dice.binomial(_SPLIT_OF, share))) for _ in range(_SPLITS)])
        for name, share in (("flagged_52_48", _UNEVEN), ("flagged_50_50", 0.5))
    }
    halves = (Share("usual", 5_000), Share("tried", 5_000))
    usual = sum(arm_of("salt", f"member-{number}", halves) == "usual" for number in range(_SPLIT_OF))
    is_exact = _is_flagged(round(_SPLIT_OF * _UNEVEN))
    return {**flagged, "is_52_48_flagged": float(is_exact), "share_by_hash": usual / _SPLIT_OF}


def _is_flagged(usual: int) -> bool:
    return chance_of_split((usual, _SPLIT_OF - usual), (1, 1)) < UNSOUND


def _share(told: Sequence[bool]) -> float:
    return sum(told) / len(told)
