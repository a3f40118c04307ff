"""What a till that is paired again may rely on: a manager does it, and not one sale of the old log is left behind."""

from __future__ import annotations

import msgspec
import pytest

from posapp.services.errors import ManagerWanted, PairingRefused
from posapp.services.pairing import Pairing
from sync.protocol.wire import OpResult, PushAnswer
from tests.fakes.till_on_disk import CLERK, NOON, TillOnDisk


def answered(till: TillOnDisk, through: int, *results: OpResult) -> None:
    """Let the mall answer a push of the old log."""
    was = till.store.left_behind()
    assert was is not None
    till.store.record_left(
        was,
        PushAnswer(
            epoch="epoch-1",
            received_through=through,
            backed_up_through=0,
            results=list(results),
            want=[],
            server_ms=NOON,
        ),
    )


@pytest.fixture
def again(till: TillOnDisk) -> TillOnDisk:
    """A till that sold one thing offline, closed, and was paired again while the mall had one of three facts."""
    till.rings_up(1)
    till.paying.pay_cash()
    till.shifts.close(29_900)
    till.pushed(1)
    till.pairing.pair("http://hub", "12345678")
    return till


def test_what_the_mall_lacks_of_the_old_log_still_waits_and_is_signed_with_the_old_key(again: TillOnDisk) -> None:
    now, was = again.store.identity(), again.store.left_behind()
    assert now is not None
    assert was is not None
    assert (now.generation, was.generation, was.device) == (2, 1, now.device)
    assert was.private_key != now.private_key
    assert [operation.kind for operation in again.store.left_outbox(was, 10)] == ["sale.commit", "shift.close"]
    assert (again.store.waiting(), again.syncing.status().waiting) == (2, 2)
    assert again.store.outbox(10, 1 << 20) == []


def test_the_old_log_ends_when_the_mall_has_it_to_its_end(again: TillOnDisk) -> None:
    was = again.store.left_behind()
    assert was is not None
    sale = again.store.left_outbox(was, 1)[0]
    answered(again, 2, OpResult(op_id=sale.op_id, result="applied", hub_no=77))
    assert again.store.waiting() == 1
    (told,) = [entry for entry in again.syncing.outbox() if entry.kind == "sale.commit"]
    assert (told.state, told.hub_no) == ("applied", 77)
    answered(again, 3)
    assert again.store.left_behind() is None
    assert again.store.waiting() == 0


def test_nothing_is_left_when_the_mall_had_everything(till: TillOnDisk) -> None:
    till.shifts.close(20_000)
    till.pushed(2)
    till.pairing.pair("http://hub", "12345678")
    assert till.store.left_behind() is None


def test_a_restored_mall_is_sent_the_earlier_logs_as_well(again: TillOnDisk) -> None:
    answered(again, 3)
    again.pushed(0, epoch="epoch-2")
    was = again.store.left_behind()
    assert was is not None
    assert [operation.seq for operation in again.store.left_outbox(was, 10)] == [1, 2, 3]


def test_a_late_result_of_the_old_log_finds_its_sale(again: TillOnDisk) -> None:
    was = again.store.left_behind()
    assert was is not None
    sale = again.store.left_outbox(was, 1)[0]
    again.pushed(0, OpResult(op_id=sale.op_id, result="applied", hub_no=5))
    (told,) = [entry for entry in again.syncing.outbox() if entry.kind == "sale.commit"]
    assert told.state == "applied"


def test_a_cashier_does_not_pair_a_till_again(till: TillOnDisk) -> None:
    till.shifts.close(20_000)
    till.pushed(2)
    pairing = Pairing(till.file, till.mall, till.secrets, till.clock, "0.1.0", till.signing_in)
    with pytest.raises(ManagerWanted):
        pairing.pair("http://hub", "12345678")
    assert len(till.mall.asked) == 1, "the code was not spent"
    till.pulls(msgspec.structs.replace(CLERK, role="manager"), stream="shop", ver=2)
    pairing.pair("http://hub", "12345678")
    assert pairing.is_paired()


def test_a_code_of_another_till_number_leaves_the_till_who_it_was(till: TillOnDisk) -> None:
    till.shifts.close(20_000)
    till.pushed(2)
    usual = till.mall.enrol
    till.mall.enrol = lambda *asked: msgspec.structs.replace(usual(*asked), device="d:other", generation=1)  # type: ignore[method-assign]
    with pytest.raises(PairingRefused) as refused:
        till.pairing.pair("http://hub", "12345678")
    assert refused.value.values == {"reason": "other_till"}
    identity = till.store.identity()
    assert identity is not None
    assert (identity.device, identity.generation) == ("d:till", 1)
