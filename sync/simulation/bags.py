"""What customers carried home, with their receipts: one day a part of it comes back, to any till of the chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from posapp.services.paper import QrCode
from posapp.services.receipt_notes import RETURN_CODE

_NEWEST = 60
"""Among so many of the last receipts of the chain the next one that comes back is drawn."""


@dataclass
class Bag:
    """What one customer holds: her receipt, and how many pieces of each line she has brought back."""

    receipt_no: str
    code: str
    """The digits of the signed code on the receipt."""
    till: str
    shop_id: str
    brought_back: Counter[int] = field(default_factory=Counter)


class Bags:
    """Everything that customers of the chain have carried home."""

    def __init__(self) -> None:
        self._bags: list[Bag] = []

    def add(self, bag: Bag) -> None:
        """She leaves with it."""
        self._bags.append(bag)

    def any(self, rng: Random) -> Bag | None:
        """Return one that comes back; None when nobody has bought anything."""
        return rng.choice(self._bags[-_NEWEST:]) if self._bags else None


def return_code(qrs: Iterable[QrCode]) -> str:
    """Return the digits of the signed code among the codes of a receipt, empty without one."""
    return next((qr.data for qr in qrs if qr.caption == RETURN_CODE.zh), "")
