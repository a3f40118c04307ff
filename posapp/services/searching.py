"""Find goods: Chinese, pinyin, initials, style code, barcode. Offline, in the till's own file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import MemberId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.domain.places import metres_between
from posapp.domain.query.terms import Query
from posapp.domain.text import Bilingual
from posapp.services.books import Stocked
from posapp.services.carts import Colour, colour_of
from posapp.services.doings import may_be_used
from posapp.services.errors import UnknownBarcode
from posapp.services.filtering import Drop, Filtering
from posapp.services.ports import Adviser
from posapp.services.size_cards import SizeCard, size_card
from posapp.services.till_data import TillData, View
from sync.protocol import rows

MOST_TILES = 60
MOST_FOUND = 30
"""Styles that a text finds at most: two screens of them. Whoever wants more types another letter, and each of them is
thirteen variants to look up before the first is painted."""

NEAREST = 4
"""Shops that are named beside a grid: farther ones are a parcel's matter, not a walk."""


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
    """Stock of a variant in another shop, with its distance in metres.

    ``as_of`` is when that number was last known to be so, None before any contact. ``is_silent``: the mall has not
    heard of that shop since, so its floor may have sold it.
    """

    shop_name: Bilingual
    metres: int
    on_hand: int
    shop_id: str = ""
    as_of: Millis | None = None
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class ShopShelf:
    """What another shop has of a style: its free pieces by variant. ``metres`` away."""

    shop_id: str
    shop_name: Bilingual
    metres: int
    pieces: tuple[tuple[VariantId, int], ...]


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """A style opened: its grid of colour × size, and the nearest shops that have any of it."""

    style_id: StyleId
    name: Bilingual
    code: str
    art: str
    material: Bilingual
    cells: tuple[GridCell, ...]
    shops: tuple[ShopShelf, ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryChip:
    """A category to browse by."""

    category_id: str
    name: Bilingual


@dataclass(frozen=True, slots=True)
class Found:
    """What answers to a text: the tiles, what the text was read as, and with nothing found what may be dropped."""

    tiles: tuple[Tile, ...]
    query: Query
    drops: tuple[Drop, ...] = ()


class Searching:
    """Looks goods up for the sell screen."""

    def __init__(self, till: TillData, clock: Clock, adviser: Adviser) -> None:
        self._till = till
        self._clock = clock
        self._adviser = adviser
        self._filters = Filtering(clock)

    def get_ready(self) -> None:
        """Read the goods if the catalogue has changed, so that whoever types next waits for nothing."""
        with self._till.view() as view:
            self._filters.refresh(view)

    def tiles(self, text: str, category_id: str | None = None, member_id: MemberId | None = None) -> tuple[Tile, ...]:
        """Return the styles that answer to ``text``; without one what sells best, or what is newest in a category.

        Each tile carries the variant that a tap adds: in the member's size when she is known, else in the middle size
        that hangs here. Styles of which nothing hangs here come last.
        """
        return self.look(text, category_id, member_id).tiles

    def look(self, text: str, category_id: str | None = None, member_id: MemberId | None = None) -> Found:
        """Return the tiles of ``tiles``, what ``text`` was read as, and which filter to drop when nothing fits all."""
        asked = text.strip()
        with self._till.view() as view:
            query = self._filters.read(view, asked) if asked else Query(asked)
            if query.is_plain:
                return Found(self._tiles_of(view, *self._named(view, asked, category_id), member_id), query)
            filtered = self._filters.find(view, query, category_id, MOST_FOUND)
            tiles = self._tiles_of(view, filtered.style_ids, filtered.fits, MOST_FOUND, member_id)
            drops = () if tiles else self._filters.drops(view, query, category_id)
            return Found(tiles, query, drops)

    def _named(
        self, view: View, asked: str, category_id: str | None
    ) -> tuple[Sequence[StyleId], Callable[[rows.Variant], bool], int]:
        """Return the styles that a plain text names, which of their variants answer to it, and how many to show."""
        most = MOST_FOUND if asked else MOST_TILES
        ids, wanted = self._candidates(view, asked, category_id, most)
        if asked and category_id is not None:
            styles = view.rows.many(rows.Style, ids)
            ids = [id_ for id_ in ids if id_ in styles and styles[id_].category == category_id]
        return ids, (lambda variant: answers(variant, wanted)) if wanted else _any_will_do, most

    def _tiles_of(
        self,
        view: View,
        ids: Sequence[StyleId],
        fits: Callable[[rows.Variant], bool],
        most: int,
        member_id: MemberId | None,
    ) -> tuple[Tile, ...]:
        styles = view.rows.many(rows.Style, ids)
        stocked = view.catalogue.stocked(ids)
        happenings = self._happenings(view, member_id)
        tiles = []
        for style_id in ids:
            choice = [one for one in stocked.get(style_id, ()) if fits(one.variant)]
            if style_id in styles and choice:
                tiles.append(_tile(styles[style_id], choice, self._her_size(style_id, happenings)))
        hanging = [tile for tile in tiles if tile.on_hand > 0]
        gone = [tile for tile in tiles if tile.on_hand <= 0]
        return tuple((hanging + gone)[:most])

    def sheet(self, style_id: StyleId) -> StyleSheet:
        """Open a style: its grid of colour × size, here and elsewhere. Raises ``UnknownBarcode`` when it is gone."""
        with self._till.view() as view:
            style = view.rows.get(rows.Style, style_id)
            if style is None:
                raise UnknownBarcode(barcode=style_id)
            stocked = view.catalogue.stocked([style_id]).get(style_id, ())
            elsewhere = view.catalogue.elsewhere([VariantId(one.variant.id) for one in stocked])
            shops = _shelves(view, [id_ for id_, count in elsewhere.items() if count > 0])
        cells = (
            GridCell(
                variant_id=VariantId(one.variant.id),
                colour=colour_of(one.variant),
                size=one.variant.size,
                size_order=one.variant.size_order,
                price=Fen(one.variant.list_fen),
                here=one.level.on_hand,
                promised=one.level.promised,
                elsewhere=elsewhere[VariantId(one.variant.id)],
            )
            for one in stocked
        )
        return StyleSheet(
            style_id=style_id,
            name=Bilingual(style.name_zh, style.name_en),
            code=style.code,
            art=style.art,
            material=Bilingual(style.material_zh, style.material_en),
            cells=tuple(cells),
            shops=shops,
        )

    def size_card(self, style_id: StyleId, member_id: MemberId) -> SizeCard | None:
        """Return her size in a style, None where there is nothing to say of it or she wants no personal advice."""
        with self._till.view() as view:
            return size_card(view, self._adviser, member_id, style_id, self._clock.now())

    def nearby(self, variant_id: VariantId) -> tuple[NearbyStock, ...]:
        """Return the other shops with a free piece of a variant, the nearest first."""
        with self._till.view() as view:
            return nearby(view, variant_id)

    def categories(self) -> tuple[CategoryChip, ...]:
        """Return the categories to browse by."""
        with self._till.view() as view:
            return tuple(
                CategoryChip(one.id, Bilingual(one.name_zh, one.name_en)) for one in view.catalogue.categories()
            )

    def drawings(self, category_id: str) -> frozenset[tuple[str, str]]:
        """Return the shapes and tints (``#rrggbb``) of all that a category holds: a chain has some hundreds of them."""
        with self._till.view() as view:
            return view.catalogue.drawings(category_id)

    def _candidates(
        self, view: View, text: str, category_id: str | None, most: int
    ) -> tuple[list[StyleId], tuple[str, ...]]:
        """Return styles to look at, and words that must be a colour or a size of theirs."""
        if text:
            hits = view.search.find(text, most if category_id is None else 5 * most)
            return list(hits.style_ids), hits.other_words
        newest = view.search.newest(category_id, most)
        if category_id is not None:
            return list(newest), ()
        best = [StyleId(style_id) for style_id in self._adviser.best_sellers()[:most]]
        return list(dict.fromkeys([*best, *newest]))[:most], ()

    def _happenings(self, view: View, member_id: MemberId | None) -> Sequence[rows.Happening]:
        if member_id is None or not may_be_used(view, member_id):
            return ()
        history = view.rows.get(rows.History, member_id)
        return history.happenings if history is not None else ()

    def _her_size(self, style_id: StyleId, happenings: Sequence[rows.Happening]) -> str | None:
        advice = self._adviser.size(style_id, happenings, self._clock.now()) if happenings else None
        return advice.size if advice is not None else None


def nearby(view: View, variant_id: VariantId) -> tuple[NearbyStock, ...]:
    """Return the other shops with a free piece of a variant, the nearest first."""
    shelves = _shelves(view, [variant_id], most=None)
    heard = view.rows.many(rows.ShopHeard, {one.shop_id for one in shelves})
    contact = view.sync.facts().fresh_as_of.get("stock")
    found = []
    for one in shelves:
        silent_since = heard[one.shop_id].silent_since_ms if one.shop_id in heard else None
        as_of = contact if silent_since is None or contact is None else Millis(min(contact, silent_since))
        found.append(
            NearbyStock(one.shop_name, one.metres, one.pieces[0][1], one.shop_id, as_of, silent_since is not None)
        )
    return tuple(found)


def _shelves(view: View, variant_ids: Sequence[VariantId], most: int | None = NEAREST) -> tuple[ShopShelf, ...]:
    """Return the shops that have a free piece of any of these variants, the nearest first."""
    here = view.rows.get(rows.Shop, view.paired.shop_id) if view.paired is not None else None
    if here is None:
        return ()
    shops: dict[str, rows.Shop] = {}
    pieces: dict[str, list[tuple[VariantId, int]]] = {}
    for variant_id in variant_ids:
        for one in view.catalogue.in_shops(variant_id):
            if one.level.free > 0:
                shops[one.shop.id] = one.shop
                pieces.setdefault(one.shop.id, []).append((variant_id, one.level.free))
    found = [
        ShopShelf(
            shop_id=id_,
            shop_name=Bilingual(shop.name_zh, shop.name_en),
            metres=metres_between(here.lat_e6, here.lon_e6, shop.lat_e6, shop.lon_e6),
            pieces=tuple(pieces[id_]),
        )
        for id_, shop in shops.items()
    ]
    return tuple(sorted(found, key=lambda one: one.metres)[:most])


def _any_will_do(_: rows.Variant) -> bool:
    return True


def default_choice(choice: Sequence[Stocked], size: str | None) -> Stocked:
    """Return the variant that a tap adds: in that size where there is one, else the middle size that hangs here.

    Among equals the one of which most pieces hang here.
    """
    sized = [one for one in choice if one.variant.size == size] or list(choice)
    orders = sorted({one.variant.size_order for one in sized})
    middle = orders[len(orders) // 2]

    def rank(one: Stocked) -> tuple[bool, int, int, str]:
        variant, free = one.variant, one.level.free
        return free == 0, abs(variant.size_order - middle), -free, variant.id

    return min(sized, key=rank)


def _tile(style: rows.Style, choice: Sequence[Stocked], her_size: str | None) -> Tile:
    first = default_choice(choice, her_size).variant
    colours = {one.variant.colour_code: one.variant for one in choice}
    return Tile(
        style_id=StyleId(style.id),
        variant_id=VariantId(first.id),
        name=Bilingual(style.name_zh, style.name_en),
        code=style.code,
        art=style.art,
        colour=colour_of(first),
        colours=tuple(colour_of(one) for one in colours.values()),
        price=Fen(first.list_fen),
        member_price=Fen(first.member_fen),
        on_hand=sum(max(one.level.on_hand, 0) for one in choice),
    )


def answers(variant: rows.Variant, words: Iterable[str]) -> bool:
    """Tell whether each word names the colour or the size of a variant."""
    return all(_is_colour(variant, word) or variant.size.lower() == word.removesuffix("码") for word in words)


def _is_colour(variant: rows.Variant, word: str) -> bool:
    if word.isascii():
        return word in variant.colour_en.lower().split()
    return word.removesuffix("色") in variant.colour_zh
