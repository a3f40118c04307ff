"""Members with a true self that no row shows: what they like, how they are built, how often they come.

Tastes pull on style tags, categories, colours and price; a body is a place on each size ladder (upper, lower, shoe),
where 2.4 means between the third and the fourth size. The past is drawn from this, and advice is judged against it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sync.hub.demo import words
from sync.hub.demo.goods import Goods

Floats = NDArray[np.float64]
Family = Literal["upper", "lower", "shoe"]

FAMILY_OF_PART: dict[str, Family] = {
    "top": "upper",
    "dress": "upper",
    "outer": "upper",
    "bottom": "lower",
    "shoes": "shoe",
}

_MONTHS = 18


@dataclass(frozen=True, slots=True)
class Person:
    """A member before she is a row: her name, phone, and true self. ``visits`` is how often she comes in 18 months."""

    id: str
    surname: tuple[str, str]
    given: str
    phone: str
    number: int
    card: str
    shop: str
    birthday: str
    joined: date
    visits: int
    personal: bool
    body: dict[Family, float]
    likes: Floats  # utility of each style, in the catalogue's order
    colours: dict[str, float]  # pull of each colour family
    persona: words.Persona | None


def make_people(dice: random.Random, today: date, goods: Goods, count: int) -> list[Person]:
    """Make ``count`` members, the personas first."""
    spectrum = Spectrum(goods)
    taken: set[str] = set()
    made = [
        _from_persona(dice, today, spectrum, persona, n, taken) for n, persona in enumerate(words.places().personas, 1)
    ]
    made += [_anyone(dice, today, spectrum, n, taken) for n in range(len(made) + 1, count + 1)]
    return made


def card_number(dice: random.Random) -> str:
    """Return the 16 digits of a static card: 8, 13 random digits, two check digits by ISO 7064 MOD 97-10."""
    stem = f"8{dice.randrange(10**13):013d}"
    return f"{stem}{98 - int(stem) * 100 % 97:02d}"


class Spectrum:
    """The catalogue as numbers, so that a taste becomes a utility for every style at once."""

    def __init__(self, goods: Goods) -> None:
        self.tags = list(words.goods().tags)
        self.categories = [category.id for category in goods.categories]
        self.families = sorted({colour[3] for colour in words.goods().colours.values()})
        styles = goods.styles
        self.of_tag = np.array([[tag in style.tags for tag in self.tags] for style in styles], dtype=float)
        self.of_category = np.array([[style.category == c for c in self.categories] for style in styles], dtype=float)
        self.of_family = np.array(
            [
                [
                    sum(goods.families[v.colour_code] == family for v in goods.variants_of[style.id])
                    / len(goods.variants_of[style.id])
                    for family in self.families
                ]
                for style in styles
            ]
        )
        prices = np.log([goods.variants_of[style.id][0].list_fen for style in styles])
        self.price = (prices - self.of_category @ _mean_by(self.of_category, prices)) / prices.std()

    def utilities(self, tags: Floats, categories: Floats, families: Floats, price: float) -> Floats:
        """Return how much each style appeals to somebody of this taste."""
        return np.asarray(
            1.1 * self.of_tag @ tags
            + self.of_category @ categories
            + 0.9 * self.of_family @ families
            - 0.7 * np.abs(self.price - price)
        )


def _mean_by(groups: Floats, values: Floats) -> Floats:
    return np.asarray(groups.T @ values / groups.sum(axis=0))


def _from_persona(
    dice: random.Random, today: date, spectrum: Spectrum, persona: words.Persona, n: int, taken: set[str]
) -> Person:
    taken.add(persona.phone)
    palette = words.goods().colours
    families = dict.fromkeys(spectrum.families, 0.0)
    for colour in persona.colours:
        families[palette[colour][3]] = 1.6
    tags = np.array([1.7 if tag in persona.tags else -0.2 for tag in spectrum.tags])
    categories = np.array([dice.gauss(0, 0.35) for _ in spectrum.categories])
    birthday = today + timedelta(days=persona.birthday_in_days)
    surname = next(s for s in words.people().surnames if persona.name.startswith(s[0]))
    return Person(
        id=f"m{n:05d}",
        surname=surname,
        given=persona.name.removeprefix(surname[0]),
        phone=persona.phone,
        number=dice.randrange(1, 1 << 48),
        card=card_number(dice),
        shop=persona.shop,
        birthday=f"{birthday:%m-%d}",
        joined=today - timedelta(days=3 if persona.visits == 0 else 30 * _MONTHS + 40),
        visits=persona.visits,
        personal=persona.personal,
        body={"upper": persona.upper, "lower": persona.lower, "shoe": persona.shoe},
        likes=spectrum.utilities(tags, categories, np.array(list(families.values())), 0.3),
        colours=families,
        persona=persona,
    )


def _anyone(dice: random.Random, today: date, spectrum: Spectrum, n: int, taken: set[str]) -> Person:
    phone = _fresh(lambda: f"+861{dice.choice('356789')}{dice.randrange(10**9):09d}", taken)
    loved = dice.sample(range(len(spectrum.tags)), 2)
    tags = np.array([dice.gauss(0, 0.35) for _ in spectrum.tags])
    tags[loved[0]] += 1.8
    tags[loved[1]] += 1.1
    families = {family: dice.gauss(0, 0.6) for family in spectrum.families}
    upper = min(max(dice.gauss(1.9, 0.95), -0.3), 4.3)
    joined = today - timedelta(days=dice.randint(5, 900))
    share = min((today - joined).days / (30 * _MONTHS), 1.0)
    people = words.people()
    return Person(
        id=f"m{n:05d}",
        surname=dice.choices(people.surnames, range(2 * len(people.surnames), len(people.surnames), -1))[0],
        given=dice.choice(people.given),
        phone=phone,
        number=dice.randrange(1, 1 << 48),
        card=card_number(dice),
        shop=dice.choices([shop.id for shop in words.places().shops], (5, 3, 4))[0],
        birthday=f"{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}" if dice.random() < 0.7 else "",
        joined=joined,
        visits=round(min(dice.gammavariate(1.3, 5.0), 45) * share),
        personal=dice.random() > 0.03,
        body={
            "upper": upper,
            "lower": min(max(upper + dice.gauss(0, 0.45), -0.3), 4.3),
            "shoe": min(max(dice.gauss(2.6, 1.2), 0.0), 7.0),
        },
        likes=spectrum.utilities(
            tags,
            np.array([dice.gauss(0, 0.7) for _ in spectrum.categories]),
            np.array(list(families.values())),
            dice.gauss(0, 1),
        ),
        colours=families,
        persona=None,
    )


def _fresh(draw: Callable[[], str], taken: set[str]) -> str:
    """Draw until something new comes; remember it."""
    while (value := draw()) in taken:
        pass
    taken.add(value)
    return value


def spell(person: Person) -> tuple[str, str]:
    """Return her name as law asks it shown, in Chinese and in English: 林*清, Lin *."""
    zh = f"{person.surname[0]}*{person.given[1:]}"
    return zh, f"{person.surname[1]} *"
