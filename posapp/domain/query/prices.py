"""Prices as people say them: 500以内, 三百到五百, under 500, 300-500, 500左右, ¥99."""

from __future__ import annotations

import re
from collections.abc import Iterator

from posapp.domain.money import Fen
from posapp.domain.query.terms import Span, Term
from posapp.domain.text import Bilingual

AROUND_PERCENT = 15
"""How far from a named price "about" still reaches, to both sides."""

_DIGITS = {sign: place for place, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "俩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_HANZI_NUMBER = rf"[{''.join(_DIGITS)}{''.join(_UNITS)}]*[{''.join(_UNITS)}][{''.join(_DIGITS)}]?"
_NUMBER = rf"(?:\d{{1,7}}(?:\.\d{{1,2}})?k?|{_HANZI_NUMBER})"
_MONEY = rf"(?:[¥￥$]|rmb\s?)?\s?({_NUMBER})\s?(?:元|块钱|块|yuan\b|rmb\b|bucks\b)?"
_TO = r"\s?(?:-|–|~|～|—|到|至|to\b|and\b|与)\s?"
_UP_TO_BEFORE = (
    r"(?:under|below|less than|cheaper than|no more than|not over|up to|max(?:imum)?|within|at most|<=?|≤"
    r"|不超过|不超|不到|低于|少于|最多|最高|小于)"
)
_FROM_BEFORE = r"(?:over|above|more than|at least|from|starting at|min(?:imum)?|>=?|≥|高于|超过|不低于|最低|至少|大于)"
_ABOUT_BEFORE = r"(?:around|about|roughly|approx(?:imately)?|大约|大概|差不多|预算|约)"
_UP_TO_AFTER = r"(?:以内|以下|之内|之下|内|封顶|yinei\b|yixia\b|or less|or under|max)"
_FROM_AFTER = r"(?:以上|之上|起步|起|yishang\b|or more|and up|plus\b|\+)"
_ABOUT_AFTER = r"(?:左右|上下|出头|zuoyou\b)"

_RANGE = re.compile(rf"(?:between\s|from\s)?{_MONEY}{_TO}{_MONEY}(?:\s?(?:之间|价位))?")
_UP_TO = re.compile(rf"{_UP_TO_BEFORE}\s?{_MONEY}|{_MONEY}\s?{_UP_TO_AFTER}")
_FROM = re.compile(rf"{_FROM_BEFORE}\s?{_MONEY}|{_MONEY}\s?{_FROM_AFTER}")
_ABOUT = re.compile(rf"{_ABOUT_BEFORE}\s?{_MONEY}(?:\s?{_ABOUT_AFTER})?|{_MONEY}\s?{_ABOUT_AFTER}")
_EXACT = re.compile(rf"(?:[¥￥]\s?({_NUMBER})|({_NUMBER})\s?(?:元|块钱|块|yuan\b|rmb\b))")
_LETTER_OR_DIGIT = re.compile(r"[a-z0-9]")


def prices_in(text: str) -> Iterator[tuple[Term, Span]]:
    """Yield the prices of a text in lower case, with their places. Yuan are meant; the terms are in fen."""
    taken: list[Span] = []
    for pattern, kind in ((_RANGE, "range"), (_UP_TO, "up to"), (_FROM, "from"), (_ABOUT, "about"), (_EXACT, "about")):
        for match in pattern.finditer(text):
            start, end = match.span()
            span = start + len(match[0]) - len(match[0].lstrip()), end - len(match[0]) + len(match[0].rstrip())
            if any(span[0] < end and start < span[1] for start, end in taken) or _is_inside_a_word(text, span):
                continue
            amounts = [number_of(found) for found in match.groups() if found]
            term = _term(kind, amounts)
            if term is not None:
                taken.append(span)
                yield term, span


def number_of(text: str) -> float:
    """Return the number that digits or hanzi spell.

    >>> [number_of(one) for one in ("500", "1.5k", "三百五", "两千", "一千二百", "十五", "一万")]
    [500.0, 1500.0, 350.0, 2000.0, 1200.0, 15.0, 10000.0]
    """
    if text[0].isdigit() and text[0].isascii():
        return float(text[:-1]) * 1000 if text.endswith("k") else float(text)
    total, digit, unit = 0, 0, 1
    for sign in text:
        if sign in _UNITS:
            unit = _UNITS[sign]
            total += (digit or 1) * unit
            digit = 0
        else:
            digit = _DIGITS[sign]
    return float(total + digit * (unit // 10 if unit >= 100 and text[-2] in _UNITS else 1))


def price(least: int, most: int | None) -> Term:
    """Return the term of a price between two bounds in fen."""
    return Term("price", frozenset(), Bilingual("", ""), Fen(least), None if most is None else Fen(most))


def _term(kind: str, amounts: list[float]) -> Term | None:
    fen = sorted(round(amount * 100) for amount in amounts)
    if kind == "range":
        return price(fen[0], fen[1]) if 10 * fen[0] >= fen[1] // 10 and fen[0] != fen[1] else None
    if kind == "up to":
        return price(0, fen[0])
    if kind == "from":
        return price(fen[0], None)
    return price(fen[0] * (100 - AROUND_PERCENT) // 100, fen[0] * (100 + AROUND_PERCENT) // 100)


def _is_inside_a_word(text: str, span: Span) -> bool:
    """Tell whether Latin letters or digits go on at either end: a style code is no price."""
    start, end = span
    before = start > 0 and _LETTER_OR_DIGIT.match(text[start - 1]) and _LETTER_OR_DIGIT.match(text[start])
    after = end < len(text) and _LETTER_OR_DIGIT.match(text[end]) and _LETTER_OR_DIGIT.match(text[end - 1])
    return bool(before or after)
