"""What the mall has said of this shop's stock since somebody last looked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from posapp.domain.identity import StyleId, VariantId


@dataclass(frozen=True, slots=True)
class StockChange:
    """Whether a free piece of a variant hangs here, by the mall's newest word."""

    variant_id: VariantId
    style_id: StyleId
    size: str
    is_free: bool


@dataclass(frozen=True, slots=True)
class StockMark:
    """Up to where somebody has heard of this shop's stock: the load, and how many rows stood at each version.

    A row's version says how often that row was told, and nothing of the others.
    """

    load: int
    versions: Mapping[int, int]

    def told_since(self, newer: StockMark) -> Collection[int] | None:
        """Return the versions at which rows stand by now that did not stand there before; None when all are to be read.

        Versions only rise, so a row has come to stand at one if fewer rows than before stand below it. Rows that are
        new, or gone, make such counting idle.

        >>> StockMark(1, {1: 9, 7: 2}).told_since(StockMark(1, {1: 8, 2: 1, 7: 2}))
        [2]
        """
        if self.load != newer.load or sum(self.versions.values()) != sum(newer.versions.values()):
            return None
        found, risen = [], 0
        for version in sorted({*self.versions, *newer.versions}):
            if risen and version in newer.versions:
                found.append(version)
            risen += self.versions.get(version, 0) - newer.versions.get(version, 0)
            if risen < 0:
                return None
        return found


@dataclass(frozen=True, slots=True)
class StockNews:
    """What the mall said of this shop's stock after a mark, and the next mark.

    ``is_whole`` when the news are all there is.
    """

    mark: StockMark
    changes: Sequence[StockChange]
    is_whole: bool
