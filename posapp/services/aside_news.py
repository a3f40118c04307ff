"""What the cart in front says of carts that lie aside, and of another till that has the same one."""

from __future__ import annotations

from posapp.domain.cart import CartBody
from posapp.domain.identity import CartId
from posapp.services.till_data import View


def lie_aside(view: View, body: CartBody) -> int:
    """Return how many carts of its kind lie aside: of a practice here, real ones at every till of the shop."""
    here = sum(one.body.is_practice == body.is_practice for one in view.carts.held())
    return here if body.is_practice else here + view.carts.asides.count_elsewhere()


def also_at(view: View, cart_id: CartId) -> tuple[str, ...]:
    """Return the tills that took up the very cart that is in front here: they could not hear of each other."""
    row = view.carts.asides.of_cart(cart_id)
    if row is None or view.paired is None:
        return ()
    return tuple(one.till_no for one in row.taken if one.till_no != view.paired.till_no)
