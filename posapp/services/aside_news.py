"""What the cart in front says of another till that has the same one."""

from __future__ import annotations

from posapp.domain.identity import CartId
from posapp.services.till_data import View


def also_at(view: View, cart_id: CartId) -> tuple[str, ...]:
    """Return the tills that took up the very cart that is in front here: they could not hear of each other."""
    row = view.carts.asides.of_cart(cart_id)
    if row is None or view.paired is None:
        return ()
    return tuple(one.till_no for one in row.taken if one.till_no != view.paired.till_no)
