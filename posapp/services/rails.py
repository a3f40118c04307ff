"""What hangs on the rails of this shop, kept in memory so that advice need not read all stock at each member."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from threading import Lock

from posapp.domain.identity import VariantId
from posapp.services.stock_news import StockChange, StockMark
from posapp.services.till_data import View


class Rails:
    """The sizes of each style of which the mall last said that a free piece hangs here; safe from several threads.

    The first look reads the whole shop; each later one only what changed. Pieces that were sold here a moment ago still
    hang on it, so whoever shows a piece looks at its true level first.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._mark: StockMark | None = None
        self._is_free: dict[VariantId, bool] = {}
        self._pieces: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._sizes: dict[str, frozenset[str]] = {}

    def look(self, view: View) -> Mapping[str, Collection[str]]:
        """Return the sizes that hang here, for each style, as they are now: nobody changes what was returned."""
        with self._lock:
            news = view.catalogue.stock_news(self._mark)
            if news.is_whole:
                self._is_free.clear()
                self._pieces.clear()
                self._sizes = {}
            heard = {change.style_id for change in news.changes if self._hear(change)}
            if heard:
                self._sizes = {**self._sizes, **{style_id: frozenset(self._pieces[style_id]) for style_id in heard}}
            self._mark = news.mark
            return self._sizes

    def _hear(self, change: StockChange) -> bool:
        """Tell whether a change is news."""
        was_free = self._is_free.get(change.variant_id, False)
        self._is_free[change.variant_id] = change.is_free
        if change.is_free == was_free:
            return False
        sizes = self._pieces[change.style_id]
        sizes[change.size] += 1 if change.is_free else -1
        if not sizes[change.size]:
            del sizes[change.size]
        return True
