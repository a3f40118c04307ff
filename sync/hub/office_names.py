"""How the back office names people and goods, in both languages; an id where the mall does not know them any more."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from posapp.domain import sizes
from posapp.domain.text import Bilingual
from sync.hub.publishing import published_many
from sync.protocol.rows import Staff, Style, Variant


def people_named(conn: Connection, ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the name of each of these people."""
    wanted = set(ids)
    known = published_many(conn, Staff, wanted)
    return {id_: {"zh": known[id_].name_zh, "en": known[id_].name_en} if id_ in known else plain(id_) for id_ in wanted}


def goods_named(style: Style | None, variant: Variant | None, variant_id: str) -> dict[str, str]:
    """Return what a variant is called, with its colour and size."""
    if style is None or variant is None:
        return plain(variant_id)
    return {
        "zh": f"{style.name_zh} {variant.colour_zh} {sizes.said(variant.size, 'zh')}",
        "en": f"{style.name_en} {variant.colour_en} {sizes.said(variant.size, 'en')}",
    }


def both(text: Bilingual) -> dict[str, str]:
    """Return a text in both languages."""
    return {"zh": text.zh, "en": text.en}


def plain(id_: str) -> dict[str, str]:
    """Return an id in the place of a name that the mall does not know, or no longer knows."""
    return {"zh": id_, "en": id_}
