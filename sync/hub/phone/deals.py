"""Group buys and flash sales on her phone: what runs, a group by its code, and ordering one piece."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection
from starlette.responses import Response

from posapp.domain.clock import Millis
from sync.hub import deal_offers, groups
from sync.hub import deals as books
from sync.hub.deal_offers import DealOffer
from sync.hub.phone import goods, mine
from sync.hub.phone.calls import Call, answer
from sync.hub.phone.deal_shapes import DealOrdered, DealShape, FormingShape, GroupSheet
from sync.hub.phone.shelf import Shelf
from sync.protocol.orders import Order

_MOST_GROUPS = 5
"""Groups of strangers that are shown with an offer: enough to choose from."""


def running(call: Call) -> Response:
    """Tell the offers that run or begin soon, of one style or of all."""
    with call.database.reading() as conn:
        offers = deal_offers.shown(conn, call.now, call.query("style"))
        return answer({"deals": _shapes(conn, call.shelf(conn), offers, call.now)})


def deal(call: Call) -> Response:
    """Tell one offer."""
    with call.database.reading() as conn:
        offer = deal_offers.get(conn, call.path("offer_id"))
        [shape] = _shapes(conn, call.shelf(conn), [offer], call.now)
    return answer(shape)


def order(call: Call) -> Response:
    """Order a piece of a flash sale, or open a group with it; in a demo it counts as paid at once, as the page says."""
    asked = call.body(DealOrdered)
    with call.database.writing() as conn:
        placed = books.order(
            conn,
            call.clock,
            offer_id=call.path("offer_id"),
            member_id=call.member_id(conn),
            variant_id=asked.variant_id,
            shop_id=asked.shop_id,
            rules=call.rules,
        )
        return answer(_order(conn, call.shelf(conn), placed), 201)


def group(call: Call) -> Response:
    """Tell how a group stands, to whoever has its code."""
    with call.database.reading() as conn:
        member_id = call.member_id(conn)
        found = groups.by_code(conn, call.path("code"))
        joined = groups.orders_of(conn, found.group_id)
        [shape] = _shapes(conn, call.shelf(conn), [deal_offers.get(conn, found.offer_id)], call.now)
    return answer(
        GroupSheet(
            code=found.code,
            joined=len(joined),
            wanted=found.wanted,
            until_ms=found.until_ms,
            status=found.status,
            deal=shape,
            order_id=next((one.id for one in joined if one.member_id == member_id), ""),
        )
    )


def join(call: Call) -> Response:
    """Join a group with a piece of its offer."""
    asked = call.body(DealOrdered)
    with call.database.writing() as conn:
        placed = books.join(
            conn,
            call.clock,
            code=call.path("code"),
            member_id=call.member_id(conn),
            variant_id=asked.variant_id,
            shop_id=asked.shop_id,
            rules=call.rules,
        )
        return answer(_order(conn, call.shelf(conn), placed), 201)


def _order(conn: Connection, shelf: Shelf, placed: Order) -> object:
    code = groups.codes_of(conn, [placed.group.id])[placed.group.id] if placed.group is not None else ""
    return mine.order(shelf, placed, group_code=code)


def _shapes(conn: Connection, shelf: Shelf, offers: Collection[DealOffer], now: Millis) -> list[DealShape]:
    ids = [offer.id for offer in offers]
    taken = deal_offers.taken(conn, ids)
    forming = groups.forming(conn, ids, now)
    return [
        DealShape(
            id=offer.id,
            kind=offer.kind,
            price_fen=offer.price_fen,
            wanted=offer.wanted,
            open_ms=offer.open_ms,
            left=max(offer.pieces - taken[offer.id], 0),
            kept_ms=offer.kept_ms,
            each_member=offer.each_member,
            from_ms=offer.from_ms,
            until_ms=offer.until_ms,
            shop_ids=[shop.id for shop in shelf.shops if not offer.shop_ids or shop.id in offer.shop_ids],
            styles=goods.tiles(conn, shelf, [shelf.by_id[one] for one in offer.style_ids if one in shelf.by_id], now),
            groups=[
                FormingShape(
                    code=one.code,
                    joined=len(groups.orders_of(conn, one.group_id)),
                    wanted=one.wanted,
                    until_ms=one.until_ms,
                )
                for one in [each for each in forming if each.offer_id == offer.id][:_MOST_GROUPS]
            ],
        )
        for offer in offers
    ]
