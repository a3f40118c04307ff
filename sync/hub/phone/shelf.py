"""The catalogue as the phone page browses it: kept in memory, read again when the hub published a newer one."""

from __future__ import annotations

import threading
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from posapp.domain.clock import Millis, local
from posapp.domain.text import Bilingual
from sync.hub.phone.shapes import Piece, Tile
from sync.hub.publishing import heads, published_all
from sync.protocol.rows import Category, Chain, Shop, Style, Variant

_NEW_DAYS = 30


@dataclass(frozen=True)
class Shelf:
    """One state of the catalogue. ``styles`` the newest first, variants of a style by colour and size."""

    version: int
    chain: Chain | None
    shops: tuple[Shop, ...]
    categories: tuple[Category, ...]
    styles: tuple[Style, ...]
    by_id: Mapping[str, Style]
    variants: Mapping[str, Variant]
    of_style: Mapping[str, tuple[Variant, ...]]
    words: Mapping[str, str]
    beauty: frozenset[str]

    def matching(self, category: str, text: str) -> list[Style]:
        """Return the styles of a category (empty: all) that answer every word of a text."""
        wanted = plain(text).split()
        return [
            style
            for style in self.styles
            if (not category or style.category == category) and all(word in self.words[style.id] for word in wanted)
        ]

    def can_try(self, style: Style) -> bool:
        """Tell whether a style is tried on in a fitting room."""
        return style.category not in self.beauty

    def tile(self, style: Style, free: Mapping[str, int], now: Millis) -> Tile:
        """Return a style as a tile; ``free`` are pieces by variant."""
        variants = self.of_style[style.id]
        cheapest = min(variants, key=lambda variant: variant.list_fen)
        return Tile(
            id=style.id,
            code=style.code,
            name=name_of(style),
            art=style.art,
            hex=variants[0].colour_hex,
            hexes=list(dict.fromkeys(variant.colour_hex for variant in variants)),
            list_fen=cheapest.list_fen,
            member_fen=cheapest.member_fen,
            on_hand=sum(free.get(variant.id, 0) for variant in variants),
            can_try=self.can_try(style),
            is_new=(local(now).date() - date.fromisoformat(style.launched)).days < _NEW_DAYS,
        )

    def piece(self, style_id: str, variant_id: str, **more: object) -> Piece | None:
        """Return a piece of goods for a list of hers, None when the catalogue no longer has it."""
        style = self.by_id.get(style_id)
        variant = self.variants.get(variant_id)
        if style is None or variant is None:
            return None
        return Piece(
            style_id=style.id,
            variant_id=variant.id,
            name=name_of(style),
            art=style.art,
            hex=variant.colour_hex,
            colour=Bilingual(variant.colour_zh, variant.colour_en),
            size=variant.size,
            can_try=self.can_try(style),
            **more,  # type: ignore[arg-type]  # the fields of Piece that the caller names
        )


def name_of(named: Style | Shop | Category | Chain) -> Bilingual:
    """Return the name of a row in both languages."""
    return Bilingual(named.name_zh, named.name_en)


def plain(text: str) -> str:
    """Return a text as it is compared in search: full-width folded, lower case."""
    return unicodedata.normalize("NFKC", text).casefold()


class Shelves:
    """Keeps the newest shelf; safe from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None

    def shelf(self, conn: Connection) -> Shelf:
        """Return the catalogue as this connection sees it."""
        version = heads(conn).get("catalogue", 0)
        with self._lock:
            if self._shelf is None or self._shelf.version < version:
                self._shelf = _read(conn, version)
            return self._shelf


def _read(conn: Connection, version: int) -> Shelf:
    of_style: defaultdict[str, list[Variant]] = defaultdict(list)
    variants = {variant.id: variant for variant in published_all(conn, Variant)}
    for variant in variants.values():
        of_style[variant.style_id].append(variant)
    styles = [style for style in published_all(conn, Style) if style.id in of_style]
    styles.sort(key=lambda style: style.launched, reverse=True)
    categories = sorted(published_all(conn, Category), key=lambda category: category.order)
    category_names = {category.id: f"{category.name_zh} {category.name_en}" for category in categories}
    return Shelf(
        version=version,
        chain=next(iter(published_all(conn, Chain)), None),
        shops=tuple(published_all(conn, Shop)),
        categories=tuple(categories),
        styles=tuple(styles),
        by_id={style.id: style for style in styles},
        variants=variants,
        of_style={style_id: tuple(_by_colour_and_size(its)) for style_id, its in of_style.items()},
        beauty=frozenset(category.id for category in categories if category.part == "beauty"),
        words={style.id: _words(style, of_style[style.id], category_names) for style in styles},
    )


def _by_colour_and_size(variants: Iterable[Variant]) -> list[Variant]:
    its = list(variants)
    colours = list(dict.fromkeys(variant.colour_code for variant in its))
    return sorted(its, key=lambda variant: (colours.index(variant.colour_code), variant.size_order))


def _words(style: Style, variants: Iterable[Variant], category_names: Mapping[str, str]) -> str:
    colours = dict.fromkeys(f"{variant.colour_zh} {variant.colour_en}" for variant in variants)
    parts = (
        style.name_zh,
        style.name_en,
        style.code,
        style.pinyin.replace(" ", ""),
        style.initials,
        category_names.get(style.category, ""),
        *colours,
    )
    return plain(" ".join(parts))
