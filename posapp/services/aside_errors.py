"""What taking up a cart that lies at another till may answer instead. Nothing is lost by any of it."""

from __future__ import annotations

from posapp.domain.errors import Refused


class CartTakenUp(Refused):
    """Till ``till_no`` took that cart up before: it is in front there."""

    code = "cart_taken_up"


class CartStaysThere(Refused):
    """Only till ``till_no`` may take it up: ``reason`` phone, value, coupon, order is bound to that till."""

    code = "cart_stays_there"


class CartGoodsUnknown(Refused):
    """Something in the cart of till ``till_no`` is not sold any more, and only that till knows what it cost."""

    code = "cart_goods_unknown"


class CartHereToo(Refused):
    """This till has a copy of that cart already, open or put aside."""

    code = "cart_here_too"
