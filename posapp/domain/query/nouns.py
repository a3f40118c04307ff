"""What a chain's goods are called: the ends of their names, where both Chinese and English put the noun."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from posapp.domain.query.facts import StyleFacts

LONGEST_HANZI, LONGEST_WORDS = 6, 3
_SHARED_BY = 2
"""So many styles end in a noun; what only one ends in is its name."""
_NO_SIGN = re.compile(r"[\s\-/&,.()'’·]+")
_WORDS = re.compile(r"[a-z0-9]+")


def condensed(text: str) -> str:
    """Return a text in the form in which words are compared.

    >>> condensed("Trench Coat"), condensed("T恤"), condensed("A-Line")
    ('trenchcoat', 't恤', 'aline')
    """
    return _NO_SIGN.sub("", text.lower())


def singular(word: str) -> str:
    """Return an English word without its plural.

    >>> [singular(word) for word in ("dresses", "coats", "accessories", "scarves", "dress", "shoes")]
    ['dress', 'coat', 'accessory', 'scarf', 'dress', 'shoe']
    """
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith("rves"):
        return f"{word[:-3]}f"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def nouns_of(styles: Iterable[StyleFacts], is_told_by_parts: Callable[[str, str], bool]) -> Iterator[str]:
    """Yield the nouns, the shortest first: ends of names that styles share.

    An end that ``is_told_by_parts`` (羊毛|大衣, wool|coat) is no noun: its parts say more.
    """
    ends: Counter[tuple[str, ...]] = Counter()
    for style in styles:
        hanzi = tuple(style.name.zh.lower())
        ends.update(hanzi[-length:] for length in range(2, min(LONGEST_HANZI, len(hanzi)) + 1))
        words = tuple(_WORDS.findall(style.name.en.lower()))
        ends.update(words[-length:] for length in range(1, min(LONGEST_WORDS, len(words)) + 1) if words[-1].isascii())
    shared = {end: count for end, count in ends.items() if count >= _SHARED_BY}
    cut = {end[1:] for end, count in shared.items() if ends[end[1:]] == count}  # always after the same: 法|式衬衫
    for end in sorted(shared.keys() - cut, key=lambda end: (len("".join(end)), end)):
        is_latin = end[-1].isascii()
        between, shortest = (" ", 1) if is_latin else ("", 2)  # a tail of one sign says little: 运动|鞋 is a noun
        parts = ((between.join(end[:at]), between.join(end[at:])) for at in range(1, len(end) - shortest + 1))
        if not any(is_told_by_parts(head, tail) for head, tail in parts):
            yield between.join(end)
