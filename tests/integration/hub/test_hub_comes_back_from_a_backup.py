"""A hub that came back from a backup and nobody said so: it notices, whatever happened first, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import msgspec
import pytest
from sqlalchemy import func, select

from posapp.domain.clock import MINUTE
from sync.hub import enrolment, keys, lives, orders
from sync.hub.db import tables
from sync.hub.publishing import publish, published
from sync.protocol.rows import Category
from sync.protocol.signing import new_key_pair
from sync.protocol.wire import IntroduceRequest
from tests.fakes.hub_backup import HubBackup
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import COAT_S, LIN, LIPSTICK, SHOP
from tests.integration.hub.test_hub_tells_tills import retry, shift_close, shift_open

COAT = ("coat", COAT_S, 1, 99_900)


@pytest.fixture
def backup(hub: RunningHub, tmp_path: Path) -> HubBackup:
    return HubBackup(hub, tmp_path / "backup")


def epoch(hub: RunningHub) -> str:
    with hub.database.reading() as conn:
        return keys.epoch(conn)


def sales(hub: RunningHub) -> int:
    with hub.database.reading() as conn:
        return int(conn.execute(select(func.count()).select_from(tables.sale)).scalar_one())


def grow(hub: RunningHub, rows: int) -> None:
    """Let the mall publish more than any till had read."""
    with hub.database.writing() as conn:
        coats = published(conn, Category, "coats")
        assert coats is not None
        for _ in range(rows):
            publish(conn, coats)


def status_of_cursor(till: PaperTill) -> tuple[int, str]:
    answer = till.request("GET", f"/sync/v1/feed?cursor={till.cursor}&limit=200&wait=0")
    return answer.status_code, answer.json().get("reason", "")


def test_a_copy_that_outgrew_every_cursor_before_a_till_asked_still_begins_a_new_epoch(
    hub: RunningHub, backup: HubBackup
) -> None:
    till = hub.till()
    till.pull()
    backup.take()
    grow(hub, 3)
    till.pull()
    before = epoch(hub)
    backup.bring_back()
    grow(hub, 50)
    assert status_of_cursor(till) == (410, "epoch")
    assert epoch(hub) != before


def test_a_copy_of_which_a_later_life_is_lost_begins_a_new_epoch(hub: RunningHub, backup: HubBackup) -> None:
    till = hub.till()
    backup.take()
    hub.stop()
    hub.start()
    till.pull()
    backup.bring_back()
    hub.stop()
    hub.start()
    assert status_of_cursor(till) == (410, "epoch")


def test_a_hub_that_only_starts_again_goes_on_where_every_till_stands(hub: RunningHub) -> None:
    till = hub.till()
    till.pull()
    before = epoch(hub)
    for _ in range(3):
        hub.stop()
        hub.start()
        till.push(till.seal(till.sale(COAT)))
    grow(hub, 5)
    assert status_of_cursor(till) == (200, "")
    assert epoch(hub) == before


def test_a_copy_that_lost_nothing_is_no_older_copy(hub: RunningHub, backup: HubBackup) -> None:
    till = hub.till()
    till.pull()
    before = epoch(hub)
    backup.take()
    backup.bring_back()
    grow(hub, 5)
    assert status_of_cursor(till) == (200, "")
    assert epoch(hub) == before


def test_a_cursor_from_before_all_lives_that_are_remembered_begins_anew(
    hub: RunningHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lives, "_KEPT", 2)
    till = hub.till()
    till.pull()
    for _ in range(3):
        hub.stop()
        hub.start()
    assert status_of_cursor(till) == (410, "floor")


def test_a_page_says_how_much_of_the_tills_log_is_there_so_that_a_silent_till_sends_again_what_was_lost(
    hub: RunningHub, backup: HubBackup
) -> None:
    till = hub.till()
    backup.take()
    operations = [till.seal(till.sale(COAT)) for _ in range(2)]
    assert till.push(*operations).received_through == 2
    backup.bring_back()
    assert till.page().received_through == 0
    till.push(*operations)
    assert till.page().received_through == 2
    assert sales(hub) == 2


def test_what_was_pushed_before_is_booked_once_after_the_new_epoch(hub: RunningHub, backup: HubBackup) -> None:
    till = hub.till()
    backup.take()
    operations = [till.seal(till.sale(COAT)) for _ in range(3)]
    till.push(*operations)
    till.pull()
    backup.bring_back()
    assert status_of_cursor(till) == (410, "epoch")
    answer = till.push(*operations)
    assert (answer.received_through, sales(hub)) == (3, 3)
    till.cursor = ""
    till.pull()
    with hub.database.reading() as conn:
        on_hand = conn.execute(
            select(tables.stock.c.on_hand).where(tables.stock.c.shop_id == SHOP, tables.stock.c.variant_id == COAT_S)
        ).scalar_one()
    assert on_hand == 0


def test_what_is_parked_in_the_backup_is_told_again_to_a_till_that_had_heard_of_its_booking(
    hub: RunningHub, backup: HubBackup
) -> None:
    till = hub.till()
    parked = till.push(till.seal(shift_close())).results[0]
    backup.take()
    till.push(till.seal(shift_open()))
    retry(hub, parked.hub_no)
    assert [one.result for page in till.pull() for one in page.results] == ["applied"]
    backup.bring_back()
    assert status_of_cursor(till) == (410, "epoch")
    till.cursor = ""
    assert [(one.op_id, one.result) for page in till.pull() for one in page.results] == [(parked.op_id, "parked")]


def test_order_numbers_that_a_backup_has_forgotten_are_not_given_out_again(
    hub: RunningHub, backup: HubBackup, clock: SetClock
) -> None:
    def place_an_order() -> str:
        with hub.database.writing() as conn:
            return orders.place(conn, hub.clock, member_id=LIN, shop_id=SHOP, lines=[orders.Wanted(LIPSTICK)]).number

    backup.take()
    numbers = [place_an_order() for _ in range(3)]
    clock.move(MINUTE)
    backup.bring_back()
    numbers += [place_an_order() for _ in range(3)]
    assert len(set(numbers)) == 6


def test_a_backup_that_comes_back_twice_overrules_every_row_of_the_life_between(
    hub: RunningHub, backup: HubBackup, clock: SetClock
) -> None:
    till = hub.till()
    backup.take()
    for name in ("first life", "second life"):
        clock.move(MINUTE)
        backup.bring_back()
        with hub.database.writing() as conn:
            keys.start_new_epoch(conn, hub.clock.now())
            coats = published(conn, Category, "coats")
            assert coats is not None
            times = 5 if name == "first life" else 1
            for _ in range(times):
                publish(conn, msgspec.structs.replace(coats, name_en=name))
        till.cursor = ""
        till.pull()
    assert till.row(Category, "coats").name_en == "second life"


# --- tills that were paired after the backup


def introduce(till: PaperTill, **other: object) -> httpx.Response:
    who = IntroduceRequest(
        device=till.identity.device,
        generation=till.identity.generation,
        shop_id=till.identity.shop_id,
        till_no=till.identity.till_no,
        public_key=till.keys.public,
        certificate=till.identity.certificate,
        program="test",
    )
    body = msgspec.json.encode(msgspec.structs.replace(who, **other))
    return till.request("POST", "/sync/v1/introduce", body)


def exceptions(hub: RunningHub) -> list[str]:
    with hub.database.reading() as conn:
        return list(conn.execute(select(tables.trade_exception.c.code)).scalars())


def test_a_till_paired_after_the_backup_says_who_it_is_and_delivers_everything(
    hub: RunningHub, backup: HubBackup
) -> None:
    backup.take()
    till = hub.till()
    operations = [till.seal(till.sale(COAT)) for _ in range(2)]
    till.push(*operations)
    till.pull()
    backup.bring_back()
    assert till.request("GET", "/sync/v1/feed").status_code == 401
    assert introduce(till).status_code == 200
    assert introduce(till).status_code == 200
    assert till.push(*operations).received_through == 2
    assert sales(hub) == 2
    assert status_of_cursor(till) == (410, "epoch")
    assert exceptions(hub) == ["introduced"]


@pytest.mark.parametrize(
    "lie",
    [{"shop_id": "xuhui"}, {"till_no": "09"}, {"generation": 2}, {"device": "d-other"}, {"certificate": "00" * 64}],
)
def test_nobody_becomes_a_till_that_was_never_paired_as_what_it_says(
    hub: RunningHub, backup: HubBackup, lie: dict[str, object]
) -> None:
    backup.take()
    till = hub.till()
    backup.bring_back()
    assert introduce(till, **lie).status_code == 401
    assert till.request("GET", "/sync/v1/feed").status_code == 401


def test_a_stolen_certificate_is_worth_nothing_without_the_key(hub: RunningHub, backup: HubBackup) -> None:
    backup.take()
    till = hub.till()
    thief = replace(till, keys=new_key_pair())
    backup.bring_back()
    assert introduce(thief, public_key=till.keys.public).status_code == 401
    assert introduce(thief).status_code == 401


def test_a_till_out_of_service_cannot_come_back_by_introducing_itself(hub: RunningHub) -> None:
    till = hub.till()
    with hub.database.writing() as conn:
        enrolment.revoke(conn, till.identity.device)
    assert introduce(till).status_code == 403


def test_a_till_out_of_service_learns_from_an_empty_push_that_its_sales_are_lost_and_brings_them_again(
    hub: RunningHub, backup: HubBackup
) -> None:
    till, other = hub.till(), hub.till()
    with hub.database.writing() as conn:
        enrolment.revoke(conn, till.identity.device)
    backup.take()
    grow(hub, 3)
    other.pull()
    operations = [till.seal(till.sale(COAT)) for _ in range(2)]
    before = till.push(*operations)
    assert [one.code for one in before.results] == ["from_revoked", "from_revoked"]
    backup.bring_back()
    assert status_of_cursor(other) == (410, "epoch"), "a till in service brings the backup to light"
    assert status_of_cursor(till)[0] == 403
    asked = till.push()
    assert (asked.epoch != before.epoch, asked.received_through) == (True, 0)
    till.push(*operations)
    with hub.database.reading() as conn:
        apart = conn.execute(select(func.count()).select_from(tables.quarantine)).scalar_one()
    assert apart == 2


def test_a_number_that_was_given_again_keeps_both_tills_and_tells_a_person(hub: RunningHub, backup: HubBackup) -> None:
    backup.take()
    first = hub.till()
    backup.bring_back()
    second = hub.till()
    assert first.identity.till_no == second.identity.till_no
    assert introduce(first).status_code == 200
    first.push(first.seal(first.sale(COAT)))
    second.push(second.seal(second.sale(COAT)))
    assert sales(hub) == 2
    assert exceptions(hub) == ["number_twice"]
