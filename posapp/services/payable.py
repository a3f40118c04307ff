"""What is being paid at this moment: the sale in the open cart, or the difference of an exchange."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.identity import CartId
from posapp.domain.money import Fen

What = Literal["sale", "exchange"]


@dataclass(frozen=True, slots=True)
class Payable:
    """What payment attempts are made for: the id that they are kept under, and all that is to be paid."""

    cart_id: CartId
    total: Fen
