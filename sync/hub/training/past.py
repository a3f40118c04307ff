"""The chain's past as training sees it: the catalogue's facts and every member's happenings, cut off at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sync.protocol import rows


@dataclass(frozen=True)
class ChainPast:
    """Everything to learn from. ``lives`` are happenings by member, newest first, none at or after ``until``."""

    styles: tuple[rows.Style, ...]
    parts: Mapping[str, str]  # category → where it is worn
    variants_of: Mapping[str, Sequence[rows.Variant]]
    lives: Mapping[str, Sequence[rows.Happening]]
    until: int

    @cached_property
    def place(self) -> dict[str, int]:
        """Return the place of each style."""
        return {style.id: i for i, style in enumerate(self.styles)}

    @cached_property
    def ladders(self) -> dict[str, tuple[str, ...]]:
        """Return the sizes of each size system, smallest first."""
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for style in self.styles:
            for variant in self.variants_of[style.id]:
                found[style.size_system][variant.size] = variant.size_order
        return {system: tuple(sorted(orders, key=orders.__getitem__)) for system, orders in found.items()}

    @cached_property
    def kept(self) -> dict[str, list[rows.Happening]]:
        """Return what each member bought and did not bring back, newest first."""
        return {member: list(kept_of(life)) for member, life in self.lives.items()}

    def before(self, until: int) -> ChainPast:
        """Return the past as it stood at an earlier instant."""
        earlier = {member: [h for h in life if h.at_ms < until] for member, life in self.lives.items()}
        return ChainPast(self.styles, self.parts, self.variants_of, earlier, until)


def make_past(
    styles: Iterable[rows.Style],
    categories: Iterable[rows.Category],
    variants: Iterable[rows.Variant],
    histories: Iterable[rows.History],
    now: int,
) -> ChainPast:
    """Put the past together from published rows."""
    variants_of: defaultdict[str, list[rows.Variant]] = defaultdict(list)
    for variant in variants:
        variants_of[variant.style_id].append(variant)
    sold = tuple(style for style in styles if style.id in variants_of)
    return ChainPast(
        styles=sold,
        parts={category.id: category.part for category in categories},
        variants_of=variants_of,
        lives={history.id: history.happenings for history in histories},
        until=now,
    )


def kept_of(life: Sequence[rows.Happening]) -> Iterable[rows.Happening]:
    """Yield what was bought and not brought back."""
    brought_back = {(h.ref, h.variant_id) for h in life if h.kind == "returned"}
    return (h for h in life if h.kind == "bought" and (h.ref, h.variant_id) not in brought_back)
