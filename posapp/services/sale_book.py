"""What a till keeps of its sales, to be looked up again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from posapp.domain.clock import Millis
from posapp.domain.identity import SaleId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.ports import Receipt
from sync.protocol.kinds import SaleCommit


@dataclass(frozen=True, slots=True)
class SaleBrief:
    """A sale in the list of the last ones."""

    sale_id: SaleId
    receipt_no: str
    at: Millis
    total: Fen
    pieces: int
    member_name: Bilingual | None


class KeptLine(NamedTuple):
    """A line of a sale that was made here or at a neighbour."""

    variant_id: str
    quantity: int
    paid: Fen


@dataclass(frozen=True, slots=True)
class KeptSale:
    """A sale as this till keeps it; ``is_ours`` when it was made here. ``tenders`` are kinds with their amounts."""

    is_ours: bool
    sold: Millis
    staff_id: str
    member_id: str | None
    lines: tuple[KeptLine, ...]
    total: Fen
    tenders: tuple[tuple[str, Fen], ...]


class Sales(Protocol):
    """Paid sales; none is ever changed."""

    def add(self, sale: SaleCommit, receipt: Receipt, op_seq: int) -> None:
        """Keep a sale with its lines, tenders and movements."""
        ...

    def receipt(self, sale_id: SaleId) -> Receipt | None:
        """Return the receipt as it was first printed."""
        ...

    def by_number(self, receipt_no: str) -> KeptSale | None:
        """Return the sale of a receipt: one of ours, else one that the relay told of a neighbour."""
        ...

    def recent(self, most: int) -> tuple[SaleBrief, ...]:
        """Return the last sales, newest first."""
        ...

    def total_ever(self) -> Fen:
        """Return what this file ever sold; it never falls."""
        ...

    def use_coupon(self, coupon_id: str, op_seq: int) -> None:
        """Mark a coupon as used here, so that it is not offered again before the mall confirms."""
        ...
