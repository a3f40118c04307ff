"""From the office to the counter: a till that was offline, one that hears of it, and a mall from an older backup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from posapp.adapters.db.erasure_book import SqlErasures
from posapp.domain.clock import Millis
from posapp.domain.identity import MemberId, VariantId
from posapp.domain.money import Fen
from posapp.domain.scan import card_of
from posapp.services.errors import CodeRefused
from posapp.services.pairing import Pairing
from sync.hub import erasing, members
from sync.hub.db import tables
from sync.hub.publishing import publish, publish_many, published, withdraw
from sync.protocol.rows import Coupon, History, Member, Staff
from sync.worker.erasures import Erasures
from sync.worker.mall.client import MallClient
from sync.worker.mall.enrolment import EnrolmentDesk
from sync.worker.mall.erasures import ErasureDesk
from sync.worker.run import once
from tests.fakes.hub_backup import HubBackup
from tests.fakes.running_hub import RunningHub
from tests.fakes.small_chain import COAT_M, LIN, NOW, SHOP
from tests.fakes.till_on_disk import PIN, PIN_HASH, FakeClock, TillOnDisk

CLERK = Staff(id="st-9", number="1009", name_zh="王芳", name_en="Wang Fang", role="cashier", pin_hash=PIN_HASH)
CARD = card_of("8" + "0" * 11 + "77")


class Counter:
    """A till's own file and its worker, paired with a hub."""

    def __init__(self, hub: RunningHub, folder: Path) -> None:
        self.till = TillOnDisk(folder, clock=FakeClock(Millis(NOW)))
        self.mall = MallClient(self.till.clock)
        self.erasures = Erasures(SqlErasures(self.till.file), ErasureDesk(self.till.clock))
        Pairing(self.till.file, EnrolmentDesk(), self.till.secrets, self.till.clock, "test").pair(
            hub.url, hub.new_code()
        )
        self.syncs()

    def syncs(self) -> None:
        once(self.till.store, self.mall, self.till.clock, self.erasures)

    def knows(self) -> list[bool]:
        with self.till.file.view() as view:
            found = [view.rows.get(Member, LIN), view.rows.get(History, LIN), view.rows.get(Coupon, "coupon-lin")]
        return [one is not None for one in found]

    def close(self) -> None:
        self.mall.close()
        self.till.close()


@pytest.fixture
def counter(hub: RunningHub, tmp_path: Path) -> Iterator[Counter]:
    with hub.database.writing() as conn:
        publish_many(conn, [CLERK], shop_id=SHOP)
        publish(conn, replace(members.get(conn, LIN), card=CARD))
    counter = Counter(hub, tmp_path / "till")
    yield counter
    counter.close()


def erase(hub: RunningHub) -> None:
    with hub.database.writing() as conn:
        mark = erasing.preview(conn, LIN).mark
        erasing.erase(conn, hub.clock, erasing.Wish(member_id=LIN, mark=mark), "office", who="陈", reason="本人申请")


def her_code(hub: RunningHub) -> str:
    with hub.database.writing() as conn:
        return members.mint_codes(conn, hub.clock, LIN)[0].digits


def test_a_till_drops_her_and_says_why_her_code_is_not_taken(hub: RunningHub, counter: Counter) -> None:
    code, till = her_code(hub), counter.till
    assert counter.knows() == [True, True, True]
    erase(hub)
    counter.syncs()
    assert counter.knows() == [False, False, False]
    till.signing_in.sign_in("1009", PIN)
    for shown in (code, CARD):
        with pytest.raises(CodeRefused) as refused:
            till.selling.scan(shown)
        assert refused.value.values["reason"] == "erased"
    with pytest.raises(CodeRefused) as refused:
        till.selling.attach_member(MemberId(LIN), "B")
    assert refused.value.values["reason"] == "erased", "also from a panel that still stands open"


def test_a_sale_made_before_the_till_heard_is_booked_when_it_comes(hub: RunningHub, counter: Counter) -> None:
    till = counter.till
    till.signing_in.sign_in("1009", PIN)
    erase(hub)
    till.shifts.open(Fen(20_000))
    till.selling.add(VariantId(COAT_M))
    till.selling.attach_member(MemberId(LIN), "B")
    till.paying.pay_cash()
    till.selling.add(VariantId(COAT_M))
    till.selling.attach_member(MemberId(LIN), "B")
    till.selling.hold()
    counter.syncs()
    with hub.database.reading() as conn:
        booked = conn.execute(select(tables.sale.c.member_id, tables.sale.c.total_fen)).one()
        parked = conn.scalar(select(tables.op_result.c.hub_no).where(tables.op_result.c.result == "parked"))
        raised = conn.scalar(select(tables.trade_exception.c.code))
    assert (booked.member_id, booked.total_fen, parked, raised) == (None, 89_900, None, None)
    counter.syncs()
    assert counter.knows() == [False, False, False]
    [held] = till.selling.held()
    recalled = till.selling.recall(held.cart_id)
    assert (recalled.member, len(recalled.lines)) == (None, 1), "the goods wait, and her name does not"


def test_a_mall_from_an_older_backup_hears_it_from_its_tills(hub: RunningHub, counter: Counter, tmp_path: Path) -> None:
    backup = HubBackup(hub, tmp_path / "backup")
    backup.take()
    _moved(hub, counter)
    erase(hub)
    counter.syncs()
    backup.bring_back()
    _moved(hub, counter)
    with hub.database.reading() as conn:
        assert published(conn, Member, LIN) is not None, "the backup brought her back"
    for _ in range(2):
        counter.syncs()
    with hub.database.reading() as conn:
        assert published(conn, Member, LIN) is None
    assert counter.knows() == [False, False, False]
    assert SqlErasures(counter.till.file).to_tell().members == (), "told once in an epoch"


def test_a_row_that_was_only_withdrawn_is_nobodys_erasure(hub: RunningHub, counter: Counter) -> None:
    with hub.database.writing() as conn:
        withdraw(conn, Member, LIN)
    counter.syncs()
    assert SqlErasures(counter.till.file).to_tell().members == ()


def _moved(hub: RunningHub, counter: Counter) -> None:
    """The hub listens on another port after a start."""
    counter.till.store._hub_url = hub.url
