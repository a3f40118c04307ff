"""Stylists' looks: who may be shown what together, written by the office and told to every till."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from sqlalchemy import Connection

from posapp.domain.advice.looks import FEWEST_STYLES, MOST_STYLES
from posapp.domain.clock import Millis, at
from posapp.domain.identity import new_id
from posapp.domain.text import Bilingual
from sync.hub.errors import HubRefused
from sync.hub.publishing import each_published, lock_streams, publish, published, published_all, published_many
from sync.protocol.rows import Look, Shop, Style

LONGEST_NAME = 30
"""Signs of a name: more do not fit on one line of a tile."""

MOST_FOUND = 12

_WRONG: dict[str, Bilingual] = {
    "name": Bilingual(
        f"中文和英文的名字都要写，各不超过 {LONGEST_NAME} 个字",
        f"it needs a name in Chinese and in English, each of at most {LONGEST_NAME} signs",
    ),
    "styles": Bilingual(
        f"要选 {FEWEST_STYLES} 到 {MOST_STYLES} 款不同的商品，而且商城里要有",
        f"it needs {FEWEST_STYLES} to {MOST_STYLES} different styles that the mall knows",
    ),
    "shops": Bilingual("选了商城里没有的门店", "it names a shop that the mall does not know"),
    "until": Bilingual(
        "最后一天不能早于今天，写成 2026-12-31 这样", "its last day cannot be past, and is written like 2026-12-31"
    ),
    "who": Bilingual("请写上您的姓名，最多 60 个字", "please say who you are, in at most 60 signs"),
}


class BadLook(HubRefused):
    """A stylist's look that cannot be kept; ``field`` names the first thing that is wrong, the sentences say it."""

    code = "bad_look"
    status = 400


class UnknownLook(HubRefused):
    """There is no such look."""

    code = "unknown_look"
    status = 404


class Wanted(msgspec.Struct, frozen=True):
    """A look as somebody wants it: ``until`` is its last day (YYYY-MM-DD), "" for no end; ``id`` "" makes a new one."""

    name_zh: str
    name_en: str
    styles: list[str]
    who: str
    shops: list[str] = []
    until: str = ""
    id: str = ""


def keep(conn: Connection, now: Millis, wanted: Wanted) -> Look:
    """Keep a look, a new one or one that is there, and tell every till. Raises ``BadLook`` or ``UnknownLook``."""
    lock_streams(conn, "catalogue")
    before = _known(conn, wanted.id) if wanted.id else None
    until_ms = _end_of(wanted.until)
    checks = (
        ("name", all(_is_a_name(name) for name in (wanted.name_zh, wanted.name_en))),
        ("styles", _are_styles(conn, wanted.styles)),
        ("shops", len(published_many(conn, Shop, wanted.shops)) == len(set(wanted.shops))),
        ("until", not wanted.until or (until_ms is not None and until_ms > now)),
        ("who", 0 < len(wanted.who.strip()) <= 60),
    )
    wrong = next((name for name, is_good in checks if not is_good), None)
    if wrong is not None:
        raise BadLook(field=wrong, wrong_zh=_WRONG[wrong].zh, wrong_en=_WRONG[wrong].en)
    row = Look(
        id=before.id if before is not None else new_id(now),
        name_zh=wanted.name_zh.strip(),
        name_en=wanted.name_en.strip(),
        styles=wanted.styles,
        shops=sorted(set(wanted.shops)),
        from_ms=before.from_ms if before is not None else now,
        until_ms=until_ms,
        by=wanted.who.strip(),
    )
    publish(conn, row)
    return row


def end(conn: Connection, now: Millis, look_id: str) -> Look:
    """Show a look no more; ending it twice changes nothing. Raises ``UnknownLook``."""
    lock_streams(conn, "catalogue")
    row = _known(conn, look_id)
    if not row.runs(now):
        return row
    ended = msgspec.structs.replace(row, until_ms=now)
    publish(conn, ended)
    return ended


def newest_first(conn: Connection) -> list[Look]:
    """Return every look that was ever kept, the newest first."""
    return sorted(published_all(conn, Look), key=lambda one: (-one.from_ms, one.id))


def found_styles(conn: Connection, text: str) -> list[Style]:
    """Return styles by a part of their name, pinyin, initials, or number on the label; the newest first."""
    wanted = text.strip().casefold()
    if not wanted:
        return []
    found = (one for one in each_published(conn, Style) if any(wanted in said for said in _said_of(one)))
    return sorted(found, key=lambda one: (one.launched, one.id), reverse=True)[:MOST_FOUND]


def _said_of(style: Style) -> tuple[str, ...]:
    joined = style.pinyin.replace(" ", "")
    said = (style.name_zh, style.name_en, style.code, style.pinyin, joined, style.initials)
    return tuple(one.casefold() for one in said)


def _known(conn: Connection, look_id: str) -> Look:
    row = published(conn, Look, look_id)
    if row is None:
        raise UnknownLook()
    return row


def _is_a_name(name: str) -> bool:
    return 0 < len(name.strip()) <= LONGEST_NAME and name.strip().isprintable()


def _are_styles(conn: Connection, style_ids: list[str]) -> bool:
    is_some = FEWEST_STYLES <= len(style_ids) <= MOST_STYLES and len(set(style_ids)) == len(style_ids)
    return is_some and len(published_many(conn, Style, style_ids)) == len(style_ids)


def _end_of(day: str) -> Millis | None:
    """Return the instant at which a day is over in the shops; None for what is no day."""
    try:
        return at(date.fromisoformat(day) + timedelta(days=1), 0)
    except (ValueError, OverflowError):
        return None
