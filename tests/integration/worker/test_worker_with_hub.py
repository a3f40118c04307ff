"""Real till file, real worker process, real hub process, real port."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.bootstrap import open_shop
from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from posapp.domain.clock import SystemClock
from posapp.domain.money import Fen
from posapp.services.errors import PairingRefused
from sync.hub.db import tables
from sync.protocol.rows import Variant
from sync.protocol.wire import LONGEST_WAIT_S
from sync.worker.mall.client import MallClient
from sync.worker.mall.enrolment import EnrolmentDesk
from sync.worker.run import once
from tests.fakes.hub_process import DRESS_M, HubProcess
from tests.fakes.paired_till import PairedTillOnDisk, eventually


@pytest.fixture
def mall() -> Iterator[MallClient]:
    mall = MallClient(SystemClock())
    yield mall
    mall.close()


def price_of_the_dress(till: PairedTillOnDisk) -> int | None:
    with till.file.view() as view:
        row = view.rows.get(Variant, DRESS_M.id)
    return None if row is None else row.list_fen


def test_one_pass_carries_sales_up_and_prices_down(hub: HubProcess, till: PairedTillOnDisk, mall: MallClient) -> None:
    for _ in range(3):
        till.sell_a_dress()
    done = once(till.store, mall, SystemClock())
    assert done.complete
    assert (done.status.waiting, price_of_the_dress(till)) == (0, 39_900)
    assert (hub.count(tables.sale), hub.on_hand(DRESS_M.id)) == (3, 997)


def test_a_price_changed_at_the_mall_is_at_the_till_before_it_asks_again(
    hub: HubProcess, till: PairedTillOnDisk
) -> None:
    till.start_worker()
    eventually(lambda: price_of_the_dress(till) == 39_900)
    hub.publish(msgspec.structs.replace(DRESS_M, list_fen=29_900))
    eventually(lambda: price_of_the_dress(till) == 29_900, seconds=LONGEST_WAIT_S / 2)
    assert till.leave_worker() == 0


def test_a_push_whose_answer_was_lost_is_booked_once(hub: HubProcess, till: PairedTillOnDisk, mall: MallClient) -> None:
    till.sell_a_dress()
    identity = till.store.identity()
    assert identity is not None
    mall.push(identity, till.store.outbox(10, 1_000_000))
    assert till.store.waiting() == 1
    assert once(till.store, mall, SystemClock()).complete
    assert (till.store.waiting(), hub.count(tables.sale), hub.on_hand(DRESS_M.id)) == (0, 1, 999)


def test_without_a_mall_the_pass_says_so_and_everything_waits(
    hub: HubProcess, till: PairedTillOnDisk, mall: MallClient
) -> None:
    till.sell_a_dress()
    hub.kill()
    done = once(till.store, mall, SystemClock())
    assert not done.complete
    assert (done.status.waiting, done.status.push_trouble) == (1, "offline")
    assert till.store.attempt("push").next_try > 0


def test_a_pairing_code_works_once(hub: HubProcess) -> None:
    code = hub.pairing_code()
    assert EnrolmentDesk().enrol(hub.url, code, "ab" * 32, "0.1.0").shop_id == "shop-1"
    with pytest.raises(PairingRefused) as used:
        EnrolmentDesk().enrol(hub.url, code, "ab" * 32, "0.1.0")
    with pytest.raises(PairingRefused) as unknown:
        EnrolmentDesk().enrol(hub.url, "no such", "ab" * 32, "0.1.0")
    assert (used.value.values["reason"], unknown.value.values["reason"]) == ("used", "unknown")


def test_a_till_whose_number_was_given_away_still_delivers_its_facts(
    hub: HubProcess, till: PairedTillOnDisk, mall: MallClient
) -> None:
    identity = till.store.identity()
    assert identity is not None
    till.sell_a_dress()
    EnrolmentDesk().enrol(hub.url, hub.pairing_code(identity.till_no), "ab" * 32, "0.1.0")
    assert once(till.store, mall, SystemClock()).complete
    assert (till.store.waiting(), hub.count(tables.sale)) == (0, 1)


def test_a_mall_restored_from_an_old_backup_gets_back_what_it_forgot(
    hub: HubProcess, till: PairedTillOnDisk, mall: MallClient, tmp_path: Path
) -> None:
    for _ in range(3):
        till.sell_a_dress()
    once(till.store, mall, SystemClock())
    hub.kill()
    hub.back_up(tmp_path / "backup")
    hub.start()
    till.sell_a_dress()
    till.sell_a_dress()
    once(till.store, mall, SystemClock())
    hub.kill()
    hub.restore(tmp_path / "backup")
    assert hub.count(tables.sale) == 3
    hub.start()

    till.sell_a_dress()
    assert once(till.store, mall, SystemClock()).complete
    assert (till.store.waiting(), hub.count(tables.sale), hub.on_hand(DRESS_M.id)) == (0, 6, 994)


def test_a_closed_shift_is_proved_by_the_mall(hub: HubProcess, till: PairedTillOnDisk, mall: MallClient) -> None:
    once(till.store, mall, SystemClock())
    till.file.close()
    paths = TillPaths(till.folder)
    shop = open_shop(paths, Settings.load(paths.settings))
    shop.signing_in.sign_in("01", "1357")
    shop.shifts.open(Fen(20_000))
    for _ in range(2):
        shop.selling.scan(DRESS_M.barcode)
        shop.paying.pay_cash()
    shop.shifts.close(Fen(99_800))
    waiting = shop.shifts.latest()
    assert waiting is not None
    assert waiting.proof == "waiting"

    store = SqlSyncStore(shop.data)
    eventually(lambda: once(store, mall, SystemClock()).complete)
    eventually(lambda: once(store, mall, SystemClock()).complete and not store.due_proofs())

    proved = shop.shifts.latest()
    assert proved is not None
    assert (proved.proof, proved.differing, proved.difference) == ("equal", (), 0)
    shop.close()


def test_what_waits_when_a_till_is_paired_again_is_booked_from_its_old_log(
    hub: HubProcess, till: PairedTillOnDisk, mall: MallClient
) -> None:
    till.sell_a_dress()
    assert once(till.store, mall, SystemClock()).complete
    till.sell_a_dress()
    till.sell_a_dress()
    till.pair_again(hub)
    assert (till.store.waiting(), hub.count(tables.sale)) == (2, 1)
    till.sell_a_dress()
    done = once(till.store, mall, SystemClock())
    assert done.complete
    assert (done.status.waiting, hub.count(tables.sale), hub.on_hand(DRESS_M.id)) == (0, 4, 996)
