"""Goal ``fit``: is a garment in a size too small, right or too big for her, told before she wears it?

Judged are garments of which a log says how they fitted, once with one in ten drawn by chance and once with those after
a day; each time everything is learnt from the others alone, and the till's own function is asked. Nothing of the judged
line is seen but who, which style and which size.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from posapp.domain.advice.outcome import Chances
from posapp.domain.advice.sizing import Wardrobe
from posapp.domain.advice.wardrobe import outcome_of
from posapp.domain.text import Bilingual
from sync.hub.history.log import ImportedLog
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring.garments import Worn, wardrobes_of_log, worn_of
from sync.hub.measuring.goal import Line, Measured
from sync.hub.measuring.splits import cut_of, random_split
from sync.hub.training.fitting import learn_outcomes, pack_of
from sync.hub.training.garment_odds import OUTCOMES

_DRAWS = 200
_DOUBT = 10.0
_LEAST = 20
"""Fewer judged garments measure nothing."""

Table = NDArray[np.float64]

OURS, GARMENT, CATEGORY = "till", "garment's own rate", "category's rate"

_GARMENTS = Bilingual(
    f"至少 {_LEAST} 件会员的、有尺码和试穿结果（偏小、合身、偏大）的商品",
    f"{_LEAST} garments of members with a size and what became of them (too_small, kept, too_big)",
)
_THREE_WORDS = Bilingual(
    "切分日之前和之后都有偏小、合身、偏大三种结果", "small, fit and large both before the cut and after it"
)
_KNOWN_STYLES = Bilingual(
    "至少 1 件切分日后的、之前见过的款", "1 garment after the cut of a style that was there before"
)
_WORDS = 3
"""Small, fit and large: each has to be said before the cut and after it."""


def measure(log: ImportedLog) -> Measured:
    """Measure by chance and by time."""
    settings = log.description.goal("fit")
    worn = [one for one in worn_of(log) if one.verdict is not None and outcome_of(one) is not None]
    if len(worn) < _LEAST:
        raise LogUnreadable("too_little", goal="fit", needed=_GARMENTS, found=len(worn))
    cut = cut_of(log, settings)
    before, after = [w for w in worn if w.at_ms < cut], [w for w in worn if w.at_ms >= cut]
    words = min(len({outcome_of(one) for one in part}) for part in (before, after))
    if words < _WORDS:
        raise LogUnreadable("too_little", goal="fit", needed=_THREE_WORDS, found=words)
    by_time = _judged(log, before, after, worn)
    drawn = []
    for seed in settings.seeds():
        split = random_split(len(worn), seed)
        drawn.append(_judged(log, [worn[i] for i in split.training], [worn[i] for i in split.test], worn))
    lines = []
    for method in (OURS, GARMENT, CATEGORY):
        values = {"auc_random": fmean(one.auc(method) for one in drawn), "auc_time": by_time.auc(method)}
        errors = {"auc_random": fmean(one.error(method) for one in drawn), "auc_time": by_time.error(method)}
        lines.append(Line(method, values, len(by_time.members), errors))
    return Measured(tuple(lines), _figures(by_time, drawn))


def _figures(by_time: Judged, drawn: Sequence[Judged]) -> dict[str, float | int | str]:
    return {
        "auc_time_with_history": by_time.of(by_time.has_history).auc(OURS),
        "auc_time_without_history": by_time.of(~by_time.has_history).auc(OURS),
        "auc_random_with_history": fmean(one.of(one.has_history).auc(OURS) for one in drawn),
        "n_random": len(drawn[0].members),
        "n_with_history": int(by_time.has_history.sum()),
    }


class Judged:
    """What each method said of the judged garments, and what came true."""

    def __init__(
        self, members: NDArray[np.int64], outcome: NDArray[np.int64], has_history: NDArray[np.bool_],
        said: Mapping[str, Table],
    ) -> None:  # fmt: skip
        self.members = members
        self.outcome = outcome
        self.has_history = has_history
        self.said = said

    def of(self, places: NDArray[np.bool_]) -> Judged:
        """Return some of them."""
        said = {method: table[places] for method, table in self.said.items()}
        return Judged(self.members[places], self.outcome[places], self.has_history[places], said)

    def auc(self, method: str) -> float:
        """Return the average one-against-rest AUC of a method."""
        return _auc(self.said[method], self.outcome, np.ones(len(self.outcome)))

    def error(self, method: str) -> float:
        """Return its standard error: members drawn again and again."""
        dice = np.random.default_rng(7)
        count = int(self.members.max()) + 1
        draws = (np.bincount(dice.integers(0, count, count), minlength=count) for _ in range(_DRAWS))
        return float(
            np.std([_auc(self.said[method], self.outcome, drawn[self.members].astype(float)) for drawn in draws])
        )


def _judged(log: ImportedLog, known: Sequence[Worn], asked: Sequence[Worn], offered_by: Sequence[Worn]) -> Judged:
    wardrobes = wardrobes_of_log(log, known, offered_by)
    pack = pack_of(wardrobes, learn_outcomes(wardrobes))
    asked = [one for one in asked if one.style_id in pack.place]
    if not asked:
        raise LogUnreadable("too_little", goal="fit", needed=_KNOWN_STYLES, found=0)
    said: dict[str, list[Sequence[float]]] = {OURS: [], GARMENT: [], CATEGORY: []}
    categories = {style.id: style.category for style in wardrobes.styles.values()}
    rates = {
        GARMENT: _rates(known, lambda one: one.style_id),
        CATEGORY: _rates(known, lambda one: categories[one.style_id]),
    }
    has_history = []
    for one in asked:
        life = wardrobes.lives.get(one.member, ())
        has_history.append(bool(life))
        outcome = Wardrobe(pack, life, one.at_ms).outcome(one.style_id, one.size)
        said[OURS].append(outcome if outcome is not None else Chances(1 / 3, 1 / 3, 1 / 3))
        said[GARMENT].append(rates[GARMENT][one.style_id])
        said[CATEGORY].append(rates[CATEGORY][categories[one.style_id]])
    return Judged(
        np.unique([one.member for one in asked], return_inverse=True)[1].astype(np.int64),
        np.array([_place(one) for one in asked]),
        np.array(has_history, dtype=np.bool_),
        {method: np.array(rows) for method, rows in said.items()},
    )


def _place(one: Worn) -> int:
    outcome = outcome_of(one)
    assert outcome is not None
    return OUTCOMES.index(outcome)


def _rates(known: Sequence[Worn], key: Callable[[Worn], str]) -> Mapping[str, tuple[float, ...]]:
    """Return the three rates of each key, drawn towards those of all; unknown keys have those of all."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in known:
        counts[key(one)][_place(one)] += 1
    whole = max(len(known), 1)
    base = [sum(count[i] for count in counts.values()) / whole for i in range(3)]
    return defaultdict(
        lambda: tuple(base),
        {k: tuple((n + _DOUBT * b) / (sum(found) + _DOUBT) for n, b in zip(found, base, strict=True))
         for k, found in counts.items()},
    )  # fmt: skip


def _auc(said: Table, outcome: NDArray[np.int64], weights: NDArray[np.float64]) -> float:
    """Return the average over the outcomes that occur of the chance that a case of it is ranked above another.

    Of no cases, and of cases that all came out alike, it is a half.
    """
    found: list[float] = []
    if not len(outcome):
        return 0.5
    for k in range(len(OUTCOMES)):
        _, rank = np.unique(said[:, k], return_inverse=True)
        is_it = outcome == k
        hits = np.bincount(rank[is_it], weights[is_it], minlength=int(rank.max()) + 1)
        others = np.bincount(rank[~is_it], weights[~is_it], minlength=int(rank.max()) + 1)
        if hits.sum() > 0 and others.sum() > 0:
            below = np.cumsum(others) - others / 2
            found.append(float((hits * below).sum() / hits.sum() / others.sum()))
    return fmean(found) if found else 0.5
