"""Text in columns, as receipt printers count them: a Chinese character takes two, a Latin one takes one.

Paper of 80 mm holds 48 columns, 58 mm holds 32.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_CLOSING = frozenset("，。、；：？！）》】”％%,.;:?!) ")
_PRINTED_NARROW = frozenset("×‘’")


def columns_of(text: str) -> int:
    """Return how many columns a text takes.

    ``¥`` counts two, as printers in Chinese mode know only the wide one; ``×`` and the quotes inside Latin words count
    one, as they are printed as their plain Latin likes.

    >>> columns_of("针织 M")
    6
    """
    return sum(map(_columns, text))


def wrap(text: str, columns: int) -> list[str]:
    """Break a text into lines of at most ``columns``, at a space where one is near, never inside a character.

    >>> wrap("Ivory cable-knit cardigan", 12)
    ['Ivory', 'cable-knit', 'cardigan']
    >>> wrap("米色麻花针织开衫", 6)
    ['米色麻', '花针织', '开衫']
    """
    lines: list[str] = []
    line = ""
    for word in _words(text):
        if columns_of(line + word.rstrip()) <= columns:
            line += word
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = ""
        for sign in word:
            if columns_of(line + sign) > columns:
                lines.append(line)
                line = ""
            line += sign
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


def spread(left: str, right: str, columns: int) -> str:
    """Put one text at the left edge and one at the right. They must fit with a space between.

    >>> spread("合计", "118.00", 12)
    '合计  118.00'
    """
    return left + " " * (columns - columns_of(left) - columns_of(right)) + right


def centred(text: str, columns: int) -> str:
    """Put a text in the middle; it must fit."""
    return " " * ((columns - columns_of(text)) // 2) + text


def amount(fen: int) -> str:
    """Write an amount as paper shows it, without a currency sign.

    >>> amount(-123456)
    '-1,234.56'
    """
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def _columns(sign: str) -> int:
    if sign in _PRINTED_NARROW:
        return 1
    return 2 if sign == "¥" or unicodedata.east_asian_width(sign) in "WFA" else 1


def _words(text: str) -> Iterator[str]:
    """Yield pieces between which a line may break.

    Latin words go with the space behind them, wide characters alone; a closing sign stays with what it closes.
    """
    word = ""
    for sign in text:
        breaks_before = bool(word) and (columns_of(sign) == 2 or columns_of(word[0]) == 2) and sign not in _CLOSING
        if breaks_before or word.endswith(" "):
            yield word
            word = ""
        word += sign
    if word:
        yield word
