"""What is told of a scan at the till, and of a bag that is looked through for what came as a phone's basket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from posapp.ui.notices import Notice
from posapp.ui.screens.selling import words

if TYPE_CHECKING:
    from posapp.services.selling import Cart, Scanned

CODE = "bag_check"


def news(answer: Scanned) -> Notice | None:
    """Return what is to be told of a scan."""
    if answer.kind == "gift_card":
        return Notice("accent", words.GIFT_CARD_ON, words.GIFT_CARD_HOW)
    return standing(answer.cart)


def standing(cart: Cart) -> Notice | None:
    """Return how far her bag was looked through, None while nothing is looked for."""
    if cart.bag is None:
        return None
    if cart.bag.seen == cart.bag.count:
        return Notice("success", words.BAG_SEEN, words.BAG_SEEN_HOW, {"count": cart.bag.count})
    values = {"seen": cart.bag.seen, "count": cart.bag.count}
    return Notice("warning", words.BAG_CHECK, words.BAG_CHECK_HOW, values, CODE)
