"""Which lines of a log the stock desk's goals judge, and from which instants."""

from __future__ import annotations

from sync.hub.forecast.series import PER_YEAR, SalesSeries, series_of_log
from sync.hub.history.log import ImportedLog
from sync.hub.history.settings import GoalSettings
from sync.hub.history.unreadable import LogUnreadable


def judged_series(log: ImportedLog, settings: GoalSettings, span: int) -> SalesSeries:
    """Return the lines with ``support`` pieces in the first ``support_in`` periods that were there to the end.

    ``support_in`` 0 is: in all periods before the first that is judged. ``without_parts`` is for what is no piece, such
    as petrol. Raises ``LogUnreadable`` for another ``step``
    than a week or a month, and for a log that is too short or has no such line.
    """
    step = settings.text("step", "week")
    if step not in PER_YEAR:
        raise LogUnreadable(
            "bad_setting",
            goal=settings.goal,
            name="step",
            value=step,
            wanted_zh="week 或 month",
            wanted_en="week or month",
        )
    parts = settings.said.get("without_parts", [])
    without = [part for part in parts if isinstance(part, str)] if isinstance(parts, list) else []
    series = series_of_log(log, step, by_shop=settings.said.get("by_shop") is True, without_parts=without)
    test = settings.whole("test", 3 * span)
    first = series.periods - test
    if first < 1 or test < span:
        raise LogUnreadable(
            "too_little", goal=settings.goal, needed=f"{max(test, span) + 1} × {step}", found=series.periods
        )
    within, support = settings.whole("support_in", 0) or first, settings.whole("support", 0)
    supported = series.pieces[:, : min(within, first)].sum(axis=1) >= support
    chosen = supported & (series.until >= series.periods)
    if not chosen.any():
        raise LogUnreadable("too_little", goal=settings.goal, needed=f"support {support}", found=0)
    return series.only(chosen)


def origins(series: SalesSeries, settings: GoalSettings, span: int) -> list[int]:
    """Return the periods from which is foretold, ``span`` apart, so that the last ``test`` periods are judged."""
    test = settings.whole("test", 3 * span)
    return list(range(series.periods - test, series.periods - span + 1, span))
