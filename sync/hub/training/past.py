"""The chain's past as training sees it: the catalogue's facts and every member's happenings, cut off at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sync.hub.history.events import EVENT_COLUMNS
from sync.protocol import rows

if TYPE_CHECKING:
    import ibis.expr.types as ir

Life = Sequence[rows.Happening]


@dataclass(frozen=True)
class ChainPast:
    """Everything to learn from. ``lives`` are happenings by member, newest first, none at or after ``until``.

    ``laid_out`` is the same as an event table, where there is one already; it may know of more than ``lives`` and of
    later: whoever counts says until when.
    """

    styles: tuple[rows.Style, ...]
    parts: Mapping[str, str]  # category → where it is worn
    variants_of: Mapping[str, Sequence[rows.Variant]]
    lives: Mapping[str, Life]
    until: int
    laid_out: ir.Table | None = None

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

    @cached_property
    def events(self) -> ir.Table:
        """Return what members did as an event table; the lives laid out, unless it stands already."""
        return self.laid_out if self.laid_out is not None else _laid_out(self.lives)

    def before(self, until: int) -> ChainPast:
        """Return the past as it stood at an earlier instant."""
        return replace(self, lives=Earlier(self.lives, until), until=until, laid_out=self.events)


class Earlier(Mapping[str, Life]):
    """Lives as they stood at an instant."""

    def __init__(self, lives: Mapping[str, Life], until: int) -> None:
        self._lives = lives
        self._until = until

    def __getitem__(self, member: str) -> Life:
        return [one for one in self._lives[member] if one.at_ms < self._until]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lives)

    def __len__(self) -> int:
        return len(self._lives)


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


def kept_of(life: Iterable[rows.Happening]) -> Iterable[rows.Happening]:
    """Yield what was bought and not brought back."""
    found = list(life)
    brought_back = {(h.ref, h.variant_id) for h in found if h.kind == "returned"}
    return (h for h in found if h.kind == "bought" and (h.ref, h.variant_id) not in brought_back)


def _laid_out(lives: Mapping[str, Life]) -> ir.Table:
    import ibis
    import pyarrow as pa

    lines = [(member, one) for member, life in lives.items() for one in life]
    ours = {"member_id": [member for member, _ in lines], "quantity": [1] * len(lines)}
    words = {"verdict": [one.verdict or "" for _, one in lines]}
    others = [name for name in EVENT_COLUMNS if name not in (*ours, *words)]
    columns = {**ours, **words, **{name: [getattr(one, name) for _, one in lines] for name in others}}
    kinds = {"string": pa.string(), "int64": pa.int64(), "int32": pa.int32()}
    table = pa.table({name: pa.array(columns[name], kinds[kind]) for name, kind in EVENT_COLUMNS.items()})
    return ibis.duckdb.connect().create_table("events", ibis.memtable(table), temp=True)
