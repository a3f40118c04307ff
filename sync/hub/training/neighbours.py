"""Which styles are near one another: bought by the same members, of like content, worn together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posapp.domain.advice.pack import Neighbours
from sync.hub.training.past import ChainPast

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

MOST_BOUGHT_WITH, MOST_ALIKE, MOST_GOES_WITH, MOST_LEADS_TO, MOST_IN_BASKET = 20, 20, 12, 20, 15

MOST_OF_EASE = 6_000
"""Above so many styles the most bought ones alone have EASE; its cost grows with the cube."""

_SHRINK = 8.0
"""So many common buyers are as much doubt as evidence."""

_RIDGE = 300.0
"""What EASE is drawn towards nothing with, in buyers."""

_LEAST = 0.002
_BLOCK = 512
_LEAST_PAIRS = 5.0
_TOKEN_WEIGHTS = {"tag": 1.6, "category": 1.0, "colour": 0.7, "price": 0.6, "season": 0.3}


@dataclass(frozen=True, slots=True)
class Pairs:
    """How many members (or visits) have both styles of each pair, and how many each style (``alone``)."""

    a: Places
    b: Places
    together: Floats
    alone: Floats


def bought_with(pairs: Pairs, most: int = MOST_BOUGHT_WITH) -> list[Neighbours]:
    """Return the item neighbours: cosine over the members who kept both, shrunk by how many they are."""
    size = np.maximum(pairs.alone, 1.0)
    likeness = pairs.together / np.sqrt(size[pairs.a] * size[pairs.b]) * pairs.together / (pairs.together + _SHRINK)
    a, b = np.concatenate([pairs.a, pairs.b]), np.concatenate([pairs.b, pairs.a])
    likeness = np.concatenate([likeness, likeness])
    nearest = np.zeros(len(size))
    np.maximum.at(nearest, a, likeness)
    return _strongest(a, b, np.minimum(likeness / _top(nearest), 1.0), len(size), most)


def leads_to(pairs: Pairs, most: int = MOST_LEADS_TO) -> list[Neighbours]:
    """Return what a purchase speaks for once all others are allowed for: EASE (Steck 2019), in closed form.

    Strengths are shares of the strongest; what speaks against a style is left out.
    """
    live = np.argsort(-pairs.alone, kind="stable")[:MOST_OF_EASE]
    live = live[pairs.alone[live] > 0]
    found: list[Neighbours] = [()] * len(pairs.alone)
    if len(live) < 2:
        return found
    place = np.full(len(pairs.alone), -1)
    place[live] = np.arange(len(live))
    gram = np.zeros((len(live), len(live)))
    is_live = (place[pairs.a] >= 0) & (place[pairs.b] >= 0)
    a, b, together = place[pairs.a[is_live]], place[pairs.b[is_live]], pairs.together[is_live]
    gram[a, b] = together
    gram[b, a] = together
    gram[np.diag_indices_from(gram)] = pairs.alone[live] + _RIDGE
    from scipy.linalg import lapack

    # Half the work and the memory of a plain inverse: the matrix is symmetric and positive definite.
    factor, _ = lapack.dpotrf(gram, lower=1, overwrite_a=1)
    inverse, _ = lapack.dpotri(factor, lower=1, overwrite_c=1)
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    kept = min(most, len(live) - 1)
    nearest = np.argpartition(-weights, kept - 1, axis=1)[:, :kept]
    strengths = np.take_along_axis(weights, nearest, axis=1)
    top = _top(strengths.max(axis=1))
    for row, (near, strong) in enumerate(zip(nearest, np.minimum(strengths / top, 1.0), strict=True)):
        order = np.lexsort((live[near], -strong))
        found[live[row]] = tuple((int(live[near[i]]), float(strong[i])) for i in order if strong[i] > _LEAST)
    return found


def taken_with(pairs: Pairs, near: Sequence[Neighbours]) -> tuple[tuple[int, ...], ...]:
    """Return, for each of the neighbours of each style, on how many visits both were taken."""
    count = len(pairs.alone)
    keys = np.concatenate([pairs.a * count + pairs.b, pairs.b * count + pairs.a])
    order = np.argsort(keys, kind="stable")
    keys, together = keys[order], np.concatenate([pairs.together, pairs.together])[order]
    wanted = np.array([i * count + j for i, of in enumerate(near) for j, _ in of], dtype=np.int64)
    found = np.searchsorted(keys, wanted)
    is_there = np.zeros(len(wanted), dtype=bool)
    inside = found < len(keys)
    is_there[inside] = keys[found[inside]] == wanted[inside]
    visits = np.zeros(len(wanted), dtype=np.int64)
    visits[is_there] = together[found[is_there]]
    told = iter(visits.tolist())
    return tuple(tuple(next(told) for _ in of) for of in near)


class Content:
    """Styles as weighted words (tags, category, colours, price, season), for likeness block by block."""

    def __init__(self, past: ChainPast) -> None:
        words = _words(past)
        vocabulary = {word: i for i, word in enumerate(sorted({word for of in words for word in of}))}
        matrix = np.zeros((len(words), len(vocabulary)), dtype=np.float32)
        for i, of in enumerate(words):
            for word, weight in of.items():
                matrix[i, vocabulary[word]] = weight
        rarity = np.log(1 + len(words) / np.maximum((matrix > 0).sum(axis=0), 1))
        matrix *= rarity * np.array([_TOKEN_WEIGHTS[word.partition(":")[0]] for word in vocabulary])
        matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
        self._matrix = matrix
        self._is_used_up = np.array([style.consumable for style in past.styles], dtype=bool)
        self.tells = len(vocabulary) > 1

    def likeness(self, places: slice) -> Floats:
        """Return how like some styles are to all: cosine; nobody calls a cream the style of a coat."""
        likeness = np.asarray(self._matrix[places] @ self._matrix.T, dtype=np.float64)
        likeness[self._is_used_up[places][:, None] != self._is_used_up[None, :]] = 0.0
        rows = np.arange(len(likeness))
        likeness[rows, rows + places.start] = 0.0
        return likeness


def alike_and_worn_with(past: ChainPast, categories: Pairs) -> tuple[list[Neighbours], list[Neighbours]]:
    """Return the styles of like content, and what is worn together: the lift of two categories, times likeness.

    ``categories`` tells on how many visits both of a pair of categories were taken, by their places in ``past.parts``.
    """
    content, count = Content(past), len(past.styles)
    nothing: list[Neighbours] = [()] * count
    if not content.tells:
        return nothing, nothing
    lift, of = _lift_of_categories(past, categories)
    part = {name: i for i, name in enumerate(sorted(set(past.parts.values())))}
    parts = np.array([part[past.parts[style.category]] for style in past.styles])
    alike: list[Neighbours] = []
    worn: list[tuple[Places, Floats]] = []
    for start in range(0, count, _BLOCK):
        block = slice(start, min(start + _BLOCK, count))
        likeness = content.likeness(block)
        alike += [_nearest(row, MOST_ALIKE) for row in likeness]
        strength = np.maximum(lift[np.ix_(of[block], of)] - 1.0, 0.0) * (0.3 + likeness)
        strength[parts[block][:, None] == parts[None, :]] = 0.0
        worn += [_first(row, MOST_GOES_WITH) for row in strength]
    top = max((float(strong.max()) for _, strong in worn if len(strong)), default=0.0)
    return alike, [
        tuple((int(i), float(s / max(top, 1e-9))) for i, s in zip(*near, strict=True) if s / max(top, 1e-9) > _LEAST)
        for near in worn
    ]


def _words(past: ChainPast) -> list[dict[str, float]]:
    words: list[dict[str, float]] = [{} for _ in past.styles]
    for i, style in enumerate(past.styles):
        variants = past.variants_of[style.id]
        for tag in style.tags:
            words[i][f"tag:{tag}"] = 1.0
        words[i][f"category:{style.category}"] = 1.0
        words[i][f"season:{style.season}"] = 1.0
        for colour, pieces in Counter(variant.colour_code for variant in variants).items():
            words[i][f"colour:{colour}"] = pieces / len(variants)
    by_category: dict[str, list[tuple[int, int]]] = {}
    for i, style in enumerate(past.styles):
        by_category.setdefault(style.category, []).append((past.variants_of[style.id][0].list_fen, i))
    for priced in by_category.values():
        if any(price for price, _ in priced):
            for rank, (_, i) in enumerate(sorted(priced)):
                words[i][f"price:{3 * rank // len(priced)}"] = 1.0
    return words


def _lift_of_categories(past: ChainPast, pairs: Pairs) -> tuple[Floats, Places]:
    """Return how much likelier than by chance two categories are in one visit, and the category of each style."""
    place = {name: i for i, name in enumerate(past.parts)}
    seen = np.zeros((len(place), len(place)))
    seen[pairs.a, pairs.b] = pairs.together
    seen += seen.T
    each = seen.sum(axis=1)
    expected = np.outer(each, each) / max(seen.sum(), 1.0)
    lift = (seen + _LEAST_PAIRS) / (expected + _LEAST_PAIRS)
    return lift, np.array([place[style.category] for style in past.styles])


def _top(nearest: Floats) -> float:
    """Return what counts as the full strength, of how near each style's nearest is.

    Only a few styles' nearest are cut off at it: among the others the order of strength is what foretells.
    """
    found = nearest[nearest > 0]
    return max(float(np.quantile(found, 0.995)), float(found.max()) / 4, 1e-12) if len(found) else 1.0


def _first(row: Floats, most: int) -> tuple[Places, Floats]:
    order = np.argsort(-row, kind="stable")[:most]
    return order, row[order]


def _nearest(row: Floats, most: int) -> Neighbours:
    return tuple((int(i), float(strong)) for i, strong in zip(*_first(row, most), strict=True) if strong > _LEAST)


def _strongest(a: Places, b: Places, strength: Floats, count: int, most: int) -> list[Neighbours]:
    """Return for each style the strongest others, strongest first."""
    told = strength > _LEAST
    a, b, strength = a[told], b[told], strength[told]
    order = np.lexsort((b, -strength, a))
    a, b, strength = a[order], b[order], strength[order]
    starts = np.searchsorted(a, np.arange(count + 1))
    return [
        tuple(zip(b[start:end].tolist(), strength[start:end].tolist(), strict=True))
        for start, end in ((starts[i], min(starts[i + 1], starts[i] + most)) for i in range(count))
    ]
