"""Eighteen months of what members did: looked, wished, tried on, bought, brought back.

Drawn from the true tastes and bodies of ``tastes`` and the true cuts of ``goods``; nothing of that truth is written
down, only what a shop would have seen.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal
from zlib import crc32

import msgspec
import numpy as np

from posapp.domain.clock import DAY, MINUTE, Millis, at, local
from posapp.domain.fit import LENGTHS, MISFITS, PLACES, Place
from sync.hub.demo.goods import LADDERS, Goods
from sync.hub.demo.tastes import FAMILY_OF_PART, Family, Floats, Person
from sync.protocol import rows
from sync.protocol.kinds import Verdict

DAYS = 548
MOST_HAPPENINGS = 80

_SEASONS = ("winter",) * 2 + ("spring",) * 3 + ("summer",) * 3 + ("autumn",) * 3 + ("winter",)
_NEXT = {"winter": "spring", "spring": "summer", "summer": "autumn", "autumn": "winter"}
_WORN_TOGETHER = {
    ("top", "bottom"): 2.4,
    ("bottom", "top"): 2.4,
    ("dress", "shoes"): 1.9,
    ("dress", "bag"): 1.7,
    ("outer", "accessory"): 1.9,
    ("outer", "top"): 1.4,
    ("bottom", "shoes"): 1.6,
    ("top", "outer"): 1.3,
    ("shoes", "bag"): 1.5,
    ("bag", "accessory"): 1.3,
    ("beauty", "beauty"): 1.5,
}
_REASONS_TO_LEAVE: tuple[Verdict, ...] = ("not_style", "not_colour", "price")
_LASTS_DAYS = 45


@dataclass(slots=True)
class Life:
    """What one member did, oldest first, and what it came to; she tries things on in one shop."""

    shop: str = ""
    happenings: list[rows.Happening] = field(default_factory=list)
    visits: int = 0
    spent: int = 0
    last_visit: int | None = None
    usual: dict[str, int] = field(default_factory=dict)  # family → place of the size kept last
    owned: set[int] = field(default_factory=set)  # places of what she keeps and needs once
    refills: dict[str, tuple[str, int]] = field(default_factory=dict)  # style → variant, bought when

    def row(self, member_id: str) -> rows.History:
        """Return the row that travels: the newest happenings, newest first."""
        newest = sorted(self.happenings, key=lambda h: (-h.at_ms, h.kind, h.style_id))
        return rows.History(
            id=member_id,
            visits=self.visits,
            spent_fen=self.spent,
            last_visit_ms=self.last_visit,
            happenings=newest[:MOST_HAPPENINGS],
        )


class Past:
    """Lives members' pasts through, day by day of their own."""

    def __init__(self, goods: Goods, dice: random.Random, now: Millis) -> None:
        self._goods = goods
        self._dice = dice
        self._now = now
        self._today = local(now).date()
        self._launched = np.array([date.fromisoformat(style.launched).toordinal() for style in goods.styles])
        parts = {category.id: category.part for category in goods.categories}
        self._part = [parts[style.category] for style in goods.styles]
        self._part_of = {style.id: parts[style.category] for style in goods.styles}
        self._appeal = np.array([dice.gauss(-0.8 if style.consumable else 0, 0.45) for style in goods.styles])
        self._rising = np.array([1.3 if dice.random() < 0.04 else 0.0 for _ in goods.styles])
        self._in_season = {
            season: np.array([_fit_of_season(style.season, season) for style in goods.styles]) for season in _NEXT
        }
        self._together = {
            part: np.array([_WORN_TOGETHER.get((part, other), 0.8) for other in self._part]) for part in set(self._part)
        }
        self._like = np.array([[len(set(a.tags) & set(b.tags)) for b in goods.styles] for a in goods.styles]) * 0.5

    def live(self, person: Person) -> Life:
        """Return what a member did up to now."""
        life = Life(shop=person.shop)
        first = max(person.joined, self._today - timedelta(days=DAYS))
        span = max((self._today - first).days - 2, 1)
        for days in sorted(self._dice.sample(range(span), min(person.visits, span))):
            self._visit(person, life, first + timedelta(days=days))
        if person.persona is not None:
            self._round_off(person, life)
        return life

    def _round_off(self, person: Person, life: Life) -> None:
        """See to it that a member with a story has kept a size of everything, and looked around this week."""
        weights = self._weights(person, self._today)
        weights[list(life.owned)] = 0
        if life.last_visit is not None:
            for family in sorted(set(FAMILY_OF_PART.values()) - set(life.usual)):
                worn = np.array([FAMILY_OF_PART.get(part) == family for part in self._part])
                self._keep_one(person, life, int(np.argmax(weights * worn)), family)
        for days in (3, 1):
            self._browse(person, life, self._today - timedelta(days=days), weights, 3)

    def _keep_one(self, person: Person, life: Life, place: int, family: Family) -> None:
        """Keep her best-loved style of a family, in the right size, from her last visit."""
        style = self._goods.styles[place]
        truth = person.body[family] - self._goods.cuts[style.id]
        fitting = min(self._goods.variants_of[style.id], key=lambda v: abs(v.size_order - truth))
        moment = Millis(life.last_visit or self._now)
        self._try(life, fitting, moment, f"past-{person.id}-{life.visits}", "kept")
        self._buy(life, fitting, moment, f"past-{person.id}-{life.visits}")
        life.usual[family] = fitting.size_order
        life.owned.add(place)

    def weights_of_today(self, person: Person) -> Floats:
        """Return the truth that advice is judged by: how likely she is to choose each style now."""
        return self._weights(person, self._today)

    def _weights(self, person: Person, day: date) -> Floats:
        age = day.toordinal() - self._launched
        novelty = 0.7 * np.exp(-age.clip(0) / 60)
        fresh = self._rising if (self._today - day).days <= 28 else 0.0
        season = self._in_season[_SEASONS[day.month - 1]]
        weights = np.exp(person.likes + self._appeal + novelty + fresh) * season * (age >= 0)
        return np.asarray(weights / weights.sum())

    def _visit(self, person: Person, life: Life, day: date) -> None:
        dice = self._dice
        weights = self._weights(person, day)
        weights[list(life.owned)] = 0
        self._browse(person, life, day - timedelta(days=dice.randint(1, 9)), weights, dice.choice((0, 0, 1, 2, 3)))
        moment = at(day, dice.randint(10, 20), dice.randint(0, 59))
        life.visits += 1
        life.last_visit = moment
        ref = f"past-{person.id}-{life.visits}"
        empty = [style_id for style_id, (_, since) in life.refills.items() if moment - since > _LASTS_DAYS * DAY]
        if empty and dice.random() < 0.5:
            style_id = dice.choice(empty)
            self._buy(life, self._variant(life.refills[style_id][0], style_id), moment, ref)
        pieces = dice.choices((0, 1, 2, 3, 4), (18, 36, 26, 14, 6))[0]
        chosen: list[int] = []
        for place in self._choose(weights, pieces, chosen):
            chosen.append(place)
            self._consider(person, life, place, Millis(moment + len(chosen) * 7 * MINUTE), ref)

    def _choose(self, weights: Floats, pieces: int, chosen: list[int]) -> Iterator[int]:
        """Choose pieces one after the other; what she holds pulls on what goes with it."""
        for _ in range(pieces):
            pull = weights
            if chosen:
                pull = pull * self._together[self._part[chosen[-1]]] * np.exp(self._like[chosen[-1]])
                pull[chosen] = 0
            yield self._draw(pull)

    def _draw(self, weights: Floats) -> int:
        ladder = weights.cumsum()
        return min(int(np.searchsorted(ladder, self._dice.random() * ladder[-1])), len(weights) - 1)

    def _browse(self, person: Person, life: Life, day: date, weights: Floats, looks: int) -> None:
        """Look around on the phone in the evening; some of it goes on the wish list."""
        moment = at(day, 21, self._dice.randint(0, 59))
        for place in {self._draw(weights) for _ in range(looks)}:
            style = self._goods.styles[place]
            kind: Literal["wished", "viewed"] = "wished" if self._dice.random() < 0.4 else "viewed"
            self._note(life, kind, style.id, "", "", moment, "")

    def _consider(self, person: Person, life: Life, place: int, moment: Millis, ref: str) -> None:
        """Take one garment: guess a size, perhaps try it on, keep it, leave it or bring it back."""
        dice = self._dice
        style = self._goods.styles[place]
        family = FAMILY_OF_PART.get(self._part[place])
        variants = self._goods.variants_of[style.id]
        if family is None or style.size_system == "one":
            bought = self._coloured(person, variants)
            self._buy(life, bought, moment, ref)
            if style.consumable:
                life.refills[style.id] = (bought.id, moment)
            else:
                life.owned.add(place)
            return
        ladder = LADDERS[style.size_system]
        top = len(ladder) - 1
        truth = person.body[family] - self._goods.cuts[style.id] + dice.gauss(0, 0.22)
        right = min(max(round(truth), 0), top)
        usual = life.usual.get(family, min(max(round(person.body[family] + dice.gauss(0, 0.5)), 0), top))
        guess = usual if dice.random() < 0.75 else right
        garment = self._coloured(person, [v for v in variants if v.size_order == guess])
        if dice.random() < 0.7:
            if guess != right:
                self._try(life, garment, moment, ref, "too_small" if guess < right else "too_big")
                if dice.random() < 0.35:
                    return
                garment = next(v for v in variants if v.size_order == right and v.colour_code == garment.colour_code)
            leaves = dice.random() < 0.3
            self._try(life, garment, moment, ref, dice.choice(_REASONS_TO_LEAVE) if leaves else "kept")
            if leaves:
                return
        self._buy(life, garment, moment, ref)
        wrong = garment.size_order != right
        if wrong and dice.random() < 0.75:
            self._bring_back(life, garment, moment, ref, "too_small" if garment.size_order < right else "too_big")
        elif dice.random() < 0.04:
            self._bring_back(life, garment, moment, ref, "not_style")
        else:
            life.usual[family] = garment.size_order
            life.owned.add(place)

    def _coloured(self, person: Person, variants: list[rows.Variant] | tuple[rows.Variant, ...]) -> rows.Variant:
        pulls = [2.718 ** person.colours[self._goods.families[v.colour_code]] for v in variants]
        return self._dice.choices(variants, pulls)[0]

    def _variant(self, variant_id: str, style_id: str) -> rows.Variant:
        return next(v for v in self._goods.variants_of[style_id] if v.id == variant_id)

    def _buy(self, life: Life, variant: rows.Variant, moment: Millis, ref: str) -> None:
        paid = variant.member_fen or variant.list_fen
        life.spent += paid
        if variant.style_id in life.refills:
            life.refills[variant.style_id] = (variant.id, moment)
        self._note(life, "bought", variant.style_id, variant.id, variant.size, moment, ref, paid)
        life.happenings[-1] = msgspec.structs.replace(life.happenings[-1], shop_id=life.shop)

    def _bring_back(self, life: Life, variant: rows.Variant, moment: Millis, ref: str, verdict: Verdict) -> None:
        later = Millis(moment + self._dice.randint(1, 6) * DAY)
        if later >= self._now:
            return
        paid = variant.member_fen or variant.list_fen
        life.spent -= paid
        self._note(life, "returned", variant.style_id, variant.id, variant.size, later, ref, paid, verdict)

    def _try(self, life: Life, variant: rows.Variant, moment: Millis, ref: str, verdict: Verdict) -> None:
        self._note(
            life, "tried", variant.style_id, variant.id, variant.size, Millis(moment - 5 * MINUTE), ref, 0, verdict
        )
        where = self._where(variant.style_id, f"{ref}/{variant.id}") if verdict in MISFITS else []
        life.happenings[-1] = msgspec.structs.replace(life.happenings[-1], shop_id=life.shop, where=where)

    def _where(self, style_id: str, garment: str) -> list[Place]:
        """Return where she says that a garment does not fit her; every third says nothing of it.

        Drawn from the garment's name and not from the dice, so that it changes nothing of what she does later. Bodies
        here differ in width alone: nobody finds a sleeve too short.
        """
        part = self._part_of[style_id]
        places = [place for place in PLACES.get(part, ()) if part == "shoes" or place not in LENGTHS]
        drawn = crc32(garment.encode())
        return [places[drawn // 3 % len(places)]] if places and drawn % 3 else []

    @staticmethod
    def _note(
        life: Life,
        kind: Literal["bought", "returned", "tried", "wished", "viewed"],
        style_id: str,
        variant_id: str,
        size: str,
        moment: Millis,
        ref: str,
        paid: int = 0,
        verdict: Verdict | None = None,
    ) -> None:
        life.happenings.append(
            rows.Happening(
                kind=kind,
                style_id=style_id,
                variant_id=variant_id,
                size=size,
                at_ms=moment,
                ref=ref,
                paid_fen=paid,
                verdict=verdict,
            )
        )


def _fit_of_season(worn: str, season: str) -> float:
    """Return how much a style sells in a season: shops sell the coming one too, and clear the past one."""
    if worn in ("all", season):
        return 1.0
    return 0.5 if worn == _NEXT[season] else 0.12
