"""What a planned look says: too early, no difference, better or worse by so much; and whether the arms are sound.

The manager may open the page every day: what it says changes only at a planned look, and a look, once taken, stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Literal

from posapp.domain.experiments.bounds import obrien_fleming

Word = Literal["too_early", "no_difference", "better", "worse"]

UNSOUND = 0.001
"""A split that chance brings about less often than this was not chance: a till did not obey, or did not count."""


@dataclass(frozen=True, slots=True)
class Tally:
    """An arm at a look: its members, and how many of them bought what they were shown."""

    members: int
    bought: int

    @property
    def rate(self) -> float:
        """Return the share that bought; 0 of nobody."""
        return self.bought / self.members if self.members else 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a look says of the list that is tried against the usual one.

    ``difference`` is how much larger its share of buyers is. ``low`` and ``high`` hold the true difference in 95 of 100
    experiments, however many looks were taken (a repeated confidence interval): they are the bound of this look wide.
    """

    word: Word
    difference: float
    low: float
    high: float
    z: float
    bound: float


def planned(members: int, looks: int) -> tuple[int, ...]:
    """Return after how many members in both arms together each look is due; the last is ``members``."""
    return tuple(-(-members * look // looks) for look in range(1, looks + 1))


def read(usual: Tally, tried: Tally, look: int, looks: int) -> Reading:
    """Read look ``look`` (from 1) of so many."""
    bound = obrien_fleming(looks)[look - 1]
    difference = tried.rate - usual.rate
    z = _z(usual, tried)
    spread = sqrt(_variance(usual) + _variance(tried))
    word: Word = "too_early" if look < looks else "no_difference"
    if abs(z) >= bound:
        word = "better" if z > 0 else "worse"
    return Reading(word, difference, difference - bound * spread, difference + bound * spread, z, bound)


def _z(usual: Tally, tried: Tally) -> float:
    """Return the difference in standard errors, with the share of both together (as if they did not differ)."""
    members = usual.members + tried.members
    if not usual.members or not tried.members:
        return 0.0
    pooled = (usual.bought + tried.bought) / members
    variance = pooled * (1 - pooled) * (1 / usual.members + 1 / tried.members)
    return (tried.rate - usual.rate) / sqrt(variance) if variance > 0 else 0.0


def _variance(arm: Tally) -> float:
    return arm.rate * (1 - arm.rate) / arm.members if arm.members else 0.0


def chance_of_split(members: Sequence[int], shares: Sequence[int]) -> float:
    """Return how often chance splits members as unevenly between two arms as these (χ² with one degree of freedom).

    ``shares`` are those that were planned, in any unit.
    """
    everybody, whole = sum(members), sum(shares)
    if not everybody:
        return 1.0
    expected = [everybody * share / whole for share in shares]
    chi2 = sum((seen - due) ** 2 / due for seen, due in zip(members, expected, strict=True))
    return erfc(sqrt(chi2 / 2))
