"""From the chain's past to a model pack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from posapp.domain.advice.answers import Source
from posapp.domain.advice.pack import Pack, StyleFacts
from posapp.domain.advice.rhythm import day_of
from posapp.domain.clock import DAY, local
from posapp.domain.text import Bilingual
from sync.hub.training import neighbours
from sync.hub.training.blend import FIXED, FIXED_DISLIKE, learn_blend
from sync.hub.training.fit import Fit, learn_fit, offered
from sync.hub.training.past import ChainPast
from sync.hub.training.standing import learn_standing, lives_of

PERIOD_DAYS = 28
_LASTS_DAYS = 55
_LEAST_SOLD = 6
"""Fewer sales than this in a period say nothing of a trend."""


def learn(past: ChainPast) -> Pack:
    """Train everything, and fit the blend on the last period. Takes a few seconds for a chain of 5,000 members."""
    cut = past.until - PERIOD_DAYS * DAY
    blend = learn_blend(_pack(past.before(cut), FIXED, FIXED_DISLIKE, {}), past, cut)
    members = learn_standing(lives_of(past.lives), past.until)
    return replace(_pack(past, blend.weights, blend.dislike, blend.notes), members=members)


def _pack(past: ChainPast, weights: Mapping[Source, float], dislike: float, notes: Mapping[str, float]) -> Pack:
    fit = learn_fit(past)
    content = neighbours.alike(past)
    near = zip(
        neighbours.nearest(neighbours.bought_with(past), neighbours.MOST_BOUGHT_WITH),
        neighbours.nearest(content, neighbours.MOST_ALIKE),
        neighbours.nearest(neighbours.goes_with(past, content), neighbours.MOST_GOES_WITH),
        strict=True,
    )
    popular, rising = _popularity(past)
    styles = tuple(
        StyleFacts(
            id=style.id,
            name=Bilingual(style.name_zh, style.name_en),
            category=style.category,
            part=past.parts[style.category],
            season=style.season,
            launched=style.launched,
            tags=tuple(style.tags),
            consumable=style.consumable,
            size_system=style.size_system,
            sizes=offered(past, style.id),
            sold=fit.sold[style.id],
            cut=fit.cuts[style.id],
            popular=popular[i],
            rising=rising[i],
            bought_with=bought_with,
            alike=alike,
            goes_with=goes_with,
        )
        for i, (style, (bought_with, alike, goes_with)) in enumerate(zip(past.styles, near, strict=True))
    )
    return _joined(past, styles, fit, weights, dislike, notes)


def _joined(
    past: ChainPast,
    styles: tuple[StyleFacts, ...],
    fit: Fit,
    weights: Mapping[Source, float],
    dislike: float,
    notes: Mapping[str, float],
) -> Pack:
    return Pack(
        version=f"{local(past.until):%Y%m%d-%H%M%S}",
        trained=past.until,
        styles=styles,
        weights=weights,
        dislike=dislike,
        ladders=past.ladders,
        size_spread=fit.spread,
        too_small_step=fit.too_small_step,
        too_big_step=fit.too_big_step,
        length_steps=fit.length_steps,
        lasts_days=_LASTS_DAYS,
        notes=notes,
    )


def _popularity(past: ChainPast) -> tuple[list[float], list[float]]:
    """Return how well each style sells and how much faster than before, each 0…1."""
    lately: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for kept in past.kept.values():
        for happening in kept:
            age = (past.until - happening.at_ms) / DAY
            if age < PERIOD_DAYS:
                lately[happening.style_id] += 1
            elif age < 4 * PERIOD_DAYS:
                before[happening.style_id] += 1
    heat = np.array([lately[style.id] + before[style.id] / 12 for style in past.styles])
    popular = np.log1p(heat) / max(float(np.log1p(heat.max())), 1e-9)
    speed = np.array(
        [
            (lately[style.id] + 1) / (before[style.id] / 3 + 1) if lately[style.id] >= _LEAST_SOLD else 1.0
            for style in past.styles
        ]
    )
    rising = np.clip(np.log(speed) / np.log(4), 0, 1)
    return [float(value) for value in popular], [float(value) for value in rising]
