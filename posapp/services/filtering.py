"""Finds goods by what a text was read as: 通勤 黑色 外套 M 500以内. All goods are held ready for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from posapp.domain.clock import Clock
from posapp.domain.identity import StyleId
from posapp.domain.query.goods import Goods
from posapp.domain.query.reading import read
from posapp.domain.query.terms import Query, Term, Wanted
from posapp.domain.query.vocabulary import Vocabulary
from posapp.domain.text import Bilingual
from posapp.services.till_data import View
from sync.protocol import rows

SOON_MS = 200
"""Goods that are read this soon are read by whoever types first after the catalogue has changed."""


@dataclass(frozen=True, slots=True)
class Drop:
    """A filter that stands in the way, and how many styles fit without it; None is the category browsed."""

    wanted: Wanted | None
    count: int


@dataclass(frozen=True, slots=True)
class Filtered:
    """The styles that fit, the newest first, and which of their variants do."""

    style_ids: Sequence[StyleId]
    fits: Callable[[rows.Variant], bool]


class _Known(NamedTuple):
    """The goods as they were when the catalogue had changed ``catalogue_no`` times, and how long they took to read."""

    catalogue_no: int
    goods: Goods
    vocabulary: Vocabulary
    took_ms: int


class Filtering:
    """Holds the goods and their words; both are read anew when the catalogue has changed.

    In a small chain that is done as soon as somebody asks; where it takes longer, whoever types is answered from what
    was read before, until ``refresh``.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: _Known | None = None

    def refresh(self, view: View) -> None:
        """Read the goods anew if the catalogue has changed."""
        if self._last is None or self._last.catalogue_no != view.search.catalogue_no():
            self._last = self._read_anew(view)

    def read(self, view: View, text: str) -> Query:
        """Return what a text is read as."""
        return read(text, self._known(view).vocabulary)

    def find(self, view: View, query: Query, category_id: str | None, most: int) -> Filtered:
        """Return what fits all terms of a query, within a category when one is browsed."""
        goods = self._known(view).goods
        terms = _terms(query.wanted, category_id)
        return Filtered(goods.style_ids(goods.matching(terms), most), _fitting(terms))

    def drops(self, view: View, query: Query, category_id: str | None) -> tuple[Drop, ...]:
        """Return the terms without which something fits, those that leave most first."""
        goods = self._known(view).goods
        found = []
        for one in query.wanted:
            others = [other for other in query.wanted if other is not one]
            found.append(Drop(one, goods.count(goods.matching(_terms(others, category_id)))))
        if category_id is not None:
            found.append(Drop(None, goods.count(goods.matching(_terms(query.wanted, None)))))
        return tuple(sorted((drop for drop in found if drop.count), key=lambda drop: -drop.count))

    def _known(self, view: View) -> _Known:
        if self._last is None or self._last.took_ms <= SOON_MS:
            self.refresh(view)
        return self._last or self._read_anew(view)

    def _read_anew(self, view: View) -> _Known:
        began = self._clock.now()
        facts = view.search.goods()
        goods = Goods(facts)
        words = Vocabulary(goods, facts, view.search.readings())
        return _Known(view.search.catalogue_no(), goods, words, self._clock.now() - began)


def _terms(wanted: Sequence[Wanted], category_id: str | None) -> list[Term]:
    terms = [one.term for one in wanted]
    if category_id is None:
        return terms
    browsed = frozenset({category_id})
    inside = [term for term in terms if term.kind != "category"]
    asked = [term.keys for term in terms if term.kind == "category"]
    keys = browsed & frozenset().union(*asked) if asked else browsed
    return [*inside, Term("category", keys, Bilingual("", ""))]


def _fitting(terms: Sequence[Term]) -> Callable[[rows.Variant], bool]:
    """Return what tells whether a variant has one of the colours, sizes and prices that are wanted, where any are."""
    colours = [term.keys for term in terms if term.kind == "colour"]
    sizes = [term.keys for term in terms if term.kind == "size"]
    prices = [term for term in terms if term.kind == "price"]
    any_colour, any_size = frozenset().union(*colours), frozenset().union(*sizes)

    def fits(variant: rows.Variant) -> bool:
        if (colours and variant.colour_code not in any_colour) or (sizes and variant.size not in any_size):
            return False
        fen = variant.list_fen
        return not prices or any(one.least <= fen and (one.most is None or fen <= one.most) for one in prices)

    return fits
