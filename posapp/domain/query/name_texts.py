"""The names of all styles as two texts, one of hanzi and one of Latin letters, in which words are looked for."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from posapp.domain.query.facts import StyleFacts

_PARTED = re.compile(r"[-/&,.()]+")
_LATIN_WORDS = re.compile(r"[a-z0-9]+")
_BETWEEN = "\n"
_SHORTEST_MIDDLE = 3
"""So many Latin letters may also stand in the middle of a word."""
_MOST_REMEMBERED = 5_000


class NameTexts:
    """Names, materials, brands, tags, codes and pinyin of the styles, in the order of the styles."""

    def __init__(self, styles: Sequence[StyleFacts]) -> None:
        self._hanzi = _Text(_hanzi_of(style) for style in styles)
        self._latin = _Text(_latin_of(style) for style in styles)
        self._known: dict[str, bool] = {}

    def holds(self, word: str) -> bool:
        """Tell whether any style answers to a word."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
            known = self._known[word] = any(needle in self._text(word).whole for needle in _needles(word))
        return known

    def holds_whole(self, word: str) -> bool:
        """Tell whether a name has a word as it is, not only its beginning."""
        return f" {word} " in self._text(word).whole

    def holds_apart(self, head: str, tail: str) -> bool:
        """Tell whether any name has one word with something else than the other behind it."""
        text = self._text(head).whole
        head, tail = (f" {head}", f" {tail} ") if head.isascii() else (head, tail)
        at = text.find(head)
        while at >= 0:
            at += len(head)
            if not text.startswith(tail, at):
                return True
            at = text.find(head, at)
        return False

    def places(self, word: str) -> list[int]:
        """Return the places of the styles that answer to a word: by the first way of those that any answers to."""
        for needle in _needles(word):
            found = self._text(word).places(needle)
            if found:
                return found
        return []

    def _text(self, word: str) -> _Text:
        return self._latin if word.isascii() else self._hanzi


class _Text:
    """One line for each style, all in one: to look through it is one step for the machine."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._starts = array("I")
        kept: list[str] = []
        at = 0
        for line in lines:
            self._starts.append(at)
            kept.append(line)
            at += len(line) + len(_BETWEEN)
        self.whole = _BETWEEN.join(kept)

    def places(self, needle: str) -> list[int]:
        """Return the lines that hold a needle."""
        found: list[int] = []
        whole, starts = self.whole, self._starts
        at = whole.find(needle)
        while at >= 0:
            place = bisect_right(starts, at) - 1
            found.append(place)
            if place + 1 == len(starts):
                break
            at = whole.find(needle, starts[place + 1])
        return found


def _hanzi_of(style: StyleFacts) -> str:
    return _line(part for part in (style.name.zh, style.material.zh, style.brand, *style.tags) if not part.isascii())


def _latin_of(style: StyleFacts) -> str:
    parts = (
        _PARTED.sub(" ", style.name.en),
        _PARTED.sub(" ", style.material.en),
        style.pinyin,
        style.pinyin.replace(" ", ""),
        style.initials,
        style.code,
        *_LATIN_WORDS.findall(style.name.zh.lower()),
        *(word for word in (style.brand, *style.tags) if word.isascii()),
    )
    return _line(parts)


def _line(parts: Iterable[str]) -> str:
    return f" {' '.join(part for part in parts if part).lower()} "


def _needles(word: str) -> tuple[str, ...]:
    """Return what to look for: hanzi anywhere; of Latin letters a whole word, else its beginning, else its middle."""
    if not word.isascii():
        return (word,)
    whole = (f" {word} ", f" {word}")
    return whole if len(word) < _SHORTEST_MIDDLE else (*whole, word)
