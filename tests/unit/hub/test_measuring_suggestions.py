"""The measures of suggestions find the truth that was planted in a log, and say plainly when there is nobody to ask."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from posapp.domain.clock import DAY, Millis
from sync.hub.history.description import describe
from sync.hub.history.log import ImportedLog
from sync.hub.history.reading import read_log
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring import cross_sell, new_items, next_basket
from sync.hub.training.backtest import MIXES

NOW = Millis(1_800_000_000_000)
SETTINGS = {"last_days": 20, "sample": 120}
GOALS = {"next-basket": SETTINGS, "new-items": SETTINGS, "cross-sell": SETTINGS}

pytestmark = pytest.mark.long


def read(folder: Path, lines: list[str]) -> ImportedLog:
    (folder / "log.csv").write_text("\n".join(["m,s,t,r", *lines]), encoding="utf-8")
    columns = {"member_id": "m", "style_id": "s", "at": "t", "ref": "r"}
    file = {"file": "log.csv", "format": "csv", "columns": columns}
    return read_log(
        describe({"title": "t", "time": {"format": "epoch_ms"}, "events": [file], "goals": GOALS}), folder, NOW
    )


@pytest.fixture(scope="module")
def grocery(tmp_path_factory: pytest.TempPathFactory) -> ImportedLog:
    """Members keep to four articles of their own, take two of them on a visit, and now and then all take one pair."""
    dice = random.Random(3)
    lines = []
    for member in range(160):
        own = dice.sample(range(60), 4)
        for visit in range(8):
            at_ms = NOW - dice.randrange(1, 120) * DAY
            taken = {*dice.sample(own, 2), *((60, 61) if dice.random() < 0.3 else ())}
            lines += [f"m{member},a{article},{at_ms},m{member}-{visit}" for article in sorted(taken)]
    return read(tmp_path_factory.mktemp("log"), lines)


def test_what_members_buy_again_and_again_is_found(grocery: ImportedLog) -> None:
    measured = next_basket.measure(grocery)
    values = {line.method: line.values["recall_at_10"] for line in measured.lines}
    assert values["ours: suggest()"] > 0.9, "four articles of her own and the pair fit among ten"
    assert values["popularity, all time"] < 0.6
    assert float(measured.figures["ratio_to_best_single_source"]) >= 0.97
    others = {name: value for name, value in values.items() if not name.startswith("ours")}
    assert measured.figures["best_single_source"] == max(others.values())
    assert measured.figures["best_without_mixes"] == max(v for name, v in others.items() if name not in MIXES)
    assert MIXES.keys() & others.keys(), "mixes stand in the table"


def test_in_a_shop_of_novelties_what_is_new_to_her_is_found(tmp_path: Path) -> None:
    """Every ten days six new articles hang there, for forty days; members take one that they do not have."""
    dice = random.Random(8)
    lines = []
    for member in range(200):
        had: set[int] = set()
        for day in sorted(dice.sample(range(40, 160), 8)):
            hanging = [6 * lot + k for lot in range((day - 30) // 10, day // 10 + 1) for k in range(6)]
            article = dice.choice([one for one in hanging if one not in had])
            had.add(article)
            lines.append(f"m{member},b{article},{NOW - (160 - day) * DAY},m{member}-{day}")
    measured = new_items.measure(read(tmp_path, lines))
    values = {line.method: line.values["recall_at_10"] for line in measured.lines}
    assert values["ours: suggest()"] > 2 * values["popularity, all time"], "what hangs there no more still leads there"
    assert float(measured.figures["ratio_to_best_single_source"]) >= 0.9
    assert "recall_of_repeats" not in measured.figures


def test_the_other_of_a_pair_is_found_from_a_cart(grocery: ImportedLog) -> None:
    measured = cross_sell.measure(grocery)
    values = {line.method: line.values["hit_rate_at_10"] for line in measured.lines}
    assert values["ours: complete()"] > 0.85
    assert values["ours: complete()"] > values["rules, summed confidence"]


def test_a_log_in_which_nobody_came_back_says_so(tmp_path: Path) -> None:
    once = read(tmp_path, [f"m1,coat,{NOW - DAY},a"])
    for goal in (next_basket, new_items, cross_sell):
        with pytest.raises(LogUnreadable) as refused:
            goal.measure(once)
        assert refused.value.why == "cut_outside", "one day has no before and after"


def test_ten_thousand_purchases_of_one_member_are_no_trouble(tmp_path: Path) -> None:
    dice = random.Random(4)
    lines = [f"m1,a{dice.randrange(300)},{NOW - dice.randrange(1, 100) * DAY},v{i // 3}" for i in range(10_000)]
    assert next_basket.measure(read(tmp_path, lines)).lines[0].n == 1
