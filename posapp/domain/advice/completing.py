"""What goes with a cart: the stylist's looks first, then what is taken on one visit, what is hers and what rises.

Only what hangs here in her size, one piece of a category, nothing that is in the cart, that she has or refused. Looks
outrank every score; a score is that of ``scoring`` with the weights for carts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from posapp.domain.advice import phrasing
from posapp.domain.advice.answers import Suggestion
from posapp.domain.advice.happening import Happening
from posapp.domain.advice.pack import Pack
from posapp.domain.advice.scoring import GLOBAL, Scores
from posapp.domain.advice.sizing import size_for
from posapp.domain.advice.suggesting import best_first, explain, hanging_size
from posapp.domain.text import Bilingual

MOST_WITH_A_CART = 3


@dataclass(frozen=True, slots=True)
class Look:
    """Styles that a stylist of the chain put together, in the order in which they are to be shown."""

    style_ids: tuple[str, ...]


def complete(
    pack: Pack,
    cart: Sequence[str],
    happenings: Sequence[Happening],
    hanging: Mapping[str, Collection[str]],
    now: int,
    *,
    personal: bool = True,
    looks: Sequence[Look] = (),
    most: int = MOST_WITH_A_CART,
    varied: bool = True,
) -> tuple[Suggestion, ...]:
    """Return what to lay beside the styles of a cart, the best first; nothing for an empty cart.

    Not ``personal``: what she did is not read. Not ``varied``: the best alone, of whatever category.
    """
    known = [style_id for style_id in cart if style_id in pack.place]
    if not known:
        return ()
    heard = happenings if personal else ()
    scores = Scores(pack.for_cart, heard, now, cart=known)
    barred = {pack.place[style_id] for style_id in known} | scores.owned | scores.refused
    of_looks = list(_of_looks(pack, looks, known, hanging, barred))
    candidates = [
        place
        for style_id, sizes in hanging.items()
        if sizes and (place := pack.place.get(style_id)) is not None and place not in barred
    ]
    survey = scores.survey(candidates)
    ranked: list[tuple[int, float, str | None]] = [
        (place, survey.scores[place], worn) for place, worn in of_looks if place in survey.scores
    ]
    ranked += [(place, score, None) for place, score in best_first(survey.scores)]
    shown: set[str] = {pack.styles[pack.place[style_id]].category for style_id in known} if varied else set()
    chosen: list[Suggestion] = []
    taken: set[int] = set()
    for place, score, worn in ranked:
        style = pack.styles[place]
        if place in taken or (varied and worn is None and style.category in shown):
            continue
        advice = size_for(pack, style.id, heard, now)
        size = hanging_size(advice, hanging[style.id])
        if size is None:
            continue
        suggestion = explain(pack, scores, place, score, size, advice, heard, survey.usual, now, cart=known)
        if worn is not None:
            suggestion = replace(suggestion, source="look", cited=known.index(worn), reason=_look(pack, worn))
        elif varied and suggestion.source in GLOBAL:
            continue  # a best seller has nothing to do with what she holds in her hands
        taken.add(place)
        shown.add(style.category)
        chosen.append(suggestion)
        if len(chosen) == most:
            break
    return tuple(chosen)


def _of_looks(
    pack: Pack,
    looks: Sequence[Look],
    cart: Sequence[str],
    hanging: Mapping[str, Collection[str]],
    barred: Collection[int],
) -> Iterator[tuple[int, str]]:
    """Yield the places of what belongs to a look with something in the cart, and that something."""
    for look in looks:
        worn = next((style_id for style_id in look.style_ids if style_id in cart), None)
        if worn is not None:
            for style_id in look.style_ids:
                place = pack.place.get(style_id)
                if place is not None and place not in barred and hanging.get(style_id):
                    yield place, worn


def _look(pack: Pack, worn: str) -> Bilingual:
    return phrasing.because("look", pack.styles[pack.place[worn]].name, "", 0)
