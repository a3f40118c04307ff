"""What goes with a cart: the stylist's looks first, then what is taken on one visit, what is hers and what rises.

Only what hangs here in her size, one piece of a category, nothing that is in the cart, that she has or refused. Looks
outrank every score; a score is that of ``scoring`` with the weights for carts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from posapp.domain.advice import outfit_phrasing
from posapp.domain.advice.answers import Suggestion
from posapp.domain.advice.happening import Happening
from posapp.domain.advice.looks import Look, companions, wearable
from posapp.domain.advice.pack import Pack
from posapp.domain.advice.scoring import GLOBAL, Scores, Survey
from posapp.domain.advice.sizing import Wardrobe
from posapp.domain.advice.suggesting import best_first, explain, hanging_size

MOST_WITH_A_CART = 3


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question: the cart, what may be read of her, and what of it can be shown."""

    pack: Pack
    cart: Sequence[str]
    heard: Sequence[Happening]
    hanging: Mapping[str, Collection[str]]
    now: int
    scores: Scores
    survey: Survey
    wardrobe: Wardrobe
    not_wanted: frozenset[str]  # styles that she has or refused, or that are in the cart


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
    if not cart:
        return ()
    asked = _asked(pack, cart, happenings if personal else (), hanging, now)
    chosen: list[Suggestion] = []
    shown: set[str] = set()
    for one in _of_looks(asked, looks):
        shown.add(one.style_id)
        chosen.append(one)
        if len(chosen) == most:
            return tuple(chosen)
    categories = {
        pack.styles[place].category for style_id in (*cart, *shown) if (place := pack.place.get(style_id)) is not None
    }
    for one in _counted(asked, categories if varied else None):
        if one.style_id not in shown:
            chosen.append(one)
            if len(chosen) == most:
                break
    return tuple(chosen)


def _asked(
    pack: Pack,
    cart: Sequence[str],
    heard: Sequence[Happening],
    hanging: Mapping[str, Collection[str]],
    now: int,
) -> _Asked:
    scores = Scores(pack.for_cart, heard, now, cart=cart)
    not_wanted = not_to_show(pack, scores, heard) | set(cart)
    candidates = [
        place
        for style_id, sizes in hanging.items()
        if sizes and style_id not in not_wanted and (place := pack.place.get(style_id)) is not None
    ]
    wardrobe = Wardrobe(pack, heard, now)
    return _Asked(pack, cart, heard, hanging, now, scores, scores.survey(candidates), wardrobe, not_wanted)


def not_to_show(pack: Pack, scores: Scores, heard: Sequence[Happening]) -> frozenset[str]:
    """Return the styles that she has or refused, those that no training has seen yet among them."""
    known = (pack.styles[place].id for place in scores.owned | scores.refused)
    new = (one.style_id for one in heard if one.kind in ("bought", "dismissed") and one.style_id not in pack.place)
    return frozenset((*known, *new))


def _of_looks(asked: _Asked, looks: Sequence[Look]) -> Iterator[Suggestion]:
    """Yield what the stylist's looks lay beside the cart and can be had here."""
    for one in companions(looks, asked.cart):
        if one.style_id in asked.not_wanted:
            continue
        found = wearable(asked.pack, asked.wardrobe, one.style_id, asked.hanging.get(one.style_id, ()))
        if found is None:
            continue
        size, advice = found
        place = asked.pack.place.get(one.style_id)
        yield Suggestion(
            style_id=one.style_id,
            size=size,
            size_advice=advice,
            score=asked.survey.scores.get(place, 0.0) if place is not None else 0.0,
            source="look",
            cited=one.worn,
            reason=outfit_phrasing.of_look(one.look.name),
            contributions=asked.scores.contributions(place) if place is not None else {},
        )


def _counted(asked: _Asked, categories: set[str] | None) -> Iterator[Suggestion]:
    """Yield what was learnt, the best first; of each category that is not in ``categories`` yet one, None for all."""
    pack = asked.pack
    if not any(style_id in pack.place for style_id in asked.cart):
        return
    scores = asked.survey.scores
    if categories is not None:  # what neither the cart nor she speaks for would be left out below: do not explain it
        scores = {place: scores[place] for place in asked.scores.personal() if place in scores}
    for place, score in best_first(scores):
        style = pack.styles[place]
        if categories is not None and style.category in categories:
            continue
        advice = asked.wardrobe.size_for(style.id)
        size = hanging_size(advice, asked.hanging[style.id])
        if size is None:
            continue
        found = explain(
            pack, asked.scores, place, score, size, advice, asked.heard, asked.survey.usual, asked.now, cart=asked.cart
        )
        if categories is not None:
            if found.source in GLOBAL:
                continue  # a best seller has nothing to do with what she holds in her hands
            categories.add(style.category)
        yield _with_visits(asked, found) if found.source == "cart" else found


def _with_visits(asked: _Asked, found: Suggestion) -> Suggestion:
    """Say of what is taken together on how many visits it was."""
    pack = asked.pack
    if found.cited is None:
        return found
    worn = pack.place[asked.cart[found.cited]]
    visits = pack.visits_with(worn, pack.place[found.style_id])
    return replace(found, reason=outfit_phrasing.taken_with(pack.styles[worn].name, visits))
