"""What anybody may see: the chain, the catalogue, what shops have, times to book."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from starlette.responses import Response

from posapp.domain.text import Bilingual
from sync.hub.errors import Unreadable
from sync.hub.phone import goods
from sync.hub.phone.calls import Call, Handler, answer
from sync.hub.phone.shapes import CategoryShape, ChainShape, Place, ShopShape, SlotShape
from sync.hub.phone.shelf import Shelf, name_of
from sync.hub.slots import slots as slots_of

_MOST_VARIANTS = 50
_LONGEST_SEARCH = 60
_UNNAMED = Bilingual("商城", "Mall")

# The demo customer stands about a kilometre from the first shop; a page without a secure origin cannot ask the phone.
_NORTH_E6, _EAST_E6 = 7_200, 6_400


def chain(*, demo: bool, practice_money: bool) -> Handler:
    """Return the handler that tells the chain, its shops and categories."""

    def handler(call: Call) -> Response:
        with call.database.reading() as conn:
            shelf = call.shelf(conn)
        return answer(
            ChainShape(
                name=name_of(shelf.chain) if shelf.chain else _UNNAMED,
                demo=demo,
                practice_money=practice_money,
                here=_here(shelf),
                shops=[
                    ShopShape(
                        id=shop.id,
                        name=name_of(shop),
                        address=Bilingual(shop.address_zh, shop.address_en),
                        phone=shop.phone,
                        lat_e6=shop.lat_e6,
                        lon_e6=shop.lon_e6,
                        opens=shop.opens,
                        closes=shop.closes,
                    )
                    for shop in shelf.shops
                ],
                categories=[CategoryShape(id=each.id, name=name_of(each)) for each in shelf.categories],
                server_ms=call.now,
            )
        )

    return handler


def styles(call: Call) -> Response:
    """Tell a page of tiles."""
    text = call.query("q")[:_LONGEST_SEARCH]
    with call.database.reading() as conn:
        return answer(
            goods.page(
                conn,
                call.shelf(conn),
                call.now,
                category=call.query("category"),
                text=text,
                at=call.number("at", 1_000_000),
            )
        )


def style(call: Call) -> Response:
    """Tell one style with the levels of every shop."""
    with call.database.reading() as conn:
        return answer(goods.sheet(conn, call.shelf(conn), call.path("style_id")))


def availability(call: Call) -> Response:
    """Tell what each shop may still promise of some variants."""
    wanted = [variant_id for variant_id in call.query("variants").split(",") if variant_id]
    if not 0 < len(wanted) <= _MOST_VARIANTS:
        raise Unreadable
    with call.database.reading() as conn:
        return answer({"levels": goods.availability(conn, call.shelf(conn), wanted)})


def slots(call: Call) -> Response:
    """Tell the times of a shop's day, as if the booking ``besides`` were not there."""
    try:
        day = date.fromisoformat(call.query("day"))
    except ValueError:
        raise Unreadable from None
    with call.database.reading() as conn:
        found = slots_of(conn, call.clock, call.query("shop"), day, besides=call.query("besides"))
    return answer({"slots": [SlotShape(**asdict(slot)) for slot in found]})


def _here(shelf: Shelf) -> Place:
    if not shelf.shops:
        return Place(name=_UNNAMED, lat_e6=0, lon_e6=0)
    first = shelf.shops[0]
    near = name_of(first)
    return Place(
        name=Bilingual(f"{near.zh}附近", f"near {near.en}"),
        lat_e6=first.lat_e6 + _NORTH_E6,
        lon_e6=first.lon_e6 + _EAST_E6,
    )
