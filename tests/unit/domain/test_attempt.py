"""An attempt ends by a verified answer and by nothing else, whatever is heard and in whatever order."""

from __future__ import annotations

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from posapp.domain.attempt import (
    CODE_LIVES,
    DEADLINE,
    EARLIEST_REVERSE,
    LOOKED_AT,
    WATCHED,
    Finding,
    Progress,
    begun,
    blocks,
    cancelled,
    heard,
    is_due,
    next_move,
    woken,
)
from posapp.domain.clock import SECOND, Millis

START = Millis(1_795_320_000_000)
FINDINGS = st.sampled_from(get_args(Finding))


def after(seconds: int) -> Millis:
    return Millis(START + seconds * SECOND)


def asked(*heard_at: tuple[int, Finding]) -> Progress:
    """Return an attempt whose answers came so many seconds after it was sent, the first of them to the payment."""
    progress = begun(START)
    for place, (seconds, finding) in enumerate(heard_at):
        progress = heard(progress, "query" if place else "pay", finding, after(seconds))
    return progress


@given(st.lists(st.tuples(st.integers(1, 20), FINDINGS, st.booleans(), st.booleans()), max_size=30))
def test_only_a_verified_word_ends_an_attempt(happens):
    now, progress = START, begun(START)
    for pause, finding, cancels, crashes in happens:
        now = Millis(now + pause * SECOND)
        progress = cancelled(progress, now) if cancels else progress
        progress = woken(progress, now) if crashes else progress
        move = next_move(progress, now)
        before = progress
        if move is None:
            assert before.state not in LOOKED_AT
            continue
        progress = heard(progress, move, finding, now)
        if progress.state == "paid":
            assert (move, finding) == ("query", "paid")
        if progress.state == "void":
            is_seen_nowhere = finding == "not_found" and (now - START >= WATCHED or before.is_refused)
            is_undone = finding == "void" or (finding == "refunded" and before.state == "reversing")
            assert move == "query"
            assert is_undone or is_seen_nowhere
        if progress.state == "suspect":
            assert finding in ("mismatch", "refunded")


@given(st.lists(FINDINGS, max_size=20))
def test_what_is_decided_stays_decided(findings):
    for end in ("paid", "void"):
        progress = asked((1, "unknown"), (3, end))
        for finding in findings:
            progress = heard(progress, "query", finding, after(60))
        assert progress.state == end
        assert next_move(progress, after(60)) is None
        assert cancelled(progress, after(60)).state == end
        assert woken(progress, after(60)) == progress


@given(st.lists(FINDINGS, max_size=40))
def test_nobody_reverses_before_the_channel_allows_it(findings):
    progress, now = cancelled(begun(START), after(1)), after(1)
    for finding in findings:
        move = next_move(progress, now)
        if move is None:
            break
        assert move != "reverse" or now - START >= EARLIEST_REVERSE
        progress = heard(progress, move, finding, now)
        now = Millis(max(progress.due, now))


def test_an_answer_to_a_reversal_is_never_believed():
    progress = heard(cancelled(begun(START), after(20)), "query", "waiting", after(20))
    assert next_move(progress, after(25)) == "reverse"
    progress = heard(progress, "reverse", "void", after(25))
    assert progress.state == "reversing"
    assert next_move(progress, after(25)) == "query"


def test_a_customer_who_types_for_too_long_is_reversed():
    progress = asked((1, "waiting"), (20, "waiting"))
    assert progress.state == "unknown"
    assert heard(progress, "query", "waiting", Millis(START + DEADLINE)).state == "reversing"


def test_a_failure_that_the_channel_tells_is_reversed_because_it_may_have_charged():
    assert asked((1, "failed")).state == "reversing"


def test_a_code_that_never_reached_a_charge_is_void_after_one_look():
    progress = asked((1, "refused"))
    assert is_due(progress, after(1))
    assert heard(progress, "query", "not_found", after(1)).state == "void"


def test_an_order_that_nobody_knows_is_watched_for_as_long_as_it_may_still_arrive():
    progress = asked((10, "unknown"), (13, "not_found"), (18, "not_found"))
    assert progress.state == "watch"
    assert blocks(progress, after(18))
    assert not blocks(progress, Millis(START + CODE_LIVES))
    assert heard(progress, "query", "paid", after(70)).state == "paid"
    assert heard(progress, "query", "not_found", after(70)).state == "watch"
    assert heard(progress, "query", "not_found", Millis(START + WATCHED)).state == "void"


def test_an_attempt_that_is_not_decided_stands_in_the_way_of_another_code():
    for state in ("intent", "unknown", "reversing", "suspect"):
        assert blocks(Progress(state, START, START), after(600))
    for state in ("paid", "void"):
        assert not blocks(Progress(state, START, START), after(1))


def test_a_clock_that_was_set_back_does_not_make_an_attempt_wait():
    progress = asked((1, "unknown"))
    earlier = Millis(START - 3_600 * SECOND)
    assert is_due(progress, earlier)

    progress = heard(progress, "query", "not_found", earlier)
    assert heard(progress, "query", "not_found", Millis(earlier + WATCHED)).state == "void"
