"""What one till does, the others of its shop see and respect while the mall is away."""

from __future__ import annotations

import msgspec
import pytest

from posapp.adapters.db.sync_facts import SqlSyncFacts
from posapp.domain.clock import DAY, HOUR, MINUTE, Millis
from posapp.domain.identity import ShiftId, StaffId
from posapp.domain.money import Fen
from posapp.services.shift_book import ShiftRecord
from sync.hub.closing import close_generation
from sync.protocol import collecting, rows
from sync.protocol.booking_steps import BookingCancel, BookingChange
from sync.protocol.decoding import from_plain
from sync.protocol.follow_ups import FollowUpDecide
from sync.protocol.kinds import BookingCheckIn, PickupCannotFind, PickupHandOver, PickupPick, TryOn
from sync.protocol.orders import GivenPieces, LinePieces
from sync.protocol.rooms import RoomEnter, RoomPiece, empty_room, room_id
from sync.protocol.sold import Movement
from sync.protocol.transfers import TransferSend
from tests.fakes.hub_process import SHOP
from tests.fakes.shop_in_one_process import VARIANTS, RelayHere, TillHere
from tests.fakes.small_shop import follow_up
from tests.integration.relay.conftest import SmallShop

DRESS = VARIANTS[0].id


def an_order(now: int) -> rows.Order:
    return rows.Order(
        id="order-1", shop_id=SHOP.id, member_id="m-1", number="W0001", code_no=1, code="12345678", status="promised",
        lines=[rows.OrderLine(id="l-1", variant_id=DRESS, quantity=1, paid_fen=39_900)], total_fen=39_900,
        placed_ms=now, collect_until_ms=now + 3 * DAY,
    )  # fmt: skip


def a_booking(now: int) -> rows.Booking:
    garment = rows.Garment(id="g-1", style_id="dress", variant_id=DRESS, my_size=False)
    return rows.Booking(
        id="booking-1", shop_id=SHOP.id, member_id="m-1", code_no=2, code="87654321", starts_ms=now, ends_ms=now + HOUR,
        room=1, status="booked", note="", garments=[garment], booked_ms=now,
    )  # fmt: skip


def handed_over(now: int) -> PickupHandOver:
    return PickupHandOver(
        order_id="order-1", shop_id=SHOP.id, member_id="m-1", occurred_ms=now, staff_id="wang", how="typed_code",
        code_payload="", movements=[],
    )  # fmt: skip


def a_coupon(now: int) -> rows.Coupon:
    return rows.Coupon(
        id="coupon-1", member_id="m-1", code="970000000001", title_zh="减 30", title_en="30 off", threshold_fen=0,
        off_fen=3_000, category="", from_ms=now - DAY, until_ms=now + DAY, status="open",
    )  # fmt: skip


def order_at(till: TillHere) -> rows.Order:
    with till.file.view() as view:
        found = view.rows.get(rows.Order, "order-1")
    assert found is not None
    return found


def test_an_order_handed_over_at_one_till_is_handed_over_at_the_other(shop: SmallShop) -> None:
    shop.hub.open_books(an_order(shop.clock.now()))
    shop.one.pull_all()
    shop.two.pull_all()
    shop.one.happen(PickupPick(order_id="order-1", shop_id=SHOP.id, occurred_ms=shop.clock.now(), staff_id="wang"))
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    assert order_at(shop.two).status == "ready"
    shop.one.happen(handed_over(shop.clock.now()))
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    assert order_at(shop.two).status == "handed_over"


def test_what_one_till_gave_in_parts_or_could_not_find_the_other_does_not_give_again(shop: SmallShop) -> None:
    pair = an_order(shop.clock.now())
    pair = msgspec.structs.replace(pair, lines=[msgspec.structs.replace(pair.lines[0], quantity=3)])
    shop.hub.open_books(pair)
    shop.one.pull_all()
    shop.two.pull_all()
    line = order_at(shop.one).lines[0]
    missed = [LinePieces(line_id=line.id, quantity=1)]
    shop.one.happen(
        PickupCannotFind(
            order_id="order-1", shop_id=SHOP.id, occurred_ms=shop.clock.now(), staff_id="wang", lines=missed
        )
    )
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    assert order_at(shop.two).lines[0].missing == 1
    given = [GivenPieces(line_id=line.id, quantity=1, variant_id=line.variant_id)]
    shop.one.happen(msgspec.structs.replace(handed_over(shop.clock.now()), given=given))
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    seen = order_at(shop.two).lines[0]
    assert (seen.handed, seen.missing, collecting.waits(seen)) == (1, 1, 1)


def test_the_other_till_offers_none_of_the_coupons_that_one_sale_used(shop: SmallShop) -> None:
    now = shop.clock.now()
    coupons = [msgspec.structs.replace(a_coupon(now), id=f"c-{n}", code=f"97000000000{n}") for n in range(3)]
    shop.hub.open_books(*coupons)
    shop.one.pull_all()
    shop.two.pull_all()
    shop.one.sell(DRESS, coupons=["c-0", "c-2"], member_id="m-1")
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    assert statuses(shop.two) == ["used", "open", "used"]
    shop.hub.publish(msgspec.structs.replace(coupons[2], until_ms=now + 9 * DAY))
    shop.two.pull_all()
    assert statuses(shop.two) == ["used", "open", "used"], "an image from before the sale brings neither back"
    shop.one.push()
    shop.two.pull_all()
    assert statuses(shop.two) == ["used", "open", "used"]


def statuses(till: TillHere) -> list[str]:
    with till.file.view() as view:
        known = view.rows.many(rows.Coupon, ["c-0", "c-1", "c-2"])
    return [known[name].status for name in sorted(known)]


def test_an_image_from_before_the_hand_over_does_not_bring_the_order_back(shop: SmallShop) -> None:
    shop.hub.open_books(an_order(shop.clock.now()))
    shop.two.pull_all()
    shop.one.pull_all()
    shop.one.happen(handed_over(shop.clock.now()))
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    shop.hub.publish(msgspec.structs.replace(an_order(shop.clock.now()), total_fen=1))
    shop.two.pull_all()
    assert (order_at(shop.two).status, order_at(shop.two).total_fen) == ("handed_over", 1)
    shop.one.push()
    shop.two.pull_all()
    assert order_at(shop.two).status == "handed_over"


def test_an_order_that_comes_after_the_news_of_its_hand_over_is_shown_as_handed_over(shop: SmallShop) -> None:
    shop.hub.open_books(an_order(shop.clock.now()))
    shop.one.pull_all()
    shop.one.happen(handed_over(shop.clock.now()))
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    shop.two.pull_all()
    assert order_at(shop.two).status == "handed_over"


def test_a_booking_moved_and_one_called_off_at_one_till_are_so_at_the_other(shop: SmallShop) -> None:
    now = shop.clock.now()
    other = msgspec.structs.replace(a_booking(now), id="booking-2", code_no=3, code="87654322")
    shop.hub.open_books(a_booking(now), other)
    shop.one.pull_all()
    shop.two.pull_all()
    said = {"shop_id": SHOP.id, "occurred_ms": now, "staff_id": "wang", "of_change": 0}
    moved = {"booking_id": "booking-1", "starts_ms": now + DAY, "note": "", "companions": 1}
    shop.one.happen(from_plain({**said, **moved}, BookingChange))
    shop.one.happen(from_plain({**said, "booking_id": "booking-2", "by": "member"}, BookingCancel))
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    with shop.two.file.view() as view:
        tomorrow = view.bookings.between(Millis(now + DAY), Millis(now + 2 * DAY))
        off = view.rows.get(rows.Booking, "booking-2")
    assert [(kept.row.id, kept.row.room, kept.row.answer) for kept in tomorrow] == [("booking-1", 0, "asked")]
    assert off is not None
    assert off.status == "cancelled"


def test_a_customer_checked_in_and_a_garment_tried_at_one_till_are_so_at_the_other(shop: SmallShop) -> None:
    now = shop.clock.now()
    shop.hub.open_books(a_booking(now))
    shop.one.pull_all()
    shop.two.pull_all()
    shop.one.happen(
        BookingCheckIn(
            booking_id="booking-1", shop_id=SHOP.id, member_id="m-1", occurred_ms=now, staff_id="wang", how="list"
        )
    )
    shop.one.happen(
        TryOn(
            booking_id="booking-1", garment_id="g-1", shop_id=SHOP.id, member_id="m-1", style_id="dress",
            variant_id=DRESS, occurred_ms=now, staff_id="wang", verdict="kept",
        )
    )  # fmt: skip
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    with shop.two.file.view() as view:
        seen = view.rows.get(rows.Booking, "booking-1")
    assert seen is not None
    assert (seen.status, seen.checked_in_ms, seen.garments[0].verdict) == ("done", now, "kept")


def test_what_a_walk_in_tried_at_one_till_stands_on_the_board_of_the_other(shop: SmallShop) -> None:
    now = shop.clock.now()
    shop.hub.open_books(empty_room(SHOP.id, 1))
    shop.one.pull_all()
    shop.two.pull_all()
    room = room_id(SHOP.id, 1)
    shop.one.happen(
        RoomEnter(
            room_id=room, visit_id="visit-1", shop_id=SHOP.id, occurred_ms=now, staff_id="wang", booking_id=None,
            member_id=None, companions=1, pieces=[RoomPiece(id="p-1", variant_id=DRESS, came_ms=now)],
        )
    )  # fmt: skip
    shop.one.happen(
        TryOn(
            booking_id=None, garment_id="p-1", member_id=None, style_id="dress", variant_id=DRESS,
            verdict="too_big", where=["waist"], wished_size="S", room_id=room, visit_id="visit-1", shop_id=SHOP.id,
            occurred_ms=now, staff_id="wang",
        )
    )  # fmt: skip
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    with shop.two.file.view() as view:
        seen = view.rows.get(rows.FittingRoom, room)
    assert seen is not None
    assert seen.visit is not None
    assert [(one.piece_id, one.verdict, one.where, one.wished_size) for one in seen.visit.outcomes] == [
        ("p-1", "too_big", ["waist"], "S")
    ]


def test_what_left_for_another_shop_at_one_till_does_not_leave_at_the_other(shop: SmallShop) -> None:
    now = shop.clock.now()
    asked = rows.Transfer(
        id="tr-1", shop_id="elsewhere", from_shop_id=SHOP.id, variant_id=DRESS, quantity=1, way="bring",
        member_id=None, note="", status="asked", asked_ms=now, asked_by="zhao",
    )  # fmt: skip
    shop.hub.publish(asked)
    shop.one.pull_all()
    shop.two.pull_all()
    before = shop.two.shown(DRESS)
    left = [Movement(movement_id="mv-1", variant_id=DRESS, quantity=-1, cause="transfer")]
    shop.one.happen(
        TransferSend(
            transfer_id="tr-1", shop_id=SHOP.id, occurred_ms=now, staff_id="wang", movements=left, parcel="SF1"
        )
    )
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    with shop.two.file.view() as view:
        (shown,) = view.transfers.of_shop(SHOP.id)
    assert (shown.status, shown.parcel) == ("sent", "SF1")
    assert shop.two.shown(DRESS) == before - 1


def test_what_is_held_back_at_one_till_is_not_let_go_at_the_other(shop: SmallShop) -> None:
    now = shop.clock.now()
    row = follow_up("follow-1")
    shop.hub.open_books(msgspec.structs.replace(row, shop_id=SHOP.id, member_id="m-1", until_ms=now + DAY))
    shop.one.pull_all()
    shop.two.pull_all()
    said = FollowUpDecide(
        follow_up_id="follow-1", shop_id=SHOP.id, member_id="m-1", occurred_ms=now, staff_id="wang", action="hold_back"
    )
    shop.one.happen(said)
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    with shop.two.file.view() as view:
        seen = view.follow_ups.get("follow-1")
    assert seen is not None
    assert (seen.status, seen.decided_by) == ("held_back", "wang")


def test_what_the_relay_holds_is_said_of_each_operation(shop: SmallShop) -> None:
    shop.one.sell(DRESS)
    shop.relay.mirror(shop.one)
    shop.one.sell(DRESS)
    with shop.one.file.reading() as connection:
        held = {operation.seq: operation.is_relayed for operation in SqlSyncFacts(connection).operations(10)}
    assert held == {1: True, 2: False}


def test_a_lost_relay_is_replaced_and_the_older_one_is_no_longer_believed(shop: SmallShop) -> None:
    shop.one.sell(DRESS)
    shop.relay.mirror(shop.one)
    newer = RelayHere(shop.folder / "relay-2", shop.hub)
    newer.report()
    shop.two.pull_all()
    place = shop.two.lan.place()
    assert place is not None
    assert place.fence == 2
    newer.tell(shop.two)
    assert shop.relay.tell(shop.two).facts
    assert shop.two.shown(DRESS) == 1000
    newer.mirror(shop.one)
    newer.mirror(shop.one)
    newer.tell(shop.two)
    assert shop.two.shown(DRESS) == 999
    newer.close()


def test_a_row_of_an_older_relay_changes_nothing_at_the_till(shop: SmallShop) -> None:
    newer = RelayHere(shop.folder / "relay-2", shop.hub)
    newer.report()
    shop.two.pull_all()
    shop.hub.publish(rows.Relay(id=SHOP.id, shop_id=SHOP.id, url="https://older", fingerprint="00" * 32, fence=1))
    shop.two.pull_all()
    place = shop.two.lan.place()
    assert place is not None
    assert (place.url, place.fence) == ("https://relay-2", 2)
    newer.close()


@pytest.mark.parametrize("mirrored", [0, 2, 5])
def test_a_till_whose_disk_died_loses_only_what_nobody_else_held(shop: SmallShop, mirrored: int) -> None:
    for _ in range(5):
        shop.one.sell(DRESS)
    if mirrored:
        shop.relay.mirror(shop.one, mirrored)
    shop.one.close()
    heir = TillHere(shop.folder / "heir", shop.hub, till_no=shop.one.till_no)
    assert heir.generation == 2
    shop.relay.report()
    shop.relay.carry()
    shop.relay.report()
    heir.pull_all()
    assert heir.shown(DRESS) == 1000 - mirrored
    listed = shop.relay.store.shop_list()
    assert listed is not None
    held = {(each.device, each.generation): each.received_through for each in listed.devices}
    assert held[shop.one.device, 1] == mirrored
    heir.close()


def test_the_heir_of_a_dead_till_hears_its_tail_from_the_relay_while_the_mall_is_away(shop: SmallShop) -> None:
    shop.one.sell(DRESS)
    shop.relay.mirror(shop.one)
    shop.one.close()
    heir = TillHere(shop.folder / "heir", shop.hub, till_no=shop.one.till_no)
    shop.relay.report()
    heir.pull_all()
    shop.relay.mirror(heir)
    shop.relay.tell(heir)
    assert heir.shown(DRESS) == 999
    shop.relay.report()
    shop.relay.carry()
    heir.pull_all()
    assert heir.shown(DRESS) == 999
    heir.close()


def test_a_hub_that_came_back_older_gets_from_the_relay_what_it_forgot(shop: SmallShop) -> None:
    shop.hub.copy(shop.folder / "copy")
    shop.one.sell(DRESS)
    shop.relay.mirror(shop.one)
    shop.one.push()
    shop.relay.report()
    assert shop.relay.carry().carried == []
    shop.hub.come_back_as(shop.folder / "copy")
    shop.relay.report()
    assert [each.received_through for each in shop.relay.carry().carried] == [1]


def test_what_the_relay_brought_a_hub_that_came_back_older_is_parked_at_the_till_too(shop: SmallShop) -> None:
    def standing() -> tuple[str, str]:
        with shop.one.file.reading() as connection:
            (operation,) = SqlSyncFacts(connection).operations(10)
        return operation.result, operation.code

    shop.hub.copy(shop.folder / "copy")
    shop.hub.open_books(an_order(shop.clock.now()))
    shop.one.pull_all()
    shop.one.happen(handed_over(shop.clock.now()))
    shop.relay.mirror(shop.one)
    shop.one.push()
    assert standing() == ("applied", "")
    shop.hub.come_back_as(shop.folder / "copy")
    shop.relay.report()
    shop.relay.carry()
    shop.one.pull_all()
    assert standing() == ("parked", "order_not_here"), "the mall that lost the order cannot book its hand-over"


def test_the_next_shift_slip_names_a_till_that_was_closed_and_its_missing_receipts(shop: SmallShop) -> None:
    shop.one.sell(DRESS)
    shop.one.push()
    shop.one.close()
    heir = TillHere(shop.folder / "heir", shop.hub, till_no=shop.one.till_no)
    paper = f"{SHOP.code}-{shop.one.till_no}-A-0000003"
    with shop.hub.database.writing() as conn:
        close_generation(conn, shop.clock, shop.one.device, 1, reason="disk broken", seen_on_paper=paper)
    shop.clock.move(MINUTE)
    heir.pull_all()
    shift = ShiftRecord(ShiftId("s-1"), "2026-11-22", StaffId("wang"), Millis(shop.clock.now()), Fen(0), opened_seq=1)
    with heir.file.unit() as unit:
        unit.shifts.add(shift)
        named = [(row.till_no, row.missing_receipts) for row in unit.shifts.closed_tills(shift)]
    assert named == [(shop.one.till_no, [f"{SHOP.code}-01-A-0000002", paper])]
    heir.close()


def test_a_closing_record_that_the_chain_did_not_sign_is_not_believed(shop: SmallShop) -> None:
    shop.hub.publish(
        rows.GenerationClosed(
            id="d-x:1", shop_id=SHOP.id, till_no="07", device="d-x", generation=1, last_seq=1, last_receipt_no="",
            missing_receipts=[], reason="forged", closed_ms=1, root_signature="00" * 64,
        )
    )  # fmt: skip
    shop.two.pull_all()
    with shop.two.file.view() as view:
        assert view.rows.all(rows.GenerationClosed) == []


def test_an_order_that_a_restored_mall_knows_no_more_leaves_the_list_though_a_neighbour_had_picked_it(
    shop: SmallShop,
) -> None:
    before = shop.folder / "copy"
    shop.hub.copy(before)
    shop.hub.open_books(an_order(shop.clock.now()))
    shop.one.pull_all()
    shop.two.pull_all()
    shop.one.happen(PickupPick(order_id="order-1", shop_id=SHOP.id, occurred_ms=shop.clock.now(), staff_id="wang"))
    shop.relay.mirror(shop.one)
    shop.relay.tell(shop.two)
    shop.hub.come_back_as(before)
    shop.two.pull_all()
    assert order_at(shop.two).status == "ready", "nobody has told the mall yet"
    shop.one.push()
    shop.two.pull_all()
    with shop.two.file.view() as view:
        assert view.rows.get(rows.Order, "order-1") is None
