"""Which styles are near one another: bought by the same members, of like content, worn together."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from posapp.domain.advice.pack import Neighbours
from sync.hub.training.past import ChainPast

Floats = NDArray[np.float64]

MOST_BOUGHT_WITH, MOST_ALIKE, MOST_GOES_WITH = 30, 40, 20

_SHRINK = 8.0
"""So many common buyers are as much doubt as evidence."""

_LEAST_PAIRS = 5.0
_TOKEN_WEIGHTS = {"tag": 1.6, "category": 1.0, "colour": 0.7, "price": 0.6, "season": 0.3}


def bought_with(past: ChainPast) -> Floats:
    """Return the item-to-item likeness: cosine over the members who kept both, shrunk by how many they are."""
    count = len(past.styles)
    members = {member: i for i, member in enumerate(past.kept)}
    held = np.zeros((len(members), count))
    for member, kept in past.kept.items():
        for happening in kept:
            place = past.place.get(happening.style_id)
            if place is not None:
                held[members[member], place] = 1.0
    together = held.T @ held
    buyers = np.maximum(together.diagonal(), 1.0)
    likeness = together / np.sqrt(np.outer(buyers, buyers)) * together / (together + _SHRINK)
    np.fill_diagonal(likeness, 0.0)
    top = np.quantile(likeness[likeness > 0], 0.995) if (likeness > 0).any() else 1.0
    return np.asarray(np.minimum(likeness / top, 1.0))


def alike(past: ChainPast) -> Floats:
    """Return the likeness of content: cosine of weighted words (tags, category, colours, price, season)."""
    words: list[dict[str, float]] = [{} for _ in past.styles]
    for i, style in enumerate(past.styles):
        variants = past.variants_of[style.id]
        for tag in style.tags:
            words[i][f"tag:{tag}"] = 1.0
        words[i][f"category:{style.category}"] = 1.0
        words[i][f"season:{style.season}"] = 1.0
        for colour, pieces in Counter(variant.colour_code for variant in variants).items():
            words[i][f"colour:{colour}"] = pieces / len(variants)
    for category in past.parts:
        members = [i for i, style in enumerate(past.styles) if style.category == category]
        prices = sorted((past.variants_of[past.styles[i].id][0].list_fen, i) for i in members)
        for rank, (_, i) in enumerate(prices):
            words[i][f"price:{3 * rank // max(len(prices), 1)}"] = 1.0
    vocabulary = {word: i for i, word in enumerate(sorted({word for of in words for word in of}))}
    matrix = np.zeros((len(words), len(vocabulary)))
    for i, of in enumerate(words):
        for word, weight in of.items():
            matrix[i, vocabulary[word]] = weight
    rarity = np.log(1 + len(words) / np.maximum((matrix > 0).sum(axis=0), 1))
    matrix *= rarity * [_TOKEN_WEIGHTS[word.partition(":")[0]] for word in vocabulary]
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    likeness = matrix @ matrix.T
    is_used_up = np.array([style.consumable for style in past.styles])
    likeness[is_used_up[:, None] != is_used_up[None, :]] = 0.0  # nobody calls a cream the style of a coat
    np.fill_diagonal(likeness, 0.0)
    return np.asarray(likeness)


def goes_with(past: ChainPast, content: Floats) -> Floats:
    """Return what is worn together: the lift of two categories within one visit, times likeness of content."""
    category = {style.id: style.category for style in past.styles}
    names = list(past.parts)
    place = {name: i for i, name in enumerate(names)}
    pairs = np.zeros((len(names), len(names)))
    for kept in past.kept.values():
        visits: dict[str, set[str]] = {}
        for happening in kept:
            if happening.style_id in category:
                visits.setdefault(happening.ref, set()).add(category[happening.style_id])
        for found in visits.values():
            for a, b in combinations(sorted(found), 2):
                pairs[place[a], place[b]] += 1
                pairs[place[b], place[a]] += 1
    each = pairs.sum(axis=1)
    expected = np.outer(each, each) / max(pairs.sum(), 1.0)
    lift = (pairs + _LEAST_PAIRS) / (expected + _LEAST_PAIRS)
    of = np.array([place[style.category] for style in past.styles])
    parts = np.array([past.parts[style.category] for style in past.styles])
    strength = np.maximum(lift[np.ix_(of, of)] - 1.0, 0.0) * (0.3 + content)
    strength[parts[:, None] == parts[None, :]] = 0.0
    return np.asarray(strength / max(strength.max(), 1e-9))


def nearest(strengths: Floats, most: int) -> list[Neighbours]:
    """Return for each style the strongest others, strongest first."""
    found = []
    for row in strengths:
        order = np.argsort(-row, kind="stable")[:most]
        found.append(tuple((int(i), float(row[i])) for i in order if row[i] > 0.002))
    return found
