"""What the goal ``ab`` finds of experiments whose truth is known."""

from __future__ import annotations

import pytest

from sync.hub.history.description import LogDescription
from sync.hub.measuring import ab
from sync.hub.measuring.goal import Measured


@pytest.fixture(scope="module")
def measured() -> Measured:
    description = LogDescription(title="", events=[], goals={"ab": {"simulations": 250, "seed": 3}})
    return ab.simulate(description.goal("ab"))


def test_looking_every_day_names_no_more_false_winners_than_looking_once(measured: Measured) -> None:
    planned, daily, once = (line.values["false_winners"] for line in measured.lines)
    assert planned <= 0.06
    assert once <= 0.07
    assert daily > 3 * planned


def test_a_planted_difference_of_three_points_is_found_and_sooner_than_at_the_end(measured: Measured) -> None:
    planned = measured.lines[0].values
    assert planned["power"] > 0.9
    assert planned["days_to_find"] < 25


def test_a_split_of_52_to_48_is_noticed_and_an_even_one_is_not(measured: Measured) -> None:
    assert measured.figures["is_52_48_flagged"] == 1.0
    assert float(measured.figures["flagged_52_48"]) > 0.98
    assert float(measured.figures["flagged_50_50"]) < 0.01
    assert float(measured.figures["share_by_hash"]) == pytest.approx(0.5, abs=0.01)
