"""A stylist's look: styles that the chain shows together, wherever something of it is in a cart or was tried on."""

from __future__ import annotations

from collections.abc import Iterable

from posapp.domain.advice import looks
from posapp.domain.text import Bilingual
from sync.protocol.row import Row


class Look(Row, frozen=True, kw_only=True):
    """Two to six styles that belong together, in the order in which they are shown; it runs up to ``until_ms``.

    ``shops`` are those that show it, every one when it is empty. ``by`` is who put it together.
    """

    name_zh: str
    name_en: str
    styles: list[str]
    shops: list[str]
    from_ms: int
    until_ms: int | None = None  # None: until somebody ends it
    by: str = ""

    def runs(self, now: int) -> bool:
        """Tell whether it is shown at an instant."""
        return self.from_ms <= now and (self.until_ms is None or now < self.until_ms)


def shown_in(found: Iterable[Look], shop_id: str, now: int) -> tuple[looks.Look, ...]:
    """Return the looks that a shop shows now, the newest first; without a shop those that every shop shows."""
    here = [one for one in found if one.runs(now) and (not one.shops or shop_id in one.shops)]
    return tuple(
        looks.Look(Bilingual(one.name_zh, one.name_en), tuple(one.styles))
        for one in sorted(here, key=lambda one: (-one.from_ms, one.id))
    )
