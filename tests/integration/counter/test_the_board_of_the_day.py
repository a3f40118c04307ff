"""What the clerk relies on at the board of the day, with the network gone."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from msgspec.structs import replace

from posapp.domain.clock import DAY, HOUR, MINUTE
from posapp.domain.identity import BookingId, OrderId, VariantId
from posapp.services.day_items import DayCounts, DayItem, Due
from posapp.services.day_sources import DayLook, held_carts
from posapp.services.outcomes import Said
from posapp.services.today import Today
from sync.protocol import rows
from sync.protocol.orders import Group, Offer
from sync.protocol.prepared import PieceState, Prepared
from sync.protocol.rooms import MissingPiece, RoomRequest, asked_for, empty_room, room_id
from tests.fakes.small_shop import COAT, DRESS, NOON, SHOP, XUHUI, SmallShop, booking, follow_up, order, transfer

ROOM = room_id(SHOP, 2)
COAT_M = VariantId(f"{COAT}-CRM-M")


@pytest.fixture(autouse=True)
def rooms(shop: SmallShop) -> None:
    shop.deliver(*(empty_room(SHOP, number) for number in (1, 2)))


def today(shop: SmallShop) -> Today:
    return Today(shop.file, shop.clock, shop.duty)


def items(shop: SmallShop) -> dict[str, DayItem]:
    return {item.key: item for item in today(shop).board().items}


def after_the_room(shop: SmallShop, **said: object) -> None:
    """Show room 2 as another till of the shop left it."""
    shop.deliver(replace(empty_room(SHOP, 2), **said), applied_through=1)


def test_a_booking_is_prepared_then_expected_then_late(shop: SmallShop) -> None:
    far = items(shop)["booking:bk-1"]
    assert (far.section, far.state, far.step) == ("next", "booked", "prepare")
    assert far.shelves, "a clerk who lays her pieces out is told where they hang"
    shop.clock.pass_(50 * MINUTE)
    near = items(shop)["booking:bk-1"]
    assert (near.section, near.step, near.room, near.shelves) == ("now", "check_in", 2, ())
    shop.clock.pass_(21 * MINUTE)
    late = items(shop)["booking:bk-1"]
    assert (late.section, late.state, late.step) == ("late", "late", "check_in")


def test_who_books_a_slot_that_has_begun_is_on_her_way_and_not_late(shop: SmallShop) -> None:
    shop.deliver(replace(booking("bk-2", NOON - 40 * MINUTE), booked_ms=NOON, room=0))
    item = items(shop)["booking:bk-2"]
    assert (item.section, item.state, item.due, item.room) == ("now", "booked", NOON, 0)


def test_an_item_says_for_whom_without_her_whole_name_or_number(shop: SmallShop) -> None:
    item = items(shop)["booking:bk-1"]
    assert item.name is not None
    assert (item.name.zh, item.phone_masked) == ("林*清", "138****1357")
    assert (item.pieces, [piece.art for piece in item.pictures]) == (2, ["dress", "shirt"])


def test_who_has_not_come_stands_behind_those_who_may_still(shop: SmallShop) -> None:
    shop.deliver(
        booking("bk-gone", NOON - 4 * HOUR, status="no_show", booked=NOON - DAY),
        booking("bk-late", NOON - 20 * MINUTE, booked=NOON - DAY),
        booking("bk-cancelled", NOON, status="cancelled"),
        booking("bk-tomorrow", NOON + DAY),
    )
    found = [item for item in today(shop).board().items if item.kind == "booking"]
    assert [item.key for item in found] == ["booking:bk-late", "booking:bk-gone", "booking:bk-1"]
    assert [item.state for item in found] == ["late", "no_show", "booked"]
    assert found[1].step == "open_booking"


def test_a_booking_of_which_a_piece_was_sold_says_so(shop: SmallShop) -> None:
    row = booking("bk-2", NOON + HOUR)
    shop.deliver(replace(row, garments=[replace(row.garments[0], label="gone"), row.garments[1]]))
    assert items(shop)["booking:bk-2"].state == "piece_gone"


def prepared(row: rows.Booking, *states: PieceState) -> rows.Booking:
    """Return a booking of which a colleague has said how far each piece is."""
    said = (Prepared(state=state, staff_id="staff-wang", at_ms=NOON) for state in states)
    pairs = zip(row.garments, said, strict=True)
    return replace(row, garments=[replace(garment, prepared=one) for garment, one in pairs])


def test_what_is_laid_out_for_her_is_not_to_be_prepared_again(shop: SmallShop) -> None:
    shop.deliver(prepared(booking("bk-2", NOON + HOUR), "found", "found"))
    far = items(shop)["booking:bk-2"]
    assert (far.state, far.step) == ("laid_out", "open_booking")
    assert far.clerk is not None, "whoever laid it out has taken it on"
    shop.clock.pass_(40 * MINUTE)
    assert items(shop)["booking:bk-2"].step == "check_in"


def test_a_piece_that_was_looked_for_in_vain_is_told(shop: SmallShop) -> None:
    shop.deliver(prepared(booking("bk-2", NOON + HOUR), "found", "missing"))
    item = items(shop)["booking:bk-2"]
    assert (item.state, item.step) == ("piece_gone", "prepare")


def test_what_was_laid_out_for_nobody_is_hung_back(shop: SmallShop) -> None:
    shop.deliver(prepared(booking("bk-2", NOON - 3 * HOUR, "no_show"), "found", "back"))
    item = items(shop)["put_back:bk-2"]
    assert (item.state, item.step, item.pieces) == ("in_vain", "hang_back", 1)
    assert item.shelves
    shop.deliver(prepared(booking("bk-2", NOON - 3 * HOUR, "no_show"), "back", "back"))
    assert "put_back:bk-2" not in items(shop)


def test_who_does_not_come_in_time_is_a_no_show_before_the_mall_says_so(shop: SmallShop) -> None:
    shop.clock.pass_(HOUR + 29 * MINUTE)
    assert items(shop)["booking:bk-1"].state == "late"
    shop.clock.pass_(2 * MINUTE)
    missed = items(shop)["booking:bk-1"]
    assert (missed.state, missed.step) == ("no_show", "open_booking")


def test_she_is_here_then_in_her_room_then_her_outcomes_are_noted(shop: SmallShop) -> None:
    here, garments = BookingId("bk-1"), shop.bookings.get(BookingId("bk-1")).garments
    shop.bookings.check_in(here, "list")
    waits = items(shop)["booking:bk-1"]
    assert (waits.state, waits.step, waits.room_id) == ("here", "let_in", ROOM)
    assert waits.clerk_id == "staff-wang", "whoever said that she is here has taken her on"
    shop.rooms.let_in_booked(ROOM, here)
    assert "booking:bk-1" not in items(shop), "while she is in a room the board of the rooms has her"
    shop.bookings.record(here, garments[0].garment_id, Said("price"))
    for piece in shop.rooms.board()[1].pieces:
        shop.rooms.take_back(ROOM, piece.piece_id)
    shop.rooms.let_out(ROOM, ())
    assert items(shop)["booking:bk-1"].step == "outcomes"
    shop.bookings.record(here, garments[1].garment_id, Said("price"))
    assert "booking:bk-1" not in items(shop)


def test_a_room_tells_what_is_asked_for_what_is_missing_and_that_it_wants_tidying(shop: SmallShop) -> None:
    shop.rooms.let_in(ROOM)
    with shop.file.view() as view:
        room = view.rooms.get(ROOM)
    assert room is not None
    shop.deliver(
        asked_for(room, RoomRequest(id="ask", variant_id=COAT_M, asked_ms=NOON, by="phone")), applied_through=1
    )
    asked = items(shop)["room:2:asks"]
    assert (asked.section, asked.step, asked.pieces, asked.name) == ("now", "bring", 1, None)
    assert asked.clerk is not None, "whoever let her in looks after her"
    assert asked.clerk.zh == "王蕾"
    astray = MissingPiece(id="p", variant_id=COAT_M, visit_id="v", since_ms=NOON - HOUR)
    after_the_room(shop, status="to_clean", since_ms=NOON, missing=[astray])
    found = items(shop)
    assert (found["room:2:missing"].section, found["room:2:missing"].step) == ("late", "find")
    assert (found["room:2:to_tidy"].section, found["room:2:to_tidy"].step) == ("now", "tidy")


def test_somebody_who_is_in_for_long_is_looked_after(shop: SmallShop) -> None:
    shop.rooms.let_in(ROOM)
    shop.clock.pass_(31 * MINUTE)
    assert items(shop)["room:2:long"].step == "look_in"


def test_an_order_is_picked_collected_and_where_it_ended_put_back(shop: SmallShop) -> None:
    shop.deliver(
        replace(order("or-new", "pending"), placed_ms=NOON - 10 * MINUTE),
        replace(order("or-old", "promised"), placed_ms=NOON - 2 * HOUR),
        replace(order("or-over"), collect_until_ms=NOON - HOUR),
        replace(order("or-ended", "expired"), picked_ms=NOON - DAY, collect_until_ms=NOON - MINUTE),
    )
    found = items(shop)
    told = {key: (item.section, item.state, item.step) for key, item in found.items() if item.kind != "booking"}
    assert told == {
        "pickup:or-1": ("later", "ready", "hand_over"),
        "pickup:or-new": ("now", "unconfirmed", "pick"),
        "pickup:or-old": ("late", "to_pick", "pick"),
        "pickup:or-over": ("late", "overdue", "hand_over"),
        "put_back:or-ended": ("now", "to_put_back", "put_back"),
    }
    assert found["pickup:or-old"].pieces == 2
    shop.pickups.pick(OrderId("or-new"))
    picked = items(shop)["pickup:or-new"]
    assert (picked.state, picked.clerk_id) == ("ready", "staff-wang")


def test_an_order_that_came_over_night_is_not_late_when_the_shop_opens(shop: SmallShop) -> None:
    opens = NOON - 2 * HOUR
    shop.deliver(replace(order("or-night", "promised"), placed_ms=opens - 9 * HOUR))
    shop.clock.pass_(-2 * HOUR + 10 * MINUTE)
    night = items(shop)["pickup:or-night"]
    assert (night.section, night.due) == ("now", opens)
    shop.clock.pass_(HOUR)
    assert items(shop)["pickup:or-night"].section == "late"


def test_orders_of_every_kind_say_what_stands_against_them(shop: SmallShop) -> None:
    half = Group(id="g", wanted=3, joined=1, until_ms=NOON + HOUR)
    asked = order("or-asked", "promised")
    shop.deliver(
        replace(order("or-group", "promised"), kind="group", group=half),
        replace(order("or-unpaid"), payment="on_collection"),
        replace(asked, lines=[replace(asked.lines[0], missing=2)], offer=Offer(made_ms=NOON)),
    )
    found = items(shop)
    told = {
        key: (found[f"pickup:{key}"].state, found[f"pickup:{key}"].step)
        for key in ("or-group", "or-unpaid", "or-asked")
    }
    assert told == {
        "or-group": ("forming", "open_order"),
        "or-unpaid": ("to_be_paid", "hand_over"),
        "or-asked": ("she_is_asked", "open_order"),
    }


def test_what_another_shop_asks_for_and_what_is_on_its_way_are_work_of_the_day(shop: SmallShop) -> None:
    shop.deliver(transfer("tr-1"))
    found = items(shop)["transfer:tr-1"]
    assert (found.state, found.step, found.shelves) == ("to_send", "see_transfer", ("A-14",))
    shop.transfers.send("tr-1")
    assert "transfer:tr-1" not in items(shop)
    coming = msgspec.structs.replace(transfer("tr-2", "sent"), shop_id=SHOP, from_shop_id=XUHUI, sent=1)
    shop.deliver(coming)
    assert items(shop)["transfer:tr-2"].state == "on_its_way"
    shop.transfers.receive("tr-2")
    assert "transfer:tr-2" not in items(shop)


def test_a_follow_up_waits_for_the_word_of_who_served_her(shop: SmallShop) -> None:
    me = shop.duty.who()
    assert me is not None
    shop.deliver(follow_up("fu-1", staff_id=me.staff_id), follow_up("fu-sent", "sent"), follow_up("fu-2", "calling"))
    found = items(shop)
    assert (found["follow_up:fu-1"].state, found["follow_up:fu-1"].clerk_id) == ("to_decide", me.staff_id)
    assert found["follow_up:fu-2"].state == "to_call"
    assert "follow_up:fu-sent" not in found
    shop.follow_ups.release("fu-1")
    assert "follow_up:fu-1" not in items(shop)


def test_a_cart_put_aside_waits_on_the_board_with_its_clerk(shop: SmallShop) -> None:
    shop.selling.add(COAT_M, "scan")
    shop.selling.hold()
    held = next(item for item in items(shop).values() if item.kind == "held")
    assert (held.section, held.step, held.pieces) == ("now", "recall", 1)
    shop.clock.pass_(3 * HOUR)
    assert items(shop)[held.key].section == "late"


def test_the_rail_counts_what_is_late_or_wanted_now(shop: SmallShop) -> None:
    assert today(shop).counts() == DayCounts(pressing=0, bookings=1, rooms=0, pickups=1)
    shop.deliver(
        booking("bk-late", NOON - 20 * MINUTE, booked=NOON - DAY),
        booking("bk-gone", NOON - 4 * HOUR, status="no_show", booked=NOON - DAY),
    )
    astray = MissingPiece(id="p", variant_id=COAT_M, visit_id="v", since_ms=NOON - HOUR)
    after_the_room(shop, status="to_clean", since_ms=NOON, missing=[astray])
    counts = today(shop).counts()
    assert (counts.pressing, counts.bookings, counts.rooms) == (3, 2, 1), "nobody runs after who did not come"


def test_what_is_late_comes_first_and_everything_else_by_its_time(shop: SmallShop) -> None:
    shop.deliver(
        booking("bk-late", NOON - 20 * MINUTE, booked=NOON - DAY),
        booking("bk-now", NOON + MINUTE),
        booking("bk-evening", NOON + 9 * HOUR),
    )
    listed = [item.key for item in today(shop).board().items]
    assert listed == ["booking:bk-late", "booking:bk-now", "booking:bk-1", "booking:bk-evening", "pickup:or-1"]


def test_another_kind_of_work_is_one_more_source(shop: SmallShop) -> None:
    def carts_twice(look: DayLook) -> Iterator[Due]:
        for due in held_carts(look):
            yield replace(due, key=f"{due.key}:again")

    shop.selling.add(COAT_M, "scan")
    shop.selling.hold()
    board = Today(shop.file, shop.clock, shop.duty, sources=(held_carts, carts_twice)).board()
    assert len({item.key for item in board.items}) == 2


def test_pieces_that_the_mall_has_withdrawn_are_counted_without_a_picture(shop: SmallShop) -> None:
    row = booking("bk-2", NOON)
    unknown = rows.Garment(id="g-x", style_id=DRESS, variant_id="no-such", my_size=False)
    shop.deliver(replace(row, garments=[unknown, row.garments[1]]))
    item = items(shop)["booking:bk-2"]
    assert (item.pieces, [piece.art for piece in item.pictures]) == (2, ["shirt"])
