"""How each style sells, as the pack says it: the counts of an engine, on one scale for the whole chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from posapp.domain.advice.pack import Sales
from sync.hub.training import counting
from sync.hub.training.neighbours import Pairs

if TYPE_CHECKING:
    import ibis.expr.types as ir

Floats = NDArray[np.float64]

_LEAST_SOLD = 6
"""Fewer sales than this in a month say nothing of a rise."""

_MONTHS_BEFORE = 3
_MOST_TREND = 2.0
_DOUBT = 10.0
"""So many buyers' worth of doubt there is that a style is bought again more or less often than others."""


@dataclass(frozen=True, slots=True)
class Selling:
    """How every style of a catalogue sells; ``popular`` and ``rising`` as ``StyleFacts`` has them."""

    sales: tuple[Sales, ...]
    popular: Floats
    rising: Floats
    buyers: Floats


def count_selling(events: ir.Table, until_ms: int, style_ids: Sequence[str]) -> Selling:
    """Count what members took before an instant."""
    place = {style_id: i for i, style_id in enumerate(style_ids)}
    counts = {
        name: np.zeros(len(style_ids)) for name in ("ever", "month", "week", "before", "newest", "buyers", "repeaters")
    }
    for row in counting.sales(events, until_ms).to_pyarrow().to_pylist():
        at = place.get(row["style_id"])
        if at is not None:
            for name, column in counts.items():
                column[at] = row[name]
    month, before, buyers = counts["month"], counts["before"] / _MONTHS_BEFORE, counts["buyers"]
    pace = np.log((month + 1) / (before + 1))
    usual = counts["repeaters"].sum() / max(buyers.sum(), 1.0)
    figures = np.stack(
        [
            *(_logarithm(counts[name]) for name in ("ever", "month", "week", "newest")),
            counts["newest"] / max(counts["newest"].max(initial=0.0), 1.0),
            np.clip(pace, -_MOST_TREND, _MOST_TREND),
            (counts["repeaters"] + usual * _DOUBT) / (buyers + _DOUBT),
        ],
        axis=1,
    )
    return Selling(
        sales=tuple(Sales(*row) for row in figures.round(3).tolist()),
        popular=_logarithm(month + counts["before"] / 12),
        rising=np.where(month >= _LEAST_SOLD, np.clip(pace / np.log(4), 0, 1), 0.0),
        buyers=buyers,
    )


def count_pairs(events: ir.Table, until_ms: int, style_ids: Sequence[str], selling: Selling) -> Pairs:
    """Count how many members hold both of each pair of styles."""
    places = counting.places_of(style_ids, range(len(style_ids)))
    return _pairs(counting.pairs_of_members(events, until_ms, places), selling.buyers)


def count_baskets(events: ir.Table, until_ms: int, style_ids: Sequence[str]) -> Pairs:
    """Count on how many visits both of each pair of styles were taken, and how many visits took each."""
    place = {style_id: i for i, style_id in enumerate(style_ids)}
    alone = np.zeros(len(style_ids))
    for row in counting.baskets(events, until_ms).to_pyarrow().to_pylist():
        if row["style_id"] in place:
            alone[place[row["style_id"]]] = row["visits"]
    found = counting.pairs_of_visits(events, until_ms, counting.places_of(style_ids, range(len(style_ids))))
    return _pairs(found, alone)


def count_visits(events: ir.Table, until_ms: int, style_ids: Sequence[str], places: Sequence[int]) -> Pairs:
    """Count on how many visits both of each pair of places were taken; styles may share a place."""
    found = counting.pairs_of_visits(events, until_ms, counting.places_of(style_ids, places))
    return _pairs(found, np.zeros(max(places, default=-1) + 1))


def _pairs(table: ir.Table, alone: Floats) -> Pairs:
    # In one order whatever the engine: what is strongest of equals must not depend on it.
    found = table.to_pyarrow()
    a, b, together = (found[name].to_numpy() for name in ("a", "b", "together"))
    order = np.lexsort((b, a))
    return Pairs(a[order].astype(np.int64), b[order].astype(np.int64), together[order].astype(np.float64), alone)


def _logarithm(counts: Floats) -> Floats:
    return np.asarray(np.log1p(counts) / max(float(np.log1p(counts).max(initial=0.0)), 1e-9))
