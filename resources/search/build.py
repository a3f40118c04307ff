"""Write how each common character is read, so that a till knows pinyin without a dictionary of 58 MB in its memory.

    python resources/search/build.py

One line a syllable, without tones: ``hei 黑嘿``. The 6,763 characters of GB 2312, each under its commonest reading;
what a chain's own names say of a character goes before it (``posapp.domain.query.readings``).
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from pypinyin import lazy_pinyin

TARGET = Path(__file__).with_name("readings.txt")


def characters() -> list[str]:
    """Return the hanzi of GB 2312."""
    pairs = (bytes((lead, trail)) for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF))
    return [sign for sign in (pair.decode("gb2312", "ignore") for pair in pairs) if sign]


def main() -> None:
    """Write the file."""
    read: defaultdict[str, list[str]] = defaultdict(list)
    for sign in characters():
        read["".join(lazy_pinyin(sign))].append(sign)
    lines = [f"{syllable} {''.join(signs)}\n" for syllable, signs in sorted(read.items())]
    TARGET.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
