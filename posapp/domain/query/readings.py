"""How hanzi are read: the pinyin and the initials of the words that a chain uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Readings:
    """Reads hanzi as pinyin without tones.

    ``common`` is how characters are read as a rule; what a chain's own names say goes before it, by ``learn``.
    """

    def __init__(self, common: Mapping[str, str]) -> None:
        self._read = dict(common)

    def learn(self, name: str, pinyin: str) -> None:
        """Learn from a name and its pinyin, where they go together sign by sign.

        >>> readings = Readings({"长": "zhang"})
        >>> readings.learn("长裙", "chang qun")
        >>> readings.spelt("长"), readings.spelt("裙")
        ('chang', 'qun')
        """
        syllables = pinyin.split()
        if len(syllables) == len(name):
            self._read.update(
                (sign, syllable) for sign, syllable in zip(name, syllables, strict=True) if not sign.isascii()
            )

    def spelt(self, text: str) -> str:
        """Return the pinyin in one, empty when a sign of the text is not known; Latin letters stay."""
        parts = [sign.lower() if sign.isascii() else self._read.get(sign, "") for sign in text]
        return "".join(parts) if all(parts) else ""

    def initials(self, text: str) -> str:
        """Return the first letters of the syllables, empty when a sign of the text is not known."""
        parts = [sign.lower() if sign.isascii() else self._read.get(sign, "")[:1] for sign in text]
        return "".join(parts) if all(parts) else ""


def readings_of(lines: Iterable[str]) -> dict[str, str]:
    """Return how each character is read, from lines of a syllable and the characters that have it.

    >>> readings_of(["hei 黑嘿"])
    {'黑': 'hei', '嘿': 'hei'}
    """
    found = {}
    for line in lines:
        syllable, _, signs = line.strip().partition(" ")
        found.update(dict.fromkeys(signs, syllable))
    return found
