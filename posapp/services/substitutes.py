"""What may be laid out instead of a piece that is not found: nearest to what she chose first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from posapp.domain.identity import BookingId, StyleId, VariantId
from posapp.domain.text import Bilingual
from posapp.services.books import Article, Stocked
from posapp.services.carts import Colour, colour_of
from posapp.services.errors import NotOnTheList
from posapp.services.searching import NearbyStock, nearby
from posapp.services.till_data import TillData, View
from posapp.services.walk_cards import PieceKey
from sync.protocol.orders import Order

MOST_SIZES, MOST_COLOURS, MOST_STYLES = 3, 3, 3

Likeness = Literal["other_size", "other_colour", "like_style"]


@dataclass(frozen=True, slots=True)
class Substitute:
    """A piece that hangs here free. ``likeness`` says how it differs from what she chose."""

    likeness: Likeness
    variant_id: VariantId
    name: Bilingual
    art: str
    colour: Colour
    size: str
    shelf: str
    on_hand: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is instead of a piece of ``variant_id``: here, and the very same in other shops, the nearest first."""

    variant_id: VariantId
    here: tuple[Substitute, ...]
    elsewhere: tuple[NearbyStock, ...]


class Substitutes:
    """Looks for what hangs here; it goes by what this till knows, so it needs no network."""

    def __init__(self, till: TillData) -> None:
        self._till = till

    def of(self, key: PieceKey) -> Choices:
        """Return what there is instead of a piece of the walking list. Raises ``NotOnTheList`` when it is gone."""
        with self._till.view() as view:
            article = view.catalogue.articles([_variant_of(view, key)]).get(_variant_of(view, key))
            if article is None:
                raise NotOnTheList(reason="gone")
            here = (*_other_sizes(view, article), *_other_colours(view, article), *_like_styles(view, article))
            wanted = VariantId(article.variant.id)
            return Choices(wanted, here, nearby(view, wanted))


def _variant_of(view: View, key: PieceKey) -> VariantId:
    if key.kind in ("booking", "not_come"):
        kept = view.bookings.get(BookingId(key.subject))
        found = [one.variant_id for one in kept.row.garments if one.id == key.part] if kept is not None else []
    else:
        order = view.rows.get(Order, key.subject)
        found = [one.variant_id for one in order.lines if one.id == key.part] if order is not None else []
    if not found:
        raise NotOnTheList(reason="gone")
    return VariantId(found[0])


def _other_sizes(view: View, wanted: Article) -> Iterator[Substitute]:
    """Yield the other sizes in her colour, those next to hers first, and of two the larger: it can be taken in."""
    hers = wanted.variant.size_order
    same = [one for one in _hanging(view, wanted.style.id) if one.variant.colour_code == wanted.variant.colour_code]
    same.sort(key=lambda one: (abs(one.variant.size_order - hers), -one.variant.size_order))
    yield from _told("other_size", wanted, [one for one in same if one.variant.id != wanted.variant.id][:MOST_SIZES])


def _other_colours(view: View, wanted: Article) -> Iterator[Substitute]:
    others = [
        one
        for one in _hanging(view, wanted.style.id)
        if one.variant.colour_code != wanted.variant.colour_code and one.variant.size == wanted.variant.size
    ]
    others.sort(key=lambda one: (-one.level.free, one.variant.id))
    yield from _told("other_colour", wanted, others[:MOST_COLOURS])


def _like_styles(view: View, wanted: Article) -> Iterator[Substitute]:
    """Yield the newest styles of its category in her size, those with most of its tags first."""
    tags = set(wanted.style.tags)
    newest = [one for one in view.search.newest(wanted.style.category, 24) if one != wanted.style.id]
    styles = view.rows.many(type(wanted.style), newest)
    stocked = view.catalogue.stocked(newest)
    found = []
    for place, style_id in enumerate(newest):
        in_size = [
            one for one in stocked.get(style_id, ()) if one.variant.size == wanted.variant.size and one.level.free > 0
        ]
        if style_id in styles and in_size:
            best = max(in_size, key=lambda one: (one.variant.colour_code == wanted.variant.colour_code, one.level.free))
            found.append((-len(tags & set(styles[style_id].tags)), place, style_id, best))
    for _, _, style_id, best in sorted(found, key=lambda one: one[:2])[:MOST_STYLES]:
        yield from _told("like_style", Article(best.variant, styles[style_id]), [best])


def _hanging(view: View, style_id: str) -> list[Stocked]:
    name = StyleId(style_id)
    return [one for one in view.catalogue.stocked([name]).get(name, ()) if one.level.free > 0]


def _told(likeness: Likeness, of: Article, found: Iterable[Stocked]) -> Iterator[Substitute]:
    for one in found:
        yield Substitute(
            likeness=likeness,
            variant_id=VariantId(one.variant.id),
            name=Bilingual(of.style.name_zh, of.style.name_en),
            art=of.style.art,
            colour=colour_of(one.variant),
            size=one.variant.size,
            shelf=one.variant.shelf,
            on_hand=one.level.on_hand,
        )
