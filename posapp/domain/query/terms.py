"""What a typed text is read as: terms, each with the place in the text that it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.money import Fen
from posapp.domain.text import Bilingual

Kind = Literal["category", "colour", "size", "price", "tag", "season", "brand", "fabric", "word"]

EITHER: frozenset[Kind] = frozenset({"category", "colour", "size", "season", "brand", "fabric", "price"})
"""Two terms of such a kind mean one or the other: no piece is black and white. Of tags and words both must fit."""


NOTHING = Fen(0)


@dataclass(frozen=True, slots=True)
class Term:
    """What some words mean: of this kind any of ``keys`` (ids, codes, sizes; of a word the phrases that names hold).

    A price has no keys but bounds; ``most`` None is no upper one.
    """

    kind: Kind
    keys: frozenset[str]
    name: Bilingual
    least: Fen = NOTHING
    most: Fen | None = None


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term and where it was read, ``start <= place < end``. ``is_guessed``: a slip of the pen was mended."""

    term: Term
    span: Span
    is_guessed: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A typed text and what it was read as, in the order of the text."""

    text: str
    wanted: tuple[Wanted, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Tell whether nothing was read from it but one word as it was typed, or a code."""
        if len(self.wanted) != 1:
            return not self.wanted
        (one,) = self.wanted
        typed = "".join(self.text[slice(*one.span)].lower().split())
        return one.term.kind == "word" and {"".join(key.split()) for key in one.term.keys} == {typed}

    def without(self, dropped: Wanted) -> str:
        """Return the text without what one of its terms was read from.

        >>> from posapp.domain.text import Bilingual
        >>> black = Wanted(Term("colour", frozenset({"blk"}), Bilingual("黑色", "Black")), (3, 5))
        >>> Query("通勤 黑色 外套", (black,)).without(black)
        '通勤 外套'
        """
        start, end = dropped.span
        before, after = self.text[:start], self.text[end:]
        if before.endswith(" ") or not before:
            after = after.lstrip()
        return (before + after).strip()
