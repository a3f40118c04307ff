from random import Random

import pytest
from msgspec.structs import replace

from posapp.domain.clock import Millis
from posapp.services.errors import DatabaseBusy
from posapp.services.ports import Attempt, DueProof
from sync.protocol.wire import DayFigures, EndOfLog, FeedRow
from sync.worker.errors import CursorGone, Offline, Rejected, Revoked, TimedOut, TooLarge, Unauthorised
from sync.worker.round import Outcome, Round
from sync.worker.run import once
from tests.fakes.mall import FakeMall
from tests.fakes.sync_store import FakeSyncStore, an_identity


class FakeClock:
    def __init__(self) -> None:
        self.instant = Millis(1_800_000_000_000)

    def now(self) -> Millis:
        return self.instant

    def pass_(self, milliseconds: int) -> None:
        self.instant = Millis(self.instant + milliseconds)


@pytest.fixture
def store() -> FakeSyncStore:
    return FakeSyncStore(an_identity())


@pytest.fixture
def mall() -> FakeMall:
    return FakeMall()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def round_(store: FakeSyncStore, mall: FakeMall, clock: FakeClock) -> Round:
    return Round(store, mall, clock, Random(1))


def some_rows(count: int) -> list[FeedRow]:
    return [FeedRow(t="style", id=f"style-{n}", ver=1) for n in range(count)]


def a_due_proof(shift_id: str) -> DueProof:
    figures = DayFigures(
        operations=1, last_seq=1, chain_hash="", sales=0, total_fen=0, tenders_fen={}, tax_fen={}, points=0,
        movements=0, movements_hash="", stock_hash="",
    )  # fmt: skip
    return DueProof(shift_id, figures, ())


def test_everything_that_waits_reaches_the_mall_in_order(store: FakeSyncStore, mall: FakeMall, round_: Round) -> None:
    for n in range(150):
        store.happen({"n": n})
    assert round_.push() is Outcome.MORE
    assert round_.push() is Outcome.DONE
    assert [seq for batch in mall.batches for seq in batch] == list(range(1, 151))
    assert (store.waiting(), len(store.results), store.contacts) == (0, 150, [1_000, 1_000])


def test_nothing_to_send_asks_nothing_of_the_mall(mall: FakeMall, round_: Round) -> None:
    assert round_.push() is Outcome.DONE
    assert mall.batches == []


def test_a_till_tells_where_its_log_ends_whenever_it_asks_for_news(
    store: FakeSyncStore, mall: FakeMall, round_: Round
) -> None:
    store.happen({})
    round_.pull(20)
    store.happen({})
    round_.pull(20)
    assert mall.ends == [None, EndOfLog(2, 1_000)]  # it has heard of no time before the first answer


def test_an_unpaired_till_leaves_the_mall_alone_and_starts_when_it_is_paired(mall: FakeMall, clock: FakeClock) -> None:
    store = FakeSyncStore(None)
    round_ = Round(store, mall, clock, Random(1))
    assert (round_.push(), round_.pull(20), round_.prove()) == (Outcome.HELD,) * 3
    assert (mall.batches, mall.asked) == ([], [])
    store.who = an_identity()
    store.epoch = "e1"
    assert round_.pull(20) is Outcome.QUIET


def test_a_lost_answer_costs_nothing_but_a_second_push(
    store: FakeSyncStore, mall: FakeMall, clock: FakeClock, round_: Round
) -> None:
    store.happen({})
    mall.push_troubles.append(Offline())
    mall.loses_answers = True
    assert round_.push() is Outcome.HELD
    assert (mall.received_through, store.waiting()) == (1, 1)
    clock.pass_(2_000)
    assert round_.push() is Outcome.DONE
    assert (len(mall.inbox), store.waiting()) == (1, 0)


def test_a_failure_backs_off_until_its_instant_and_stands_in_the_store(
    store: FakeSyncStore, mall: FakeMall, clock: FakeClock, round_: Round
) -> None:
    store.happen({})
    store.attempts["push"] = Attempt(failures=3)
    mall.push_troubles.append(Offline("no route"))
    round_.push()
    kept = store.attempts["push"]
    assert (kept.failures, kept.trouble) == (4, "offline")
    clock.pass_(kept.next_try - clock.now() - 1)
    reborn = Round(store, mall, clock, Random(2))
    assert reborn.push() is Outcome.HELD
    assert len(mall.batches) == 1
    clock.pass_(1)
    assert reborn.push() is Outcome.DONE
    assert store.attempts["push"] == Attempt()


def test_as_long_as_something_waits_there_is_always_a_next_try(
    store: FakeSyncStore, mall: FakeMall, clock: FakeClock, round_: Round
) -> None:
    store.happen({})
    mall.push_troubles.extend([Offline(), TimedOut(), Rejected("500"), Unauthorised(), TooLarge()] * 8)
    for _ in range(41):
        clock.pass_(120_000)
        round_.push()
    assert (len(mall.batches), store.waiting()) == (41, 0)


def test_the_batch_halves_when_it_was_too_much_and_grows_again(
    store: FakeSyncStore, mall: FakeMall, clock: FakeClock, round_: Round
) -> None:
    for n in range(400):
        store.happen({"n": n})
    mall.push_troubles.extend([TimedOut(), TooLarge()])
    for _ in range(4):
        clock.pass_(10_000)
        round_.push()
    assert [len(batch) for batch in mall.batches] == [100, 50, 25, 50]


def test_after_five_failures_one_operation_goes_ahead_as_a_probe(
    store: FakeSyncStore, mall: FakeMall, round_: Round
) -> None:
    for n in range(10):
        store.happen({"n": n})
    store.attempts["push"] = Attempt(failures=5, trouble="offline")
    assert round_.push() is Outcome.MORE
    assert round_.push() is Outcome.DONE
    assert [len(batch) for batch in mall.batches] == [1, 9]


def test_what_the_mall_wants_again_is_sent_again(store: FakeSyncStore, mall: FakeMall, round_: Round) -> None:
    for n in range(6):
        store.happen({"n": n})
    round_.push()
    del mall.inbox[2], mall.inbox[3]
    store.happen({"n": 6})
    mall.want = [(2, 3)]
    round_.push()
    assert mall.batches == [[1, 2, 3, 4, 5, 6], [7], [2, 3]]
    assert mall.received_through == 7


def test_a_mall_restored_from_an_old_backup_gets_everything_again(
    store: FakeSyncStore, mall: FakeMall, round_: Round
) -> None:
    for n in range(6):
        store.happen({"n": n})
    round_.push()
    for seq in (4, 5, 6):
        del mall.inbox[seq]
    mall.epoch = "e2"
    store.happen({"n": 6})
    assert round_.push() is Outcome.MORE
    assert round_.push() is Outcome.DONE
    assert (mall.received_through, store.epoch) == (7, "e2")


def test_a_mall_that_receives_nothing_and_says_nothing_is_not_asked_for_ever(
    store: FakeSyncStore, mall: FakeMall, round_: Round
) -> None:
    store.happen({})
    mall.is_deaf = True
    assert round_.push() is Outcome.HELD
    assert store.attempts["push"].trouble == "rejected"


def test_a_log_that_the_mall_put_aside_as_forked_is_not_sent_again_and_again(
    store: FakeSyncStore, mall: FakeMall, round_: Round
) -> None:
    operation = store.happen({})
    mall.is_deaf = True
    mall.forks = [operation.op_id]
    assert round_.push() is Outcome.HELD
    assert store.results[operation.op_id].result == "fork"


def test_a_page_is_kept_with_its_cursor_and_the_next_follows(
    store: FakeSyncStore, mall: FakeMall, round_: Round
) -> None:
    mall.rows = some_rows(5)
    assert [round_.pull(20) for _ in range(3)] == [Outcome.MORE, Outcome.MORE, Outcome.DONE]
    assert (len(store.rows), mall.asked) == (5, [("", 20), ("2", 20), ("4", 20)])


def test_a_cursor_that_is_gone_starts_the_feed_anew_at_once(
    store: FakeSyncStore, mall: FakeMall, round_: Round
) -> None:
    mall.rows = some_rows(2)
    store.at = "stale"
    mall.pull_troubles.append(CursorGone("410", reason="epoch"))
    assert round_.pull(20) is Outcome.DONE
    assert (store.restarts, len(store.rows), store.attempts["pull"]) == (1, 2, Attempt())


def test_a_feed_that_is_gone_even_from_its_start_backs_off(store: FakeSyncStore, mall: FakeMall, round_: Round) -> None:
    mall.pull_troubles.append(CursorGone("410", reason="scope"))
    assert round_.pull(20) is Outcome.HELD
    assert (store.restarts, store.attempts["pull"].failures) == (0, 1)


def test_a_broken_feed_does_not_stop_what_goes_up(
    store: FakeSyncStore, mall: FakeMall, clock: FakeClock, round_: Round
) -> None:
    store.trouble = ValueError("a bug in applying")
    mall.rows = some_rows(2)
    store.happen({})
    assert round_.pull(20) is Outcome.HELD
    assert round_.push() is Outcome.DONE
    asked = len(mall.asked)
    clock.pass_(29_000)
    assert round_.pull(20) is Outcome.HELD
    assert len(mall.asked) == asked
    clock.pass_(2_000)
    store.trouble = None
    assert round_.pull(20) is Outcome.DONE


def test_a_broken_way_up_does_not_stop_what_comes_down(store: FakeSyncStore, mall: FakeMall, round_: Round) -> None:
    store.happen({})
    mall.rows = some_rows(2)
    mall.push_troubles.append(Rejected("500"))
    assert round_.push() is Outcome.HELD
    assert round_.pull(20) is Outcome.DONE


def test_a_till_file_that_is_locked_is_not_the_malls_failure(
    store: FakeSyncStore, mall: FakeMall, clock: FakeClock, round_: Round
) -> None:
    mall.rows = some_rows(2)
    store.trouble = DatabaseBusy()
    assert round_.pull(20) is Outcome.HELD
    assert store.attempts["pull"] == Attempt()
    store.trouble = None
    clock.pass_(1_000)
    assert round_.pull(20) is Outcome.DONE


def test_one_direction_that_gets_through_wakes_the_other(store: FakeSyncStore, clock: FakeClock, round_: Round) -> None:
    store.happen({})
    store.attempts["push"] = Attempt(4, clock.now() + 60_000, "offline")
    store.attempts["pull"] = Attempt(4, clock.now(), "offline")
    assert round_.push() is Outcome.HELD
    assert round_.pull(20) is Outcome.QUIET
    assert round_.push() is Outcome.DONE


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        *((of_both, Outcome.QUIET) for of_both in ("offline", "timed_out", "unauthorised", "clock_is_off")),
        *((of_one, Outcome.HELD) for of_one in ("revoked", "rejected", "too_large", "cursor_gone")),
    ],
)
def test_what_kept_both_ways_shut_is_over_once_one_gets_through_and_the_trouble_of_one_is_waited_out(
    store: FakeSyncStore, clock: FakeClock, round_: Round, trouble: str, outcome: Outcome
) -> None:
    store.happen({})
    store.attempts["push"] = Attempt(4, clock.now(), trouble)
    store.attempts["pull"] = Attempt(7, clock.now() + 110_000, trouble)
    assert round_.push() is Outcome.DONE
    assert round_.pull(20) is outcome


def test_a_push_that_failed_and_has_nothing_left_to_send_fails_no_more(
    store: FakeSyncStore, clock: FakeClock, round_: Round
) -> None:
    store.attempts["push"] = Attempt(3, clock.now(), "offline")
    assert round_.push() is Outcome.DONE
    assert store.attempts["push"] == Attempt()
    assert store.contacts == [], "nobody was asked"


def test_a_page_that_leads_on_is_no_silence_though_it_carries_nothing(
    mall: FakeMall, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operation of ours was applied; a pause now would keep the next booking from the board for seconds."""
    assert round_.pull(20) is Outcome.QUIET
    monkeypatch.setattr(mall, "pull", lambda *asked: replace(FakeMall().pull(*asked), next="further"))
    assert round_.pull(20) is Outcome.DONE


def test_a_till_paired_anew_goes_on_under_its_new_name(store: FakeSyncStore, mall: FakeMall, round_: Round) -> None:
    round_.pull(20)
    store.who = an_identity(device="d:2")
    round_.pull(20)
    assert mall.callers == ["d:1", "d:2"]


def test_a_page_asked_for_before_a_new_pairing_is_dropped(store: FakeSyncStore, mall: FakeMall, round_: Round) -> None:
    mall.rows = some_rows(1)
    mall.meanwhile = lambda: setattr(store, "who", an_identity(generation=2))
    assert round_.pull(20) is Outcome.DONE
    assert store.pages == []
    assert round_.pull(20) is Outcome.DONE
    assert len(store.pages) == 1


def test_a_closed_shift_is_proved_once(store: FakeSyncStore, round_: Round) -> None:
    store.due = [a_due_proof("shift-1"), a_due_proof("shift-2")]
    assert [round_.prove() for _ in range(3)] == [Outcome.MORE, Outcome.DONE, Outcome.DONE]
    assert store.proofs == {"shift-1": True, "shift-2": True}


def test_a_mall_that_cannot_prove_still_receives(store: FakeSyncStore, mall: FakeMall, round_: Round) -> None:
    store.due = [a_due_proof("shift-1")]
    mall.proof_troubles.append(Rejected("500"))
    store.happen({})
    assert round_.prove() is Outcome.HELD
    assert round_.push() is Outcome.DONE


def test_a_till_with_nothing_new_sends_again_what_an_older_copy_of_the_mall_has_lost(
    store: FakeSyncStore, mall: FakeMall, round_: Round
) -> None:
    for n in range(3):
        store.happen({"n": n})
    round_.push()
    mall.inbox.clear()
    round_.pull(0)
    assert store.waiting() == 3
    round_.push()
    assert (store.waiting(), sorted(mall.inbox)) == (0, [1, 2, 3])


def test_what_was_received_while_a_pull_hung_is_not_taken_back(
    store: FakeSyncStore, mall: FakeMall, round_: Round
) -> None:
    store.happen({})
    mall.meanwhile = lambda: setattr(store, "received_through", 1)
    round_.pull(20)
    assert store.waiting() == 0


def test_a_mall_that_has_forgotten_us_is_shown_our_certificate_and_everything_goes_on(
    store: FakeSyncStore, mall: FakeMall, round_: Round
) -> None:
    store.who = an_identity(certificate="signed by the root")
    store.happen({})
    mall.push_troubles.append(Unauthorised(said="unauthorised"))
    assert round_.push() is Outcome.MORE
    assert round_.push() is Outcome.DONE
    assert (mall.introduced, store.waiting()) == (["signed by the root"], 0)


def test_a_mall_that_still_refuses_us_is_not_asked_in_a_loop(
    store: FakeSyncStore, mall: FakeMall, clock: FakeClock, round_: Round
) -> None:
    store.who = an_identity(certificate="signed by the root")
    for _ in range(200):
        mall.pull_troubles.append(Unauthorised(said="unauthorised"))
    for _ in range(100):
        round_.pull(0)
        clock.pass_(100)
    assert len(mall.introduced) <= 10


def test_a_till_without_a_certificate_or_out_of_service_does_not_introduce_itself(
    store: FakeSyncStore, mall: FakeMall, round_: Round
) -> None:
    mall.pull_troubles.append(Unauthorised(said="unauthorised"))
    assert round_.pull(0) is Outcome.HELD
    store.who = an_identity(certificate="signed by the root")
    mall.push_troubles.append(Unauthorised(said="revoked"))
    store.happen({})
    assert round_.push() is Outcome.HELD
    assert mall.introduced == []


def test_a_till_out_of_service_sends_again_what_a_restored_mall_has_lost(
    store: FakeSyncStore, mall: FakeMall, round_: Round
) -> None:
    store.happen({})
    assert round_.push() is Outcome.DONE
    mall.epoch = "from-a-backup"
    mall.inbox.clear()
    mall.pull_troubles.append(Revoked(said="revoked"))
    assert round_.pull(20) is Outcome.HELD, "it is told no page, from which another would learn of the backup"
    assert store.waiting() == 1
    assert round_.push() is Outcome.DONE
    assert list(mall.inbox) == [1]


def test_a_till_out_of_service_with_something_to_send_asks_nothing_beside_it(
    store: FakeSyncStore, mall: FakeMall, round_: Round
) -> None:
    store.happen({})
    mall.pull_troubles.append(Revoked(said="revoked"))
    assert round_.pull(20) is Outcome.HELD
    assert mall.batches == []


def test_a_shift_that_the_mall_can_never_prove_holds_back_no_other(
    store: FakeSyncStore, mall: FakeMall, clock: FakeClock, round_: Round
) -> None:
    store.due = [a_due_proof(f"shift-{n}") for n in range(1, 6)]
    mall.unprovable = {"shift-1"}
    for _ in range(60):
        round_.prove()
        clock.pass_(2_000)
    assert store.proofs == {f"shift-{n}": True for n in range(2, 6)}
    mall.unprovable = set()
    clock.pass_(180_000)
    round_.prove()
    assert store.proofs["shift-1"]


def test_a_difference_is_kept_with_the_shift(store: FakeSyncStore, mall: FakeMall, round_: Round) -> None:
    store.due = [a_due_proof("shift-1")]
    mall.differing = ["total_fen"]
    round_.prove()
    assert store.proofs == {"shift-1": False}


def test_going_once_does_all_three_and_says_so(store: FakeSyncStore, mall: FakeMall, clock: FakeClock) -> None:
    for n in range(150):
        store.happen({"n": n})
    mall.rows = some_rows(7)
    store.due = [a_due_proof("shift-1")]
    done = once(store, mall, clock)
    assert done.complete
    assert (done.status.waiting, len(store.rows), store.proofs) == (0, 7, {"shift-1": True})
    assert {wait for _, wait in mall.asked} == {0}


def test_going_once_without_a_mall_says_what_failed(store: FakeSyncStore, mall: FakeMall, clock: FakeClock) -> None:
    store.happen({})
    mall.push_troubles.append(Offline())
    mall.pull_troubles.append(Unauthorised())
    done = once(store, mall, clock)
    assert not done.complete
    assert (done.status.waiting, done.status.push_trouble, done.status.pull_trouble) == (1, "offline", "unauthorised")
