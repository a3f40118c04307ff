"""A pack drawn by a seed: every feature has a weight, every style neighbours, so that rules can be tried on many."""

from __future__ import annotations

import random

from posapp.domain.advice.pack import Neighbours, Pack, Sales, StyleFacts
from posapp.domain.advice.scoring import SOURCE_OF
from posapp.domain.clock import DAY, Millis
from posapp.domain.text import Bilingual
from sync.protocol.rows import Happening

STYLES = 24
_CATEGORIES = ("coat", "knit", "skirt", "cream", "scarf")


def drawn_pack(dice: random.Random, now: Millis) -> Pack:
    """Return a pack in which every third style is one that is used up."""
    weights = {name: round(dice.uniform(0.1, 2.0), 3) for name in SOURCE_OF}
    return Pack(
        version="drawn", trained=now, styles=tuple(_style(dice, place) for place in range(STYLES)),
        weights=weights, dislike=1.0, ladders={"one": ("",)}, size_spread=0.5, too_small_step=0.8, too_big_step=0.8,
        lasts_days=30, half_life_days=20.0, cart_weights=weights,
    )  # fmt: skip


def drawn_life(dice: random.Random, now: Millis, most: int = 30) -> list[Happening]:
    """Return what a member did, newest first: visits of a few purchases, some brought back, and looks between them."""
    life = []
    for visit in range(dice.randint(1, most // 3)):
        at = now - dice.randint(1, 200) * DAY // 2
        for place in dice.sample(range(STYLES), dice.randint(1, 3)):
            life.append(_did("bought", place, at, f"sale-{visit}"))
            if dice.random() < 0.1:
                life.append(_did("returned", place, at + DAY // 4, f"sale-{visit}"))
        life.append(_did(dice.choice(("wished", "viewed", "scanned")), dice.randrange(STYLES), at - 1, ""))
    return sorted(life, key=lambda one: -one.at_ms)


def _did(kind: str, place: int, at_ms: int, ref: str) -> Happening:
    said = {"kind": kind, "style_id": f"s{place}", "variant_id": f"s{place}", "size": "", "at_ms": at_ms, "ref": ref}
    return Happening(**said)


def _style(dice: random.Random, place: int) -> StyleFacts:
    category = _CATEGORIES[place % len(_CATEGORIES)]
    return StyleFacts(
        id=f"s{place}", name=Bilingual(f"款{place}", f"Style {place}"), category=category, part=category, season="all",
        launched="2026-01-01", tags=(), consumable=place % 3 == 0, size_system="one", sizes=("",), sold=(1.0,), cut=0.0,
        popular=dice.random(), rising=dice.random(), bought_with=_near(dice, place), alike=_near(dice, place),
        goes_with=_near(dice, place), leads_to=_near(dice, place), in_basket=_near(dice, place),
        sales=Sales(*(round(dice.random(), 3) for _ in range(7))),
    )  # fmt: skip


def _near(dice: random.Random, place: int) -> Neighbours:
    others = [other for other in range(STYLES) if other != place]
    return tuple((other, round(dice.uniform(0.1, 1.0), 3)) for other in dice.sample(others, 6))
