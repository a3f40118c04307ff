"""What came as a phone's basket is looked at in her bag before she goes: a scan of such a piece ticks it.

Only the cart that the basket came onto is checked, and only what still lies on it. A piece that the basket did not name
goes onto the cart like any other.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from posapp.ui.notices import Notice
from posapp.ui.screens.selling import words

if TYPE_CHECKING:
    from posapp.domain.identity import CartId, VariantId
    from posapp.services.selling import Cart, Scanned

CODE = "bag_check"


class BagCheck:
    """Counts what was seen of a basket. It is over with its cart, when all was seen, or when somebody says so."""

    def __init__(self) -> None:
        self._cart_id: CartId | None = None
        self._came: Counter[VariantId] = Counter()
        self._seen: Counter[VariantId] = Counter()

    def waiting(self, cart: Cart | None) -> Counter[VariantId]:
        """Return the pieces of each variant that nobody has seen yet."""
        return +(self._named(cart) - self._seen) if cart is not None else Counter()

    def news(self, answer: Scanned) -> Notice | None:
        """Take a scan in, and return what is to be told of it."""
        if answer.kind == "basket":
            if answer.cart.cart_id != self._cart_id:
                self.end()
            self._cart_id = answer.cart.cart_id
            self._came.update(answer.pieces)
        elif answer.kind == "in_bag":
            self._seen.update(answer.pieces)
        elif answer.kind == "gift_card":
            return Notice("accent", words.GIFT_CARD_ON, words.GIFT_CARD_HOW)
        return self.standing(answer.cart)

    def standing(self, cart: Cart) -> Notice | None:
        """Return how far it is, None while nothing is checked."""
        count = self._named(cart).total()
        if not count:
            return None
        seen = count - self.waiting(cart).total()
        if seen == count:
            self.end()
            return Notice("success", words.BAG_SEEN, words.BAG_SEEN_HOW, {"count": count})
        return Notice("warning", words.BAG_CHECK, words.BAG_CHECK_HOW, {"seen": seen, "count": count}, CODE)

    def dismissed(self, notice: Notice | None) -> None:
        """Somebody put a notice away: the one of this check when she has counted what is in the bag."""
        if notice is not None and notice.code == CODE:
            self.end()

    def end(self) -> None:
        """Check no more."""
        self._cart_id = None
        self._came.clear()
        self._seen.clear()

    def _named(self, cart: Cart) -> Counter[VariantId]:
        """Return what the basket named and still lies on the cart."""
        if cart.cart_id != self._cart_id:
            return Counter()
        lies: Counter[VariantId] = Counter()
        for line in cart.lines:
            lies[line.variant_id] += line.quantity
        return self._came & lies
