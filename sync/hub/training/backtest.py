"""Which blend serves this chain: every candidate has to prove itself on a period that it was not fitted on.

The logistic blend stands beside every single source and the plain mixes that shops have used for long. It is drawn
towards the mix that does well in most shops, or towards the one with the best places in two periods where that is
clearly ahead in both: what was best in one alone may be its fashion. Where hits are too rare for two periods to tell,
eight of them do together.
How strongly, up to that one alone, is chosen in the same way, of what is fitted on either period and judged on the
other. How fast purchases fade is what they alone foretell.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

import numpy as np

from posapp.domain.advice.pack import Pack
from posapp.domain.advice.scoring import Scores
from posapp.domain.clock import DAY
from sync.hub.training import blend, counting
from sync.hub.training.blend import FIXED, FIXED_DISLIKE, Blend, Case, Table
from sync.hub.training.past import ChainPast, Life, kept_of

MOST_MEMBERS = 500
_LEAST_MEMBERS = 60
_HALF_LIVES = (4.0, 8.0, 15.0, 30.0, 60.0, 120.0, 240.0)
_RIDGES = (250.0, 2.0)
"""How strongly a blend is drawn towards the best plain mix: so that it hardly leaves it, and lightly."""

_ALONE = 1e9
"""So strongly that it is the plain mix itself."""

PERIODS = 8
"""So many periods are looked at together where two do not tell."""

_LEAST_PERIODS = 4
_MOST_BEHIND = 1 / 3
"""What is clearly ahead over many periods may have been behind in so many of them; more is a fashion of the others."""

Candidate = TypeVar("Candidate")

_USUAL_HALF_LIFE = 60.0
_TOP = 10

_TIE = 0.01
"""A pinch of popularity, so that equals are not ranked by chance."""

SINGLE: Mapping[str, Mapping[str, float]] = {
    "popularity, all time": {"sold_ever": 1.0},
    "popularity, 28 days": {"sold_month": 1.0},
    "popularity, 7 days": {"sold_week": 1.0},
    "popularity, newest visits": {"sold_newest": 1.0},
    "own purchases": {"own_count": 1.0, "sold_ever": _TIE},
    "own purchases, fading": {"own_recent": 1.0, "sold_ever": _TIE},
    "item neighbours": {"together": 1.0, "sold_ever": _TIE},
    "EASE": {"leads": 1.0, "sold_ever": _TIE},
    "EASE × trend": {"leads_trend": 1.0, "sold_ever": _TIE},
}
"""Single sources, as weights of the same features."""

MIXES: Mapping[str, Mapping[str, float]] = {
    "own purchases and popularity": {"own_count": 4.0, "share": 0.5, "sold_ever": 1.0},
    "own purchases, fading, and newest visits": {"own_recent": 1.0, "share": 3.0, "sold_newest": _TIE},
    "EASE and newest visits": {"leads": 3.0, "share": 1.0},
    "EASE, item neighbours and newest visits": {"leads": 2.0, "together": 1.0, "sold_newest": 2.0},
    "EASE, its trend, likeness and newest visits": {"leads": 1.0, "leads_trend": 1.0, "taste": 1.0, "share": 1.0},
    "fixed": FIXED,
}

ALL_ROUND = "EASE, its trend, likeness and newest visits"
"""What is leant on unless another is clearly ahead: over the periods of unlike shops it was near the best of each."""


@dataclass(frozen=True, slots=True)
class Window:
    """A pack as of a cut, and what members did on their next visit within the period after it."""

    pack: Pack
    lives: Mapping[str, Life]
    bought: Mapping[str, frozenset[int]]
    only_new: bool = False  # what she had bought before is neither wanted nor a candidate

    def of(self, members: Iterable[str]) -> Window:
        """Return what some of the members did."""
        return replace(self, bought={member: self.bought[member] for member in members if member in self.bought})

    def tabulate(self, cases: Sequence[Case]) -> Table:
        """Return the candidates of cases."""
        return blend.tabulate(self.pack, cases, only_new=self.only_new)

    def cases(self, half_life_days: float) -> list[Case]:
        """Return the cases of members who bought something that may still be suggested, scored with a half-life."""
        pack = replace(self.pack, weights=dict.fromkeys(blend.LEARNT, 1.0), half_life_days=half_life_days)
        found = []
        for member in self.bought:
            scores = Scores(pack, self.lives[member], pack.trained)
            if bought := self.bought[member] - scores.owned:
                found.append(Case(scores, bought))
        return found


def window_at(
    pack: Pack,
    past: ChainPast,
    cut: int,
    until: int,
    most: int = MOST_MEMBERS,
    *,
    only_new: bool = False,
    seed: int = 7,
) -> Window:
    """Return what up to ``most`` members of whom something is known bought on their first visit in a period.

    They are drawn by chance. One who never came before says nothing of how to listen to those who did.
    ``only_new``: those members who bought something that they had never bought, and that alone.
    """
    visits = counting.visits_between(past.events, cut, until).to_pyarrow().to_pylist()
    came = sorted((row["member_id"], row["first_ms"]) for row in visits if row["member_id"] in past.lives)
    random.Random(seed).shuffle(came)
    lives: dict[str, Life] = {}
    bought: dict[str, frozenset[int]] = {}
    for member, first in came:
        life = past.lives[member]
        before = [one for one in life if one.at_ms < cut]
        if not before:
            continue
        taken = {place for style_id in next_visit(life, first) if (place := pack.place.get(style_id)) is not None}
        if only_new:
            taken -= {pack.place.get(one.style_id, -1) for one in before if one.kind == "bought"}
        if taken:
            lives[member], bought[member] = before, frozenset(taken)
            if len(bought) == most:
                break
    return Window(pack, lives, bought, only_new)


def next_visit(life: Life, first_ms: int) -> set[str]:
    """Return the styles that a member bought on the visit of an instant."""
    refs = {one.ref for one in life if one.kind == "bought" and one.at_ms == first_ms}
    return {
        one.style_id
        for one in life
        if one.kind == "bought" and (one.at_ms == first_ms or (one.ref and one.ref in refs and one.at_ms >= first_ms))
    }


def choose_blend(earlier: Window, last: Window, further: Iterable[Window] = ()) -> Blend:
    """Fit on each of two periods, prove on the other one, and fit what proved best on both again.

    The blend is drawn towards the plain mix with the best places, strongly or lightly; where neither does as well as
    that mix in both periods, it stands alone. Where the earlier period has too few members, the last one is halved.
    ``further`` are periods before both, the newest first; they are made only where the two do not tell.
    """
    half_life = half_life_of(last.pack, ((last.lives[member], last.bought[member]) for member in last.bought))
    cases = last.cases(half_life)
    if len(cases) < _LEAST_MEMBERS:
        return Blend(FIXED, FIXED_DISLIKE, half_life, {"members": len(cases)})
    before = earlier.cases(half_life)
    if len(before) >= _LEAST_MEMBERS:
        fitting, proving = earlier.tabulate(before), last.tabulate(cases)
    else:
        middle = len(cases) // 2
        fitting, proving = last.tabulate(cases[:middle]), last.tabulate(cases[middle:])
    before_both = _tables(further, half_life, PERIODS - 2)
    weights, dislike, notes = prove(fitting, proving, {**SINGLE, **MIXES}, ALL_ROUND, before_both)
    return Blend({**weights, "cheaper": FIXED["cheaper"]}, dislike, half_life, {"members": float(len(cases)), **notes})


def _tables(windows: Iterable[Window], half_life: float, most: int) -> Iterator[Table]:
    """Yield the candidates of up to so many periods, one at a time, until one has too few members."""
    for window in islice(windows, most):
        cases = window.cases(half_life)
        if len(cases) < _LEAST_MEMBERS:
            return
        yield window.tabulate(cases)


def prove(
    fitting: Table,
    proving: Table,
    plain: Mapping[str, Mapping[str, float]],
    usual: str = "",
    further: Iterable[Table] = (),
) -> tuple[dict[str, float], float, dict[str, float]]:
    """Return the weights that serve best, that of dislike, and what every candidate reached while proving itself.

    ``usual`` is the plain mix that is leant on unless another is clearly ahead of it in both periods, or over these
    and ``further`` ones, which are read only if it is not.
    """
    vectors = {name: blend.vector(weights, FIXED_DISLIKE * (weights is FIXED)) for name, weights in plain.items()}
    fitted, proved = (
        {name: table.recall(each, _TOP) for name, each in vectors.items()} for table in (fitting, proving)
    )
    best = _steadiest(fitted, proved)
    if usual and not all(_is_clear(found[best] - found[usual]) for found in (fitted, proved)):
        looked_back = ({name: table.recall(each, _TOP) for name, each in vectors.items()} for table in further)
        best = _clear_over([proved, fitted, *looked_back], usual)
    forward, back = (
        {ridge: proof.recall(blend.logistic(fit, vectors[best], ridge), _TOP) for ridge in _RIDGES}
        for fit, proof in ((fitting, proving), (proving, fitting))
    )
    gains = {
        ridge: (float(np.mean(back[ridge] - fitted[best])), float(np.mean(forward[ridge] - proved[best])))
        for ridge in _RIDGES
    }
    held = {ridge: sum(of_both) for ridge, of_both in gains.items() if min(of_both) >= 0}
    ridge = max(held, key=lambda ridge: held[ridge], default=_ALONE)
    found = vectors[best]
    if ridge != _ALONE:
        found = blend.logistic(blend.together(fitting, proving), found, ridge)
    notes = {name: round(float(np.mean(shares)), 4) for name, shares in proved.items()}
    notes |= {"blend": round(max(float(np.mean(shares)) for shares in forward.values()), 4), "ridge": ridge}
    weights = {name: round(float(found[i]), 4) for i, name in enumerate(blend.LEARNT)}
    return weights, round(float(found[-1]), 4), notes


def _steadiest(*periods: Mapping[Candidate, blend.Floats]) -> Candidate:
    """Return the candidate with the best places over the periods; of equals the one that is least behind in either.

    Places, and not recall: in one period of a fashion a single candidate may reach several times what others do.
    """
    places = dict.fromkeys(periods[0], 0)
    for found in periods:
        means = {name: float(np.mean(recall)) for name, recall in found.items()}
        for name, mean in means.items():
            places[name] += sum(other > mean for other in means.values())
    first = [name for name in places if places[name] == min(places.values())]
    return _least_behind(*({name: found[name] for name in first} for found in periods))


def _least_behind(*periods: Mapping[Candidate, blend.Floats]) -> Candidate:
    """Return the candidate whose worst share of a period's best is largest: the next period may be like either."""
    shares = dict.fromkeys(periods[0], 1.0)
    for found in periods:
        means = {name: float(np.mean(recall)) for name, recall in found.items()}
        best = max(means.values()) or 1.0
        shares = {name: min(share, means[name] / best) for name, share in shares.items()}
    return max(shares, key=lambda name: shares[name])


def _clear_over(periods: Sequence[Mapping[str, blend.Floats]], usual: str) -> str:
    """Return the candidate with the best mean recall over the periods, if it is clearly ahead of the usual one.

    In a shop where few purchases can be foretold at all, two periods are as many hits as chance gives. Clearly: by more
    than two standard errors over all members, and behind in a third of the periods at most. Few periods are no more
    than the last two, which did not tell.
    """
    if len(periods) < _LEAST_PERIODS:
        return usual
    best = max(periods[0], key=lambda name: math.fsum(float(found[name].mean()) for found in periods))
    gains = [found[best] - found[usual] for found in periods]
    mean = math.fsum(float(gain.mean()) for gain in gains)
    error = math.sqrt(math.fsum(float(gain.var()) / len(gain) for gain in gains))
    behind = sum(float(gain.mean()) < 0 for gain in gains)
    return best if mean > 2 * error and behind <= _MOST_BEHIND * len(periods) else usual


def _is_clear(gain: blend.Floats) -> bool:
    """Tell whether members gained more than chance gives: two standard errors."""
    return float(gain.mean()) > 2 * float(gain.std()) / math.sqrt(len(gain))


def half_life_of(pack: Pack, asked: Iterable[tuple[Life, frozenset[int]]]) -> float:
    """Return how fast purchases fade where they alone foretell best what members buy again.

    ``asked`` are members' lives before the pack was trained, with the places of what they bought since.
    """
    shares = dict.fromkeys(_HALF_LIVES, 0.0)
    for life, bought in asked:
        ages: dict[int, list[float]] = {}
        for one in kept_of(life):
            place = pack.place.get(one.style_id)
            if place is not None:
                ages.setdefault(place, []).append(max(pack.trained - one.at_ms, 0) / DAY)
        if not bought.isdisjoint(ages):
            for days in _HALF_LIVES:
                speaks = {place: sum(0.5 ** (age / days) for age in of) for place, of in ages.items()}
                first = sorted(speaks, key=lambda place: (-speaks[place], place))[:_TOP]
                shares[days] += len(bought.intersection(first)) / len(bought)
    return max(shares, key=lambda days: (shares[days], -abs(days - _USUAL_HALF_LIFE)))
