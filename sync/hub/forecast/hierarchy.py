"""Forecasts that add up: variants to their category in a shop, categories to the shop.

What a category sells is steadier than what its variants sell, so it is foretold by itself as well. Both are weighed by
the back-test, and the variants of the category are moved until they add up, each by its share of their variance: what
sells steadily is known well enough. Then the same for the shop.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from sync.hub.forecast.backtest import Window
from sync.hub.forecast.series import Floats, Key, SalesSeries, Wholes
from sync.hub.forecast.smoothing import levels_of, roughness

GroupOf = Callable[[Key], Hashable]

LEVELS: Sequence[GroupOf] = (lambda key: (key.shop_id, key.category), lambda key: key.shop_id)
"""From below: an article's category in its shop, then its shop."""


@dataclass(frozen=True)
class Summed:
    """Lines added up by group; ``place`` says to which group each line belongs."""

    series: SalesSeries
    place: Wholes

    def totals(self, values: Floats) -> Floats:
        """Add up what belongs to the lines."""
        found = np.zeros(len(self.series.keys))
        np.add.at(found, self.place, values)
        return found


def add_up(series: SalesSeries, group_of: GroupOf) -> Summed:
    """Add the lines of each group up."""
    first: dict[Hashable, int] = {}
    place = np.array([first.setdefault(group_of(key), len(first)) for key in series.keys], np.int64)
    pieces = np.zeros((len(first), series.periods))
    np.add.at(pieces, place, series.pieces)
    since = np.full(len(first), series.periods, np.int64)
    np.minimum.at(since, place, series.since)
    until = np.full(len(first), series.periods, np.int64)
    keys = tuple(Key("", "", "") for _ in first)
    return Summed(SalesSeries(keys, pieces, since, until, series.step), place)


def reconcile(series: SalesSeries, said: Floats, tested: Sequence[Window], weights: Floats) -> Floats:
    """Return forecasts of the lines that agree with what their category and shop are expected to sell."""
    earlier = [window.said @ weights for window in tested]
    for group_of in LEVELS:
        groups = [add_up(window.known, group_of) for window in tested]
        belief = _belief(tested, groups, earlier)
        earlier = [
            _moved(group, mine, window.scale, belief)
            for window, group, mine in zip(tested, groups, earlier, strict=True)
        ]
        said = _moved(add_up(series, group_of), said, roughness(series), belief)
    return said


def _belief(tested: Sequence[Window], groups: Sequence[Summed], earlier: Sequence[Floats]) -> float:
    """Return how far groups believe their own forecast, 0 to 1: the share with the least squared scaled error."""
    along = total = 0.0
    for window, group, mine in zip(tested, groups, earlier, strict=True):
        below = group.totals(mine)
        scale = roughness(group.series)
        apart = _own(group) - below
        missed = group.totals(window.came.mean(axis=1)) - below
        weight = np.divide(1.0, scale, out=np.zeros_like(scale), where=scale > 0)
        along += float((weight * apart * missed).sum())
        total += float((weight * apart * apart).sum())
    return min(max(along / total, 0.0), 1.0) if total else 0.0


def _moved(group: Summed, said: Floats, variance: Floats, belief: float) -> Floats:
    below = group.totals(said)
    missing = belief * (_own(group) - below)
    share = group.totals(variance)
    part = np.divide(variance, share[group.place], out=np.zeros_like(said), where=share[group.place] > 0)
    moved = np.maximum(said + missing[group.place] * part, 0.0)
    # What could not be taken from a line that is at 0 is taken from its neighbours.
    wanted, reached = below + missing, group.totals(moved)
    factor = np.divide(wanted, reached, out=np.ones_like(below), where=reached > 0)
    return moved * factor[group.place]


def _own(group: Summed) -> Floats:
    """Return what the groups would be expected to sell if nobody knew their variants."""
    mean: Floats = levels_of(group.series).mean(axis=1)
    return mean
