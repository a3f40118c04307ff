"""What a manager relies on when an experiment says better, worse, or nothing yet."""

from __future__ import annotations

from math import sqrt

import pytest

from posapp.domain.experiments.arms import Share, arm_of
from posapp.domain.experiments.bounds import crossing, members_per_arm, obrien_fleming
from posapp.domain.experiments.guards import Mean, guard, mean_of
from posapp.domain.experiments.looks import Tally, chance_of_split, planned, read

HALVES = (Share("usual", 5_000), Share("tried", 5_000))


@pytest.mark.parametrize(("looks", "published"), [(1, 1.960), (2, 1.977), (3, 2.004), (4, 2.024)])
def test_bounds_are_those_that_were_published(looks: int, published: float) -> None:
    """Jennison and Turnbull, Group Sequential Methods (2000), table 2.3: C_B(K, 0.05)."""
    bounds = obrien_fleming(looks)
    assert bounds[-1] == pytest.approx(published, abs=0.0006)
    assert bounds[0] == pytest.approx(bounds[-1] * sqrt(looks))


def test_two_equal_lists_are_told_apart_five_times_in_a_hundred_however_often_one_looks() -> None:
    for looks in (1, 2, 4):
        assert crossing(obrien_fleming(looks)[-1], looks) == pytest.approx(0.05, abs=1e-7)


def test_the_chance_of_a_crossing_agrees_with_one_look_that_can_be_worked_out_by_hand() -> None:
    # One look with z of 2.8 on average passes 1.96 as often as a normal value passes -0.84: 79.95 %.
    assert crossing(1.959964, 1, 2.8) == pytest.approx(0.7995, abs=0.0002)


def test_as_many_members_as_a_textbook_says_and_a_little_more_for_looking_four_times() -> None:
    assert members_per_arm(0.10, 0.03, 1) == pytest.approx(1_772, abs=2)
    assert 1.01 < members_per_arm(0.10, 0.03, 4) / members_per_arm(0.10, 0.03, 1) < 1.03
    for base, lift in ((0.0, 0.1), (0.1, 0.0), (0.9, 0.2)):
        with pytest.raises(ValueError, match="to"):
            members_per_arm(base, lift, 4)


def test_a_member_is_in_the_same_arm_for_ever_and_in_another_experiment_anew() -> None:
    members = [f"m-{number}" for number in range(4_000)]
    first = [arm_of("salt-1", one, HALVES) for one in members]
    assert first == [arm_of("salt-1", one, HALVES) for one in members]
    assert arm_of("salt-1", "m-0", HALVES) == first[0]
    assert first.count("tried") / len(first) == pytest.approx(0.5, abs=0.03)
    second = [arm_of("salt-2", one, HALVES) for one in members]
    both = sum(one == other for one, other in zip(first, second, strict=True))
    assert both / len(members) == pytest.approx(0.5, abs=0.03)


def test_the_arm_of_a_member_is_what_the_protocol_says() -> None:
    """Worked out beside the program: SHA-256 of "salt:m-1" begins with these eight bytes."""
    from hashlib import sha256

    drawn = int.from_bytes(sha256(b"salt:m-1").digest()[:8], "big") * 10_000 // 2**64
    shares = (Share("a", drawn), Share("b", 1))
    assert arm_of("salt", "m-1", shares) == "b"
    assert arm_of("salt", "m-1", (Share("a", drawn + 1),)) == "a"
    assert arm_of("salt", "m-1", (Share("a", drawn),)) is None


def test_a_look_before_the_last_is_too_early_unless_the_difference_is_beyond_doubt() -> None:
    usual = Tally(1_000, 100)
    assert read(usual, Tally(1_000, 130), 1, 4).word == "too_early"
    assert read(usual, Tally(1_000, 165), 1, 4).word == "better"
    assert read(usual, Tally(1_000, 102), 4, 4).word == "no_difference"
    assert read(usual, Tally(1_000, 60), 4, 4).word == "worse"


def test_what_it_says_it_is_better_by_holds_nothing_on_the_other_side() -> None:
    for bought in range(100, 260, 8):
        said = read(Tally(1_500, 150), Tally(1_500, bought), 2, 4)
        assert said.low < said.difference < said.high
        if said.word == "better":
            assert said.high > 0


def test_arms_without_members_or_without_buyers_say_nothing() -> None:
    assert read(Tally(0, 0), Tally(0, 0), 1, 4).word == "too_early"
    assert read(Tally(100, 0), Tally(100, 0), 4, 4).word == "no_difference"
    assert read(Tally(100, 100), Tally(100, 100), 4, 4).word == "no_difference"


def test_looks_are_evenly_planned_and_the_last_is_after_everybody() -> None:
    assert planned(6_000, 4) == (1_500, 3_000, 4_500, 6_000)
    assert planned(10, 3) == (4, 7, 10)


def test_a_split_that_chance_does_not_make_is_noticed() -> None:
    assert chance_of_split((10_400, 9_600), (1, 1)) < 1e-7
    assert chance_of_split((10_050, 9_950), (5_000, 5_000)) > 0.3
    assert chance_of_split((7_500, 2_500), (3, 1)) == pytest.approx(1.0)
    assert chance_of_split((0, 0), (1, 1)) == 1.0


def test_a_guard_warns_of_what_got_worse_and_not_of_what_got_better() -> None:
    few, many = Mean(400, 0.05, 0.05), Mean(400, 0.15, 0.13)
    assert guard("returned", few, many).is_worse
    assert not guard("returned", many, few).is_worse
    assert guard("price_kept", many, few).is_worse
    assert not guard("price_kept", few, many).is_worse
    assert not guard("minutes", Mean(), many).is_worse
    assert mean_of([]) == Mean()
    assert mean_of([1.0, 3.0]) == Mean(2, 2.0, 2.0)
