"""Whatever tills, phones and the mall do at once to a piece, an order, a room or a slot: nobody is promised it twice
unseen, and each promise that is broken is told to a person exactly once."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from sync.simulation.planting import Mutant
from sync.simulation.races.every_order import CONTESTS, woven
from sync.simulation.races.judge import DOUBLE_HAND_OVER
from sync.simulation.races.mutants import PLANTED
from sync.simulation.races.proving import ENOUGH_RACES, Course, prove_every_order, prove_races, seen_in


@pytest.fixture(scope="module")
def course() -> Iterator[Course]:
    with Course() as running:
        yield running


@pytest.mark.faults
def test_a_few_races_break_no_promise_unseen(course):
    for seed in range(1, 7):
        assert course.run(seed).violations == []


def test_a_race_tells_the_same_story_twice(course):
    first, again = course.run(11), course.run(11)

    assert first.text() == again.text()
    assert len(first.lines) > 12


def test_the_command_ends_with_its_figures():
    said: list[str] = []

    assert prove_races(2, 5, say=said.append) == 0

    last = msgspec.json.decode(said[-1])
    assert list(last) == ["runs", "double_bookings", "double_hand_overs", "silent", "seconds"]
    assert (last["runs"], last["double_bookings"], last["double_hand_overs"], last["silent"]) == (2, 0, 0, 0)


def test_what_leaves_twice_in_silence_is_seen(course):
    steps = ("tel order", "t1 syncs", "t2 syncs", "t1 hand over", "t2 hand over", "t1 syncs", "t2 syncs")
    assert course.run(1, steps, "coat-L").violations == []

    with _named("left twice, unsaid").planted():
        found = course.run(1, steps, "coat-L").violations

    assert {violation.invariant for violation in found} == {DOUBLE_HAND_OVER}


def test_a_broken_promise_that_healed_is_not_taken_for_a_new_one(course):
    sold_out = ("tel order", "t1 syncs", "t1 sell", "t1 sell", "t1 syncs")

    assert course.run(1, (*sold_out, "tel cancel order", "t1 sell", "t1 syncs"), "coat-M").violations == []


def test_who_was_moved_at_one_counter_and_let_in_at_the_other_meets_a_walk_in(course):
    opening = ("tel book", "t1 syncs", "t2 syncs", "* hour comes")
    contest = ("t1 move booking", "t1 let in", "t2 let in booked", "t1 syncs", "t2 syncs")

    assert course.run(0, (*opening, *contest), "coat-M").violations == []


def test_every_order_of_a_contest_is_run_once():
    orders = [order for contest in CONTESTS for order in woven(contest.parties)]

    assert len(orders) == 550
    assert all(len(set(woven(contest.parties))) == len(list(woven(contest.parties))) for contest in CONTESTS)


@pytest.mark.faults
def test_a_slice_of_races_breaks_no_promise_unseen():
    said: list[str] = []

    status = prove_races(40, 100, say=said.append)

    assert status == 0, "\n".join(said)


@pytest.mark.long
@pytest.mark.parametrize("contest", CONTESTS, ids=lambda contest: contest.name)
def test_no_order_of_a_few_steps_breaks_a_promise_unseen(contest):
    said: list[str] = []

    status = prove_every_order([contest], say=said.append)

    assert status == 0, "\n".join(said)


@pytest.mark.faults
@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.mutant.name)
def test_a_planted_bug_is_seen_for_what_it_is(course, planted):
    assert seen_in(course, planted, ENOUGH_RACES)


def _named(name: str) -> Mutant:
    return next(planted.mutant for planted in PLANTED if planted.mutant.name == name)
