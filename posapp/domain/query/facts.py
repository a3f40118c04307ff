"""What the search knows of the goods, as the till's file tells it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from posapp.domain.identity import StyleId
from posapp.domain.text import Bilingual


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """A category and where its goods are worn."""

    category_id: str
    name: Bilingual
    part: str


@dataclass(frozen=True, slots=True)
class ColourFacts:
    """A colour as the chain names it; ``hex`` is its tint, ``#rrggbb``."""

    code: str
    name: Bilingual
    hex: str


@dataclass(frozen=True, slots=True)
class StyleFacts:
    """A style with all that it is found by."""

    style_id: StyleId
    code: str
    name: Bilingual
    pinyin: str
    initials: str
    category: str
    brand: str
    season: str
    tags: tuple[str, ...]
    material: Bilingual


class Piece(NamedTuple):
    """A variant: its style, colour code, size and list price in fen."""

    style_id: str
    colour: str
    size: str
    fen: int


@dataclass(frozen=True, slots=True)
class GoodsFacts:
    """All goods: the styles with the newest first, and the pieces in the same order, those of a style together."""

    categories: Sequence[CategoryFacts]
    colours: Sequence[ColourFacts]
    styles: Sequence[StyleFacts]
    pieces: Iterable[Piece]
