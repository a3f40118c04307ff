"""Whatever tills, phones and the mall do at once to a piece, an order, a room or a slot: nobody is promised it twice
unseen, and each promise that is broken is told to a person exactly once."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from sync.simulation.races.proving import Course, prove_races


@pytest.fixture(scope="module")
def course() -> Iterator[Course]:
    with Course() as running:
        yield running


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


@pytest.mark.faults
def test_a_slice_of_races_breaks_no_promise_unseen():
    said: list[str] = []

    status = prove_races(40, 100, say=said.append)

    assert status == 0, "\n".join(said)
