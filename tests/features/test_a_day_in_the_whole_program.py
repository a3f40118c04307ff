"""The main path on real parts: a till, its worker process, a hub process that goes away and comes back."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import func, select

from posapp.demo import MANAGER, MANAGER_PIN, pairing_code
from posapp.domain.clock import DAY, MINUTE, SystemClock
from posapp.domain.money import Fen
from posapp.programs import environment
from posapp.services.errors import DatabaseUnreadable, ManagerWanted
from posapp.tour.phone_api import PhoneApi
from posapp.ui.notices import notice_of
from sync.hub.db import tables
from tests.fakes.hub_process import DRESS_M, HubProcess
from tests.fakes.paired_till import PairedTillOnDisk
from tests.fakes.small_demo import HEROINE, OTHER_SHOP, SHOP, sync_once

WANG = ("01", "1357")
ENTER = Qt.Key.Key_Return


def sold_at_the_hub(small_demo, receipt_no):
    """Return how often the hub booked a receipt, and what it has on hand of each variant that was asked for."""
    database = small_demo.database()
    with database.reading() as connection:
        count = connection.scalar(
            select(func.count()).select_from(tables.sale).where(tables.sale.c.receipt_no == receipt_no)
        )
    database.close()
    return count


def on_hand_at_the_hub(small_demo, variant_id):
    database = small_demo.database()
    with database.reading() as connection:
        stock = tables.stock
        found = connection.scalar(
            select(stock.c.on_hand).where(stock.c.shop_id == SHOP, stock.c.variant_id == variant_id)
        )
    database.close()
    return found


def on_hand_here(till, variant_id):
    with till.shop.data.view() as view:
        return view.catalogue.levels([variant_id])[variant_id].on_hand


@pytest.fixture
def phone(small_demo):
    """Her phone, signed in."""
    phone = PhoneApi(small_demo.hub.url)
    phone.sign_in(HEROINE)
    yield phone
    phone.close()


def test_a_sale_begun_offline_survives_the_power_cut_and_is_booked_once(tmp_path, small_demo, open_till, phone):
    folder = small_demo.pair_till(tmp_path / "till", "07")
    sync_once(folder)
    pieces = small_demo.pieces[3:5]
    before = {piece.id: on_hand_at_the_hub(small_demo, piece.id) for piece in pieces}
    points = phone.points()
    opening = open_till(folder, staff=("1002", "135790"))  # opens the shift
    opening.close()

    small_demo.hub.kill()
    try:
        half = subprocess.Popen(
            [sys.executable, "-m", "posapp.tour.half_a_sale", str(folder), "1002", "135790"]
            + [piece.barcode for piece in pieces],
            env={**environment(), "QT_QPA_PLATFORM": "offscreen"}, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert half.stdout is not None
        left = json.loads(half.stdout.readline())
        half.kill()
        half.communicate()

        till = open_till(folder, with_worker=True)
        cart = till.kept_cart()
        assert (cart.cart_id, cart.pieces, cart.total) == (left["cart"], left["pieces"], left["total"])
        till.scan(small_demo.member_code())
        till.see("her panel", lambda: till.panel)
        till.see("that the mall is away", lambda: till.shell.sync.lamp == "offline")
        assert "收银照常" in till.lamp().zh
        assert "the counter works" in till.lamp().en
        sale = till.pay_exact()
    finally:
        small_demo.hub.start()
    till.see("that nothing waits", lambda: till.shell.sync.lamp == "online" and till.shell.sync.waiting == 0, 150)
    till.see("her points", lambda: phone.points() == points + sale.points_earned)
    assert phone.receipts().count(sale.receipt_no) == 1
    assert sold_at_the_hub(small_demo, sale.receipt_no) == 1
    for piece in pieces:
        assert on_hand_at_the_hub(small_demo, piece.id) == before[piece.id] - 1 == on_hand_here(till, piece.id)

    shift = till.shop.shifts.current()
    till.shop.shifts.close(Fen(shift.expected))
    till.see("the day proof", lambda: till.shop.shifts.latest().proof in ("equal", "different"))
    assert till.shop.shifts.latest().proof == "equal"


# --- another mall, another shop ---------------------------------------------------------------------------------------


@pytest.fixture
def village_hub(tmp_path):
    """A hub with one shop and one dress."""
    hub = HubProcess(tmp_path / "village-hub")
    hub.start()
    yield hub
    hub.kill()


def a_till_of(hub, folder):
    """Pair a till with a hub, load it, and return its folder."""
    paired = PairedTillOnDisk(folder, hub)
    paired.close()
    sync_once(folder)
    return folder


def test_a_cashier_cannot_pair_a_till_anew_and_what_it_has_to_send_stays(till, small_demo):
    till.ring_up(small_demo.pieces[0].barcode)
    sale = till.pay_exact()
    with till.shop.data.view() as view:
        paired = view.paired
    waiting = till.shop.syncing.status().waiting
    assert waiting > 0
    with pytest.raises(ManagerWanted):
        till.shop.pairing.pair(small_demo.hub.url, pairing_code(small_demo.hub.url, "31"))
    with till.shop.data.view() as view:
        assert view.paired == paired
    assert till.shop.syncing.status().waiting == waiting
    assert till.shop.paying.recent()[0].receipt_no == sale.receipt_no


def test_the_code_of_another_shop_is_refused_with_a_sentence_and_changes_nothing(till_folder, small_demo, open_till):
    till = open_till(till_folder, staff=(MANAGER, MANAGER_PIN))
    till.shop.shifts.close(Fen(50_000))
    with till.shop.data.view() as view:
        before = view.paired
    with pytest.raises(DatabaseUnreadable) as refused:
        till.shop.pairing.pair(small_demo.hub.url, pairing_code(small_demo.hub.url, "32", OTHER_SHOP))
    notice = notice_of(refused.value)
    assert notice.what.zh == "这份数据属于另一家门店"
    assert notice.what.en == "This data belongs to another shop"
    with till.shop.data.view() as view:
        assert view.paired == before


def test_a_strange_mall_at_the_old_address_is_called_that_and_gets_nothing(village_hub, tmp_path, open_till):
    folder = a_till_of(village_hub, tmp_path / "till")
    village_hub.kill()
    strange = HubProcess(tmp_path / "strange-hub")
    strange._port = village_hub._port
    strange.start()
    till = open_till(folder, staff=WANG, with_worker=True)
    try:
        till.ring_up(DRESS_M.barcode)
        till.pay_exact()
        till.key(ENTER)
        till.see("the word of the lamp", lambda: "不认得这台收银机" in till.lamp().zh)
        assert "does not know this till" in till.lamp().en
        till.key(Qt.Key.Key_F9)
        till.see("the advice", lambda: "另一家的商城" in till.screen())
        assert strange.count(tables.sale) == 0
    finally:
        strange.kill()
    village_hub.start()
    till.see("everything at the right mall", lambda: village_hub.count(tables.sale) == 1, 90)
    till.see("a calm lamp", lambda: till.shell.sync.lamp == "online")


def test_a_hub_restored_from_a_backup_gets_again_what_it_lost(village_hub, tmp_path, open_till):
    folder = a_till_of(village_hub, tmp_path / "till")
    village_hub.kill()
    village_hub.back_up(tmp_path / "backup")
    village_hub.start()
    till = open_till(folder, staff=WANG, with_worker=True)
    till.ring_up(DRESS_M.barcode)
    till.pay_exact()
    till.see("the sale at the hub", lambda: village_hub.count(tables.sale) == 1)
    till.see("that nothing waits", lambda: till.shop.syncing.status().waiting == 0)
    village_hub.kill()
    village_hub.restore(tmp_path / "backup")
    assert village_hub.count(tables.sale) == 0
    village_hub.start()
    till.see("the sale at the hub again", lambda: village_hub.count(tables.sale) == 1)
    till.see("that nothing waits", lambda: till.shell.sync.waiting == 0 and till.shell.sync.lamp == "online")
    assert village_hub.on_hand(DRESS_M.id) == 999
    assert till.sales() == 1


def test_a_clock_a_day_wrong_lights_the_lamp_after_the_next_contact(village_hub, tmp_path, open_till, monkeypatch):
    folder = a_till_of(village_hub, tmp_path / "till")
    till = open_till(folder, staff=WANG)
    right = SystemClock.now
    monkeypatch.setattr(SystemClock, "now", lambda clock: right(clock) + DAY)
    sync_once(folder)
    till.see("what is wrong with the clock", lambda: till.shell.sync.clock_is_off)
    assert "请核对本机时间" in till.lamp().zh
    assert "Check this machine's clock" in till.lamp().en
    till.ring_up(DRESS_M.barcode)
    till.pay_exact()
    monkeypatch.setattr(SystemClock, "now", lambda clock: right(clock) + MINUTE)
    sync_once(folder)
    till.see("a clock that is right", lambda: not till.shop.syncing.status().clock_is_off)
    assert village_hub.count(tables.sale) == 1
