"""The goal ``churn``: who comes again after the cut, told from what stood before it.

``[goals.churn]``: ``cut`` or ``last_days`` say from which day on is judged; ``horizon_days`` for how long, else to
the end of the log. Members who bought before the cut are asked. Ours is the chance that the member panel shows, out of
the models as a pack carries them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from posapp.domain.advice.member_models import MemberModels, read_models, write_models
from posapp.domain.advice.rhythm import Visits, day_of, rhythm_of
from posapp.domain.advice.segments import Standing
from posapp.domain.text import Bilingual
from sync.hub.history.log import ImportedLog
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring.days import day_offset, end_of
from sync.hub.measuring.goal import Line, Measured
from sync.hub.measuring.splits import cut_of
from sync.hub.training.standing import learn_standing, lives_in

Floats = NDArray[np.float64]

_DECILES = 10
_DRAWS = 200

_ENOUGH = Bilingual(
    "切分日前同样长的一段里至少 200 位会员，其中 30 位再来、30 位没有再来，切分日后两种也都要有",
    "200 members in as long a time before the cut, 30 who came again and 30 who did not, and both after the cut",
)


def measure(log: ImportedLog) -> Measured:
    """Learn before the cut and ask of every member known by then. Raises ``LogUnreadable`` for too small a log."""
    settings = log.description.goal("churn")
    offset = day_offset(log)
    cut_ms = cut_of(log, settings, default_days=60)
    cut = day_of(cut_ms, offset)
    end = min(cut + settings.whole("horizon_days", 10**6, least=1), end_of(log))
    lives = lives_in(log.events, offset)
    known = [(life, visits) for _, life in sorted(lives.items()) if (visits := life.before(cut)) is not None]
    came = np.array([life.came(cut, end) for life, _ in known])
    models = read_models(write_models(learn_standing(lives, cut_ms, max(end - cut, 1), offset)))
    if models.churn is None or not came.any() or came.all():
        again = int(came.sum())
        found = Bilingual(
            f"{len(known)} 位，其中切分日后 {again} 位再来、{len(known) - again} 位没有",
            f"{len(known)} members, of whom {again} came after the cut and {len(known) - again} did not",
        )
        raise LogUnreadable("too_little", goal="churn", needed=_ENOUGH, found=found)
    today = cut - 1
    everybody = [visits for _, visits in known]
    chances = np.array([models.churn.chance(visits, today) for visits in everybody])
    others = _baselines(models, everybody, today)
    lines = [_line("ours: logistic of 8 features", chances, came, chances)]
    lines += [_line(name, scores, came) for name, scores in others.items()]
    best = max((line for line in lines[1:]), key=lambda line: line.values["auc"])
    return Measured(
        tuple(lines),
        {
            "best_single_source": best.values["auc"],
            "best_single_source_is": best.method,
            "horizon_days": end - cut,
            "share_who_came": float(came.mean()),
            "mean_chance": float(chances.mean()),
            **_by_risk(models, everybody, today, came),
        },
    )


def _baselines(models: MemberModels, everybody: Sequence[Visits], today: int) -> Mapping[str, Floats]:
    cuts, churn = models.cuts, models.churn
    found = {
        "recency": np.array([float(visits.days[-1]) for visits in everybody]),
        "frequency": np.array([float(len(visits.days)) for visits in everybody]),
    }
    if cuts is not None:
        scores = [cuts.scores(Standing(today - one.days[-1], len(one.days), one.spent_fen)) for one in everybody]
        found["RFM, sum of fifths"] = np.array([float(s.recency + s.frequency + s.money) for s in scores])
    if churn is not None:
        weeks = churn.horizon_days / 7
        found["BG/NBD, visits expected"] = np.array(
            [churn.purchases.expected(visits.buying(today), weeks) for visits in everybody]
        )
    return found


def _line(method: str, scores: Floats, came: NDArray[np.bool_], chances: Floats | None = None) -> Line:
    area, error = auc(scores, came)
    values, errors = {"auc": area}, {"auc": error}
    if chances is not None:
        dice = np.random.default_rng(7)
        drawn = [dice.integers(0, len(came), len(came)) for _ in range(_DRAWS)]
        values["calibration_error"] = calibration_error(chances, came)
        errors["calibration_error"] = float(np.std([calibration_error(chances[d], came[d]) for d in drawn]))
    return Line(method, values, len(came), errors)


def _by_risk(
    models: MemberModels, everybody: Sequence[Visits], today: int, came: NDArray[np.bool_]
) -> Mapping[str, float | int]:
    """Return how many of each risk the panel names, and the share of them who came all the same."""
    risks = [rhythm.risk if (rhythm := rhythm_of(one, today, models.churn)) else "" for one in everybody]
    found: dict[str, float | int] = {}
    for risk in ("low", "medium", "high"):
        of_it = came[[one == risk for one in risks]]
        found[f"{risk}_risk_members"] = len(of_it)
        if len(of_it):
            found[f"{risk}_risk_came"] = float(of_it.mean())
    return found


def auc(scores: Floats, labels: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the area under the curve and its standard error (DeLong, DeLong and Clarke-Pearson 1988)."""
    ours, theirs = np.sort(scores[labels]), np.sort(scores[~labels])
    above = (np.searchsorted(theirs, ours, "left") + np.searchsorted(theirs, ours, "right")) / 2 / len(theirs)
    below = 1 - (np.searchsorted(ours, theirs, "left") + np.searchsorted(ours, theirs, "right")) / 2 / len(ours)
    spread = sum(float(part.var(ddof=1)) / len(part) for part in (above, below) if len(part) > 1)
    return float(above.mean()), spread**0.5


def calibration_error(chances: Floats, labels: NDArray[np.bool_]) -> float:
    """Return the mean over tenths of the members, by their chance, of how far it lies from the share who came."""
    order = np.argsort(chances, kind="stable")
    tenths = [tenth for tenth in np.array_split(order, _DECILES) if len(tenth)]
    return float(np.mean([abs(chances[tenth].mean() - labels[tenth].mean()) for tenth in tenths]))
