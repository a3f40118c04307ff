"""What the till keeps of its drawer beside the sales: cash that came and went, every count, the Z reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from posapp.domain.clock import Millis
from posapp.domain.drawer import Pieces
from posapp.domain.identity import ShiftId, StaffId
from posapp.domain.money import Fen
from sync.protocol.counted import EverTotals, ZFigures

Direction = Literal["in", "out", "drop"]


@dataclass(frozen=True, slots=True)
class KeptMove:
    """Cash that came into the drawer, was paid out of it, or was brought to the safe; ``amount`` is positive."""

    move_id: str
    shift_id: ShiftId
    direction: Direction
    amount: Fen
    reason: str
    staff_id: StaffId
    at: Millis

    @property
    def into_the_drawer(self) -> Fen:
        """Return by how much the drawer holds more now."""
        return self.amount if self.direction == "in" else Fen(-self.amount)


@dataclass(frozen=True, slots=True)
class KeptCount:
    """One count of the drawer, and what should have been there at that moment."""

    shift_id: ShiftId
    pieces: Pieces
    counted: Fen
    expected: Fen
    staff_id: StaffId
    at: Millis


@dataclass(frozen=True, slots=True)
class Turnover:
    """What the sales of a shift add up to. Amounts in fen; taxes by rate in hundredths of a per cent, as text."""

    gross: Fen
    discount: Fen
    tax: Fen
    tenders: Mapping[str, int]
    taxes: Mapping[str, int]
    refunds: int
    refunded: Fen


class JournalHead(NamedTuple):
    """The last entry of the journal: its number and hash."""

    seq: int
    hash: str


class DrawerBook(Protocol):
    """The drawer's own book."""

    def add_move(self, move: KeptMove) -> None:
        """Keep that cash was moved."""
        ...

    def moves(self, shift_id: ShiftId) -> Sequence[KeptMove]:
        """Return the cash movements of a shift, in their order."""
        ...

    def add_count(self, count: KeptCount) -> None:
        """Keep a count."""
        ...

    def counts(self, shift_id: ShiftId) -> Sequence[KeptCount]:
        """Return the counts of a shift, in their order."""
        ...

    def turnover(self, shift_id: ShiftId) -> Turnover:
        """Return what the sales of a shift add up to so far."""
        ...

    def ever(self) -> EverTotals:
        """Return what this file ever sold; none of it ever falls."""
        ...

    def next_z_number(self, series: str) -> int:
        """Return the number that the next Z report of a series has; it is taken by ``add_z``."""
        ...

    def add_z(self, shift_id: ShiftId, series: str, figures: ZFigures) -> None:
        """Keep the figures of a Z report."""
        ...

    def z(self, shift_id: ShiftId) -> ZFigures | None:
        """Return the figures of a closed shift; None while it is open, and of shifts before there were any."""
        ...

    def hash_of(self, seq: int) -> str:
        """Return the hash of a journal entry."""
        ...

    def journal_head(self) -> JournalHead:
        """Return the journal's last entry."""
        ...
