"""Pieces sold by period, one line for each article and shop: what all forecasting stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from posapp.domain.clock import Millis
from sync.hub.history.settings import beginning_of

if TYPE_CHECKING:
    from sync.hub.history.log import ImportedLog

Floats = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

Step = Literal["week", "month"]
PER_YEAR: dict[Step, int] = {"week": 52, "month": 12}


class Key(NamedTuple):
    """Whose sales a line counts; ``variant_id`` is the style's where a log knows no variants."""

    shop_id: str
    variant_id: str
    category: str


@dataclass(frozen=True)
class SalesSeries:
    """``pieces`` has a line for each key and a column for each period, the oldest first.

    Before the column ``since`` an article was not there to be sold; after that a 0 says that nobody bought it.
    ``until`` is the column after the last one in which it could be bought, as far as the log says.
    """

    keys: tuple[Key, ...]
    pieces: Floats
    since: Wholes
    until: Wholes
    step: Step

    @property
    def periods(self) -> int:
        """Return how many periods there are."""
        return int(self.pieces.shape[1])

    @property
    def has_sold(self) -> Mask:
        """Tell of each line whether anybody ever bought it."""
        return np.asarray((self.pieces > 0).any(axis=1))

    @classmethod
    def empty(cls, step: Step) -> SalesSeries:
        """Return no line at all."""
        none = np.zeros(0, np.int64)
        return cls((), np.zeros((0, 0)), none, none, step)

    def where(self, holds: Callable[[Key], bool]) -> Mask:
        """Tell of each line whether something holds for its key."""
        return np.array([holds(key) for key in self.keys], np.bool_)

    def before(self, period: int) -> SalesSeries:
        """Return what was known at the beginning of a period, of what was there by then."""
        known = self.only(self.since < period)
        return replace(known, pieces=known.pieces[:, :period], until=np.minimum(known.until, period))

    def only(self, chosen: Mask) -> SalesSeries:
        """Return some of the lines."""
        places = np.flatnonzero(chosen)
        keys = tuple(self.keys[place] for place in places)
        return SalesSeries(keys, self.pieces[places], self.since[places], self.until[places], self.step)


def edges_back_from(end: date, first: date, step: Step, zone: ZoneInfo) -> list[Millis]:
    """Return the beginnings of all whole periods from ``first`` on up to ``end``, and ``end`` itself."""
    days = [end]
    while True:
        last = days[-1]
        before = last - timedelta(days=7) if step == "week" else (last - timedelta(days=1)).replace(day=1)
        if before < first:
            return [beginning_of(day, zone) for day in reversed(days)]
        days.append(before)


def series_of_log(
    log: ImportedLog, step: Step, *, by_shop: bool, end: date | None = None, without_parts: Sequence[str] = ()
) -> SalesSeries:
    """Return what a log says was bought, in whole periods up to ``end``, or its last day (its last month's end).

    A log that counts periods says itself when an article was there to be sold; of any other it is from the style's
    launch on, or from the beginning. Styles of ``without_parts`` are left out.
    """
    zone = log.description.zone
    bought = log.events.filter(log.events["kind"] == "bought")
    if without_parts:
        bought = bought.anti_join(log.styles.filter(log.styles["part"].isin(list(without_parts))), "style_id")
    first, last = (datetime.fromtimestamp(at / 1000, zone).date() for at in (log.first_ms, log.last_ms))
    if end is None:
        end = last + timedelta(days=1) if step == "week" else (last.replace(day=1) + timedelta(days=32)).replace(day=1)
    edges = edges_back_from(end, first, step, zone)
    if len(edges) < 2:
        return SalesSeries.empty(step)
    shop = bought["shop_id"] if by_shop else bought["shop_id"].substr(0, 0)
    article = (bought["variant_id"] == "").ifelse(bought["style_id"], bought["variant_id"])
    counted = (
        bought.mutate(shop=shop, article=article, period=bought["at_ms"].bucket(edges, close_extreme=False))
        .filter(lambda table: table["period"].notnull())
        .group_by("shop", "article", "style_id", "period")
        .agg(pieces=lambda table: table["quantity"].sum(), was_there=lambda table: table["quantity"].min() == 0)
        .left_join(log.styles.select("style_id", "category", "launched_ms"), "style_id")
        .select("shop", "article", "category", "launched_ms", "period", "pieces", "was_there")
        .order_by("shop", "article", "period")
        .to_pyarrow()
    )
    columns = [counted[name].to_pylist() for name in counted.column_names]
    return series_of(zip(*columns, strict=True), edges, step)


def series_of(
    counted: Iterable[tuple[str, str, str | None, int | None, int, int, bool]],
    edges: Sequence[int],
    step: Step,
) -> SalesSeries:
    """Return lines from counts: shop, article, category, launched, period, pieces, and whether a 0 was written down.

    Where any line of an article wrote down a 0, what was not written down was not there to be sold.
    """
    places: dict[Key, int] = {}
    cells: list[tuple[int, int, int]] = []
    launched: list[int | None] = []
    said: list[list[int]] = []
    speaks_of_zero = False
    for shop, article, category, at_ms, period, pieces, was_there in counted:
        key = Key(shop, article, category or "")
        place = places.setdefault(key, len(places))
        if place == len(launched):
            launched.append(at_ms)
            said.append([period, period])
        cells.append((place, period, pieces))
        said[place] = [min(period, said[place][0]), max(period, said[place][1])]
        speaks_of_zero = speaks_of_zero or was_there
    count = len(edges) - 1
    table = np.zeros((len(places), count))
    for place, period, pieces in cells:
        table[place, period] += pieces
    since, until = np.zeros(len(places), np.int64), np.full(len(places), count, np.int64)
    if speaks_of_zero:
        since, until = np.array([one[0] for one in said]), np.array([one[1] + 1 for one in said])
    else:
        for place, at_ms in enumerate(launched):
            if at_ms is not None:
                began = int(np.searchsorted(edges, at_ms, side="right")) - 1
                since[place] = min(max(began, 0), said[place][0])
    return SalesSeries(tuple(places), table, since, until, step)
