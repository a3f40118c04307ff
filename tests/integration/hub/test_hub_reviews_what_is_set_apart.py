"""What a review of a log that is set apart relies on: true facts are booked, none twice, nothing is lost quietly."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import func, select

from sync.hub.apply import apply_behind
from sync.hub.auth import Device
from sync.hub.db import tables
from sync.hub.db.review_tables import suspense_entry
from sync.hub.ingest import take_in
from sync.protocol.decoding import from_json
from sync.protocol.envelope import Operation
from sync.protocol.kinds import ShiftClose, ShiftOpen
from sync.protocol.proof import movement_text, multiset_hash, stock_hash
from sync.protocol.rows import Stock
from sync.protocol.wire import DayFigures, ProofAnswer, ProofRequest
from tests.fakes.hub_backup import HubBackup
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import LIPSTICK, NOW, SHOP

OFFICE = {"x-posapp-office": "1"}
REVIEW = {"who": "区域经理 陈", "reason": "与监控核对"}


def overview(hub: RunningHub) -> Any:
    return httpx.get(f"{hub.url}/office/api/overview").json()


def post(hub: RunningHub, path: str, **said: object) -> Any:
    return httpx.post(f"{hub.url}/office/api/{path}", json=said, headers=OFFICE).json()


def revoke(till: PaperTill) -> None:
    post(till.hub, "revoke", device=till.identity.device, **REVIEW)


def review(till: PaperTill, verdict: str, **said: object) -> Any:
    log = {"device": till.identity.device, "generation": till.identity.generation}
    return post(till.hub, verdict, **{**log, **REVIEW, **said})


def a_sale(till: PaperTill) -> Operation:
    return till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900)))


def opening() -> ShiftOpen:
    return ShiftOpen(
        shift_id="shift-1", shop_id=SHOP, business_date="2027-01-15", occurred_ms=NOW, staff_id="st-1", float_fen=0
    )


def closing(sales: int) -> ShiftClose:
    return ShiftClose(
        shift_id="shift-1",
        shop_id=SHOP,
        business_date="2027-01-15",
        occurred_ms=NOW,
        staff_id="st-1",
        sales=sales,
        takings_fen=sales * 19_900,
        expected_fen=sales * 19_900,
        counted_fen=sales * 19_900,
    )


def books(hub: RunningHub) -> tuple[int, int, int]:
    """Return the number of sales, their sum, and the lipsticks that are left."""
    with hub.database.reading() as conn:
        sales, total = conn.execute(select(func.count(), func.sum(tables.sale.c.total_fen))).one()
        stock = tables.stock
        left = conn.execute(
            select(stock.c.on_hand).where(stock.c.shop_id == SHOP, stock.c.variant_id == LIPSTICK)
        ).scalar_one()
    return sales, int(total or 0), left


def test_the_office_sees_how_much_is_set_apart_for_what_money_and_since_when(hub: RunningHub) -> None:
    till = hub.till()
    till.push(a_sale(till))
    revoke(till)
    since = hub.clock.now()
    till.push(a_sale(till), till.seal(opening()), a_sale(till))
    (log,) = overview(hub)["apart"]
    assert (log["why"], log["operations"], log["sales"], log["amount_fen"]) == ("revoked", 3, 2, 39_800)
    assert (log["first_seq"], log["last_seq"], log["from_ms"]) == (2, 4, since)
    assert books(hub) == (1, 19_900, 19)


def test_what_waited_behind_a_hole_when_a_till_was_taken_out_of_service_is_set_apart_with_the_rest(
    hub: RunningHub, tmp_path: Path
) -> None:
    till, backup = hub.till(), HubBackup(hub, tmp_path / "backup")
    backup.take()
    lost, ahead = a_sale(till), a_sale(till)
    till.push(lost)
    backup.bring_back()
    assert till.push(ahead).want == [(1, 1)]
    revoke(till)
    assert [log["operations"] for log in overview(hub)["apart"]] == [1]
    till.push(lost)
    assert review(till, "release") == {"applied": 2, "parked": 0, "left": 0}
    assert books(hub) == (2, 39_800, 18)


def test_what_was_taken_in_before_a_till_was_taken_out_of_service_is_booked(hub: RunningHub) -> None:
    till = hub.till()
    who = till.identity
    device = Device(who.device, who.generation, SHOP, who.till_no, "active")
    with hub.database.writing() as conn:
        take_in(conn, hub.clock, device, [a_sale(till)])
    revoke(till)
    assert apply_behind(hub.database, hub.clock) == 1
    assert books(hub) == (1, 19_900, 19)


def test_facts_from_before_the_theft_are_released_in_order_and_the_day_comes_out_equal(hub: RunningHub) -> None:
    till = hub.till()
    till.push(till.seal(opening()))
    revoke(till)
    rest = [a_sale(till), a_sale(till), till.seal(closing(2))]
    till.push(*rest)
    assert review(till, "release") == {"applied": 3, "parked": 0, "left": 0}
    assert books(hub) == (2, 39_800, 18)
    again = hub.till(till_no=till.identity.till_no)
    again.pull()
    movements = [each for op in rest[:2] for each in msgspec.json.decode(op.body)["movements"]]
    figures = DayFigures(
        operations=4,
        last_seq=4,
        chain_hash=rest[-1].chain_hash,
        sales=2,
        total_fen=39_800,
        tenders_fen={"cash": 39_800},
        tax_fen={"1300": 2 * (19_900 - 19_900 * 100 // 113)},
        points=0,
        movements=2,
        movements_hash=multiset_hash(
            movement_text(each["movement_id"], each["variant_id"], each["quantity"]) for each in movements
        ),
        stock_hash=stock_hash([(LIPSTICK, again.row(Stock, f"{SHOP}/{LIPSTICK}").on_hand)]),
    )
    request = ProofRequest(
        device=till.identity.device, generation=1, shift_id="shift-1", figures=figures, touched=[LIPSTICK]
    )
    with hub.database.writing() as conn:
        conn.execute(tables.device.update().where(tables.device.c.generation == 1).values(status="active"))
    answer = till.request("POST", "/sync/v1/proof", msgspec.json.encode(request))
    assert from_json(answer.content, ProofAnswer).differing == []


def test_what_is_released_is_not_set_apart_again_when_it_is_sent_again(hub: RunningHub) -> None:
    till = hub.till()
    revoke(till)
    sold = [a_sale(till), a_sale(till)]
    till.push(*sold)
    review(till, "release")
    assert till.push(*sold).received_through == 2
    assert overview(hub)["apart"] == []
    assert books(hub) == (2, 39_800, 18)


def test_sales_of_a_disk_that_was_put_back_are_booked_beside_the_log(hub: RunningHub) -> None:
    till = hub.till()
    till.push(a_sale(till))
    put_back = till.clone()
    till.push(a_sale(till), a_sale(till))
    put_back.push(a_sale(put_back), a_sale(put_back))
    assert books(hub) == (3, 59_700, 17)
    assert review(till, "release") == {"applied": 2, "parked": 0, "left": 0}
    assert books(hub) == (5, 99_500, 15)
    assert [device["generation"] for device in overview(hub)["devices"]] == [1]
    assert hub.till(till_no=till.identity.till_no).identity.generation == 2


def test_a_till_that_was_copied_goes_on_where_its_own_log_stood(hub: RunningHub) -> None:
    till = hub.till()
    till.push(a_sale(till))
    copied = till.clone()
    till.push(a_sale(till))
    copied.push(a_sale(copied))
    till.push(a_sale(till))
    assert review(till, "release") == {"applied": 2, "parked": 0, "left": 0}
    (device,) = overview(hub)["devices"]
    assert (device["received_through"], device["applied_through"]) == (3, 3)
    assert books(hub) == (4, 79_600, 16)


def test_what_contradicts_the_books_stays_until_it_is_discarded_as_a_named_loss(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(("lipstick", LIPSTICK, 1, 19_900))
    copied = till.clone()
    till.push(till.seal(sale))
    copied.push(copied.seal(sale), a_sale(copied))
    assert review(till, "release") == {"applied": 1, "parked": 0, "left": 1}
    assert books(hub) == (2, 39_800, 18)
    assert review(till, "discard", reason=" ")["code"] == "no_name"
    assert review(till, "discard", reason="同一笔销售，副本") == {"amount_fen": 19_900}
    assert overview(hub)["apart"] == []
    (told,) = [each for each in overview(hub)["exceptions"] if each["code"] == "copy_discarded"]
    assert told["amount_fen"] == 19_900
    assert "同一笔销售，副本" in told["zh"]
    with hub.database.reading() as conn:
        kept = conn.execute(select(func.count()).select_from(tables.quarantine)).scalar_one()
        (loss,) = conn.execute(select(suspense_entry.c.account, suspense_entry.c.amount_fen)).all()
    assert (kept, tuple(loss)) == (2, ("loss", 19_900)), "nothing is deleted, and the loss has a name"


def test_an_end_of_shift_that_is_booked_is_not_counted_over_by_a_copy(hub: RunningHub) -> None:
    till = hub.till()
    till.push(till.seal(opening()))
    copied = till.clone()
    till.push(a_sale(till), till.seal(closing(1)))
    copied.push(copied.seal(closing(0)))
    assert review(till, "release") == {"applied": 0, "parked": 0, "left": 1}
    with hub.database.reading() as conn:
        assert conn.execute(select(tables.shift.c.counted_fen)).scalar_one() == 19_900


def test_what_cannot_be_booked_is_parked_like_anything_else(hub: RunningHub) -> None:
    till = hub.till()
    revoke(till)
    till.push(till.seal(closing(0)), a_sale(till))
    assert review(till, "release") == {"applied": 1, "parked": 1, "left": 0}
    assert [each["code"] for each in overview(hub)["parked"]] == ["shift_not_here"]


@pytest.mark.parametrize("verdict", ["release", "discard"])
def test_nobody_reviews_without_a_name_or_twice(hub: RunningHub, verdict: str) -> None:
    till = hub.till()
    revoke(till)
    till.push(a_sale(till))
    assert review(till, verdict, who="")["code"] == "no_name"
    assert "code" not in review(till, verdict)
    assert review(till, verdict)["code"] == "nothing_apart"


def test_who_took_a_till_out_of_service_is_kept(hub: RunningHub) -> None:
    till = hub.till()
    revoke(till)
    (entry,) = overview(hub)["settled"]
    assert (entry["action"], entry["who"], entry["reason"]) == ("revoke", REVIEW["who"], REVIEW["reason"])
    answer = till.request("GET", "/sync/v1/feed?cursor=&limit=1&wait=0")
    assert (answer.status_code, answer.json()["code"]) == (403, "revoked")


# --- what is no operation at all --------------------------------------------------------------------------------------


def push_raw(till: PaperTill, entry: bytes) -> None:
    log = f'"device":"{till.identity.device}","generation":{till.identity.generation}'.encode()
    answer = till.request("POST", "/sync/v1/ops", b"{" + log + b',"ops":[' + entry + b"]}")
    assert answer.status_code == 200, answer.text


def test_what_is_no_operation_is_never_booked_only_looked_at_and_discarded(hub: RunningHub) -> None:
    till = hub.till()
    push_raw(till, b'{"what":"ever"}')
    [log] = overview(hub)["apart"]
    assert (log["operations"], log["unframed"], log["why"]) == (1, 1, "unframed")
    assert review(till, "release")["code"] == "not_bookable"
    asked = {"device": till.identity.device, "generation": till.identity.generation}
    [raw] = httpx.get(f"{hub.url}/office/api/apart", params=asked).json()
    assert base64.b64decode(raw["base64"]) == b'{"what":"ever"}'
    assert review(till, "discard", reason="")["code"] == "no_name"
    assert review(till, "discard") == {"amount_fen": 0}
    assert overview(hub)["apart"] == []


def test_a_release_books_the_operations_and_leaves_what_is_none(hub: RunningHub) -> None:
    till = hub.till()
    revoke(till)
    till.push(a_sale(till))
    push_raw(till, b"7")
    assert review(till, "release") == {"applied": 1, "parked": 0, "left": 1}
    [log] = overview(hub)["apart"]
    assert (log["operations"], log["unframed"]) == (1, 1)
