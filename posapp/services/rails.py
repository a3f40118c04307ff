"""What hangs on the rails of this shop, kept in memory so that advice need not read all stock at each member."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from posapp.domain.identity import VariantId
from posapp.services.books import StockChange
from posapp.services.till_data import View


class Rails:
    """The sizes of each style of which the mall last said that a free piece hangs here.

    The first look reads the whole shop; each later one only what changed. Pieces that were sold here a moment ago still
    hang on it, so whoever shows a piece looks at its true level first.
    """

    def __init__(self) -> None:
        self._mark = (0, 0)
        self._is_free: dict[VariantId, bool] = {}
        self._pieces: dict[str, Counter[str]] = {}

    def look(self, view: View) -> Mapping[str, Collection[str]]:
        """Return the sizes that hang here, for each style."""
        news = view.catalogue.stock_news(self._mark)
        if news.is_whole:
            self._is_free.clear()
            self._pieces.clear()
        for change in news.changes:
            self._hear(change)
        self._mark = news.mark
        return self._pieces

    def _hear(self, change: StockChange) -> None:
        was_free = self._is_free.get(change.variant_id, False)
        self._is_free[change.variant_id] = change.is_free
        if change.is_free == was_free:
            return
        sizes = self._pieces.setdefault(change.style_id, Counter())
        sizes[change.size] += 1 if change.is_free else -1
        if not sizes[change.size]:
            del sizes[change.size]
