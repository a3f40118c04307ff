"""Walking along names with the arrow keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def next_along(names: Iterable[T], chosen: T | None, step: int) -> T:
    """Return the name a step before or behind the chosen one, the first where none is chosen; it stops at the ends."""
    known = list(names)
    place = known.index(chosen) + step if chosen in known else 0
    return known[min(max(place, 0), len(known) - 1)]
