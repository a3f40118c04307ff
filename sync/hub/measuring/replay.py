"""A log replayed for suggestions: who is asked, what the panel would have shown, and what stands beside it.

Ours is ``suggest`` itself, with a pack that the nightly training made of what came before; every member is asked at the
cut with what she had done by then. The baselines rank the same styles with the same features, each by its own weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from posapp.domain.advice.pack import Pack
from posapp.domain.advice.scoring import Scores
from posapp.domain.advice.suggesting import suggest
from sync.hub.measuring.goal import Line, Measured
from sync.hub.measuring.significance import paired_bootstrap, standard_error
from sync.hub.training import blend
from sync.hub.training.backtest import MIXES, SINGLE
from sync.hub.training.blend import Case, Floats
from sync.hub.training.past import Life

FIRST = 10
NEWEST = 80
"""As much of what she did as a till keeps of a member."""

_DISCOUNT = 1 / np.log2(np.arange(2, 4_002))
_AT_ONCE = 200

Measures = Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Asked:
    """One member at the cut: what she had done, and the places of the styles that she bought next."""

    life: Life
    bought: frozenset[int]


@dataclass
class Replay:
    """Ranks styles for members. ``only_new``: what she had bought before is neither shown nor wanted."""

    pack: Pack
    only_new: bool = False
    all_count: bool = False  # NDCG against all that she bought, not against the ten that can be shown
    hanging: Mapping[str, Sequence[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.hanging = {style.id: ("",) for style in self.pack.styles}

    def shown(self, one: Asked, *, varied: bool = False, newest: int = 0) -> list[int]:
        """Return the places of what the panel's own function shows a member, the best first."""
        found = suggest(
            self.pack, one.life[: newest or None], self.hanging, self.pack.trained,
            most=FIRST, varied=varied, only_new=self.only_new,
        )  # fmt: skip
        return [self.pack.place[suggestion.style_id] for suggestion in found]

    def judged(self, asked: Sequence[Asked], shown: Sequence[Sequence[int]]) -> Measures:
        """Return how what was shown does, for each member."""
        hits = [[place in one.bought for place in places] for one, places in zip(asked, shown, strict=True)]
        return self._measures(hits, asked)

    def baselines(self, asked: Sequence[Asked], methods: Mapping[str, Mapping[str, float]]) -> dict[str, Measures]:
        """Return how other rankings of the same styles do."""
        wanted = dict.fromkeys(blend.LEARNT, 1.0)
        listening = replace(self.pack, weights=wanted)
        vectors = {name: blend.vector(weights) for name, weights in methods.items()}
        ranks: dict[str, list[list[bool]]] = {name: [] for name in methods}
        for start in range(0, len(asked), _AT_ONCE):
            cases = [
                Case(Scores(listening, one.life, self.pack.trained), one.bought)
                for one in asked[start : start + _AT_ONCE]
            ]
            table = blend.tabulate(self.pack, cases, only_new=self.only_new)
            for name, vector in vectors.items():
                ranks[name] += [hits.tolist() for hits in table.hits(vector, FIRST)]
        return {name: self._measures(found, asked) for name, found in ranks.items()}

    def repeats_and_new(self, asked: Sequence[Asked], shown: Sequence[Sequence[int]]) -> dict[str, float]:
        """Return which share of what members bought again, and of what was new to them, was shown."""
        found, wanted = {"repeats": 0, "new": 0}, {"repeats": 0, "new": 0}
        for one, places in zip(asked, shown, strict=True):
            had = {self.pack.place.get(event.style_id) for event in one.life if event.kind == "bought"}
            for name, part in (("repeats", one.bought & had), ("new", one.bought - had)):
                wanted[name] += len(part)
                found[name] += len(part.intersection(places))
        return {f"recall_of_{name}": found[name] / wanted[name] for name in found if wanted[name]}

    def _measures(self, ranks: Sequence[Sequence[bool]], asked: Sequence[Asked]) -> Measures:
        recall, gain, hit = [], [], []
        for hits, one in zip(ranks, asked, strict=True):
            count = len(one.bought)
            ideal = _DISCOUNT[: count if self.all_count else min(count, FIRST)].sum()
            recall.append(sum(hits) / count)
            gain.append(float(_DISCOUNT[: len(hits)] @ np.asarray(hits, dtype=np.float64)) / ideal)
            hit.append(float(any(hits)))
        return {
            f"recall_at_{FIRST}": np.array(recall),
            f"ndcg_at_{FIRST}": np.array(gain),
            f"hit_rate_at_{FIRST}": np.array(hit),
        }


BASELINES: Mapping[str, Mapping[str, float]] = {
    **SINGLE,
    "P-TopFreq": {"own_count": 1.0},
    "GP-TopFreq": SINGLE["own purchases"],
    **{name: weights for name, weights in MIXES.items() if name != "fixed"},
}


def measured(ours: Measures, others: Mapping[str, Measures], figures: Mapping[str, float | int | str]) -> Measured:
    """Return the table: ours, the others, and how ours stands to the best of them by recall, with and without mixes."""
    first = f"recall_at_{FIRST}"
    lines = [_line("ours: suggest()", ours), *(_line(name, found) for name, found in others.items())]
    best = max(others, key=lambda name: float(others[name][first].mean()))
    value = float(others[best][first].mean())
    mean = float(ours[first].mean())
    unmixed = max((float(of[first].mean()) for name, of in others.items() if name not in MIXES), default=0.0)
    gain = paired_bootstrap(ours[first].tolist(), others[best][first].tolist())
    return Measured(
        tuple(lines),
        {
            "best_single_source": value,
            "best_single_source_is": best,
            "ratio_to_best_single_source": mean / value if value else 1.0,
            "best_without_mixes": unmixed,
            "ratio_to_best_without_mixes": mean / unmixed if unmixed else 1.0,
            "gain_over_best_single_source": gain.mean,
            "standard_error_of_gain": gain.standard_error,
            **figures,
        },
    )


def joined(parts: Sequence[Measures]) -> Measures:
    """Return the cases of several runs as one."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _line(method: str, found: Measures) -> Line:
    values = {name: float(each.mean()) if len(each) else 0.0 for name, each in found.items()}
    errors = {name: standard_error(each.tolist()) for name, each in found.items()}
    return Line(method, values, len(next(iter(found.values()))), errors)
