"""What a shop relies on when the mall keeps its fitting rooms, and a member who asks from inside one."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import select

from sync.hub import rooms
from sync.hub.db import tables
from sync.hub.errors import NotInARoom, TooManyGarments, UnknownVariant
from sync.hub.publishing import publish, published
from sync.protocol.decoding import from_plain
from sync.protocol.kinds import Body
from sync.protocol.rooms import FittingRoom, PieceWent, RoomCarry, RoomEnter, RoomLeave, RoomPiece, RoomReady, room_id
from sync.protocol.rows import Shop
from tests.fakes.meanwhile import Meanwhile
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import COAT_L, COAT_M, COAT_S, LIN, LIPSTICK, NOW, OTHER_SHOP, SHOP, ZHOU

ROOM = room_id(SHOP, 1)


@pytest.fixture
def till(hub: RunningHub) -> PaperTill:
    return hub.till()


def shared(visit: str, shop_id: str = SHOP) -> dict[str, str | int]:
    return {"visit_id": visit, "shop_id": shop_id, "occurred_ms": NOW, "staff_id": "st-1"}


def enter(visit: str, *variants: str, room: str = ROOM, member_id: str = LIN, shop_id: str = SHOP) -> RoomEnter:
    pieces = [RoomPiece(id=f"{visit}-{variant}", variant_id=variant, came_ms=NOW) for variant in variants]
    said = {**shared(visit, shop_id), "room_id": room, "member_id": member_id, "pieces": pieces}
    return from_plain({**said, "booking_id": None, "companions": 0}, RoomEnter)


def went(visit: str, piece_id: str, to: str) -> RoomCarry:
    gone = [PieceWent(piece_id=piece_id, to=to)]  # type: ignore[arg-type]
    return from_plain(
        {**shared(visit), "room_id": ROOM, "came": [], "went": gone, "asked": [], "answered": []}, RoomCarry
    )


def leave(visit: str) -> RoomLeave:
    return from_plain({**shared(visit), "room_id": ROOM, "went": []}, RoomLeave)


def push(till: PaperTill, *bodies: Body) -> list[str]:
    return [result.result for result in till.push(*(till.seal(body) for body in bodies)).results]


def told(hub: RunningHub) -> list[str]:
    with hub.database.reading() as conn:
        return list(conn.scalars(select(tables.trade_exception.c.code).order_by(tables.trade_exception.c.exception_no)))


def room_at(till: PaperTill, name: str = ROOM) -> FittingRoom:
    till.pull()
    return till.row(FittingRoom, name)


def test_a_new_shop_has_all_its_rooms_and_they_are_free(hub: RunningHub, till: PaperTill) -> None:
    till.pull()
    with hub.database.reading() as conn:
        shop = published(conn, Shop, SHOP)
    assert shop is not None
    hers = {name for kind, name in till.rows if kind == "room"}
    assert hers == {room_id(SHOP, number) for number in range(1, shop.fitting_rooms + 1)}
    assert room_at(till).status == "free"


def test_a_shop_that_builds_a_room_or_takes_one_away_sees_it_on_the_board(hub: RunningHub, till: PaperTill) -> None:
    push(till, enter("v-1", COAT_S))
    with hub.database.writing() as conn:
        shop = published(conn, Shop, SHOP)
        assert shop is not None
        count = shop.fitting_rooms
        publish(conn, msgspec.structs.replace(shop, fitting_rooms=count + 1))
    rooms.keep(hub.database, hub.clock)
    assert room_at(till, room_id(SHOP, count + 1)).status == "free"
    with hub.database.writing() as conn:
        publish(conn, msgspec.structs.replace(shop, fitting_rooms=0))
    rooms.keep(hub.database, hub.clock)
    till.pull()
    assert {name for kind, name in till.rows if kind == "room"} == {ROOM}, "nobody is walled in"


def test_who_goes_in_while_her_room_is_taken_away_is_not_walled_in(hub: RunningHub, till: PaperTill) -> None:
    with hub.database.writing() as conn:
        shop = published(conn, Shop, SHOP)
        assert shop is not None
        publish(conn, msgspec.structs.replace(shop, fitting_rooms=0))
    rooms.keep(Meanwhile(hub.database, lambda: push(till, enter("v-1", COAT_S))), hub.clock)
    assert room_at(till).visit is not None


def test_what_happens_at_one_till_is_on_the_board_of_the_other(hub: RunningHub, till: PaperTill) -> None:
    other = hub.till(till_no="07")
    assert push(till, enter("v-1", COAT_S, COAT_M)) == ["applied"]
    inside = room_at(other)
    assert inside.visit is not None
    assert (inside.status, [one.variant_id for one in inside.visit.pieces]) == ("in_use", [COAT_S, COAT_M])
    push(other, went("v-1", f"v-1-{COAT_S}", "rail"), leave("v-1"))
    assert [one.variant_id for one in room_at(till).missing] == [COAT_M]
    push(till, from_plain({**shared(""), "room_id": ROOM}, RoomReady))
    assert room_at(other).status == "free"


def test_two_customers_in_one_room_are_told_to_a_person_once(hub: RunningHub, till: PaperTill) -> None:
    other = hub.till(till_no="07")
    push(till, enter("v-1", COAT_S))
    assert push(other, enter("v-2", COAT_L, member_id=ZHOU)) == ["applied"]
    assert told(hub) == ["room_taken_twice"]
    inside = room_at(till)
    assert inside.visit is not None
    assert (inside.visit.id, [one.variant_id for one in inside.missing]) == ("v-2", [COAT_S])


def test_a_piece_that_was_not_found_is_to_be_counted(hub: RunningHub, till: PaperTill) -> None:
    push(till, enter("v-1", COAT_S), leave("v-1"), went("v-1", f"v-1-{COAT_S}", "lost"))
    assert told(hub) == ["piece_lost"]
    assert room_at(till).missing == []


def test_a_till_cannot_touch_a_room_of_another_shop(hub: RunningHub, till: PaperTill) -> None:
    theirs = room_id(OTHER_SHOP, 1)
    assert push(till, enter("v-1", COAT_S, room=theirs)) == ["parked"]
    assert push(till, enter("v-2", COAT_S, room=theirs, shop_id=OTHER_SHOP)) == ["parked"]
    with hub.database.reading() as conn:
        room = published(conn, FittingRoom, theirs)
    assert room is not None
    assert room.visit is None


@pytest.mark.parametrize("name", ["", "elsewhere", f"{SHOP}:", f"{SHOP}:one", f"{SHOP}:01", f"{SHOP}:²"])
def test_a_room_that_is_none_waits_for_a_person(till: PaperTill, name: str) -> None:
    assert push(till, enter("v-1", COAT_S, room=name)) == ["parked"]


def test_she_asks_from_inside_and_the_board_shows_it(hub: RunningHub, till: PaperTill) -> None:
    push(till, enter("v-1", COAT_S))
    with hub.database.writing() as conn:
        rooms.ask(conn, hub.clock, LIN, COAT_M)
        rooms.ask(conn, hub.clock, LIN, COAT_M)
    inside = room_at(till)
    assert inside.visit is not None
    assert [(one.variant_id, one.by) for one in inside.visit.asks] == [(COAT_M, "phone")]


def test_who_is_in_no_room_asks_for_nothing(hub: RunningHub, till: PaperTill) -> None:
    push(till, enter("v-1", COAT_S))
    with hub.database.writing() as conn, pytest.raises(NotInARoom):
        rooms.ask(conn, hub.clock, ZHOU, COAT_M)
    push(till, leave("v-1"))
    with hub.database.writing() as conn, pytest.raises(NotInARoom):
        rooms.ask(conn, hub.clock, LIN, COAT_M)


def test_goods_that_are_none_and_more_than_two_hands_carry_are_refused(hub: RunningHub, till: PaperTill) -> None:
    push(till, enter("v-1"))
    with hub.database.writing() as conn:
        with pytest.raises(UnknownVariant):
            rooms.ask(conn, hub.clock, LIN, "nothing")
        for variant_id in (COAT_S, COAT_M, COAT_L, LIPSTICK):
            rooms.ask(conn, hub.clock, LIN, variant_id)
        publish(conn, msgspec.structs.replace(_variant(conn), id="coat-XL"))
        with pytest.raises(TooManyGarments):
            rooms.ask(conn, hub.clock, LIN, "coat-XL")


def _variant(conn):  # type: ignore[no-untyped-def]
    from sync.protocol.rows import Variant

    found = published(conn, Variant, COAT_L)
    assert found is not None
    return found
