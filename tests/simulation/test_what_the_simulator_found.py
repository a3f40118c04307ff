"""Bugs that the simulator found once, each in its smallest form."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from posapp.domain.identity import BookingId, new_id
from posapp.services.errors import DiskFull
from posapp.services.ports import Identity
from sync.hub import keys, ledgers
from sync.hub.app import prepare
from sync.hub.apply import is_of_the_database
from sync.hub.auth import Device
from sync.hub.db.database import Database, open_database
from sync.hub.desk import TillDesk
from sync.hub.enrolment import enrol, new_code, revoke
from sync.hub.feed import Gone
from sync.hub.opening import open_books
from sync.hub.publishing import publish, published
from sync.hub.quarantined import logs
from sync.hub.settings import HubSettings
from sync.hub.value import owners
from sync.hub.value.office import write_off_holder
from sync.protocol.envelope import GENESIS, ChainHead, Operation, seal
from sync.protocol.rows import Category, Member
from sync.protocol.signing import new_key_pair
from sync.protocol.wire import EnrolRequest, FeedPage, PushAnswer, PushRequest
from sync.worker.push import Push
from tests.fakes import small_chain
from tests.fakes.mall import FakeMall
from tests.fakes.running_hub import SetClock
from tests.fakes.small_shop import SmallShop, booking
from tests.fakes.sync_store import FakeSyncStore, an_identity


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


def test_a_disk_that_fills_up_within_a_page_is_called_full(tmp_path: Path):
    shop = SmallShop(tmp_path)
    with shop.file.transaction() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    # SQLite gives the whole transaction up, so that the way back to the page's savepoint fails as well.
    with pytest.raises(DiskFull):
        shop.deliver(*(booking(f"bk-{number}") for number in range(2_000)))
    shop.close()


def test_a_disk_that_fills_up_is_no_fault_of_the_operation(tmp_path: Path):
    hub = open_database(tmp_path / "hub")
    prepare(hub, HubSettings(tmp_path / "hub", clock=SetClock()))
    with hub.writing() as conn:
        pages = conn.execute(text("PRAGMA page_count")).scalar_one()
        conn.execute(text(f"PRAGMA max_page_count = {pages}"))

        keys_of_big_values = [{"key": f"big-{number}"} for number in range(100)]
        with pytest.raises(OperationalError, match="no such savepoint") as caught, conn.begin_nested():
            conn.execute(text("INSERT INTO meta VALUES (:key, hex(randomblob(9000)))"), keys_of_big_values)

        assert is_of_the_database(caught.value)
    hub.close()


def test_what_a_copy_of_the_disk_has_sent_counts_for_nobody_else():
    store = FakeSyncStore(an_identity())
    for number in range(5):
        store.happen({"n": number})

    Push(store, _HasFive(), SetClock()).step(an_identity(), probing=True)

    assert store.received() == 1
    assert store.waiting() == 4


def test_a_log_set_apart_is_wanted_again_from_where_a_restore_lost_it(tmp_path: Path):
    clock = SetClock()
    hub, device = _hub_with_a_till(tmp_path, clock)
    with hub.writing() as conn:
        revoke(conn, device.device)
    device = dataclasses.replace(device, status="revoked")
    hub.close()
    shutil.copytree(tmp_path / "hub", tmp_path / "backup")
    log = _log(device, 3)
    hub = open_database(tmp_path / "hub")
    assert _push(TillDesk(hub, clock), device, log[:2]).received_through == 2
    hub.close()

    # The till was told that the first two are kept. The copy that now answers has never seen them.
    copy = open_database(tmp_path / "backup")
    desk = TillDesk(copy, clock)
    answer = _push(desk, device, log[2:])
    assert (answer.received_through, answer.want) == (0, [(1, 2)])
    _push(desk, device, log[:2])
    answer = _push(desk, device, log[2:])
    assert (answer.received_through, answer.want) == (3, [])
    copy.close()


def test_what_a_lost_till_brought_behind_a_hole_is_laid_before_people(tmp_path: Path):
    clock = SetClock()
    hub, device = _hub_with_a_till(tmp_path, clock)
    log = _log(device, 3)
    # A copy from a backup hears the newest first; then the disk dies that alone holds what came before it.
    assert _push(TillDesk(hub, clock), device, [log[2]]).want == [(1, 2)]
    with hub.writing() as conn:
        assert logs(conn) == []

        write_off_holder(conn, device.device, device.generation, clock.now())

        [apart] = logs(conn)
        assert (apart.operations, apart.why) == (1, "lost")
    hub.close()


def test_neither_push_nor_page_speaks_to_one_branch_of_what_the_other_brought(tmp_path: Path):
    clock = SetClock()
    hub, device = _hub_with_a_till(tmp_path, clock)
    desk = TillDesk(hub, clock)
    till = _log(device, 3)
    twin = [till[0], *_log(device, 4, after=till[0])]
    _push(desk, device, till[:2])
    assert _push(desk, device, twin).received_through == 5

    # Five of the twin's are kept; of the till's own third, which nobody has sent yet, nothing may be said.
    assert desk.page(device, "", 200)[0].received_through is None
    assert _push(desk, device, till[2:]).received_through == 3
    assert desk.page(device, "", 200)[0].received_through is None
    hub.close()


def test_what_a_member_earned_is_told_though_nobody_has_spent_of_it_since(tmp_path: Path):
    clock = SetClock()
    hub, _ = _hub_with_a_till(tmp_path, clock)
    with hub.writing() as conn:
        before = published(conn, Member, "m-lin")
        assert before is not None
        assert owners.know(conn, "points", before.id, clock.now())
        ledgers.earn(conn, "op-1", before.id, 300, clock.now())
        publish(conn, msgspec.structs.replace(before, points=before.points + 300))

        owners.tell(conn, "points", before.id)  # as when a right of hers is written off

        after = published(conn, Member, before.id)
        assert after is not None
        assert after.points == before.points + 300
    hub.close()


class _HasFive(FakeMall):
    """A mall that a copy of the till's disk has told five operations already."""

    def push(self, identity: Identity, operations: list[Operation]) -> PushAnswer:
        return msgspec.structs.replace(super().push(identity, operations), received_through=5)


def _hub_with_a_till(folder: Path, clock: SetClock) -> tuple[Database, Device]:
    hub = open_database(folder / "hub")
    prepare(hub, HubSettings(folder / "hub", clock=clock))
    with hub.writing() as conn:
        open_books(conn, small_chain.all_rows(), clock.now())
        return hub, _enrolled(conn, clock)


def _log(device: Device, length: int, after: Operation | None = None) -> list[Operation]:
    """Seal so many operations of a till, from the first on or on a branch that begins behind one."""
    head = ChainHead(0, GENESIS) if after is None else ChainHead(after.seq, after.chain_hash)
    log = []
    for _ in range(length):
        operation = seal(
            op_id=new_id(small_chain.NOW),
            device=device.device,
            generation=device.generation,
            head=head,
            kind="shift.dreamt",
            v=1,
            hlc=small_chain.NOW,
            body={},
        )
        head = ChainHead(operation.seq, operation.chain_hash)
        log.append(operation)
    return log


def _push(desk: TillDesk, device: Device, operations: list[Operation]) -> PushAnswer:
    return desk.push(device, PushRequest(device=device.device, generation=device.generation, ops=operations))


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
