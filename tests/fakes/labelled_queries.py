"""The labelled queries of ``tests/cases/queries.json``: what was typed, and what a person says was meant by it.

A label says it in terms of the demo chain: ``colour=@black name=大衣 size=M price=0-500``. ``@black`` is a set of the
file, ``name`` and ``name_en`` are words that the name holds, ``fabric`` one of the material, a price is in yuan.
What answers to a label is told from the rows themselves, by nothing that the search is made of.
"""

import json
import random
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from posapp.domain.identity import StyleId
from posapp.domain.query.facts import CategoryFacts, ColourFacts, GoodsFacts, Piece, StyleFacts
from posapp.domain.text import Bilingual
from sync.hub.demo.chain import SEED
from sync.hub.demo.goods import make_goods

CASES = Path(__file__).parents[1] / "cases" / "queries.json"
_LAID_ON = date(2026, 11, 22)
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Labelled:
    """A query with the kind that it is counted under, and its label: what is wanted by kind, any of each list."""

    kind: str
    typed: str
    wanted: tuple[tuple[str, tuple[str, ...]], ...]

    def filters(self, goods):
        """Return the filters that should be read from it: kind with keys, fabrics by their materials' names."""
        found = set()
        for kind, values in self.wanted:
            if kind.startswith("name"):
                continue
            if kind == "price":
                found.add((kind, _bounds(values[0])))
            elif kind == "fabric":
                materials = {one.material_zh for one in goods.styles}
                found.add((kind, frozenset(name for name in materials if any(one in name for one in values))))
            else:
                found.add((kind.rstrip("2"), frozenset(values)))
        return found

    def styles(self, goods):
        """Return the ids of the styles that answer to it."""
        return {style.id for style in goods.styles if self._is_met(style, goods.variants_of[style.id])}

    def _is_met(self, style, variants):
        left = list(variants)
        for kind, values in self.wanted:
            if kind == "size":
                left = [one for one in left if one.size in values]
            elif kind == "colour":
                left = [one for one in left if one.colour_code in values]
            elif kind == "price":
                least, most = _bounds(values[0])
                left = [one for one in left if least <= one.list_fen and (most is None or one.list_fen <= most)]
            elif not _has(style, kind.rstrip("2"), values):
                return False
        return bool(left)


def labelled_queries():
    """Return all of them in the order of the file."""
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    sets = {f"@{name}": tuple(values.split(",")) for name, values in cases["sets"].items()}

    def label(text):
        parts = re.findall(r"(\w+)=(.+?)(?= \w+=|$)", text)
        return tuple((kind, sets.get(value, tuple(value.split(",")))) for kind, value in parts)

    return [Labelled(kind, typed, label(text)) for kind, queries in cases["queries"].items() for typed, text in queries]


def demo_goods():
    """Return the demo chain's catalogue."""
    return make_goods(random.Random(SEED), _LAID_ON)


def facts_of(goods):
    """Return a catalogue as the search knows it."""
    styles = sorted(goods.styles, key=lambda one: one.id)
    styles.sort(key=lambda one: one.launched, reverse=True)
    colours = {one.colour_code: one for one in goods.variants}
    return GoodsFacts(
        categories=[CategoryFacts(one.id, Bilingual(one.name_zh, one.name_en), one.part) for one in goods.categories],
        colours=[
            ColourFacts(one.colour_code, Bilingual(one.colour_zh, one.colour_en), one.colour_hex)
            for one in colours.values()
        ],
        styles=[
            StyleFacts(
                StyleId(one.id), one.code, Bilingual(one.name_zh, one.name_en), one.pinyin, one.initials,
                one.category, one.brand, one.season, tuple(one.tags), Bilingual(one.material_zh, one.material_en),
            )
            for one in styles
        ],
        pieces=[
            Piece(style.id, one.colour_code, one.size, one.list_fen)
            for style in styles
            for one in goods.variants_of[style.id]
        ],
    )  # fmt: skip


def _bounds(text):
    least, most = text.split("-")
    return round(float(least) * 100), round(float(most) * 100) if most else None


def _has(style, kind, values):
    if kind == "name":
        return any(value.lower() in style.name_zh.lower() for value in values)
    if kind == "name_en":
        name = f" {' '.join(_WORD.findall(style.name_en.lower()))} "
        return any(f" {value} " in name or f" {value}s " in name for value in values)
    if kind == "fabric":
        return any(value in style.material_zh for value in values)
    if kind == "tag":
        return any(value in style.tags for value in values)
    if kind == "season":
        return style.season in (*values, "all")
    return getattr(style, kind) in values
