"""What shops rely on when one asks another for a piece: it leaves one shop's books once and enters the other's once."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import select

from posapp.domain.clock import DAY, HOUR
from sync.hub import transfers
from sync.hub.db import tables
from sync.hub.publishing import published
from sync.protocol.kinds import Body
from sync.protocol.rows import Order, ShopHeard, Stock
from sync.protocol.sold import Movement
from sync.protocol.transfers import (
    Transfer,
    TransferAsk,
    TransferCallOff,
    TransferDecline,
    TransferReceive,
    TransferSend,
    Way,
)
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import COAT_L, COAT_M, LIN, NOW, OTHER_SHOP, SHOP

ID = "tr-1"


@pytest.fixture
def here(hub: RunningHub) -> PaperTill:
    return hub.till()


@pytest.fixture
def there(hub: RunningHub) -> PaperTill:
    return hub.till(OTHER_SHOP)


def ask(way: Way = "bring", variant_id: str = COAT_M, quantity: int = 1, from_shop_id: str = OTHER_SHOP) -> TransferAsk:
    return TransferAsk(
        transfer_id=ID, shop_id=SHOP, occurred_ms=NOW, staff_id="st-1", from_shop_id=from_shop_id,
        variant_id=variant_id, quantity=quantity, way=way, member_id=LIN, note="上海市", receipt_no="",
    )  # fmt: skip


def moved(quantity: int, movement_id: str) -> list[Movement]:
    return [Movement(movement_id=movement_id, variant_id=COAT_M, quantity=quantity, cause="transfer")]


def send(pieces: int = 1, shop_id: str = OTHER_SHOP) -> TransferSend:
    return TransferSend(
        transfer_id=ID, shop_id=shop_id, occurred_ms=NOW, staff_id="st-2", movements=moved(-pieces, "out"), parcel="SF1"
    )


def receive(pieces: int = 1) -> TransferReceive:
    return TransferReceive(
        transfer_id=ID, shop_id=SHOP, occurred_ms=NOW, staff_id="st-1", movements=moved(pieces, "in")
    )


def call_off() -> TransferCallOff:
    return TransferCallOff(transfer_id=ID, shop_id=SHOP, occurred_ms=NOW, staff_id="st-1")


def push(till: PaperTill, *bodies: Body) -> list[str]:
    return [result.code or result.result for result in till.push(*(till.seal(body) for body in bodies)).results]


def told(hub: RunningHub) -> list[str]:
    with hub.database.reading() as conn:
        return list(conn.scalars(select(tables.trade_exception.c.code).order_by(tables.trade_exception.c.exception_no)))


def transfer_at(till: PaperTill) -> Transfer:
    till.pull()
    return till.row(Transfer, ID)


def pieces(hub: RunningHub, shop_id: str) -> int:
    with hub.database.reading() as conn:
        level = published(conn, Stock, f"{shop_id}/{COAT_M}")
        assert level is not None
        return level.on_hand


def test_a_piece_leaves_one_shop_and_enters_the_other(hub: RunningHub, here: PaperTill, there: PaperTill) -> None:
    before = pieces(hub, SHOP), pieces(hub, OTHER_SHOP)
    assert push(here, ask()) == ["applied"]
    assert transfer_at(there).status == "asked"
    assert push(there, send()) == ["applied"]
    assert (pieces(hub, SHOP), pieces(hub, OTHER_SHOP)) == (before[0], before[1] - 1)
    sent = transfer_at(here)
    assert (sent.status, sent.sent, sent.parcel, sent.answered_by) == ("sent", 1, "SF1", "st-2")
    assert push(here, receive()) == ["applied"]
    assert (pieces(hub, SHOP), pieces(hub, OTHER_SHOP)) == (before[0] + 1, before[1] - 1)
    assert (sent.note, transfer_at(there).note) == ("上海市", ""), "an address is kept as long as it is needed"
    assert transfer_at(there).status == "received"
    assert told(hub) == []


def test_what_arrives_before_the_mall_heard_that_it_was_sent_has_arrived(
    hub: RunningHub, here: PaperTill, there: PaperTill
) -> None:
    push(here, ask(), receive())
    assert push(there, send()) == ["applied"]
    made = transfer_at(here)
    assert (made.status, made.sent, made.received) == ("received", 1, 1)
    assert told(hub) == []


def test_another_number_of_pieces_than_was_sent_is_told_once(
    hub: RunningHub, here: PaperTill, there: PaperTill
) -> None:
    push(here, ask(quantity=2))
    push(there, send(2))
    push(here, receive(1))
    assert told(hub) == ["transfer_differs"]


def test_what_is_sent_after_it_was_called_off_is_on_its_way_and_a_person_hears(
    hub: RunningHub, here: PaperTill, there: PaperTill
) -> None:
    push(here, ask(), call_off())
    assert transfer_at(there).status == "called_off"
    assert push(there, send()) == ["applied"]
    assert transfer_at(here).status == "sent"
    assert told(hub) == ["transfer_sent_after_end"]


def test_what_is_called_off_after_it_was_sent_stays_on_its_way(
    hub: RunningHub, here: PaperTill, there: PaperTill
) -> None:
    push(here, ask())
    push(there, send())
    push(here, call_off())
    assert transfer_at(here).status == "sent"


def test_a_shop_that_cannot_says_why(here: PaperTill, there: PaperTill) -> None:
    push(here, ask())
    cannot = TransferDecline(transfer_id=ID, shop_id=OTHER_SHOP, occurred_ms=NOW, staff_id="st-2", why="damaged")
    assert push(there, cannot) == ["applied"]
    assert (transfer_at(here).status, transfer_at(here).why) == ("declined", "damaged")


@pytest.mark.parametrize(
    "nonsense", [ask(quantity=0), ask(from_shop_id=SHOP), ask(from_shop_id="nowhere"), ask(variant_id="nothing")]
)
def test_what_asks_for_nothing_that_there_is_waits_for_a_person(here: PaperTill, nonsense: TransferAsk) -> None:
    assert push(here, nonsense) == ["bad_body"]


def test_a_step_of_a_transfer_that_the_mall_does_not_know_waits_for_a_person(here: PaperTill) -> None:
    assert push(here, receive()) == ["transfer_not_here"]


def test_a_piece_reserved_there_is_an_order_that_she_pays_when_she_fetches_it(
    hub: RunningHub, here: PaperTill, there: PaperTill
) -> None:
    push(here, ask("reserve"))
    transfers.keep(hub.database, hub.clock)
    reserved = transfer_at(here)
    there.pull()
    order = there.row(Order, reserved.order_id)
    assert (reserved.status, reserved.order_number) == ("reserved", order.number)
    assert (order.shop_id, order.member_id, order.payment, order.status) == (
        OTHER_SHOP, LIN, "on_collection", "promised",
    )  # fmt: skip
    transfers.keep(hub.database, hub.clock)
    assert transfer_at(here).order_id == order.id
    push(here, call_off())
    transfers.keep(hub.database, hub.clock)
    there.pull()
    assert there.row(Order, order.id).status == "cancelled"


def test_a_piece_that_the_mall_may_not_promise_is_not_reserved(
    hub: RunningHub, here: PaperTill, there: PaperTill
) -> None:
    push(here, ask("reserve", COAT_L))
    transfers.keep(hub.database, hub.clock)
    assert (transfer_at(here).status, transfer_at(here).why) == ("declined", "gone")


@pytest.mark.parametrize("wish", [{"member_id": "nobody"}, {"member_id": None}, {"quantity": 1_000}])
def test_a_wish_that_cannot_be_kept_is_declined_and_nobody_waits_behind_it(
    hub: RunningHub, here: PaperTill, wish: dict[str, object]
) -> None:
    other = msgspec.structs.replace(ask("reserve"), transfer_id="tr-2")
    push(here, msgspec.structs.replace(ask("reserve"), **wish), other)  # type: ignore[arg-type]
    transfers.keep(hub.database, hub.clock)
    assert (transfer_at(here).status, transfer_at(here).why != "") == ("declined", True)
    assert here.row(Transfer, "tr-2").status == "reserved"


def test_a_piece_that_was_reserved_is_forgotten_long_after_its_order(hub: RunningHub, here: PaperTill) -> None:
    push(here, ask("reserve"))
    transfers.keep(hub.database, hub.clock)
    hub.clock.move(31 * DAY)
    transfers.keep(hub.database, hub.clock)
    with hub.database.reading() as conn:
        assert published(conn, Transfer, ID) is None


def test_a_shop_that_falls_silent_is_named_to_the_others_until_it_speaks_again(
    hub: RunningHub, here: PaperTill, there: PaperTill
) -> None:
    transfers.keep(hub.database, hub.clock)
    here.pull()
    assert here.row(ShopHeard, OTHER_SHOP).silent_since_ms is None
    hub.clock.move(3 * HOUR)
    transfers.keep(hub.database, hub.clock)
    here.pull()
    assert here.row(ShopHeard, OTHER_SHOP).silent_since_ms is not None
    there.push()
    transfers.keep(hub.database, hub.clock)
    here.pull()
    assert here.row(ShopHeard, OTHER_SHOP).silent_since_ms is None


def test_what_ended_long_ago_is_forgotten(hub: RunningHub, here: PaperTill) -> None:
    push(here, ask(), call_off())
    hub.clock.move(31 * DAY)
    transfers.keep(hub.database, hub.clock)
    with hub.database.reading() as conn:
        assert published(conn, Transfer, ID) is None
