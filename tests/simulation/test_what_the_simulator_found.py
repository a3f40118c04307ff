"""Bugs that the simulator found once, each in its smallest form."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from posapp.domain.identity import BookingId
from sync.hub import keys
from sync.hub.app import prepare
from sync.hub.auth import Device
from sync.hub.db.database import Database, open_database
from sync.hub.desk import TillDesk
from sync.hub.enrolment import enrol, new_code
from sync.hub.feed import Gone
from sync.hub.opening import open_books
from sync.hub.publishing import publish
from sync.hub.settings import HubSettings
from sync.protocol.rows import Category
from sync.protocol.signing import new_key_pair
from sync.protocol.wire import EnrolRequest, FeedPage
from tests.fakes import small_chain
from tests.fakes.running_hub import SetClock
from tests.fakes.small_shop import SmallShop, booking


def test_an_older_copy_of_a_hub_learns_from_a_till_that_it_is_one(tmp_path):
    clock = SetClock()
    hub = open_database(tmp_path / "hub")
    prepare(hub, HubSettings(tmp_path / "hub", clock=clock))
    with hub.writing() as conn:
        open_books(conn, small_chain.all_rows(), clock.now())
        device = _enrolled(conn, clock)
    hub.close()
    shutil.copytree(tmp_path / "hub", tmp_path / "backup")
    hub = open_database(tmp_path / "hub")
    with hub.writing() as conn:
        publish(conn, Category(id="new", name_zh="新", name_en="New", part="top", order=9))
    cursor = _read_to_the_end(TillDesk(hub, clock), device)
    hub.close()

    # The operator says nothing, and the copy does not know.
    copy = open_database(tmp_path / "backup")
    before = _epoch(copy)
    with pytest.raises(Gone, match="epoch"):
        TillDesk(copy, clock).page(device, cursor, 200)

    assert _epoch(copy) != before
    copy.close()


def test_a_booking_that_a_restored_mall_lost_leaves_the_board(tmp_path: Path):
    shop = SmallShop(tmp_path)
    shop.bookings.check_in(BookingId("bk-1"), "list")
    assert [card.booking_id for card in shop.bookings.today()] == ["bk-1"]

    restored = FeedPage(
        epoch="epoch-2", stream="", rows=[], next="c", more=False, ahead=0, applied_through=0, server_ms=1
    )
    shop.store.apply_page(restored, shop.clock.now())
    assert [card.booking_id for card in shop.bookings.today()] == ["bk-1"]  # the mall may still be told of it

    answered = FeedPage(
        epoch="epoch-2", stream="", rows=[], next="d", more=False, ahead=0, applied_through=1, server_ms=2
    )
    shop.store.apply_page(answered, shop.clock.now())
    assert shop.bookings.today() == ()
    shop.close()


def test_a_booking_of_today_stays_while_the_mall_speaks_of_it(tmp_path: Path):
    shop = SmallShop(tmp_path)
    shop.bookings.check_in(BookingId("bk-1"), "list")

    shop.deliver(booking(status="checked_in"), applied_through=1)

    assert [card.status for card in shop.bookings.today()] == ["checked_in"]
    shop.close()


def _enrolled(conn, clock) -> Device:
    code = new_code(conn, clock, small_chain.SHOP).code
    till = enrol(conn, clock, EnrolRequest(code=code, public_key=new_key_pair().public, program="test"))
    return Device(till.device, till.generation, till.shop_id, till.till_no, "active")


def _read_to_the_end(desk: TillDesk, device: Device) -> str:
    cursor = ""
    while True:
        page, _, _ = desk.page(device, cursor, 200)
        cursor = page.next
        if not page.more:
            return cursor


def _epoch(database: Database) -> str:
    with database.reading() as conn:
        return keys.epoch(conn)
