"""The word lists in ``resources/demo`` from which names of goods, people and places are put together."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from sync.protocol.decoding import from_json

_FOLDER = Path(__file__).resolve().parents[3] / "resources" / "demo"

Part = Literal["top", "bottom", "dress", "outer", "shoes", "bag", "accessory", "beauty"]
Season = Literal["spring", "summer", "autumn", "winter", "all"]


class Noun(msgspec.Struct, frozen=True):
    """What a style is: its name, the shape that draws it, its style tags and seasons."""

    zh: str
    en: str
    art: str
    tags: list[str]
    seasons: list[Season]
    materials: list[tuple[str, str]] = []  # where those of its category will not do


class Brand(msgspec.Struct, frozen=True):
    """A line of the chain and how dear it is."""

    zh: str
    level: float


class CategoryWords(msgspec.Struct, frozen=True):
    """How the styles of one category are named, priced (yuan), sized and coloured."""

    id: str
    zh: str
    en: str
    part: Part
    count: int
    sizes: Literal["alpha", "cn_shoe", "one"]
    price: tuple[int, int]
    shelf: str
    nouns: list[Noun]
    materials: list[tuple[str, str]]
    features: list[tuple[str, str]]
    colours: list[str]
    consumable: bool = False
    most_colours: int = 4


class GoodsWords(msgspec.Struct, frozen=True):
    """All words of the catalogue; a colour is Chinese, English, tint and family."""

    tags: dict[str, tuple[str, str]]
    brands: list[Brand]
    categories: list[CategoryWords]
    colours: dict[str, tuple[str, str, str, str]]


class PeopleWords(msgspec.Struct, frozen=True):
    """Surnames with their spelling, and given names."""

    surnames: list[tuple[str, str]]
    given: list[str]


class ChainWords(msgspec.Struct, frozen=True):
    """The chain's name and the foot of its receipts."""

    zh: str
    en: str
    foot_zh: str
    foot_en: str


class ShopWords(msgspec.Struct, frozen=True):
    """A shop and where it stands (millionths of a degree)."""

    id: str
    code: str
    zh: str
    en: str
    address_zh: str
    address_en: str
    phone: str
    lat: int
    lon: int
    rooms: int


class StaffWords(msgspec.Struct, frozen=True):
    """Somebody who works in a shop, with the demo's PIN."""

    id: str
    shop: str
    number: str
    zh: str
    en: str
    role: Literal["cashier", "senior", "manager"]
    pin: str


class Persona(msgspec.Struct, frozen=True):
    """A demo member with a story: her taste, her body as places on the size ladders, how often she comes."""

    name: str
    phone: str
    level: Literal["basic", "silver", "gold", "black"]
    shop: str
    birthday_in_days: int
    tags: list[str]
    upper: float
    lower: float
    shoe: float
    colours: list[str]
    visits: int
    personal: bool
    story_zh: str
    story_en: str


class PlacesWords(msgspec.Struct, frozen=True):
    """The chain, its shops, its staff and the personas."""

    chain: ChainWords
    shops: list[ShopWords]
    staff: list[StaffWords]
    personas: list[Persona]


@cache
def goods() -> GoodsWords:
    """Return the words of the catalogue."""
    return from_json((_FOLDER / "goods.json").read_bytes(), GoodsWords)


@cache
def people() -> PeopleWords:
    """Return the words that names of people are made of."""
    return from_json((_FOLDER / "people.json").read_bytes(), PeopleWords)


@cache
def places() -> PlacesWords:
    """Return chain, shops, staff and personas."""
    return from_json((_FOLDER / "places.json").read_bytes(), PlacesWords)
