"""Her bag as one code for the till (扫码购): the goods that she carries in the shop, without any price."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from posapp.domain import basket_code
from posapp.domain.clock import Millis
from posapp.domain.errors import BadQuantity
from sync.hub.errors import BasketTooLarge, EmptyBasket, NotOnALabel, UnknownVariant
from sync.hub.phone.shapes import LineAsked
from sync.hub.phone.shelf import Shelf, name_of


def digits_of(shelf: Shelf, lines: Sequence[LineAsked], member_id: str, now: Millis) -> str:
    """Return the digits of a bag, under a name that this member has not had before.

    Raises ``EmptyBasket``, ``BadQuantity``, ``UnknownVariant``, ``BasketTooLarge`` or ``NotOnALabel``.
    """
    pieces: Counter[str] = Counter()
    for line in lines:
        if line.quantity < 1:
            raise BadQuantity(line.quantity)
        pieces[line.variant_id] += line.quantity
    if not pieces:
        raise EmptyBasket()
    if len(pieces) > basket_code.MOST_LINES or max(pieces.values()) > basket_code.MOST_PIECES:
        raise BasketTooLarge(lines=basket_code.MOST_LINES, pieces=basket_code.MOST_PIECES)
    return basket_code.write(
        _name(member_id, now), [(_barcode(shelf, variant_id), count) for variant_id, count in pieces.items()]
    )


def _name(member_id: str, now: Millis) -> int:
    """Return another number for each member and instant: a till takes the same digits once in ten minutes."""
    return int.from_bytes(hashlib.sha256(f"{member_id}/{now}".encode()).digest()[:8])


def _barcode(shelf: Shelf, variant_id: str) -> str:
    """Return a variant's barcode, which must be one that a basket's code can hold."""
    variant = shelf.variants.get(variant_id)
    if variant is None:
        raise UnknownVariant(variant_id=variant_id)
    try:
        basket_code.write(0, [(variant.barcode, 1)])
    except basket_code.NoBasket:
        name = name_of(shelf.by_id[variant.style_id])
        raise NotOnALabel(name_zh=name.zh, name_en=name.en) from None
    return variant.barcode
