"""Mall orders that are collected here: list, look up, then confirm by code."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.clock import Millis
from posapp.domain.identity import MemberId, OrderId, VariantId
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.services.selling import Colour


@dataclass(frozen=True, slots=True)
class PickupLine:
    """One line of an order and where it lies."""

    variant_id: VariantId
    name: Bilingual
    art: str
    colour: Colour
    size: str
    quantity: int
    paid: Fen
    shelf: str


@dataclass(frozen=True, slots=True)
class PickupCard:
    """An order to be collected here."""

    order_id: OrderId
    number: str
    code_hint: str  # last two digits of its code, so that a list never shows a whole one
    member_id: MemberId
    member_name: Bilingual
    phone_masked: str
    status: str
    lines: tuple[PickupLine, ...]
    total: Fen
    placed: Millis
    collect_until: Millis
    handed_over: Millis | None
