"""What makes a style findable: the texts of the two full-text indexes, written when the style's row is applied."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, text

from sync.protocol import rows

_HANZI = re.compile(r"([\u3400-\u9fff\uf900-\ufaff])")
_FORGET = [
    text(f"DELETE FROM {index} WHERE style_id IN :gone").bindparams(bindparam("gone", expanding=True))
    for index in ("style_words", "style_grams")
]
_ADD_WORDS = text("INSERT INTO style_words (words, style_id) VALUES (:words, :style_id)")
_ADD_GRAMS = text("INSERT INTO style_grams (text, style_id) VALUES (:grams, :style_id)")


def words_of_style(style: rows.Style) -> str:
    """Return the words a style is found by: spaced hanzi, English, pinyin apart and in one, initials, code, tags."""
    joined = style.pinyin.replace(" ", "")
    parts = (style.name_zh, style.material_zh, style.name_en, style.brand, style.pinyin, joined, style.initials)
    return _HANZI.sub(r" \1 ", " ".join((*parts, style.code, *style.tags))).lower()


def grams_of_style(style: rows.Style) -> str:
    """Return the text whose middles a style is found by."""
    return " ".join((style.name_zh, style.name_en, style.pinyin.replace(" ", ""), style.initials, style.code)).lower()


def index_styles(connection: Connection, styles: Sequence[rows.Style]) -> None:
    """Make styles findable; what was written of them before is replaced."""
    if styles:
        forget_styles(connection, [style.id for style in styles])
        connection.execute(_ADD_WORDS, [{"words": words_of_style(style), "style_id": style.id} for style in styles])
        connection.execute(_ADD_GRAMS, [{"grams": grams_of_style(style), "style_id": style.id} for style in styles])


def forget_styles(connection: Connection, style_ids: Sequence[str]) -> None:
    """Take styles out of both indexes."""
    if style_ids:
        for statement in _FORGET:
            connection.execute(statement, {"gone": list(style_ids)})
