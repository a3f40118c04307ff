"""What every goal stands on: splits that are the same each time, honest errors, a table and a line for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from posapp.domain.clock import DAY, Millis
from sync.hub.history.description import describe, read_description
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring.command import CANNOT, measure
from sync.hub.measuring.goal import Line, Measured
from sync.hub.measuring.goals import GOALS
from sync.hub.measuring.significance import paired_bootstrap, standard_error
from sync.hub.measuring.splits import cut_of, members_split, one_hidden, random_split, sampled
from sync.hub.measuring.table import as_last_line, as_table

LOGS = Path(__file__).parents[3] / "bench" / "logs"


def test_every_goal_has_its_module() -> None:
    for name, entry in GOALS.items():
        assert (Path(__file__).parents[3] / f"{entry.module.replace('.', '/')}.py").is_file(), name


def test_the_descriptions_of_the_public_logs_can_be_read_and_name_goals_that_there_are() -> None:
    found = {path.stem: read_description(path) for path in LOGS.glob("*.toml")}
    assert {"tafeng", "tafeng_realitycheck", "complete_journey", "renttherunway", "cdnow", "carparts"} <= set(found)
    for name, description in found.items():
        assert set(description.goals) <= set(GOALS), name


def test_members_are_split_the_same_way_each_time_and_nobody_twice() -> None:
    members = [f"m{i}" for i in range(1_000)]
    split = members_split(members, seed=7)
    assert split == members_split(reversed(members), seed=7), "in whatever order they come"
    assert split != members_split(members, seed=1)
    assert [len(part) for part in split] == [720, 80, 200]
    assert sorted([*split.training, *split.validation, *split.test]) == sorted(members)


def test_cases_are_split_eighty_ten_ten() -> None:
    split = random_split(500, seed=3)
    assert [len(part) for part in split] == [400, 50, 50]
    assert sorted([*split.training, *split.validation, *split.test]) == list(range(500))


def test_one_article_of_a_basket_is_hidden_and_not_given() -> None:
    baskets = [("a", "b"), ("a",), ("c", "c"), ("a", "b", "c")]
    found = one_hidden(baskets, seed=1, most=10)
    assert [one.basket for one in found] == [0, 3], "of one article nothing can be hidden"
    for one in found:
        assert one.hidden not in one.given
        assert {*one.given, one.hidden} == set(baskets[one.basket])
    assert len(one_hidden(baskets, seed=1, most=1)) == 1


def test_a_sample_is_no_larger_than_asked_and_keeps_its_order() -> None:
    assert sampled(list("abc"), 1, 0) == ["a", "b", "c"]
    drawn = sampled(list(range(100)), 1, 10)
    assert drawn == sorted(drawn)
    assert len(drawn) == 10


class _Log:
    """As much of a log as a cut asks of it."""

    def __init__(self, last_ms: int, **said: str | int) -> None:
        self.first_ms = Millis(last_ms - 200 * DAY)
        self.last_ms = Millis(last_ms)
        self.description = describe({"title": "t", "events": [], "goals": {"size": said}})

    def cut(self) -> int:
        return cut_of(self, self.description.goal("size"))  # type: ignore[arg-type]  # it asks no more than this


def test_a_cut_lies_where_a_day_of_the_shops_begins() -> None:
    last = 1_772_294_400_000 + 20 * DAY - 1  # a millisecond before 2026-03-21 in Shanghai
    assert _Log(last, last_days=20).cut() == 1_772_294_400_000
    assert _Log(last, cut="2026-03-01").cut() == 1_772_294_400_000
    assert _Log(last).cut() == 1_772_294_400_000 - 8 * DAY, "28 days where nothing is said"


@pytest.mark.parametrize(
    "said", [{"cut": "2024-01-01"}, {"cut": "2026-03-21"}, {"cut": "2030-01-01"}, {"last_days": 100_000}]
)
def test_a_cut_with_nothing_before_it_or_nothing_after_it_is_refused(said: dict[str, str | int]) -> None:
    with pytest.raises(LogUnreadable) as caught:
        _Log(1_772_294_400_000 + 20 * DAY - 1, **said).cut()
    assert caught.value.why == "cut_outside"
    assert "this log lasts from 2025-09-01 to 2026-03-20" in caught.value.sentence.en
    assert "这份记录是 2025-09-01 至 2026-03-20" in caught.value.sentence.zh


def test_a_standard_error_is_the_one_of_the_books() -> None:
    assert standard_error([0.0, 1.0, 0.0, 1.0]) == pytest.approx(0.288675)
    assert standard_error([1.0]) == standard_error([]) == 0.0


def test_a_difference_counts_when_the_same_cases_show_it() -> None:
    ours = [float(i % 2) for i in range(400)]
    assert not paired_bootstrap(ours, ours).is_one
    better = paired_bootstrap([min(one + 0.1, 1.0) for one in ours], ours)
    assert better.is_one
    assert better.mean == pytest.approx(0.05)
    assert better == paired_bootstrap([min(one + 0.1, 1.0) for one in ours], ours), "no draw depends on luck"
    assert paired_bootstrap([], []).mean == 0.0


MEASURED = Measured(
    (
        Line("ours", {"recall_at_10": 0.25, "ndcg_at_10": 0.5}, 1_500, {"recall_at_10": 0.0112}),
        Line("best sellers", {"recall_at_10": 0.125}, 1_500),
    ),
    {"best_single_source": 0.125, "best_single_source_is": "best sellers"},
)


def test_the_table_is_for_people() -> None:
    assert as_table(MEASURED).splitlines() == [
        "method          recall_at_10  ndcg_at_10      n",
        "------------  --------------  ----------  -----",
        "ours          0.2500 ±0.0112      0.5000  1,500",
        "best sellers          0.1250           –  1,500",
        "best_single_source: 0.1250",
        "best_single_source_is: best sellers",
    ]


def test_the_last_line_is_for_programs() -> None:
    assert json.loads(as_last_line("next-basket", "Ours", MEASURED)) == {
        "goal": "next-basket",
        "log": "Ours",
        "method": "ours",
        "recall_at_10": 0.25,
        "ndcg_at_10": 0.5,
        "best_single_source": 0.125,
        "best_single_source_is": "best sellers",
        "n": 1_500,
        "standard_error": {"recall_at_10": 0.0112},
    }


def test_the_command_says_what_it_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "LOG.toml").write_text("title = 't'\n[[events]]\nfile = 'a'\nformat = 'csv'\nkind = 'x'", "utf-8")
    assert measure("size", None, None) == CANNOT
    assert measure("happiness", None, None) == CANNOT
    assert measure("size", tmp_path / "none.toml", None) == CANNOT
    assert measure("size", tmp_path / "LOG.toml", None) == CANNOT
    said = capsys.readouterr().err
    assert 'There is no goal "happiness". There are: next-basket,' in said
    assert "“size”需要一份记录" in said
    assert f"There is no log description at {tmp_path / 'none.toml'}." in said
    assert 'Nobody knows the kind "x"' in said


def _weeks_of_tea(folder: Path, goals: str, at: str = "2026-03-{:02}") -> Path:
    lines = [f"m{i % 9},tea{i % 4},{at.format(1 + i % 28)},{i}" for i in range(200)]
    (folder / "tea.csv").write_text("\n".join(["m,s,t,r", *lines]), "utf-8")
    (folder / "LOG.toml").write_text(
        "title = 'Tea'\n[time]\nformat = '%Y-%m-%d'\n[[events]]\nfile = 'tea.csv'\nformat = 'csv'\n"
        "columns = { member_id = 'm', style_id = 's', at = 't', ref = 'r' }\n" + goals,
        "utf-8",
    )
    return folder / "LOG.toml"


@pytest.mark.long
def test_a_setting_that_nobody_listens_to_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = _weeks_of_tea(tmp_path, "[goals.reasons]\nsuport = 40\n[goals.next-baskt]\ncut = 2026-03-20\n")
    assert measure("reasons", log, None) == 0
    said = capsys.readouterr().out.splitlines()
    assert "  [goals.next-baskt]: there is no such goal; it changes nothing. There are: next-basket," in "\n".join(said)
    assert (
        "  [goals.reasons] suport: this goal has no such setting; it changes nothing. It has: support, sample" in said
    )
    assert json.loads(said[-1])["n"] > 0, "and the last line is for programs all the same"


def test_a_log_of_which_every_row_is_refused_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert measure("churn", _weeks_of_tea(tmp_path, "", at="{:02}.03.2026"), None) == CANNOT
    said = capsys.readouterr().err
    assert "(200 rows were refused)" in said
    assert "tea.csv: 200 rows: the time cannot be read: see format in [time] (rows 1, 2, 3, 4, 5, …)" in said
    assert "tea.csv：200 行时间读不出来" in said


@pytest.mark.long
@pytest.mark.parametrize(
    ("goal", "needs", "needs_zh"),
    [
        ("fit", "20 garments of members with a size", "有尺码和试穿结果"),
        ("size", "1 member who kept something in a size", "都留下过有尺码商品的会员"),
        ("churn", "has 9 members, of whom 9 came after the cut and 0 did not", "只有 9 位，其中切分日后 9 位再来"),
    ],
)
def test_a_log_without_what_a_goal_asks_says_what_it_needs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], goal: str, needs: str, needs_zh: str
) -> None:
    assert measure(goal, _weeks_of_tea(tmp_path, f"[goals.{goal}]\nlast_days = 9\n"), None) == CANNOT
    said = capsys.readouterr().err
    assert needs in said
    assert needs_zh in said
