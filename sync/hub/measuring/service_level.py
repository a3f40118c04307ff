"""``service-level``: in how many lead times does nothing run out, and how many pieces does that take?

A level is what hangs there when a lead time of ``lead`` periods begins. ``service`` is the share of lead times in which
no more was asked for; ``level`` the mean pieces; ``fill`` the share of pieces that were there when asked for. Lines
that never sold before an instant have no level there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import NormalDist

import numpy as np

from sync.hub.forecast.foretelling import foretell
from sync.hub.forecast.series import Floats, SalesSeries
from sync.hub.forecast.smoothing import ses
from sync.hub.history.log import ImportedLog
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring.goal import Line, Measured
from sync.hub.measuring.sold import SOLD_ONCE, judged_series, origins

_SLOW = 0.1


def measure(log: ImportedLog) -> Measured:
    """Judge the levels of the stock desk for ``nominal`` percent, and usual rules beside them."""
    settings = log.description.goal("service-level")
    lead, nominal = settings.whole("lead", 2, least=1), settings.between("nominal", 95, 0, 100) / 100
    series = judged_series(log, settings, lead)
    enough: dict[str, list[Floats]] = {}
    pieces: dict[str, list[Floats]] = {}
    there: dict[str, float] = {}
    asked = 0.0
    for origin in origins(series, settings, lead):
        known = series.before(origin)
        came = series.pieces[series.since < origin, origin : origin + lead].sum(axis=1)
        has_sold = known.has_sold
        known, came = known.only(has_sold), came[has_sold]
        levels = {"ours": foretell(known, lead, nominal).lasting(lead)}
        levels |= {name: rule(known, lead, nominal) for name, rule in RULES.items()}
        for name, level in levels.items():
            enough.setdefault(name, []).append((came <= level).astype(np.float64))
            pieces.setdefault(name, []).append(level)
            there[name] = there.get(name, 0.0) + float(np.minimum(came, level).sum())
        asked += float(came.sum())
    if not asked:
        raise LogUnreadable("too_little", goal="service-level", needed=SOLD_ONCE, found=0)
    mean = {name: float(np.concatenate(found).mean()) for name, found in pieces.items()}
    return Measured(
        tuple(_line(name, np.concatenate(found), mean[name], there[name] / asked) for name, found in enough.items()),
        {"nominal": nominal, "level_ratio": mean["ours"] / mean["normal curve"]},
    )


def normal(series: SalesSeries, lead: int, nominal: float) -> Floats:
    """Return the textbook's level: mean plus so many standard deviations, in whole pieces."""
    mean = ses(series, _SLOW) * lead
    spread = series.pieces.std(axis=1, ddof=1) * np.sqrt(lead)
    level: Floats = np.ceil(mean + NormalDist().inv_cdf(nominal) * spread - 1e-9)
    return level


def seen(series: SalesSeries, lead: int, nominal: float) -> Floats:
    """Return what would have sufficed for that share of the past's spans."""
    spans = np.lib.stride_tricks.sliding_window_view(series.pieces, lead, axis=1).sum(axis=-1)
    found: Floats = np.quantile(spans, nominal, axis=1, method="higher")
    return found


def twice(series: SalesSeries, lead: int, nominal: float) -> Floats:
    """Return twice the mean, whatever was wanted."""
    doubled: Floats = np.ceil(2 * ses(series, _SLOW) * lead - 1e-9)
    return doubled


RULES: Mapping[str, Callable[[SalesSeries, int, float], Floats]] = {
    "normal curve": normal,
    "spans of the past": seen,
    "twice the mean": twice,
}


def _line(name: str, enough: Floats, level: float, fill: float) -> Line:
    error = float(enough.std(ddof=1) / np.sqrt(len(enough))) if len(enough) > 1 else 0.0
    values = {"service": float(enough.mean()), "level": level, "fill": fill}
    return Line(name, values, len(enough), {"service": error})
