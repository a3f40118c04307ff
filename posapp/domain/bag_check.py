"""What came as a phone's basket is looked at in her bag before she goes: a scan of such a piece ticks it.

Only what still lies on the cart is asked for. A piece that the basket did not name goes onto the cart like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from posapp.domain.identity import VariantId


@dataclass(frozen=True, slots=True)
class BagPiece:
    """So many pieces of a variant ``came`` in a basket, and so many of them were ``seen`` in her bag."""

    variant_id: VariantId
    came: int
    seen: int = 0


Bag = tuple[BagPiece, ...]
"""What is looked for in her bag; empty while nothing is."""


def with_basket(bag: Bag, pieces: Mapping[VariantId, int]) -> Bag:
    """Return the bag with what one more basket named.

    >>> with_basket((BagPiece("dress", 1, 1),), {"dress": 1, "coat": 2})
    (BagPiece(variant_id='dress', came=2, seen=1), BagPiece(variant_id='coat', came=2, seen=0))
    """
    grown = tuple(replace(one, came=one.came + pieces.get(one.variant_id, 0)) for one in bag)
    known = {one.variant_id for one in bag}
    return (*grown, *(BagPiece(name, count) for name, count in pieces.items() if name not in known))


def ticked(bag: Bag, variant_id: VariantId, pieces: int) -> Bag:
    """Return the bag when so many pieces were seen in it."""
    return tuple(replace(one, seen=one.seen + pieces) if one.variant_id == variant_id else one for one in bag)


def still_there(bag: Bag, on_cart: Callable[[VariantId], int]) -> Bag:
    """Return what is looked for when so many pieces of each variant lie on the cart: what was taken off is not.

    >>> still_there((BagPiece("dress", 2, 2), BagPiece("coat", 1)), {"dress": 1, "coat": 0}.__getitem__)
    (BagPiece(variant_id='dress', came=1, seen=1),)
    """
    left = ((one, min(one.came, on_cart(one.variant_id))) for one in bag)
    return tuple(BagPiece(one.variant_id, came, min(one.seen, came)) for one, came in left if came)


def waiting(bag: Bag, variant_id: VariantId) -> int:
    """Return how many pieces of a variant nobody has seen yet."""
    return sum(one.came - one.seen for one in bag if one.variant_id == variant_id)


def is_seen(bag: Bag) -> bool:
    """Tell whether all that is looked for was seen."""
    return all(one.came == one.seen for one in bag)
