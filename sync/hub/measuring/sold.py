"""Which lines of a log the stock desk's goals judge, and from which instants."""

from __future__ import annotations

from typing import cast

from posapp.domain.text import Bilingual
from sync.hub.forecast.series import PER_YEAR, SalesSeries, Step, series_of_log
from sync.hub.history.log import ImportedLog
from sync.hub.history.settings import GoalSettings
from sync.hub.history.unreadable import LogUnreadable

SOLD_ONCE = Bilingual(
    "被衡量的各期里至少卖出 1 件之前就卖过的商品", "1 piece sold in the judged periods, of something sold before them"
)


def _supported(support: int) -> Bilingual:
    return Bilingual(
        f"至少 1 种在被衡量的各期之前卖出 {support} 件的商品",
        f"1 article with {support} pieces before the judged periods",
    )


def judged_series(log: ImportedLog, settings: GoalSettings, span: int) -> SalesSeries:
    """Return the lines with ``support`` pieces in the first ``support_in`` periods that were there to the end.

    ``support_in`` 0 is: in all periods before the first that is judged. ``without_parts`` is for what is no piece, such
    as petrol. Raises ``LogUnreadable`` for another ``step``
    than a week or a month, and for a log that is too short or has no such line.
    """
    step = cast(Step, settings.one_of("step", *PER_YEAR))
    series = series_of_log(log, step, by_shop=settings.yes("by_shop"), without_parts=settings.words("without_parts"))
    test = settings.whole("test", 3 * span)
    if test < span:
        settings.refuse("test", f"不小于 {span} 的整数", f"a whole number, {span} or more")
    first = series.periods - test
    if first < 1:
        raise LogUnreadable("too_little", goal=settings.goal, needed=f"{test + 1} × {step}", found=series.periods)
    within, support = settings.whole("support_in", 0) or first, settings.whole("support", 0)
    supported = series.pieces[:, : min(within, first)].sum(axis=1) >= support
    chosen = supported & (series.until >= series.periods)
    if not chosen.any():
        raise LogUnreadable("too_little", goal=settings.goal, needed=_supported(support), found=0)
    return series.only(chosen)


def origins(series: SalesSeries, settings: GoalSettings, span: int) -> list[int]:
    """Return the periods from which is foretold, ``span`` apart, so that the last ``test`` periods are judged."""
    test = settings.whole("test", 3 * span)
    return list(range(series.periods - test, series.periods - span + 1, span))
