"""Hybrid time: what could know of something comes after it, no wrong clock takes others along, nothing goes back."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.hlc import LARGEST_LEAD_MS, merged, tick

TRUE = 1_795_355_520_705
ERRORS = st.integers(-LARGEST_LEAD_MS // 2, LARGEST_LEAD_MS // 2)
NODES = 4


@dataclass
class Node:
    """A till or the hub: a clock that is wrong by ``error``, what it keeps, and the largest stamp it knows of."""

    error: int
    kept: int = 0
    knows: int = 0
    stamps: list[int] = field(default_factory=list)

    def wall(self, true: int) -> int:
        return true + self.error

    def acts(self, true: int) -> None:
        self.kept = tick(self.kept, self.wall(true))
        self.knows = self.kept
        self.stamps.append(self.kept)

    def hears(self, heard: int, true: int) -> None:
        self.kept = merged(self.kept, heard, self.wall(true))


STEPS = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(0, 3)), min_size=1, max_size=60
)


@given(st.lists(ERRORS, min_size=NODES, max_size=NODES), STEPS)
def test_what_could_know_of_an_operation_comes_after_it(errors: list[int], steps: list[tuple[int, int, int]]) -> None:
    nodes, true = [Node(error) for error in errors], TRUE
    for actor, hearer, passes in steps:
        true += passes
        known = nodes[actor].knows
        nodes[actor].acts(true)
        assert nodes[actor].stamps[-1] > known
        nodes[hearer].hears(nodes[actor].kept, true)
        nodes[hearer].knows = max(nodes[hearer].knows, nodes[actor].knows)


@given(st.lists(ERRORS, min_size=NODES, max_size=NODES), STEPS)
def test_no_clock_runs_further_ahead_than_the_fastest_wall_and_its_operations(
    errors: list[int], steps: list[tuple[int, int, int]]
) -> None:
    nodes, true = [Node(error) for error in errors], TRUE
    for done, (actor, hearer, passes) in enumerate(steps, 1):
        true += passes
        nodes[actor].acts(true)
        nodes[hearer].hears(nodes[actor].kept, true)
        assert all(node.kept <= true + max(errors) + done for node in nodes)


@given(st.integers(0, 2**52), st.integers(0, 2**52), st.integers(0, 2**52))
def test_nobody_follows_a_clock_that_is_more_than_five_minutes_ahead(last: int, heard: int, wall: int) -> None:
    after = merged(last, heard, wall)
    assert after <= max(last, wall + LARGEST_LEAD_MS)
    assert after >= max(last, wall)
    assert after >= heard or heard > wall + LARGEST_LEAD_MS


@given(st.lists(st.one_of(st.integers(0, 2**52), st.tuples(st.integers(0, 2**52), st.integers(0, 2**52)))))
def test_a_clock_never_goes_back_whatever_its_machine_shows(events: list[int | tuple[int, int]]) -> None:
    kept = 0
    for event in events:
        before = kept
        if isinstance(event, tuple):
            kept = merged(kept, *event)
            assert kept >= before
        else:
            kept = tick(kept, event)
            assert kept > before


def test_plain_milliseconds_of_older_tills_compare_with_it() -> None:
    older = TRUE
    assert tick(merged(0, older, TRUE - 1_000), TRUE - 1_000) == older + 1
    assert tick(older, TRUE + 60_000) == TRUE + 60_000
