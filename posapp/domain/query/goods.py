"""The goods laid out for filters: for every key of every kind the pieces that have it, as the bits of one number.

A hundred thousand pieces are 13 kilobytes a key; to join two filters is a microsecond. Bits stand in the order in which
goods are shown, the newest style first, those of a style beside each other.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate
from typing import TypeVar

from posapp.domain.identity import StyleId
from posapp.domain.query.facts import GoodsFacts, Piece, StyleFacts
from posapp.domain.query.name_texts import NameTexts
from posapp.domain.query.terms import EITHER, Kind, Term

_K = TypeVar("_K")

_MOST_REMEMBERED = 200
"""Terms of which the pieces are remembered: two or three megabytes in a large chain."""


class Goods:
    """All goods, to be filtered. ``keys`` tells which keys there are of a kind."""

    def __init__(self, facts: GoodsFacts) -> None:
        self._style_ids = [style.style_id for style in facts.styles]
        self.texts = NameTexts(facts.styles)
        self._asked: dict[Term, int] = {}
        self._lay_pieces(facts.styles, facts.pieces)
        self._keys: defaultdict[Kind, dict[str, int]] = defaultdict(dict)
        self._lay_keys(facts.styles)

    def keys(self, kind: Kind) -> Collection[str]:
        """Return the keys of a kind that any goods have."""
        return self._keys[kind].keys()

    def matching(self, terms: Iterable[Term]) -> int:
        """Return the pieces that fit all terms, where terms of one kind that exclude each other mean either."""
        either: dict[Kind, int] = {}
        found = self._all
        for term in terms:
            fitting = self._fitting(term)
            if term.kind in EITHER:
                either[term.kind] = either.get(term.kind, 0) | fitting
            else:
                found &= fitting
        for fitting in either.values():
            found &= fitting
        return found

    def style_ids(self, pieces: int, most: int) -> list[StyleId]:
        """Return the styles of pieces, the newest first."""
        return [self._style_ids[place] for place in self._style_places(pieces, most)]

    def count(self, pieces: int) -> int:
        """Return how many styles pieces belong to."""
        return len(self._style_places(pieces, len(self._style_ids)))

    def _style_places(self, pieces: int, most: int) -> list[int]:
        bits = f"{pieces:b}"[::-1]
        found: list[int] = []
        at = bits.find("1")
        while at >= 0 and len(found) < most:
            place = self._style_of[at]
            found.append(place)
            at = bits.find("1", self._ends[place])
        return found

    def _fitting(self, term: Term) -> int:
        """Return the pieces that fit a term; what is being typed asks for the same terms at every key."""
        found = self._asked.get(term)
        if found is None:
            if len(self._asked) >= _MOST_REMEMBERED:
                self._asked.clear()
            found = self._asked[term] = self._look_up(term)
        return found

    def _look_up(self, term: Term) -> int:
        if term.kind == "word":
            places = {place for key in term.keys for place in self.texts.places(key)}
            return self._bits_of(places)
        known = self._keys[term.kind]
        found = 0
        if term.kind == "price":
            for fen, bits in self._prices.items():
                if fen >= term.least and (term.most is None or fen <= term.most):
                    found |= bits
            return found
        for key in term.keys:
            found |= known.get(key, 0)
        return found

    def _lay_pieces(self, styles: Sequence[StyleFacts], pieces: Iterable[Piece]) -> None:
        place_of = {style.style_id: place for place, style in enumerate(styles)}
        self._style_of = array("I")
        counts = [0] * len(styles)
        colours: defaultdict[str, list[int]] = defaultdict(list)
        sizes: defaultdict[str, list[int]] = defaultdict(list)
        prices: defaultdict[int, list[int]] = defaultdict(list)
        at = 0
        for style_id, colour, size, fen in pieces:
            place = place_of.get(StyleId(style_id))
            if place is None:
                continue
            self._style_of.append(place)
            counts[place] += 1
            colours[colour].append(at)
            sizes[size].append(at)
            prices[fen].append(at)
            at += 1
        self._ends = array("I", accumulate(counts))
        self._starts = array("I", [0, *self._ends[:-1]]) if styles else array("I")
        self._all = (1 << at) - 1
        self._pieces = {"colour": _bits_of_each(colours, at), "size": _bits_of_each(sizes, at)}
        self._prices = _bits_of_each(prices, at)

    def _lay_keys(self, styles: Sequence[StyleFacts]) -> None:
        places: defaultdict[Kind, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for place, style in enumerate(styles):
            places["category"][style.category].append(place)
            places["season"][style.season].append(place)
            if style.brand:
                places["brand"][style.brand].append(place)
            if style.material.zh or style.material.en:
                places["fabric"][material_key(style)].append(place)
            for tag in style.tags:
                places["tag"][tag].append(place)
        for kind, of_kind in places.items():
            self._keys[kind] = {key: self._bits_of(found) for key, found in of_kind.items()}
        self._keys["colour"], self._keys["size"] = self._pieces["colour"], self._pieces["size"]

    def _bits_of(self, places: Iterable[int]) -> int:
        """Return the pieces of styles."""
        bits = bytearray(len(self._style_of) // 8 + 1)
        starts, ends = self._starts, self._ends
        for place in places:
            start, end = starts[place], ends[place]
            if start == end:
                continue
            first, last = start >> 3, end >> 3
            head, tail = 0xFF << (start & 7) & 0xFF, (1 << (end & 7)) - 1
            if first == last:
                bits[first] |= head & tail
            else:
                bits[first] |= head
                bits[first + 1 : last] = b"\xff" * (last - first - 1)
                bits[last] |= tail
        return int.from_bytes(bits, "little")


def material_key(style: StyleFacts) -> str:
    """Return by what a style's material is told from others."""
    return f"{style.material.zh}\t{style.material.en}"


def _bits_of_each(found: dict[_K, list[int]], count: int) -> dict[_K, int]:
    """Return for each key the number whose bits are its places."""
    whole = {}
    for key, places in found.items():
        bits = bytearray(count // 8 + 1)
        for at in places:
            bits[at >> 3] |= 1 << (at & 7)
        whole[key] = int.from_bytes(bits, "little")
    return whole
