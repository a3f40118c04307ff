"""How a garment in a size fits people at large: the odds of too small and of too big against fits.

Counts are drawn, step by step, from the chain to its sizes, categories, brands, styles and a style's sizes, so that a
style of which three people spoke is mostly its like, and one of which hundreds spoke is itself. Where there is enough
to learn from, small boosted trees weigh these rates against one another; they only ever see rates of folds that the
judged word was not in, for a rate that contains the word it should foretell leaks it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sync.hub.training.wardrobes import Wardrobes, Word

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

OUTCOMES = ("small", "fits", "big")

_ENOUGH = 40_000
"""Fewer words, or fewer than a twentieth of them of misfits, are not worth the minute that trees take."""

_FOLDS = 5
_SIZE_DOUBT, _CATEGORY_DOUBT, _STYLE_DOUBT = 20.0, 30.0, 8.0
_WIDTHS = (0.3, 1.0, 2.0, 4.0)
"""How far, in sizes, a word speaks for the sizes beside its own; the trees choose among these."""

_ONE_WIDTH = 1.0
_LEAST = 1e-4


@dataclass(frozen=True)
class Words:
    """Words as columns: places of style and category and brand, of the size on its ladder, and the outcome."""

    style: Places
    label: Places
    outcome: Floats  # one column for each of OUTCOMES

    def taken(self, places: NDArray[np.bool_]) -> Words:
        """Return some of them."""
        return Words(self.style[places], self.label[places], self.outcome[places])


@dataclass(frozen=True)
class Goods:
    """Styles as columns: the place of each one's category (with its size system) and brand, and its size system."""

    ids: tuple[str, ...]
    category: Places
    brand: Places
    system: Places
    sizes: int  # of the longest ladder

    @property
    def place(self) -> dict[str, int]:
        """Return the place of each style."""
        return {style_id: i for i, style_id in enumerate(self.ids)}


class GarmentOdds:
    """Learnt from words; tells the odds of any style in any place of its ladder."""

    def __init__(self, goods: Goods, words: Words, seed: int = 7) -> None:
        self._goods = goods
        self._rates = _Rates(goods, words)
        self._trees: Any = None  # scikit-learn has no types
        misfits = float(words.outcome[:, (0, 2)].sum())
        if len(words.label) >= _ENOUGH and misfits * 20 >= len(words.label):
            self._trees = _trees(_features_out_of_fold(goods, words, seed), words)

    def odds(self, style: Places, label: Places) -> Floats:
        """Return logarithms of small to fits and big to fits, a row for each style in its place."""
        if self._trees is None:
            return _odds(self._rates.in_size(style, label, _ONE_WIDTH))
        return _odds(self._trees.predict_proba(self._rates.features(style, label)))


def goods_of(wardrobes: Wardrobes) -> Goods:
    """Lay the styles out as columns."""
    styles = list(wardrobes.styles.values())
    return Goods(
        ids=tuple(style.id for style in styles),
        category=_places([(style.system, style.category) for style in styles]),
        brand=_places([(style.brand,) for style in styles]),
        system=_places([(style.system,) for style in styles]),
        sizes=max((len(ladder) for ladder in wardrobes.ladders.values()), default=1),
    )


def words_of(goods: Goods, words: Sequence[Word]) -> Words:
    """Lay words out as columns."""
    place = goods.place
    outcome = np.zeros((len(words), len(OUTCOMES)))
    outcome[np.arange(len(words)), [OUTCOMES.index(word.outcome) for word in words]] = 1.0
    return Words(
        style=np.array([place[word.style.id] for word in words], dtype=np.int64),
        label=np.array([word.label for word in words], dtype=np.int64),
        outcome=outcome,
    )


class _Rates:
    """Rates of the three outcomes, each level drawn towards the one above it."""

    def __init__(self, goods: Goods, words: Words) -> None:
        self._goods = goods
        styles, categories, systems = len(goods.ids), _count(goods.category), _count(goods.system)
        self.base = (words.outcome.sum(0) + 1.0) / (len(words.label) + 3.0)
        self._counts = np.zeros((styles, goods.sizes, 3))
        np.add.at(self._counts, (words.style, words.label), words.outcome)
        by_category = _summed(self._counts, goods.category, categories)
        by_system = _spread(_summed(self._counts, goods.system, systems), 1.0)
        size = _drawn(by_system, self.base, _SIZE_DOUBT)
        self._category = _drawn(by_category.sum(1), self.base, _CATEGORY_DOUBT)
        system_of_category = np.zeros(categories, dtype=np.int64)
        system_of_category[goods.category] = goods.system
        prior = self._category[:, None, :] * (size / self.base)[system_of_category]
        prior /= prior.sum(2, keepdims=True)
        self._in_category = _drawn(_spread(by_category, 1.5), prior, _CATEGORY_DOUBT)
        self._seen = self._counts.sum((1, 2))
        self._brand_lift = self._lift(goods.brand, np.ones((styles, 3)), _CATEGORY_DOUBT)[goods.brand]
        own = np.arange(styles)
        self._lifts = [self._lift(own, self._brand_lift, doubt) for doubt in (_STYLE_DOUBT / 2, _STYLE_DOUBT * 1.5)]
        expected = self._in_category[goods.category] * (self._lifts[1] * self._brand_lift)[:, None, :]
        self._expected = expected / expected.sum(2, keepdims=True)
        self._of_widths = {
            width: _drawn(_spread(self._counts, width), self._expected, _STYLE_DOUBT) for width in _WIDTHS
        }
        labels = np.arange(goods.sizes)
        pieces = self._counts.sum(2)
        middle = (pieces * labels).sum(1).sum() / max(pieces.sum(), 1.0)
        self._middle = ((pieces * labels).sum(1) + 5 * middle) / (self._seen + 5)

    def _lift(self, group: Places, towards: Floats, doubt: float) -> Floats:
        """Return by how much a group's outcomes exceed what its categories and sizes let expect."""
        expected = self._in_category[self._goods.category] * self._counts.sum(2, keepdims=True)
        count = _count(group)
        observed = _summed(self._counts.sum(1), group, count)
        foreseen = _summed(expected.sum(1) * towards, group, count)
        return np.asarray((observed + doubt * self.base) / (foreseen + doubt * self.base))

    def in_size(self, style: Places, label: Places, width: float) -> Floats:
        """Return the rates of styles in places of their ladders."""
        return np.asarray(self._of_widths[width][style, label])

    def features(self, style: Places, label: Places) -> Floats:
        """Return everything the trees may weigh."""
        category = self._goods.category[style]
        off = label - self._middle[style]
        columns = [
            _odds(self._in_category[category, label]),
            _odds(self._category[category]),
            np.log(self._brand_lift[style]),
            *(np.log(self._lifts[i][style] * self._brand_lift[style]) for i in (0, 1)),
            *(_odds(self.in_size(style, label, width)) for width in _WIDTHS),
            np.log1p(self._seen[style])[:, None],
            np.log1p(self._counts[style, label].sum(1))[:, None],
            off[:, None],
            label[:, None],
        ]
        return np.concatenate(columns, axis=1)


def _features_out_of_fold(goods: Goods, words: Words, seed: int) -> Floats:
    fold = np.random.default_rng(seed).integers(0, _FOLDS, len(words.label))
    table: Floats | None = None
    for k in range(_FOLDS):
        judged = fold == k
        found = _Rates(goods, words.taken(~judged)).features(words.style[judged], words.label[judged])
        if table is None:
            table = np.zeros((len(words.label), found.shape[1]))
        table[judged] = found
    assert table is not None
    return table


def _trees(features: Floats, words: Words) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier  # 2.7 s, so only where there is enough to learn
    from threadpoolctl import threadpool_limits

    trees = HistGradientBoostingClassifier(
        max_iter=80, learning_rate=0.08, max_leaf_nodes=8, min_samples_leaf=200, l2_regularization=10.0,
        early_stopping=False, random_state=7,
    )  # fmt: skip
    with threadpool_limits(1):  # on a busy machine its threads would wait for one another most of the time
        return trees.fit(features, words.outcome.argmax(1))


def _odds(rates: Floats) -> Floats:
    rates = np.maximum(rates, _LEAST)
    return np.asarray(np.log(rates[:, (0, 2)] / rates[:, (1,)]))


def _drawn(counts: Floats, towards: Floats, doubt: float) -> Floats:
    return np.asarray((counts + doubt * towards) / (counts.sum(-1, keepdims=True) + doubt))


def _spread(counts: Floats, width: float) -> Floats:
    """Let each count speak for the sizes beside its own as well."""
    labels = np.arange(counts.shape[1])
    near = np.exp(-(((labels[:, None] - labels[None, :]) / width) ** 2) / 2)
    return np.asarray(np.einsum("grk,rs->gsk", counts, near, optimize=True))


def _summed(counts: Floats, group: Places, groups: int) -> Floats:
    total = np.zeros((groups, *counts.shape[1:]))
    np.add.at(total, group, counts)
    return total


def _count(places: Places) -> int:
    return int(places.max()) + 1 if len(places) else 0


def _places(keys: Sequence[tuple[str, ...]]) -> Places:
    """Number the different keys, in their own order."""
    numbers: Mapping[tuple[str, ...], int] = {key: i for i, key in enumerate(sorted(set(keys)))}
    return np.array([numbers[key] for key in keys], dtype=np.int64)
