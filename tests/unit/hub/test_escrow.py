"""The arithmetic between floor and mall, over every small case."""

from __future__ import annotations

from itertools import product

import pytest

from sync.hub.demand import poisson_quantile
from sync.hub.escrow import Change, Level, settle
from sync.hub.quotas import most_broken


def small_levels() -> list[Level]:
    """Return every level of up to five pieces that could have come about while shop and mall spoke."""
    found = []
    for on_hand, picked, unpicked, quota, buffer in product(range(6), range(3), range(4), range(6), (1, 2)):
        if picked <= on_hand and unpicked <= quota <= on_hand - picked:
            found.append(Level(on_hand, picked + unpicked, picked, quota, buffer))
    return found


def test_no_sale_breaks_more_promises_than_the_bound() -> None:
    for level, sold in product(small_levels(), range(7)):
        after = settle(level, Change(on_hand=-sold), "correction").after
        assert after.broken <= most_broken(level, sold), (level, sold)
        assert after.broken == max(0, after.unpicked - max(0, after.loose)), (level, sold)


def test_the_lines_of_the_ledger_lead_from_one_level_to_the_next() -> None:
    for level, moved, unpicked in product(small_levels(), range(-3, 3), range(-1, 2)):
        change = Change(on_hand=moved, unpicked=unpicked)
        before, after, steps, _ = settle(level, change, "capture", may_grow=bool(moved % 2))
        assert before.quota + sum(step.quota for step in steps) == after.quota
        assert before.unpicked + sum(step.unpicked for step in steps) == after.unpicked
        assert after.on_hand == after.share + after.picked + after.quota
        assert after.share >= 0 or after.quota == 0


def test_a_right_that_a_pick_used_up_is_gone() -> None:
    shrunk_while_silent = Level(on_hand=10, promised=1, quota=2)
    picked = settle(shrunk_while_silent, Change(picked=1, unpicked=-1, spent=1), "pick").after
    assert (picked.quota, picked.offered) == (1, 1)


def test_a_quota_grows_only_when_it_may() -> None:
    level = Level(on_hand=10, quota=2)
    assert settle(level, Change(), "grant").after.quota == 2
    assert settle(level, Change(), "grant", may_grow=True).after.quota == 9
    assert settle(level, Change(), "grant", may_grow=True, held_back=4).after.quota == 6


def test_what_stands_promised_gets_its_right_back_whoever_may_grow() -> None:
    broken = Level(on_hand=0, promised=1)
    assert broken.broken == 1
    assert settle(broken, Change(on_hand=1), "correction").after.broken == 0


def test_a_label_is_lost_with_its_piece_and_only_then() -> None:
    level = Level(on_hand=3, promised=1, quota=1, labelled=2)
    assert settle(level, Change(), "shrink").lost_labels == 0
    assert settle(level, Change(on_hand=-1), "correction").lost_labels == 1
    assert settle(level, Change(on_hand=-1, labelled=-1), "correction").lost_labels == 0


@pytest.mark.parametrize(("mean", "expected"), [(0, 0), (0.05, 0), (0.06, 1), (1, 3), (2.25, 5), (600, 641)])
def test_the_floor_s_demand_is_the_upper_quantile_of_a_poisson_law(mean: float, expected: int) -> None:
    assert poisson_quantile(mean, 95) == expected
