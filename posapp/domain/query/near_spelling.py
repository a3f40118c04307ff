"""Slips of the pen: how far two spellings are from each other, and which known word was meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

SHORTEST_LATIN, SHORTEST_HANZI = 4, 3
"""Shorter words have too many neighbours: what is mended must be what was meant."""
_TWO_SLIPS_FROM = 8


def distance(one: str, other: str, most: int) -> int:
    """Return how many slips apart two spellings are: a sign more, less, other, or two in the wrong order.

    More than ``most`` is told as ``most + 1``.

    >>> distance("balck", "black", 2), distance("trousres", "trousers", 2), distance("coat", "shirt", 2)
    (1, 1, 3)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        before, above, row = row, before, [i]
        for j, against in enumerate(other, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (sign != against))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == against:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


class NearSpelling:
    """Finds the known word that a misspelt one is nearest to; words are looked through by length and edge letters."""

    def __init__(self, known: Iterable[str]) -> None:
        self._of_length: defaultdict[int, list[str]] = defaultdict(list)
        for word in known:
            self._of_length[len(word)].append(word)

    def nearest(self, typed: str) -> list[str]:
        """Return the known words that may have been meant: those of the fewest slips, none where nothing is near."""
        is_latin = typed.isascii()
        if len(typed) < (SHORTEST_LATIN if is_latin else SHORTEST_HANZI) or any(sign.isdigit() for sign in typed):
            return []
        most = 2 if is_latin and len(typed) >= _TWO_SLIPS_FROM else 1
        best: list[str] = []
        for length in range(len(typed) - most, len(typed) + most + 1):
            for word in self._of_length.get(length, ()):
                if word[0] != typed[0] and word[-1] != typed[-1]:
                    continue
                slips = distance(typed, word, most)
                if slips < most:
                    best, most = [word], slips
                elif slips == most:
                    best.append(word)
        edges = [word for word in best if word[0] == typed[0] and word[-1] == typed[-1]]
        return edges or best
