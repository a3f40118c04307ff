"""The demo chain's catalogue: styles with names in both languages, variants with barcodes and prices.

Each style also has a truth that no row shows: its ``cut``, how far it lies from the size on its label. Advice on size
is good exactly when it finds that out from what members kept and brought back.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Literal

from pypinyin import Style as Spelling
from pypinyin import lazy_pinyin

from sync.hub.demo import words
from sync.protocol import rows

LADDERS: dict[str, tuple[str, ...]] = {
    "alpha": ("XS", "S", "M", "L", "XL"),
    "cn_shoe": ("35", "36", "37", "38", "39", "40", "41", "42"),
    "one": ("均码",),
}
"""The sizes of each size system, smallest first."""

_TAX_BP = 1300
_HINTS: tuple[Literal[-1, 0, 1], ...] = (-1, 0, 1)
_SPREAD_OF_CUT = 0.3


@dataclass(frozen=True, slots=True)
class Goods:
    """The catalogue and its hidden truth: ``cuts`` in steps of a size, +1 meaning a full size larger than labelled."""

    categories: tuple[rows.Category, ...]
    styles: tuple[rows.Style, ...]
    variants: tuple[rows.Variant, ...]
    variants_of: dict[str, tuple[rows.Variant, ...]]
    cuts: dict[str, float]
    families: dict[str, str]  # colour code → family


def make_goods(dice: random.Random, today: date, *, one_style_in: int = 1) -> Goods:
    """Draw up the catalogue as it stands on ``today``: whole, or of every category one style in so many."""
    vocabulary = words.goods()
    styles: list[rows.Style] = []
    variants: list[rows.Variant] = []
    variants_of: dict[str, tuple[rows.Variant, ...]] = {}
    cuts: dict[str, float] = {}
    for category in vocabulary.categories:
        count = -(-category.count // one_style_in)
        for style, price in _styles_of(category, count, len(styles), dice, today):
            cuts[style.id] = dice.gauss(0.7 * style.fit_hint, _SPREAD_OF_CUT) if style.size_system != "one" else 0.0
            made = _variants_of(style, category, price, len(variants), dice)
            styles.append(style)
            variants.extend(made)
            variants_of[style.id] = made
    return Goods(
        categories=tuple(
            rows.Category(id=c.id, name_zh=c.zh, name_en=c.en, part=c.part, order=order)
            for order, c in enumerate(vocabulary.categories)
        ),
        styles=tuple(styles),
        variants=tuple(variants),
        variants_of=variants_of,
        cuts=cuts,
        families={code: colour[3] for code, colour in vocabulary.colours.items()},
    )


def ean13(serial: int) -> str:
    """Return an EAN-13 of a Chinese maker with the right check digit.

    >>> ean13(12345)
    '6901000123452'
    """
    digits = f"6901000{serial:05d}"
    odd, even = sum(map(int, digits[::2])), sum(map(int, digits[1::2]))
    return f"{digits}{-(odd + 3 * even) % 10}"


def _styles_of(
    category: words.CategoryWords, count: int, first: int, dice: random.Random, today: date
) -> list[tuple[rows.Style, int]]:
    """Return so many styles of a category with their list price in fen; no two have the same name."""
    every_name = [
        name
        for noun in category.nouns
        for name in product([noun], noun.materials or category.materials, category.features)
    ]
    names = dice.sample(every_name, count)
    brands = words.goods().brands
    every_tag = list(words.goods().tags)
    made = []
    for place, (noun, material, feature) in enumerate(names, 1):
        brand = dice.choices(brands, (5, 3, 2))[0]
        launched = today - timedelta(days=dice.choice((dice.randint(10, 120), dice.randint(120, 700))))
        name = f"{material[0]}{feature[0]}{noun.zh}"
        tags = noun.tags if dice.random() < 0.75 else [noun.tags[0], dice.choice(every_tag)]
        style = rows.Style(
            id=f"s{first + place:04d}",
            code=f"{category.id[:2].upper()}{launched:%y}{place:03d}",
            name_zh=name,
            name_en=f"{feature[1]} {material[1]} {noun.en}",
            pinyin=" ".join(lazy_pinyin(name)).lower(),
            initials="".join(lazy_pinyin(name, style=Spelling.FIRST_LETTER)).lower(),
            category=category.id,
            brand=brand.zh,
            season=dice.choice(noun.seasons),
            tags=list(dict.fromkeys(tags)),
            art=noun.art,
            material_zh=material[0],
            material_en=material[1],
            size_system=category.sizes,
            launched=launched.isoformat(),
            consumable=category.consumable,
            fit_hint=dice.choices(_HINTS, (25, 55, 20))[0] if category.sizes != "one" else 0,
        )
        made.append((style, _price(category, brand, dice)))
    return made


def _price(category: words.CategoryWords, brand: words.Brand, dice: random.Random) -> int:
    """Return a shelf price in fen: ¥459.00 or, below ¥200, ¥89.90."""
    low, high = category.price
    yuan = (low + (high - low) * dice.betavariate(1.6, 2.6)) * brand.level
    return round(yuan / 10) * 1000 - (10 if yuan < 200 else 100)


def _member_price(price: int, dice: random.Random) -> int:
    """Return a member price ending in .00 or .90, or 0 for none."""
    if dice.random() > 0.6:
        return 0
    lower = price * dice.choice((90, 92, 95)) // 100
    return lower // 100 * 100 if price % 100 == 0 else lower // 100 * 100 - 10


def _variants_of(
    style: rows.Style, category: words.CategoryWords, price: int, first: int, dice: random.Random
) -> tuple[rows.Variant, ...]:
    """Return every colour × size of a style."""
    vocabulary = words.goods()
    most = category.most_colours
    colours = dice.sample(category.colours, dice.randint(min(2, most), most))
    ladder = LADDERS[style.size_system]
    member_price = _member_price(price, dice)
    shelf = f"{category.shelf}-{dice.randint(1, 24):02d}"
    made: list[rows.Variant] = []
    for colour in colours:
        zh, en, tint, _ = vocabulary.colours[colour]
        for order, size in enumerate(ladder):
            serial = first + len(made) + 1
            made.append(
                rows.Variant(
                    id=f"v{serial:05d}",
                    style_id=style.id,
                    barcode=ean13(serial),
                    colour_code=colour,
                    colour_zh=zh,
                    colour_en=en,
                    colour_hex=tint,
                    size=size,
                    size_order=order,
                    list_fen=price,
                    member_fen=member_price,
                    tax_bp=_TAX_BP,
                    shelf=shelf,
                )
            )
    return tuple(made)
