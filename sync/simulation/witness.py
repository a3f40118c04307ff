"""What people at a counter know whatever its file says, what a dead disk took with it, and what was moved there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

MOVED = (
    "SELECT variant_id, sum(min(quantity, 0)) AS down, sum(max(quantity, 0)) AS up FROM ("
    " SELECT variant_id, quantity, cause, op_seq FROM stock_movement"
    " UNION ALL SELECT variant_id, quantity, 'return', op_seq FROM return_movement WHERE place = 'floor')"
    " WHERE NOT (:but_hand_overs AND cause = 'pickup')"
    " AND NOT (:but_parked AND op_seq IN (SELECT seq FROM op_state WHERE result = 'parked' OR code IN"
    "  ('corrected', 'in_suspense'))) GROUP BY variant_id"
)
"""Pieces that a till's operations moved on its floor, by variant: those that left, and those that came."""


@dataclass
class Witness:
    """What people at a counter know, whatever any database says: it is written down only once a call has returned."""

    told: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Sales that were finished before the cashier's eyes: receipt number and total in fen, by sale id."""

    given_back: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Returns that were finished before the cashier's eyes: receipt number and what came back in fen, by return id."""

    words: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    """Words of another person that were used up or refused: for which act, used or refused, who asked and who gave it,
    by their ids."""

    handed_over: set[str] = field(default_factory=set)
    """Orders given to customers."""

    def learn(self, other: Witness) -> None:
        """Know what people at another counter know of sales and returns."""
        self.told.update(other.told)
        self.given_back.update(other.given_back)
        self.words.update(other.words)


class Moved:
    """Pieces by variant that left the floor (``down``, negative) and that came to it (``up``)."""

    def __init__(self, down: Mapping[str, int] | None = None, up: Mapping[str, int] | None = None) -> None:
        self.down = Counter(down or {})
        self.up = Counter(up or {})

    @classmethod
    def of(cls, rows: Iterable[Any]) -> Moved:
        """Return what the rows of ``MOVED`` say."""
        found = list(rows)
        return cls({row.variant_id: row.down for row in found}, {row.variant_id: row.up for row in found})

    def add(self, more: Moved) -> None:
        """Add what was moved elsewhere or before."""
        self.down.update(more.down)
        self.up.update(more.up)


@dataclass(frozen=True)
class Loss:
    """What a dead disk took with it: operations that neither the hub nor a relay had said it keeps."""

    device: str
    generation: int
    kept_through: int
    sales: frozenset[str]
    returns: frozenset[str]
    words: frozenset[str]
    """Of another person for one act of a colleague."""
