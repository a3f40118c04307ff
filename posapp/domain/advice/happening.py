"""What a member did, as advice sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Happening(Protocol):
    """One thing a member did; the rows that travel down have this form.

    ``kind`` is bought, returned, tried, wished, viewed or dismissed; ``verdict`` what became of a garment she tried or
    brought back (kept, too_small, too_big, not_colour, not_style, price, untried).
    """

    @property
    def kind(self) -> str:
        """Return what it was."""
        ...

    @property
    def how(self) -> str:
        """Return how she saw what she ``viewed``: ``scanned`` or ``opened`` at a counter, empty for any other way."""
        ...

    @property
    def style_id(self) -> str:
        """Return the style it was about."""
        ...

    @property
    def variant_id(self) -> str:
        """Return the variant, empty for wishes and views of a style."""
        ...

    @property
    def size(self) -> str:
        """Return the size, empty where there was none."""
        ...

    @property
    def at_ms(self) -> int:
        """Return the instant."""
        ...

    @property
    def paid_fen(self) -> int:
        """Return what was paid or given back for it, 0 where nothing was."""
        ...

    @property
    def ref(self) -> str:
        """Return the sale, order or booking it belongs to."""
        ...

    @property
    def verdict(self) -> str | None:
        """Return what became of it."""
        ...

    @property
    def where(self) -> Sequence[str]:
        """Return where it was too small or too big, as ``posapp.domain.fit.Place`` names it; empty: she did not say."""
        ...

    @property
    def wished_size(self) -> str:
        """Return the size that she asked for instead of one that did not fit, empty for none."""
        ...
