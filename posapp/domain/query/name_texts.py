"""The names of all styles as one text, in which words are looked for."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence

from posapp.domain.query.facts import StyleFacts

_PARTED = re.compile(r"[-/&,.()]+")
_BETWEEN = "\n"
_SHORTEST_MIDDLE = 3
"""So many Latin letters may also stand in the middle of a word."""


class NameTexts:
    """Names, materials, brands, tags, codes and pinyin of the styles, in the order of the styles."""

    def __init__(self, styles: Sequence[StyleFacts]) -> None:
        self._starts = array("I")
        parts: list[str] = []
        at = 0
        for style in styles:
            text = _text_of(style)
            self._starts.append(at)
            parts.append(text)
            at += len(text) + len(_BETWEEN)
        self._text = _BETWEEN.join(parts)
        self._known: dict[str, bool] = {}

    def holds(self, word: str) -> bool:
        """Tell whether any style answers to a word."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
            known = self._known[word] = any(needle in self._text for needle in _needles(word))
        return known

    def holds_whole(self, word: str) -> bool:
        """Tell whether a name has a word as it is, not only its beginning."""
        return f" {word} " in self._text

    def places(self, word: str) -> list[int]:
        """Return the places of the styles that answer to a word: by the first way of those that any answers to."""
        for needle in _needles(word):
            found = self._places_of(needle)
            if found:
                return found
        return []

    def _places_of(self, needle: str) -> list[int]:
        found: list[int] = []
        text, starts = self._text, self._starts
        at = text.find(needle)
        while at >= 0:
            place = bisect_right(starts, at + 1) - 1
            found.append(place)
            if place + 1 == len(starts):
                break
            at = text.find(needle, starts[place + 1] - 1)
        return found


_MOST_REMEMBERED = 5_000


def _text_of(style: StyleFacts) -> str:
    parts = (
        style.name.zh,
        _PARTED.sub(" ", style.name.en),
        style.material.zh,
        _PARTED.sub(" ", style.material.en),
        style.brand,
        style.pinyin,
        style.pinyin.replace(" ", ""),
        style.initials,
        style.code,
        *style.tags,
    )
    return f" {' '.join(part for part in parts if part).lower()} "


def _needles(word: str) -> tuple[str, ...]:
    """Return what to look for: hanzi anywhere; of Latin letters a whole word, else its beginning, else its middle."""
    if not word.isascii():
        return (word,)
    whole = (f" {word} ", f" {word}")
    return whole if len(word) < _SHORTEST_MIDDLE else (*whole, word)
