"""What a manager may rely on when an operation is parked: she sees it, she can settle it, and the totals agree."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import func, select

from posapp.domain.clock import HOUR, MINUTE
from sync.hub import parked, upkeep
from sync.hub.db import tables
from sync.hub.db.review_tables import hub_fact, settlement
from sync.hub.publishing import publish, publish_many
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.kinds import AdviceDismissed, BookingCheckIn, ParkedSettle, ShiftClose, ShiftOpen
from sync.protocol.rows import Booking, History, Member, ParkedOperation, Staff, Stock
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import COAT_M, LIN, LIPSTICK, NOW, OTHER_SHOP, SHOP

OFFICE = {"x-posapp-office": "1"}
WHO = {"who": "区域经理 陈", "reason": "核对过小票"}
MANAGER, CASHIER = "st-boss", "st-1"


@pytest.fixture
def shop(hub: RunningHub) -> RunningHub:
    boss = Staff(id=MANAGER, number="9001", name_zh="陈店长", name_en="Chen", role="manager", pin_hash="x")
    elsewhere = msgspec.structs.replace(boss, id="st-other", number="9002")
    with hub.database.writing() as conn:
        publish_many(conn, [boss], shop_id=SHOP)
        publish_many(conn, [elsewhere], shop_id=OTHER_SHOP)
    return hub


def overview(hub: RunningHub) -> Any:
    return httpx.get(f"{hub.url}/office/api/overview").json()


def act(hub: RunningHub, path: str, **wanted: object) -> Any:
    answer = httpx.post(f"{hub.url}/office/api/{path}", json={**WHO, **wanted}, headers=OFFICE)
    return answer.json()


def opening(shift_id: str) -> ShiftOpen:
    return ShiftOpen(
        shift_id=shift_id, shop_id=SHOP, business_date="2027-01-15", occurred_ms=NOW, staff_id=CASHIER, float_fen=50_000
    )


def closing(shift_id: str) -> ShiftClose:
    return ShiftClose(
        shift_id=shift_id,
        shop_id=SHOP,
        business_date="2027-01-15",
        occurred_ms=NOW,
        staff_id=CASHIER,
        sales=0,
        takings_fen=0,
        expected_fen=50_000,
        counted_fen=50_000,
    )


def arrival(booking_id: str) -> BookingCheckIn:
    return BookingCheckIn(
        booking_id=booking_id, shop_id=SHOP, member_id=LIN, occurred_ms=NOW, staff_id=CASHIER, how="list"
    )


def wish(op: Operation, action: Any, staff_id: str = MANAGER, **more: str) -> ParkedSettle:
    return ParkedSettle(
        op_id=op.op_id, shop_id=SHOP, occurred_ms=NOW, staff_id=staff_id, action=action, reason="看过了", **more
    )


def a_booking(hub: RunningHub, booking_id: str) -> None:
    row = Booking(
        id=booking_id,
        shop_id=SHOP,
        member_id=LIN,
        code_no=77,
        code="50000077",
        starts_ms=NOW + HOUR,
        ends_ms=NOW + 2 * HOUR,
        room=1,
        status="booked",
        note="",
        garments=[],
        booked_ms=NOW,
    )
    with hub.database.writing() as conn:
        publish(conn, row)


def parked_row(till: PaperTill, op: Operation) -> ParkedOperation | None:
    till.pull()
    found = till.rows.get(("parked", op.op_id))
    assert found is None or isinstance(found, ParkedOperation)
    return found


def a_sale_of_another_shop(till: PaperTill, points: int = 0) -> Operation:
    sale = till.sale(("lipstick", LIPSTICK, 2, 39_800), points=points)
    return till.seal(msgspec.structs.replace(sale, shop_id=OTHER_SHOP))


def test_every_till_of_the_shop_sees_what_is_parked_and_no_till_elsewhere(shop: RunningHub, clock: SetClock) -> None:
    till, beside, elsewhere = shop.till(), shop.till(), shop.till(OTHER_SHOP)
    op = till.seal(closing("shift-x"))
    till.push(op)
    row = parked_row(beside, op)
    assert row is not None
    assert (row.code, row.till_no, row.kind, row.since_ms) == ("shift_not_here", "01", "shift.close", clock.now())
    assert [fix.action for fix in row.fixes] == ["retry", "correct"]
    assert row.zh != row.en
    assert parked_row(elsewhere, op) is None


def test_an_unknown_shift_is_mapped_to_the_one_that_stands_open_and_the_body_stays(shop: RunningHub) -> None:
    till = shop.till()
    till.push(till.seal(opening("shift-1")))
    op = till.seal(closing("shift-with-a-typo"))
    hub_no = till.push(op).results[0].hub_no
    row = parked_row(till, op)
    assert row is not None
    offered = next(fix for fix in row.fixes if fix.action == "map")
    assert (offered.what, offered.from_id, offered.to_id) == ("shift", "shift-with-a-typo", "shift-1")
    said = act(shop, "act", number=hub_no, action="map", what="shift", from_id=offered.from_id, to_id=offered.to_id)
    assert said == {"result": "applied"}
    assert parked_row(till, op) is None
    with shop.database.reading() as conn:
        counted = conn.execute(select(tables.shift.c.counted_fen).where(tables.shift.c.shift_id == "shift-1")).scalar()
        kept = conn.execute(select(tables.inbox.c.envelope).where(tables.inbox.c.hub_no == hub_no)).scalar_one()
    assert counted == 50_000
    assert from_json(kept, Operation) == op


def test_a_mapping_to_what_is_not_here_changes_nothing(shop: RunningHub) -> None:
    till = shop.till()
    op = till.seal(arrival("booking-x"))
    hub_no = till.push(op).results[0].hub_no
    for what, from_id, to_id in (
        ("booking", "booking-x", "nowhere"),
        ("booking", "not-in-the-body", "booking-1"),
        ("shop", SHOP, OTHER_SHOP),
    ):
        said = act(shop, "act", number=hub_no, action="map", what=what, from_id=from_id, to_id=to_id)
        assert said["code"] == "nothing_to_map"
    assert parked_row(till, op) is not None
    assert overview(shop)["settled"] == []


def test_an_unknown_booking_is_mapped_to_hers(shop: RunningHub) -> None:
    a_booking(shop, "booking-1")
    till = shop.till()
    op = till.seal(arrival("booking-x"))
    hub_no = till.push(op).results[0].hub_no
    row = parked_row(till, op)
    assert row is not None
    assert [fix.to_id for fix in row.fixes if fix.action == "map"] == ["booking-1"]
    act(shop, "act", number=hub_no, action="map", what="booking", from_id="booking-x", to_id="booking-1")
    till.pull()
    assert till.row(Booking, "booking-1").status == "checked_in"


def test_an_unknown_member_is_mapped_to_the_one_that_was_found(shop: RunningHub) -> None:
    till = shop.till()
    op = till.seal(
        AdviceDismissed(shop_id=SHOP, member_id="m-ghost", style_id="coat", occurred_ms=NOW, staff_id=CASHIER)
    )
    hub_no = till.push(op).results[0].hub_no
    found = httpx.get(f"{shop.url}/office/api/choices?what=member&shop_id={SHOP}&text=1357").json()
    assert [choice["id"] for choice in found] == [LIN]
    assert act(shop, "act", number=hub_no, action="map", what="member", from_id="m-ghost", to_id=LIN) == {
        "result": "applied"
    }


def test_money_goes_to_suspense_so_that_the_totals_agree(shop: RunningHub) -> None:
    till = shop.till()
    op = a_sale_of_another_shop(till)
    hub_no = till.push(op).results[0].hub_no
    assert overview(shop)["parked"][0]["amount_fen"] == 39_800
    assert act(shop, "act", number=hub_no, action="suspense") == {"result": "applied"}
    with shop.database.reading() as conn:
        sale = conn.execute(select(tables.sale).where(tables.sale.c.hub_no == hub_no)).one()
        tendered = conn.execute(
            select(func.sum(tables.tender.c.amount_fen)).where(tables.tender.c.sale_id == sale.sale_id)
        ).scalar_one()
        taxed = conn.execute(
            select(func.sum(tables.sale_line.c.paid_fen)).where(tables.sale_line.c.sale_id == sale.sale_id)
        ).scalar_one()
    assert (sale.shop_id, sale.total_fen, tendered, taxed) == (SHOP, 39_800, 39_800, 39_800)
    till.pull()
    assert till.row(Stock, f"{SHOP}/{LIPSTICK}").on_hand == 20, "the goods are not booked"
    (waiting,) = overview(shop)["suspense"]
    assert (waiting["hub_no"], waiting["amount_fen"]) == (hub_no, 39_800)


def test_correcting_facts_book_the_goods_and_clear_suspense(shop: RunningHub) -> None:
    till = shop.till()
    hub_no = till.push(a_sale_of_another_shop(till)).results[0].hub_no
    act(shop, "act", number=hub_no, action="suspense")
    stock = {"kind": "correct.stock", "variant_id": LIPSTICK, "quantity": -2}
    money = {"kind": "correct.money", "account": "suspense", "amount_fen": -39_800}
    for correction in (stock, money):
        said = act(shop, "correct", number=hub_no, action="correct", correction=correction)
        assert said == {"result": "corrected"}
    till.pull()
    assert till.row(Stock, f"{SHOP}/{LIPSTICK}").on_hand == 18
    assert overview(shop)["suspense"] == []
    with shop.database.reading() as conn:
        facts = conn.execute(select(hub_fact.c.kind, hub_fact.c.hub_no).order_by(hub_fact.c.fact_no)).all()
    assert [tuple(fact) for fact in facts] == [("correct.stock", hub_no), ("correct.money", hub_no)]


def test_a_sale_whose_money_is_unclear_is_not_guessed(shop: RunningHub) -> None:
    till = shop.till()
    op = till.seal_as("sale.commit", 1, {"total_fen": 100, "tenders": [{"kind": "cash", "amount_fen": 90}]})
    hub_no = till.push(op).results[0].hub_no
    assert act(shop, "act", number=hub_no, action="suspense")["code"] == "money_unclear"
    assert parked_row(till, op) is not None


def test_a_sale_that_came_twice_is_closed_or_booked_as_a_second_one(shop: RunningHub) -> None:
    till = shop.till()
    sale = till.sale(("lipstick", LIPSTICK, 1, 19_900))
    first, second, third = (till.seal(sale) for _ in range(3))
    answers = till.push(first, second, third).results
    numbers = {answer.op_id: answer.hub_no for answer in answers}
    act(shop, "act", number=numbers[second.op_id], action="correct")
    act(shop, "act", number=numbers[third.op_id], action="suspense")
    with shop.database.reading() as conn:
        sales = conn.execute(select(func.count(), func.sum(tables.sale.c.total_fen))).one()
    assert tuple(sales) == (2, 39_800)
    assert overview(shop)["parked"] == []


def test_only_ways_that_make_sense_are_taken(shop: RunningHub) -> None:
    till = shop.till()
    hub_no = till.push(till.seal(closing("shift-x"))).results[0].hub_no
    assert act(shop, "act", number=hub_no, action="suspense")["code"] == "not_a_way_out"
    assert act(shop, "act", number=hub_no, action="retry", who=" ")["code"] == "no_name"
    assert act(shop, "act", number=999, action="retry")["code"] == "not_parked"


def test_every_code_has_a_way_out_and_every_way_a_sentence(shop: RunningHub) -> None:
    from sync.hub.sentences import SENTENCES

    assert set(parked.WAYS_OUT) <= set(SENTENCES)
    assert all(ways for ways in parked.WAYS_OUT.values())
    assert {f"fix_{action}" for ways in parked.WAYS_OUT.values() for action in ways} - {"fix_map"} <= set(SENTENCES)
    assert {f"fix_map_{what}" for what in parked.MAPPED.values()} <= set(SENTENCES)
    assert {code for code, ways in parked.WAYS_OUT.items() if "map" in ways} == set(parked.MAPPED)


def test_who_did_what_when_and_why_is_kept(shop: RunningHub, clock: SetClock) -> None:
    till = shop.till()
    hub_no = till.push(till.seal(closing("shift-x"))).results[0].hub_no
    act(shop, "act", number=hub_no, action="retry")
    act(shop, "act", number=hub_no, action="correct")
    newest, before = overview(shop)["settled"]
    assert (before["action"], before["outcome"]) == ("retry", "parked_again")
    assert (newest["action"], newest["outcome"], newest["about"]) == ("correct", "applied", f"op:{hub_no}")
    assert (newest["who"], newest["reason"], newest["done_ms"]) == (WHO["who"], WHO["reason"], clock.now())


# --- asked for at a till ---------------------------------------------------------------------------------------------


def test_a_manager_at_the_till_settles_by_an_operation(shop: RunningHub) -> None:
    till, beside = shop.till(), shop.till()
    op = till.seal(closing("shift-x"))
    till.push(op)
    beside.push(beside.seal(wish(op, "correct")))
    assert parked_row(beside, op) is None
    (entry,) = overview(shop)["settled"]
    assert (entry["who"], entry["source"], entry["outcome"]) == (MANAGER, "till", "applied")
    assert [(told.op_id, told.code) for told in till.page().results] == [(op.op_id, "corrected")]


def test_a_try_that_fails_is_told_at_the_till(shop: RunningHub, clock: SetClock) -> None:
    till = shop.till()
    op = till.seal(closing("shift-x"))
    till.push(op)
    clock.move(MINUTE)
    till.push(till.seal(wish(op, "retry")))
    row = parked_row(till, op)
    assert row is not None
    assert (row.tried_ms, row.tried_zh) == (clock.now(), "又试了一次，还是不能入账。")


@pytest.mark.parametrize("who", [CASHIER, "st-other", "nobody"])
def test_nobody_but_a_manager_of_the_shop_may(shop: RunningHub, who: str) -> None:
    till = shop.till()
    op = till.seal(closing("shift-x"))
    till.push(op)
    answer = till.push(till.seal(wish(op, "correct", staff_id=who)))
    assert answer.results[0].result == "applied", "the mall has heard it"
    row = parked_row(till, op)
    assert row is not None
    assert "店长" in row.tried_zh
    (entry,) = overview(shop)["settled"]
    assert entry["outcome"] == "not_allowed"


def test_a_manager_settles_nothing_of_another_shop(shop: RunningHub) -> None:
    here, elsewhere = shop.till(), shop.till(OTHER_SHOP)
    op = here.seal(closing("shift-x"))
    here.push(op)
    elsewhere.push(elsewhere.seal(msgspec.structs.replace(wish(op, "correct", "st-other"), shop_id=OTHER_SHOP)))
    assert parked_row(here, op) is not None


def test_what_was_asked_is_done_after_a_hub_that_was_killed_in_between(shop: RunningHub) -> None:
    till = shop.till()
    op = till.seal(closing("shift-x"))
    hub_no = till.push(op).results[0].hub_no
    with shop.database.writing() as conn:
        conn.execute(
            settlement.insert().values(
                shop_id=SHOP,
                about=f"op:{hub_no}",
                action="correct",
                detail="{}",
                who=MANAGER,
                source="till",
                reason="",
                asked_ms=NOW,
                done_ms=None,
                outcome="",
            )
        )
    upkeep.keep_up(shop.database, shop.clock)
    assert parked_row(till, op) is None


# --- booked with an exception ----------------------------------------------------------------------------------------


def test_goods_under_an_unknown_id_find_their_variant(shop: RunningHub) -> None:
    till = shop.till()
    till.push(till.seal(till.sale(("coat", "coat-m-misprint", 1, 99_900))))
    listed = next(each for each in overview(shop)["exceptions"] if each["code"] == "sold_unknown_variant")
    assert listed["unknown"] == [{"what": "variant", "id": "coat-m-misprint"}]
    said = act(shop, "make-good", number=listed["exception_no"], from_id="coat-m-misprint", to_id=COAT_M)
    assert said == {"result": "settled"}
    till.pull()
    assert till.row(Stock, f"{SHOP}/{COAT_M}").on_hand == 1
    assert till.row(Stock, f"{SHOP}/coat-m-misprint").on_hand == 0
    again = act(shop, "make-good", number=listed["exception_no"], from_id="coat-m-misprint", to_id=COAT_M)
    assert again["code"] == "not_parked"


def test_points_of_an_unknown_member_are_credited_once_she_is_found(shop: RunningHub) -> None:
    till = shop.till()
    till.pull()
    before = till.row(Member, LIN).points
    till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900), member_id="m-ghost", points=199)))
    listed = next(each for each in overview(shop)["exceptions"] if each["code"] == "sold_unknown_member")
    act(shop, "make-good", number=listed["exception_no"], from_id="m-ghost", to_id=LIN)
    till.pull()
    assert till.row(Member, LIN).points == before + 199
    assert till.row(History, LIN).visits == 2


def test_a_coupon_that_turned_up_later_is_used(shop: RunningHub) -> None:
    till = shop.till()
    till.push(till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900), coupons=["coupon-ghost"])))
    listed = next(each for each in overview(shop)["exceptions"] if each["code"] == "unknown_coupon")
    said = act(shop, "make-good", number=listed["exception_no"], from_id="coupon-ghost", to_id="coupon-lin")
    assert said == {"result": "settled"}
    with shop.database.reading() as conn:
        used = conn.execute(select(tables.coupon_use.c.coupon_id)).scalars().all()
    assert used == ["coupon-lin"]


# --- alarms ----------------------------------------------------------------------------------------------------------


def alarms(hub: RunningHub) -> list[Any]:
    upkeep.keep_up(hub.database, hub.clock)
    return [each for each in overview(hub)["exceptions"] if each["code"] == "parked_too_long"]


def test_a_quarter_of_an_hour_in_opening_hours_calls_somebody_once(shop: RunningHub, clock: SetClock) -> None:
    till = shop.till()
    hub_no = till.push(till.seal(closing("shift-x"))).results[0].hub_no
    clock.move(14 * MINUTE)
    assert (alarms(shop), overview(shop)["overdue"]) == ([], 0)
    clock.move(2 * MINUTE)
    assert [each["hub_no"] for each in alarms(shop)] == [hub_no]
    assert overview(shop)["overdue"] == 1
    assert len(alarms(shop)) == 1
    act(shop, "act", number=hub_no, action="correct")
    assert alarms(shop) == []


def test_nobody_is_called_at_night(shop: RunningHub, clock: SetClock) -> None:
    clock.move(8 * HOUR)  # midnight: the shop closed at ten
    till = shop.till()
    till.push(till.seal(closing("shift-x")))
    clock.move(HOUR)
    assert alarms(shop) == []
    clock.move(10 * HOUR)
    assert len(alarms(shop)) == 1
