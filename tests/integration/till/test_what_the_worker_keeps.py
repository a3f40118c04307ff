"""The outbox, what the mall received, attempts, the lamp and the day proof."""

from __future__ import annotations

import pytest

from posapp.adapters.db.day_proofs import STOCK_HASH_PAUSES
from posapp.domain.clock import MINUTE, SECOND
from posapp.services.ports import Attempt
from sync.protocol.envelope import is_sound
from sync.protocol.kinds import AdviceShown, ShownSuggestion
from sync.protocol.proof import stock_hash
from sync.protocol.wire import FeedPage, OpResult
from tests.fakes.till_on_disk import stock

EVERYTHING = 1 << 30


def sell(till, times: int = 1) -> None:
    for _ in range(times):
        till.rings_up(1)
        till.paying.pay_cash()


def seqs(till) -> list[int]:
    return [operation.seq for operation in till.store.outbox(500, EVERYTHING)]


def test_the_outbox_is_the_log_behind_what_the_mall_received(till):
    sell(till, 3)
    assert seqs(till) == [1, 2, 3, 4]
    assert all(is_sound(operation) for operation in till.store.outbox(500, EVERYTHING))
    till.pushed(3)
    assert seqs(till) == [4]
    assert till.store.waiting() == 1
    assert [operation.seq for operation in till.store.operations(2, 3)] == [2, 3]


def test_the_outbox_keeps_within_its_limits_but_always_gives_one(till):
    sell(till, 5)
    assert len(till.store.outbox(2, EVERYTHING)) == 2
    assert len(till.store.outbox(500, 1)) == 1
    one = len(till.store.outbox(500, EVERYTHING)[1].body) + 700
    assert 1 < len(till.store.outbox(500, 3 * one)) < 6


def test_an_old_answer_that_comes_late_takes_nothing_back(till):
    sell(till, 3)
    till.pushed(4)
    till.pushed(2)
    assert seqs(till) == []


def test_a_restored_mall_is_sent_everything_it_does_not_have(till):
    sell(till, 3)
    ops = till.store.outbox(500, EVERYTHING)
    till.pushed(4, *(OpResult(op_id=op.op_id, result="applied", hub_no=op.seq) for op in ops))
    till.pushed(1, epoch="epoch-2")
    assert seqs(till) == [2, 3, 4]
    assert till.store.identity().epoch == "epoch-2"
    assert [entry.state for entry in till.syncing.outbox()] == ["here", "here", "here", "applied"]


def test_what_the_mall_turns_out_to_have_lost_is_sent_again(till):
    sell(till, 3)
    till.pushed(4)
    till.store.take_back(2)
    assert seqs(till) == [3, 4]
    till.store.take_back(3)
    assert seqs(till) == [3, 4]


def test_a_mall_that_claims_more_than_there_is_is_not_believed(till):
    sell(till)
    till.pushed(99)
    sell(till)
    assert seqs(till) == [3]


def test_the_sync_desk_shows_what_waits_for_a_person_first(till):
    sell(till, 3)
    ops = till.store.outbox(500, EVERYTHING)
    parked = OpResult(
        op_id=ops[1].op_id, result="parked", hub_no=12, code="unknown_variant", zh="没有这件商品", en="No such goods"
    )
    till.pushed(3, OpResult(op_id=ops[0].op_id, result="applied", hub_no=11), parked)
    entries = till.syncing.outbox()
    assert [(entry.seq, entry.state) for entry in entries] == [
        (2, "parked"),
        (4, "here"),
        (3, "received"),
        (1, "applied"),
    ]
    assert (entries[0].subject, entries[0].hub_no, entries[0].reason_zh) == ("021-01-A-0000001", 12, "没有这件商品")
    assert till.syncing.status().parked == 1


def test_what_the_mall_books_later_is_shown_when_it_says_so(till):
    sell(till, 2)
    one, two, three = till.store.outbox(500, EVERYTHING)
    till.pushed(3, OpResult(op_id=one.op_id, result="parked", hub_no=11, code="failed", zh="没能入账", en="Not booked"))
    assert till.syncing.status().parked == 1
    late = [
        OpResult(op_id=one.op_id, result="applied", hub_no=11),
        OpResult(op_id=two.op_id, result="parked", hub_no=12, code="other_shop", zh="是别的店的", en="Another shop's"),
        OpResult(op_id="from another log", result="applied", hub_no=13),
    ]
    page = FeedPage(
        epoch="epoch-1", stream="", rows=[], next="later", more=False, ahead=0, applied_through=3, server_ms=1,
        results=late,
    )  # fmt: skip
    assert till.store.apply_page(page, till.clock.now()).sync
    states = {entry.seq: (entry.state, entry.reason_en) for entry in till.syncing.outbox()}
    assert states == {1: ("applied", ""), 2: ("parked", "Another shop's"), 3: ("received", "")}
    assert three.seq == 3
    assert till.syncing.status().parked == 1


def test_suggestions_that_were_merely_shown_do_not_bury_what_people_did(till):
    shown = AdviceShown(
        exposure_id="x", shop_id="shop-1", member_id="member-1", occurred_ms=till.clock.now(), staff_id="staff-1",
        pack_version="p", shown=[ShownSuggestion(style_id="style-1", rank=1, reason="bought")],
    )  # fmt: skip
    till.file.write(lambda unit: [unit.append(shown) for _ in range(60)])
    assert [entry.kind for entry in till.syncing.outbox()] == ["shift.open"]
    op = till.store.outbox(500, EVERYTHING)[7]
    till.pushed(61, OpResult(op_id=op.op_id, result="parked", hub_no=9, code="unknown_member", zh="无此会员", en="No"))
    assert [(entry.kind, entry.state) for entry in till.syncing.outbox()] == [
        ("advice.shown", "parked"),
        ("shift.open", "received"),
    ]


@pytest.fixture
def reached(till):
    """A till whose worker has just heard of the mall."""
    till.store.record_attempt("pull", Attempt(), till.clock.now(), till.clock.now())
    till.store.beat(till.clock.now())
    return till


def test_the_lamp_says_online_while_the_mall_answers(reached):
    status = reached.syncing.status()
    assert (status.lamp, status.worker_is_alive, status.clock_is_off) == ("online", True, False)


def test_the_lamp_says_offline_when_one_direction_fails(reached):
    reached.store.record_attempt("push", Attempt(3, reached.clock.now() + 9_000, "offline"), reached.clock.now(), None)
    assert reached.syncing.status().lamp == "offline"
    assert reached.store.attempt("push") == Attempt(3, reached.clock.now() + 9_000, "offline")
    assert reached.store.attempt("pull") == Attempt()


def test_the_lamp_says_offline_when_nothing_was_heard_for_a_minute(reached):
    reached.clock.goes_on(MINUTE + SECOND)
    status = reached.syncing.status()
    assert (status.lamp, status.worker_is_alive) == ("offline", False)


def test_the_lamp_calls_for_a_person_when_something_is_parked(reached):
    sell(reached)
    operation = reached.store.outbox(1, EVERYTHING)[0]
    reached.pushed(1, OpResult(op_id=operation.op_id, result="parked", hub_no=1, code="x", zh="x", en="x"))
    assert reached.syncing.status().lamp == "attention"


def test_a_clock_that_is_minutes_off_is_noticed(reached):
    now = reached.clock.now()
    reached.store.record_attempt("pull", Attempt(), now, now + 3 * MINUTE)
    assert reached.syncing.status().clock_is_off


def test_the_lamp_counts_a_first_load(new_till):
    assert new_till.syncing.status().lamp == "unpaired"
    new_till.pairing.pair("http://hub", "1")
    assert new_till.syncing.status().lamp == "loading"
    new_till.pulls(stock("v1", 1), stream="stock", more=True, ahead=99)
    status = new_till.syncing.status()
    assert (status.lamp, status.loaded, status.to_load) == ("loading", 1, 100)
    new_till.pulls(stream="members")
    new_till.store.record_attempt("pull", Attempt(), new_till.clock.now(), new_till.clock.now())
    assert new_till.syncing.status().lamp == "online"


# --- the day proof


@pytest.fixture
def closed(till):
    """A till whose shift with two sales is closed and received by the mall."""
    sell(till, 2)
    till.shifts.close(39_800)
    till.pushed(4)
    return till


def test_a_day_proof_is_due_once_the_mall_has_applied_the_whole_shift(closed):
    assert closed.store.due_proofs() == []
    closed.pulls(stock("v1", 8), stream="stock", applied=3, ver=2)
    assert closed.store.due_proofs() == []
    closed.pulls(stock("v1", 8), stream="stock", applied=4, ver=3)
    (due,) = closed.store.due_proofs()
    figures = due.figures
    assert (figures.operations, figures.last_seq, figures.sales, figures.total_fen) == (4, 4, 2, 19_800)
    assert figures.tenders_fen == {"cash": 19_800}
    assert figures.tax_fen == {"1300": 2 * 1_139}
    assert figures.movements == 2
    assert figures.chain_hash == closed.store.operations(4, 4)[0].chain_hash
    assert (due.touched, figures.stock_hash) == (("v1",), stock_hash([("v1", 8)]))


def test_the_answer_to_a_day_proof_is_shown_on_the_shift(closed):
    closed.pulls(stream="members", applied=4)
    (due,) = closed.store.due_proofs()
    assert closed.shifts.latest().proof == "waiting"
    closed.store.record_proof(due.shift_id, True, [], closed.clock.now())
    assert closed.shifts.latest().proof == "equal"
    assert closed.store.due_proofs() == []


def test_figures_that_differ_are_named(closed):
    closed.pulls(stream="members", applied=4)
    (due,) = closed.store.due_proofs()
    closed.store.record_proof(due.shift_id, False, ["total_fen", "stock_hash"], closed.clock.now())
    sheet = closed.shifts.latest()
    assert (sheet.proof, sheet.differing) == ("different", ("total_fen", "stock_hash"))


def test_levels_that_moved_while_they_were_compared_are_compared_again(closed):
    closed.pulls(stream="members", applied=4)
    for pause in STOCK_HASH_PAUSES:
        (due,) = closed.store.due_proofs()
        closed.store.record_proof(due.shift_id, False, ["stock_hash"], closed.clock.now())
        assert closed.shifts.latest().proof == "waiting"
        closed.clock.goes_on(pause - 1)
        assert closed.store.due_proofs() == []
        closed.clock.goes_on(1)
    (due,) = closed.store.due_proofs()
    closed.store.record_proof(due.shift_id, False, ["stock_hash"], closed.clock.now())
    assert closed.shifts.latest().proof == "different"


def test_a_day_proof_is_asked_again_when_the_mall_lost_the_shift_and_got_it_back(closed):
    closed.pulls(stream="members", applied=4)
    (due,) = closed.store.due_proofs()
    closed.store.record_proof(due.shift_id, True, [], closed.clock.now())
    closed.pushed(3, epoch="epoch-2")
    assert closed.shifts.latest().proof == "waiting"
    assert closed.store.due_proofs() == []
    closed.pushed(4, epoch="epoch-2")
    closed.pulls(stream="members", applied=4, epoch="epoch-2")
    assert [one.shift_id for one in closed.store.due_proofs()] == [due.shift_id]


def test_a_proved_shift_that_the_restored_mall_still_has_stays_proved(closed):
    closed.pulls(stream="members", applied=4)
    (due,) = closed.store.due_proofs()
    closed.store.record_proof(due.shift_id, True, [], closed.clock.now())
    closed.pushed(4, epoch="epoch-2")
    assert closed.shifts.latest().proof == "equal"


def test_a_difference_that_an_older_copy_of_the_mall_saw_is_asked_about_again(closed):
    closed.pulls(stream="members", applied=4)
    (due,) = closed.store.due_proofs()
    lacking = ["operations", "last_seq", "chain_hash", "sales"]
    closed.store.record_proof(due.shift_id, False, lacking, closed.clock.now())
    assert closed.shifts.latest().proof == "waiting"
    closed.clock.goes_on(STOCK_HASH_PAUSES[0])
    assert [one.shift_id for one in closed.store.due_proofs()] == [due.shift_id]
    closed.store.record_proof(due.shift_id, False, ["total_fen"], closed.clock.now())
    assert closed.shifts.latest().proof == "different"
    closed.pushed(4, epoch="epoch-2")
    closed.pulls(stream="members", applied=4, epoch="epoch-2")
    assert [one.shift_id for one in closed.store.due_proofs()] == [due.shift_id]


def booked_later(till, seq: int) -> OpResult:
    """What the mall says once a person has had a parked operation tried again."""
    (operation,) = till.store.operations(seq, seq)
    return OpResult(op_id=operation.op_id, result="applied", hub_no=seq)


def test_a_shift_that_differs_is_compared_again_when_what_was_parked_is_booked(till):
    sell(till, 2)
    till.shifts.close(39_800)
    (sale,) = till.store.operations(2, 2)
    till.pushed(4, OpResult(op_id=sale.op_id, result="parked", hub_no=2, code="unknown_variant", zh="x", en="x"))
    till.pulls(stream="members", applied=4)
    (due,) = till.store.due_proofs()
    till.store.record_proof(due.shift_id, False, ["sales", "movements"], till.clock.now())
    assert till.shifts.latest().proof == "different"
    till.pushed(4, booked_later(till, 2))
    assert till.shifts.latest().proof == "waiting"
    assert [one.shift_id for one in till.store.due_proofs()] == [due.shift_id]


def test_a_shift_that_differs_is_left_so_by_news_of_other_operations(closed):
    closed.pulls(stream="members", applied=4)
    (due,) = closed.store.due_proofs()
    closed.store.record_proof(due.shift_id, False, ["total_fen"], closed.clock.now())
    closed.pushed(4, booked_later(closed, 2))
    assert closed.shifts.latest().proof == "different"
