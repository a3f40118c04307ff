"""Find goods: Chinese, pinyin, initials, style code, barcode. Offline, in the till's own file."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.identity import StyleId, VariantId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.selling import Colour


@dataclass(frozen=True, slots=True)
class Tile:
    """A style as a tile on the sell screen; ``variant_id`` is what a tap adds (the member's size when known)."""

    style_id: StyleId
    variant_id: VariantId
    name: Bilingual
    code: str
    art: str
    colour: Colour
    colours: tuple[Colour, ...]
    price: Fen
    member_price: Fen  # 0 when there is none
    on_hand: int  # pieces of the style in this shop


@dataclass(frozen=True, slots=True)
class GridCell:
    """One colour × size of a style: stock here and in the other shops together."""

    variant_id: VariantId
    colour: Colour
    size: str
    size_order: int
    price: Fen
    here: int
    promised: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class NearbyStock:
    """Stock of a variant in another shop, with its distance in metres."""

    shop_name: Bilingual
    metres: int
    on_hand: int


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """A style opened: its grid of colour × size."""

    style_id: StyleId
    name: Bilingual
    code: str
    art: str
    material: Bilingual
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class CategoryChip:
    """A category to browse by."""

    category_id: str
    name: Bilingual
