"""A whole day between a real till file and a real hub: what both sides hold is the same in the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from posapp.domain.identity import MemberId, VariantId
from posapp.domain.money import Fen
from posapp.services.defects import Defects
from posapp.services.return_plan import Draft, Piece
from posapp.services.returning import Returning
from sync.hub.publishing import publish_many
from sync.protocol import rows
from sync.worker.mall.client import MallClient
from sync.worker.mall.enrolment import EnrolmentDesk
from sync.worker.run import once
from tests.fakes import small_chain
from tests.fakes.running_hub import RunningHub
from tests.fakes.till_on_disk import PIN, PIN_HASH, FakeClock, TillOnDisk


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    clock = FakeClock()
    running = RunningHub(tmp_path / "hub", clock)
    with running.database.writing() as conn:
        clerk = msgspec.structs.replace(small_chain.staff()[0], pin_hash=PIN_HASH)
        publish_many(conn, [clerk], shop_id=small_chain.SHOP)
    yield running
    running.stop()


@pytest.fixture
def shop_till(tmp_path: Path, hub: RunningHub) -> Iterator[TillOnDisk]:
    till = TillOnDisk(tmp_path / "till", clock=hub.clock)
    till.pairing._mall = EnrolmentDesk()
    till.pairing.pair(hub.url, hub.new_code())
    carry(till)
    till.signing_in.sign_in("1001", PIN)
    till.shifts.open(Fen(20_000))
    yield till
    till.close()


def carry(till: TillOnDisk) -> None:
    """Let the worker go through everything once."""
    mall = MallClient(till.clock)
    try:
        assert once(till.store, mall, till.clock).complete
    finally:
        mall.close()


def sell(till: TillOnDisk, *variants: str, member: str = "") -> None:
    for each in variants:
        till.selling.add(VariantId(each))
    if member:
        till.selling.attach_member(MemberId(member), "A")
    till.paying.pay_cash()
    till.clock.goes_on(1_000)


def test_till_and_mall_agree_on_the_day(hub, shop_till):
    sell(shop_till, small_chain.COAT_S, small_chain.LIPSTICK)
    sell(shop_till, small_chain.COAT_M, member=small_chain.LIN)
    assert shop_till.on_hand(small_chain.COAT_S) == 2
    with shop_till.file.view() as view:
        assert view.members.pending_points(MemberId(small_chain.LIN)) == 899
    shop_till.shifts.close(shop_till.shifts.current().expected)
    carry(shop_till)
    assert shop_till.syncing.status().waiting == 0
    assert {entry.state for entry in shop_till.syncing.outbox()} == {"applied"}
    assert shop_till.on_hand(small_chain.COAT_S) == 2
    with shop_till.file.view() as view:
        assert view.members.pending_points(MemberId(small_chain.LIN)) == 0
        member = view.rows.get(rows.Member, small_chain.LIN)
        assert member.points == 100 + 899
    carry(shop_till)
    sheet = shop_till.shifts.latest()
    assert (sheet.proof, sheet.differing) == ("equal", ())


def test_till_and_mall_agree_on_a_day_on_which_goods_came_back(hub, shop_till):
    returning = Returning(shop_till.file, shop_till.clock, shop_till.signing_in, lambda: "zh")
    sell(shop_till, small_chain.LIPSTICK, small_chain.LIPSTICK, small_chain.LIPSTICK, member=small_chain.LIN)
    number = shop_till.paying.recent(1)[0].receipt_no
    before = shop_till.on_hand(small_chain.LIPSTICK)
    for piece in (Piece(1), Piece(1, condition="defective"), Piece(1, swap_to=VariantId(small_chain.LIPSTICK))):
        returning.finish(Draft(returning.find(number).sale, (piece,)))
        shop_till.clock.goes_on(1_000)
    settling = Defects(shop_till.file, shop_till.clock, shop_till.signing_in)
    assert settling.settle(VariantId(small_chain.LIPSTICK), 1, "mended", "sound") == ()
    before += 1
    assert shop_till.on_hand(small_chain.LIPSTICK) == before + 1
    shop_till.shifts.close(shop_till.shifts.current().expected)
    carry(shop_till)
    assert {entry.state for entry in shop_till.syncing.outbox()} == {"applied"}
    assert shop_till.on_hand(small_chain.LIPSTICK) == before + 1
    carry(shop_till)
    proved = shop_till.shifts.latest()
    assert (proved.proof, proved.differing) == ("equal", ())
