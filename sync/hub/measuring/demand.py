"""``demand``: how far from the truth is what each article is expected to sell, by the forecasts of the stock desk?

RMSSE: the root mean squared error of each line over the horizon, divided by that of "the same as last time" in its own
past; the mean over all lines. ``bias``: pieces foretold / pieces sold - 1, over all lines, those without a scale too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from sync.hub.forecast.backtest import rmsse
from sync.hub.forecast.foretelling import Foretold, foretell
from sync.hub.forecast.series import Floats, SalesSeries
from sync.hub.forecast.smoothing import mean_of_recent, roughness, ses, tsb
from sync.hub.history.log import ImportedLog
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring.goal import Line, Measured
from sync.hub.measuring.sold import SOLD_ONCE, judged_series, origins

_SLOW = 0.1


def measure(log: ImportedLog) -> Measured:
    """Foretell ``horizon`` periods from each of the origins in the last ``test`` periods."""
    settings = log.description.goal("demand")
    horizon = settings.whole("horizon", 4, least=1)
    series = judged_series(log, settings, horizon)
    errors: dict[str, list[Floats]] = {}
    foretold: dict[str, float] = {}
    sold = inside = lines = 0.0
    for origin in origins(series, settings, horizon):
        known = series.before(origin)
        came = series.pieces[series.since < origin, origin : origin + horizon]
        scale = roughness(known)
        told = scale > 0
        ours = foretell(known, horizon)
        for name, said in {"ours": ours.mean, **{name: method(known) for name, method in BASELINES.items()}}.items():
            errors.setdefault(name, []).append(rmsse(came[told], said[told], scale[told]))
            foretold[name] = foretold.get(name, 0.0) + float(said.sum()) * horizon
        sold += float(came.sum())
        inside += _inside(ours, came)
        lines += len(came)
    if not sold or not len(np.concatenate(errors["ours"])):
        raise LogUnreadable("too_little", goal="demand", needed=SOLD_ONCE, found=0)
    return Measured(
        tuple(_line(name, np.concatenate(found), foretold[name] / sold - 1) for name, found in errors.items()),
        {"in_band": inside / lines, "origins": len(next(iter(errors.values())))},
    )


def naive(series: SalesSeries) -> Floats:
    """Return what was sold in the last period."""
    return series.pieces[:, -1]


def croston(series: SalesSeries, alpha: float = _SLOW) -> Floats:
    """Return Croston's forecast: the smoothed size of a sale over the smoothed pause between two."""
    return np.array([_croston(line[since:], alpha) for line, since in zip(series.pieces, series.since, strict=True)])


def sba(series: SalesSeries, alpha: float = _SLOW) -> Floats:
    """Return Croston's forecast without its bias, as Syntetos and Boylan (2005) take it away."""
    return croston(series, alpha) * (1 - alpha / 2)


BASELINES: Mapping[str, Callable[[SalesSeries], Floats]] = {
    "SES 0.2": ses,
    "TSB 0.2/0.1": tsb,
    "mean of 8": mean_of_recent,
    "Croston 0.1": croston,
    "SBA 0.1": sba,
    "naive": naive,
    "zero": lambda series: np.zeros(len(series.keys)),
}


def _croston(line: Floats, alpha: float) -> float:
    size = pause = 0.0
    waited = 0
    for pieces in line:
        waited += 1
        if pieces > 0:
            size, pause = (
                (size + alpha * (pieces - size), pause + alpha * (waited - pause))
                if pause
                else (float(pieces), float(waited))
            )
            waited = 0
    return size / pause if pause else 0.0


def _inside(ours: Foretold, came: Floats) -> float:
    """Return how many lines sold as much in the horizon as the 80 % band says."""
    low, high = ours.between(came.shape[1], 0.1, 0.9)
    sold = came.sum(axis=1)
    return float(((sold >= low) & (sold <= high)).sum())


def _line(name: str, errors: Floats, bias: float) -> Line:
    error = float(errors.std(ddof=1) / np.sqrt(len(errors))) if len(errors) > 1 else 0.0
    return Line(name, {"rmsse": float(errors.mean()), "bias": bias}, len(errors), {"rmsse": error})
