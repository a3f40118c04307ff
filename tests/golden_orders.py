"""Orders in the corpus that are not simply taken whole."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from posapp.domain.clock import MINUTE
from posapp.domain.identity import OrderId, VariantId
from posapp.services.handing_over import Taking
from posapp.services.paying import Paying
from sync.protocol.orders import Order, OrderLine
from tests.fakes import small_shop
from tests.fakes.small_shop import SHIRT, SHOE, SmallShop

_SHOES, _LARGER, _SHIRT = f"{SHOE}-BLK-37", f"{SHOE}-BLK-38", f"{SHIRT}-BLK-M"


def orders_in_parts() -> Iterable[Order]:
    """Return an order paid online and one to be paid on collection, each of two lines."""
    for number, payment in ((6, "online"), (7, "on_collection")):
        lines = [
            OrderLine(id=f"ol-{number}-1", variant_id=_SHOES, quantity=3, paid_fen=209_700),
            OrderLine(id=f"ol-{number}-2", variant_id=_SHIRT, quantity=1, paid_fen=29_900),
        ]
        yield replace(
            small_shop.order(f"or-{number}", "promised"),
            number=f"E2026112200{number}",
            code_no=7_000 + number,
            code=f"3000400{number}",
            lines=lines,
            total_fen=239_600,
            payment=payment,
        )


def collect_in_parts(shop: SmallShop, paying: Paying) -> None:
    """Have orders picked line by line, not found, swapped, left out, taken in parts, and paid at the till."""
    online, unpaid = OrderId("or-6"), OrderId("or-7")
    shop.pickups.pick(online, {"ol-6-1": 2})
    shop.pickups.cannot_find(online, {"ol-6-1": 1})
    shop.pickups.hand_over(online, "30004006", [Taking("ol-6-1", 1, VariantId(_LARGER))])
    shop.clock.pass_(MINUTE)
    shop.pickups.hand_over(online, "30004006", [Taking("ol-6-1", 1), Taking("ol-6-2", 0, left_out=1)])
    shop.pickups.to_cart(unpaid, "30004007", [Taking("ol-7-1", 2), Taking("ol-7-2", 1)])
    shop.selling.add(VariantId(_LARGER))
    paying.pay_cash()
    shop.clock.pass_(MINUTE)
