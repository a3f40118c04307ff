"""What the search knows of the goods, read from the mall's rows: all of it, once for every change of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec
from sqlalchemy import Connection, bindparam, select, text

from posapp.adapters.db.catalogue import SqlCatalogue
from posapp.adapters.db.mall_tables import style, variant
from posapp.adapters.db.prepared import Prepared
from posapp.config.paths import RESOURCES
from posapp.domain.identity import ShopId, StyleId
from posapp.domain.query.facts import CategoryFacts, ColourFacts, GoodsFacts, Piece, StyleFacts
from posapp.domain.query.readings import Readings, readings_of
from posapp.domain.text import Bilingual
from sync.protocol.decoding import decoder_of

READINGS = RESOURCES / "search" / "readings.txt"

_styles = Prepared(select(style.c.row).order_by(style.c.launched.desc(), style.c.id))
_pieces = Prepared(
    select(variant.c.style_id, variant.c.colour_code, variant.c.size, variant.c.list_fen)
    .join_from(style, variant, variant.c.style_id == style.c.id)
    .order_by(style.c.launched.desc(), style.c.id)
)
_tinted = Prepared(select(variant.c.row).where(variant.c.id == bindparam("wanted")))
_one_of_each = text("SELECT min(id) FROM variant GROUP BY colour_code")


class _Style(msgspec.Struct, frozen=True):
    """The fields of a style's row that it is found by; the others are not read."""

    id: str
    code: str
    name_zh: str
    name_en: str
    pinyin: str
    initials: str
    category: str
    brand: str
    season: str
    tags: list[str]
    material_zh: str
    material_en: str


class _Tinted(msgspec.Struct, frozen=True):
    """The fields of a variant's row that say its colour."""

    colour_code: str
    colour_zh: str
    colour_en: str
    colour_hex: str


_read_style = decoder_of(_Style)
_read_colour = decoder_of(_Tinted)


def goods_facts(connection: Connection) -> GoodsFacts:
    """Return all goods. The pieces are read while they are gone through, on the same connection."""
    return GoodsFacts(
        categories=[
            CategoryFacts(one.id, Bilingual(one.name_zh, one.name_en), one.part)
            for one in SqlCatalogue(connection, ShopId("")).categories()
        ],
        colours=list(_colours(connection)),
        styles=[_style_of(_read_style.decode(image)) for image in _styles.column(connection)],
        pieces=map(Piece._make, _pieces.run(connection)),
    )


@cache
def _common_readings() -> dict[str, str]:
    return readings_of(READINGS.read_text(encoding="utf-8").splitlines())


def readings() -> Readings:
    """Return how hanzi are read as a rule."""
    return Readings(_common_readings())


def _colours(connection: Connection) -> Iterator[ColourFacts]:
    for id_ in connection.scalars(_one_of_each):
        one = _read_colour.decode(_tinted.value(connection, {"wanted": id_}))
        yield ColourFacts(one.colour_code, Bilingual(one.colour_zh, one.colour_en), one.colour_hex)


def _style_of(row: _Style) -> StyleFacts:
    return StyleFacts(
        style_id=StyleId(row.id),
        code=row.code,
        name=Bilingual(row.name_zh, row.name_en),
        pinyin=row.pinyin,
        initials=row.initials,
        category=row.category,
        brand=row.brand,
        season=row.season,
        tags=tuple(row.tags),
        material=Bilingual(row.material_zh, row.material_en),
    )
