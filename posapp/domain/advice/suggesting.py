"""Choose what to show: only what hangs here in her size, nothing she has or refused, at most two of a category."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from posapp.domain.advice import phrasing
from posapp.domain.advice.answers import SizeAdvice, Source, Suggestion
from posapp.domain.advice.happening import Happening
from posapp.domain.advice.pack import Pack
from posapp.domain.advice.scoring import GLOBAL, Scores
from posapp.domain.advice.sizing import Wardrobe
from posapp.domain.clock import local

MOST_OF_A_CATEGORY = 2
MOST_OF_AN_EVENT = 2
"""The same reason a third time starts no new conversation."""

MOST_REFILLS = 1
"""A panel full of what she uses up would hide what she may like."""


def suggest(
    pack: Pack,
    happenings: Sequence[Happening],
    hanging: Mapping[str, Collection[str]],
    now: int,
    *,
    personal: bool = True,
    most: int = 6,
    cheaper: Collection[str] = frozenset(),
    varied: bool = True,
    only_new: bool = False,
) -> tuple[Suggestion, ...]:
    """Return suggestions, the best first.

    ``hanging`` gives, for each style in this shop, the sizes with a free piece. Not ``personal``: best sellers, and
    what she did is not read at all. ``cheaper`` are styles that she left for their price and that are on offer now.
    Not ``varied``: the best alone, however like one another they are; ``only_new``: nothing that she has bought.
    """
    heard = happenings if personal else ()
    scores = Scores(pack, heard, now, cheaper)
    place_of, left_out = pack.place.get, scores.owned | scores.refused
    if only_new:
        left_out |= scores.own.of.keys()
    candidates = [
        place
        for style_id, sizes in hanging.items()
        if sizes and (place := place_of(style_id)) is not None and place not in left_out
    ]
    survey = scores.survey(candidates)
    wardrobe = Wardrobe(pack, heard, now)
    chosen: list[Suggestion] = []
    shown: Counter[str] = Counter()
    ranking = survey.scores if personal else {place: pack.styles[place].popular for place in candidates}
    for place, score in best_first(ranking):
        style = pack.styles[place]
        if varied and shown[style.category] >= MOST_OF_A_CATEGORY:
            continue
        advice = wardrobe.size_for(style.id)
        size = hanging_size(advice, hanging[style.id])
        if size is None:
            continue
        suggestion = explain(pack, scores, place, score, size, advice, heard, survey.usual, now)
        if varied and suggestion.source == "again" and shown["again"] >= MOST_REFILLS:
            continue
        if varied and suggestion.cited is not None and shown[f"cited {suggestion.cited}"] >= MOST_OF_AN_EVENT:
            continue
        shown.update((style.category, suggestion.source, f"cited {suggestion.cited}"))
        chosen.append(suggestion)
        if len(chosen) == most:
            break
    return tuple(chosen)


def best_first(scores: Mapping[int, float]) -> Iterator[tuple[int, float]]:
    """Yield styles from the best down."""
    scored = [(-score, place) for place, score in scores.items()]
    heapq.heapify(scored)
    while scored:
        score, place = heapq.heappop(scored)
        yield place, -score


def hanging_size(advice: SizeAdvice | None, sizes: Collection[str]) -> str | None:
    """Return the size to bring: hers; None when it does not hang here."""
    if advice is None:
        return min(sizes)
    return advice.size if advice.size in sizes else None


def explain(
    pack: Pack,
    scores: Scores,
    place: int,
    score: float,
    size: str,
    advice: SizeAdvice | None,
    happenings: Sequence[Happening],
    usual: Mapping[Source, float],
    now: int,
    cart: Sequence[str] = (),
) -> Suggestion:
    """Return a suggestion with its reason: the source that sets the style apart most, and the event of hers in it."""
    contributions = scores.contributions(place)
    ranked = sorted(contributions, key=lambda source: (usual.get(source, 0.0) - contributions[source], source))
    source, cited = next(
        (
            (s, event)
            for s in ranked
            if contributions[s] > 0 and ((event := scores.cited(place, s)) is not None or s in GLOBAL)
        ),
        ("popular", None),
    )
    name, kind, days, times = None, "", 0, 0
    if cited is not None and cited < 0:
        cited = -1 - cited
        name = pack.styles[pack.place[cart[cited]]].name
    elif cited is not None:
        happening = happenings[cited]
        name, kind = pack.styles[pack.place[happening.style_id]].name, happening.how or happening.kind
        days = (local(now).date() - local(happening.at_ms).date()).days
        times = 0 if scores.is_due(place, cited) else len(scores.own.of.get(place, ()))
    return Suggestion(
        style_id=pack.styles[place].id,
        size=size,
        size_advice=advice,
        score=score,
        source=source,
        cited=cited,
        reason=phrasing.because(source, name, kind, days, times),
        contributions=contributions,
    )
