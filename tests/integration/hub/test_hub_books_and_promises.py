"""What a member may rely on when she books a fitting room or orders for pickup, and the shop with her."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from posapp.domain.clock import DAY, HOUR, MINUTE, SECOND, local
from posapp.domain.errors import BadQuantity
from sync.hub import bookings, members, orders, quotas
from sync.hub.bookings import WishedGarment
from sync.hub.chain_rules import STANDARD_RULES
from sync.hub.db import tables
from sync.hub.errors import (
    EmptyBasket,
    NoSession,
    NoSuchSlot,
    NotOpen,
    SlotTaken,
    SoldOut,
    TooManyGarments,
    UnknownBooking,
    UnknownMember,
    UnknownOrder,
    UnknownShop,
    UnknownStyle,
    UnknownVariant,
)
from sync.hub.orders import Wanted
from sync.hub.upkeep import keep_up
from sync.protocol import codes
from sync.protocol.kinds import BookingCheckIn, PickupHandOver, TryOn
from sync.protocol.rows import Booking, History, Order, Stock, TrustKey
from sync.protocol.sold import Movement
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import COAT_L, COAT_M, COAT_S, LIN, LIPSTICK, NOW, OTHER_SHOP, SHOP, ZHOU
from tests.fakes.waiting import until

COAT = [WishedGarment("coat")]
TOMORROW = local(NOW + DAY).date()


def book(hub: RunningHub, member_id: str = LIN, shop_id: str = SHOP, place: int = 3) -> Booking:
    with hub.database.writing() as conn:
        slot = bookings.slots(conn, hub.clock, shop_id, TOMORROW)[place]
        return bookings.book(
            conn,
            hub.clock,
            member_id=member_id,
            shop_id=shop_id,
            starts_ms=slot.starts_ms,
            garments=COAT,
            note=" 早到 ",
        )


def place(hub: RunningHub, *lines: Wanted, member_id: str = LIN) -> Order:
    with hub.database.writing() as conn:
        return orders.place(conn, hub.clock, member_id=member_id, shop_id=SHOP, lines=lines)


def what_she_ordered(hub: RunningHub) -> list[Order]:
    with hub.database.reading() as conn:
        return list(orders.of_member(conn, LIN))


def trust_list(till: PaperTill) -> dict[int, str]:
    return {int(row.id): row.public_key for row in till.rows.values() if isinstance(row, TrustKey)}


def hand_over(till: PaperTill, order: Order, *, now: int = NOW) -> PickupHandOver:
    return PickupHandOver(
        order_id=order.id,
        shop_id=SHOP,
        member_id=order.member_id,
        occurred_ms=now,
        staff_id="st-1",
        how="order_code",
        code_payload="",
        movements=[
            Movement(
                movement_id=f"{order.id}-{till.head.seq}-{line.id}",
                variant_id=line.variant_id,
                quantity=-line.quantity,
                cause="pickup",
            )
            for line in order.lines
        ],
    )


def exceptions(hub: RunningHub) -> list[str]:
    with hub.database.reading() as conn:
        return list(conn.execute(select(tables.trade_exception.c.code)).scalars())


# --- bookings --------------------------------------------------------------------------------------------------------


def test_a_booking_reaches_the_till_with_a_room_and_her_size(hub: RunningHub) -> None:
    till = hub.till()
    till.pull()
    made = book(hub)
    till.pull()
    booking = till.row(Booking, made.id)
    assert (booking.status, booking.room, booking.note) == ("booked", 1, "早到")
    garment = booking.garments[0]
    assert (garment.variant_id, garment.my_size) == (COAT_M, True)  # she kept an M before
    assert len(booking.code) == 8


def test_a_slot_is_full_when_its_rooms_are(hub: RunningHub) -> None:
    assert [book(hub).room, book(hub, ZHOU).room] == [1, 2]
    with pytest.raises(SlotTaken):
        book(hub)
    with hub.database.reading() as conn:
        assert bookings.slots(conn, hub.clock, SHOP, TOMORROW)[3].free == 0
        assert bookings.slots(conn, hub.clock, SHOP, TOMORROW)[4].free == 2


def test_two_phones_never_get_the_last_room_both(hub: RunningHub) -> None:
    def try_it(_: int) -> str:
        try:
            return f"room {book(hub, shop_id=OTHER_SHOP).room}"
        except SlotTaken as refused:
            return refused.code

    with ThreadPoolExecutor(6) as pool:
        results = sorted(pool.map(try_it, range(6)))
    assert results == ["room 1"] + ["slot_taken"] * 5


def test_only_real_slots_can_be_booked(hub: RunningHub, clock: SetClock) -> None:
    with hub.database.writing() as conn:
        slots = bookings.slots(conn, clock, SHOP, TOMORROW)
        assert len(slots) == 12

        def attempt(**changed: object) -> None:
            wish = {"member_id": LIN, "shop_id": SHOP, "starts_ms": slots[0].starts_ms, "garments": COAT, **changed}
            bookings.book(conn, clock, **wish)  # type: ignore[arg-type]  # wrong on purpose

        for refusal, changed in (
            (NoSuchSlot, {"starts_ms": slots[0].starts_ms + MINUTE}),
            (NoSuchSlot, {"starts_ms": slots[0].starts_ms - 2 * DAY}),
            (NoSuchSlot, {"starts_ms": slots[-1].ends_ms}),
            (UnknownShop, {"shop_id": "nowhere"}),
            (UnknownMember, {"member_id": "nobody"}),
            (UnknownStyle, {"garments": [WishedGarment("ghost")]}),
            (UnknownVariant, {"garments": [WishedGarment("coat", LIPSTICK)]}),
            (TooManyGarments, {"garments": []}),
            (TooManyGarments, {"garments": COAT * 9}),
        ):
            with pytest.raises(refusal):
                attempt(**changed)
        assert conn.execute(select(func.count()).select_from(tables.booking)).scalar_one() == 0


def test_she_cancels_her_own_booking_only_and_the_room_is_free_again(hub: RunningHub) -> None:
    booking = book(hub, shop_id=OTHER_SHOP)
    with hub.database.writing() as conn:
        with pytest.raises(UnknownBooking):
            bookings.cancel(conn, hub.clock, member_id=ZHOU, booking_id=booking.id)
        assert bookings.cancel(conn, hub.clock, member_id=LIN, booking_id=booking.id).status == "cancelled"
        with pytest.raises(NotOpen):
            bookings.cancel(conn, hub.clock, member_id=LIN, booking_id=booking.id)
    assert book(hub, ZHOU, OTHER_SHOP).room == 1


def test_she_checks_in_tries_on_and_the_phone_knows(hub: RunningHub) -> None:
    till = hub.till()
    booking = book(hub)
    garment = booking.garments[0]
    arrival = BookingCheckIn(
        booking_id=booking.id, shop_id=SHOP, member_id=LIN, occurred_ms=NOW, staff_id="st-1", how="booking_code"
    )
    outcome = TryOn(
        booking_id=booking.id,
        garment_id=garment.id,
        shop_id=SHOP,
        member_id=LIN,
        style_id="coat",
        variant_id=COAT_S,
        occurred_ms=NOW + MINUTE,
        staff_id="st-1",
        verdict="too_small",
    )
    again = TryOn(**{**{f: getattr(outcome, f) for f in outcome.__struct_fields__}, "verdict": "kept"})
    answer = till.push(till.seal(arrival), till.seal(outcome), till.seal(again))
    assert [result.result for result in answer.results] == ["applied"] * 3
    till.pull()
    row = till.row(Booking, booking.id)
    assert (row.status, row.checked_in_ms) == ("done", NOW)
    assert (row.garments[0].verdict, row.garments[0].variant_id) == ("kept", COAT_S)
    tried = [happening for happening in till.row(History, LIN).happenings if happening.kind == "tried"]
    assert [(happening.verdict, happening.size) for happening in tried] == [("kept", "S")]
    with hub.database.reading() as conn:
        assert bookings.of_member(conn, LIN)[0].status == "done"


def test_a_check_in_stands_even_when_she_cancelled_meanwhile(hub: RunningHub) -> None:
    till = hub.till()
    booking = book(hub)
    with hub.database.writing() as conn:
        bookings.cancel(conn, hub.clock, member_id=LIN, booking_id=booking.id)
    arrival = BookingCheckIn(
        booking_id=booking.id, shop_id=SHOP, member_id=LIN, occurred_ms=NOW, staff_id="st-1", how="list"
    )
    assert till.push(till.seal(arrival)).results[0].result == "applied"
    till.pull()
    assert till.row(Booking, booking.id).status == "checked_in"


def test_a_missed_booking_ends_by_itself(hub: RunningHub, clock: SetClock) -> None:
    booking = book(hub)
    clock.move(booking.ends_ms + 3 * HOUR - NOW)
    keep_up(hub.database, clock)
    with hub.database.reading() as conn:
        assert bookings.of_member(conn, LIN)[0].status == "no_show"


# --- orders ----------------------------------------------------------------------------------------------------------


def test_an_order_promises_pieces_but_never_the_last_one_of_the_floor(hub: RunningHub) -> None:
    till = hub.till()
    with hub.database.reading() as conn:
        assert quotas.offered(conn, [COAT_S, COAT_M, COAT_L]) == {
            (shop, variant): quota
            for shop in (SHOP, OTHER_SHOP)
            for variant, quota in ((COAT_S, 2), (COAT_M, 1), (COAT_L, 0))
        }
    order = place(hub, Wanted(COAT_M))
    assert (order.status, order.total_fen) == ("promised", 89_900)
    assert order.number == "M27011501160000"
    with pytest.raises(SoldOut) as refused:
        place(hub, Wanted(COAT_M), member_id=ZHOU)
    assert refused.value.values == {"variant_id": COAT_M, "quota": 0}
    till.pull()
    stock = till.row(Stock, f"{SHOP}/{COAT_M}")
    assert (stock.on_hand, stock.promised) == (2, 1)
    assert till.row(Order, order.id).lines[0].variant_id == COAT_M


def test_the_quota_holds_against_a_crowd(hub: RunningHub) -> None:
    def try_it(_: int) -> bool:
        try:
            place(hub, Wanted(COAT_S))
        except SoldOut:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_it, range(8))) == 2
    with hub.database.reading() as conn:
        assert len({order.number for order in orders.of_member(conn, LIN)}) == 2


def test_an_order_is_whole_or_not_at_all(hub: RunningHub) -> None:
    for refusal, lines in (
        (SoldOut, [Wanted(LIPSTICK, 1), Wanted(COAT_L, 1)]),
        (SoldOut, [Wanted(LIPSTICK, 10), Wanted(LIPSTICK, 10)]),
        (UnknownVariant, [Wanted("ghost")]),
        (EmptyBasket, []),
        (BadQuantity, [Wanted(LIPSTICK, 0)]),
        (BadQuantity, [Wanted(LIPSTICK, 10**9)]),
    ):
        with pytest.raises(refusal):
            place(hub, *lines)
    with hub.database.reading() as conn:
        assert quotas.offered(conn, [LIPSTICK])[SHOP, LIPSTICK] == 19
        assert orders.of_member(conn, LIN) == []


def test_handing_over_moves_the_goods_and_frees_the_promise(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, Wanted(COAT_M), Wanted(LIPSTICK, 2))
    assert till.push(till.seal(hand_over(till, order))).results[0].result == "applied"
    till.pull()
    assert till.row(Order, order.id).status == "handed_over"
    for variant, on_hand in ((COAT_M, 1), (LIPSTICK, 18)):
        stock = till.row(Stock, f"{SHOP}/{variant}")
        assert (stock.on_hand, stock.promised) == (on_hand, 0)
    assert till.row(History, LIN).happenings[0].ref == order.id

    twice = till.push(till.seal(hand_over(till, order))).results[0]
    assert twice.result == "applied"  # what a till says is booked, and a person is asked to look
    till.pull()
    assert till.row(Stock, f"{SHOP}/{COAT_M}").on_hand == 0
    with hub.database.reading() as conn:
        noted = conn.execute(select(tables.trade_exception)).one()
    assert (noted.code, noted.amount_fen) == ("handed_over_twice", order.total_fen)


def test_goods_that_left_after_a_cancellation_raise_an_exception_with_the_amount(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, Wanted(LIPSTICK, 2))
    with hub.database.writing() as conn:
        with pytest.raises(UnknownOrder):
            orders.cancel(conn, hub.clock, member_id=ZHOU, order_id=order.id)
        orders.cancel(conn, hub.clock, member_id=LIN, order_id=order.id)
    assert till.push(till.seal(hand_over(till, order))).results[0].result == "applied"
    till.pull()
    stock = till.row(Stock, f"{SHOP}/{LIPSTICK}")
    assert (stock.on_hand, stock.promised) == (18, 0)
    with hub.database.reading() as conn:
        noted = conn.execute(select(tables.trade_exception)).one()
    assert (noted.code, noted.amount_fen) == ("handed_over_after_end", 39_800)
    assert "取消" in noted.zh
    assert "cancelled" in noted.en


def test_an_order_nobody_collects_expires_and_frees_its_promise(hub: RunningHub, clock: SetClock) -> None:
    order = place(hub, Wanted(COAT_M))
    clock.move(8 * DAY)
    keep_up(hub.database, clock)
    with hub.database.reading() as conn:
        assert orders.of_member(conn, LIN)[0].status == "expired"
        assert quotas.offered(conn, [COAT_M])[SHOP, COAT_M] == 1
    assert local(order.collect_until_ms).date() == local(NOW).date() + timedelta(days=STANDARD_RULES.kept_days)


def test_a_hub_that_stood_still_does_at_its_start_what_became_due(tmp_path: Path, clock: SetClock) -> None:
    hub = RunningHub(tmp_path / "hub", clock, keeps_up=True)
    try:
        place(hub, Wanted(COAT_M))
        hub.stop()
        clock.move(8 * DAY)
        hub.start()
        until(lambda: what_she_ordered(hub)[0].status == "expired", 60)
    finally:
        hub.stop()


def test_selling_what_is_promised_is_allowed_and_told(hub: RunningHub) -> None:
    till = hub.till()
    place(hub, Wanted(COAT_M))
    for _ in range(2):
        assert till.push(till.seal(till.sale(("coat", COAT_M, 1, 89_900)))).results[0].result == "applied"
    assert exceptions(hub) == ["shortfall"]


# --- codes and the phone ---------------------------------------------------------------------------------------------


def test_codes_of_the_hub_are_taken_by_what_a_till_trusts(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    booking, order = book(hub), place(hub, Wanted(LIPSTICK))
    with hub.database.reading() as conn:
        mine = members.mint_codes(conn, clock, LIN, 10)
        booked, ordered = bookings.code(conn, clock, booking), orders.code(conn, clock, order)
    till.pull()
    trusted = trust_list(till)
    now_s = NOW // SECOND
    assert [codes.verify(code.digits, trusted, now_s + 60 * n).number for n, code in enumerate(mine)] == [1] * 10
    assert [code.from_ms for code in mine] == [NOW + n * MINUTE for n in range(10)]
    with pytest.raises(codes.BadCode, match="not_yet"):
        codes.verify(mine[9].digits, trusted, now_s)
    week = now_s + 6 * 86_400
    assert codes.verify(booked, trusted, week) == codes.verify(booked, trusted, now_s)
    assert codes.verify(booked, trusted, week).number == till.row(Booking, booking.id).code_no
    assert codes.verify(ordered, trusted, week).number == till.row(Order, order.id).code_no


def test_a_new_code_key_is_made_in_time_and_told_to_tills(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    till.pull()
    before = set(trust_list(till).items())
    clock.move(40 * DAY)
    keep_up(hub.database, clock)
    with hub.database.reading() as conn:
        code = members.mint_codes(conn, clock, LIN)[0]
    # The key in use was announced before; the one that was made now is for the month to come.
    assert codes.verify(code.digits, dict(before), clock.now() // SECOND).number == 1
    till.pull()
    assert len(set(trust_list(till).items()) - before) >= 1


def test_a_session_names_one_member_and_ends(hub: RunningHub, clock: SetClock) -> None:
    with hub.database.writing() as conn:
        with pytest.raises(UnknownMember):
            members.open_session(conn, clock, "nobody")
        token = members.open_session(conn, clock, LIN)
        other = members.open_session(conn, clock, ZHOU)
        assert (members.member_of(conn, clock, token), members.member_of(conn, clock, other)) == (LIN, ZHOU)
        members.close_session(conn, other)
        clock.move(31 * DAY)
        for gone in (token, other, "", "guess"):
            with pytest.raises(NoSession):
                members.member_of(conn, clock, gone)


def test_wishes_and_views_are_remembered_once(hub: RunningHub, clock: SetClock) -> None:
    with hub.database.writing() as conn:
        for _ in range(2):
            members.wish(conn, clock, LIN, "coat")
            members.viewed(conn, clock, LIN, "lipstick")
        members.wish(conn, clock, LIN, "lipstick")
        assert set(members.wishes(conn, LIN)) == {"coat", "lipstick"}
        members.unwish(conn, clock, LIN, "coat")
        assert members.wishes(conn, LIN) == ["lipstick"]
        kinds = [happening.kind for happening in members.history(conn, LIN).happenings]
        assert kinds.count("viewed") == 1
        with pytest.raises(UnknownStyle):
            members.wish(conn, clock, LIN, "ghost")
        for number in range(90):
            clock.move(2 * HOUR)
            members.viewed(conn, clock, LIN, "coat" if number % 2 else "lipstick")
        happenings = members.history(conn, LIN).happenings
        assert len(happenings) == 80
        assert [happening.kind for happening in happenings if happening.kind != "viewed"] == ["wished", "bought"]


def test_purchases_in_shops_are_listed_with_receipt_and_points(hub: RunningHub) -> None:
    till = hub.till()
    till.push(
        till.seal(till.sale(("coat", COAT_S, 1, 89_900), ("lipstick", LIPSTICK, 1, 19_900), member_id=LIN, points=5))
    )
    with hub.database.reading() as conn:
        (bought,) = members.purchases(conn, LIN)
    assert (bought.receipt_no, bought.total_fen, bought.points) == ("01-01-A-0000001", 109_800, 5)
    assert bought.variant_ids == (COAT_S, LIPSTICK)


def test_a_refusal_on_the_phone_is_a_sentence_in_both_languages(hub: RunningHub) -> None:
    answer = httpx.get(f"{hub.url}/phone/api/mine")
    assert answer.status_code == 401
    assert (answer.json()["code"], answer.json()["zh"]) == ("no_session", "请先登录。")
