"""The goal ``clv``: how often members buy after the cut and what they bring, forecast from what stood before it.

``[goals.clv]``: ``cut`` or ``last_days`` say from which day on is judged, to the end of the log. The parameters of
BG/NBD are printed with the logarithm of the likelihood, so that they can be laid beside published ones.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from posapp.domain.advice.lifetime import WEEK_DAYS
from posapp.domain.advice.member_models import MemberModels
from posapp.domain.advice.rhythm import Visits, day_of
from posapp.domain.text import Bilingual
from sync.hub.history.log import ImportedLog
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring.days import day_offset, end_of
from sync.hub.measuring.goal import Line, Measured
from sync.hub.measuring.significance import standard_error
from sync.hub.measuring.splits import cut_of
from sync.hub.training.churn import Life
from sync.hub.training.lifetime import Fitted, fit_amounts, fit_purchases
from sync.hub.training.standing import lives_in

Floats = NDArray[np.float64]

_ENOUGH = Bilingual(
    "切分日前至少 50 位会员，有人不止一次购买", "50 members before the cut, some of whom bought more than once"
)


def measure(log: ImportedLog) -> Measured:
    """Fit before the cut and forecast each member. Raises ``LogUnreadable`` for too small a log."""
    offset = day_offset(log)
    cut = day_of(cut_of(log, log.description.goal("clv"), default_days=90), offset)
    end = end_of(log)
    lives = lives_in(log.events, offset)
    known = [(life, visits) for _, life in sorted(lives.items()) if (visits := life.before(cut)) is not None]
    everybody = [visits for _, visits in known]
    today, weeks = cut - 1, (end - cut) / WEEK_DAYS
    fitted = fit_purchases([visits.buying(today) for visits in everybody])
    if fitted is None:
        raise LogUnreadable("too_little", goal="clv", needed=_ENOUGH, found=len(known))
    models = MemberModels(
        purchases=fitted.model,
        amounts=fit_amounts([len(one.days) for one in everybody], [one.spent_fen / len(one.days) for one in everybody]),
    )
    came = np.array([sum(cut <= day for day in life.days) for life, _ in known], dtype=float)
    spent = np.array([_spent_from(life, cut) for life, _ in known], dtype=float)
    worths = [models.value(visits, today, weeks) for visits in everybody]
    forecast = np.array([fitted.model.expected(one.buying(today), weeks) for one in everybody])
    fen = np.array([worth.fen if worth is not None else 0.0 for worth in worths])
    often = np.array([_own_rate(one, today) * weeks for one in everybody])
    means = np.array([one.spent_fen / len(one.days) for one in everybody])
    mean_rate = float(often.mean())
    return Measured(
        (
            _line("ours: BG/NBD, gamma-gamma", forecast, came, fen if models.amounts is not None else None, spent),
            _line("her own rate goes on", often, came, often * means, spent),
            _line("everybody at the mean rate", np.full(len(came), mean_rate), came, mean_rate * means, spent),
        ),
        {**_parameters(fitted), **_amounts(models), "bought_after": float(came.sum()), "weeks": weeks},
    )


def _line(method: str, visits: Floats, came: Floats, fen: Floats | None, spent: Floats) -> Line:
    missed = np.abs(visits - came)
    values = {"forecast": float(visits.sum()), "mae": float(missed.mean())}
    errors = {"mae": standard_error(missed.tolist())}
    if fen is not None:
        off = np.abs(fen - spent) / 100
        values |= {"spend_forecast": float(fen.sum()) / 100, "spend_mae": float(off.mean())}
        errors["spend_mae"] = standard_error(off.tolist())
    return Line(method, values, len(came), errors)


def _own_rate(visits: Visits, today: int) -> float:
    """Return her repeats a week since her first day."""
    buying = visits.buying(today)
    return buying.repeats / buying.known if buying.known > 0 else 0.0


def _spent_from(life: Life, cut: int) -> int:
    return sum(fen for day, fen in life.moved if day >= cut)


def _parameters(fitted: Fitted) -> Mapping[str, float]:
    model = fitted.model
    return {
        "r": model.r,
        "alpha": model.alpha,
        "a": model.a,
        "b": model.b,
        "log_likelihood": fitted.log_likelihood,
    }


def _amounts(models: MemberModels) -> Mapping[str, float]:
    found = models.amounts
    return {} if found is None else {"p": found.p, "q": found.q, "v_fen": found.v}
