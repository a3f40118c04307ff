"""The goals of the stock desk on small logs: what is judged, what is refused, and that nothing is told beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from posapp.domain.clock import DAY, Millis
from sync.hub.forecast.planning import Hanging, plans, who_would_like, with_hanging
from sync.hub.forecast.series import Key, SalesSeries
from sync.hub.history.description import describe
from sync.hub.history.log import ImportedLog
from sync.hub.history.reading import read_log
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring import demand, service_level
from sync.hub.measuring.sold import judged_series
from sync.protocol.rows import Happening, History, Member

NOW = Millis(1_800_000_000_000)
Settings = Mapping[str, object]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of 120 articles in 36 months, a line each; the last one ended early."""
    made = tmp_path_factory.mktemp("log")
    dice = np.random.default_rng(8)
    pieces = dice.poisson(dice.gamma(0.8, 1.5, 120)[:, None], (120, 36))
    lines = [",".join(map(str, line)) for line in pieces[:-1]]
    (made / "sold.csv").write_text("\n".join([*lines, ",".join(["2"] * 20 + ["nan"] * 16)]) + "\n")
    return made


def read(folder: Path, **goals: Settings) -> ImportedLog:
    events = {
        "file": "sold.csv",
        "format": "csv",
        "header": False,
        "layout": "periods",
        "periods": {"first": "2020-01-01", "step": "month", "blank": ["", "nan"]},
    }
    return read_log(describe({"title": "parts", "events": [events], "goals": goals}), folder)


@pytest.mark.long
def test_demand_is_judged_beside_its_baselines_on_articles_that_were_there_to_the_end(folder: Path) -> None:
    log = read(folder, demand={"step": "month", "test": 12, "horizon": 6})
    assert len(judged_series(log, log.description.goal("demand"), 6).keys) == 119, "one of 120 ended before"
    measured = demand.measure(log)
    by_name = {line.method: line for line in measured.lines}
    ours = measured.lines[0]
    assert ours.method == "ours"
    assert ours.n <= 2 * 119
    assert measured.figures["origins"] == 2
    assert abs(ours.values["bias"]) < 0.1
    assert ours.values["rmsse"] < by_name["naive"].values["rmsse"]
    assert by_name["zero"].values["bias"] == pytest.approx(-1)
    assert {"Croston 0.1", "SBA 0.1", "TSB 0.2/0.1", "SES 0.2", "mean of 8"} <= set(by_name)


@pytest.mark.long
def test_levels_last_about_as_often_as_was_wanted(folder: Path) -> None:
    settings = {"step": "month", "test": 12, "lead": 2}
    measured = service_level.measure(read(folder, **{"service-level": settings}))
    assert 0.9 <= measured.lines[0].values["service"] <= 0.99
    assert float(measured.figures["level_ratio"]) < 1
    lower = service_level.measure(read(folder, **{"service-level": {**settings, "nominal": 80}}))
    assert lower.lines[0].values["level"] < measured.lines[0].values["level"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"step": "day"}, "bad_setting"),
        ({"horizon": 0}, "bad_setting"),
        ({"step": "month", "horizon": 4, "test": 3}, "bad_setting"),
        ({"by_shop": "yes"}, "bad_setting"),
        ({"without_parts": "FUEL"}, "bad_setting"),
        ({"step": "month", "test": 60}, "too_little"),
        ({"step": "month", "test": 12, "support": 10_000}, "too_little"),
    ],
)
def test_what_cannot_be_judged_is_said(folder: Path, said: Settings, code: str) -> None:
    with pytest.raises(LogUnreadable) as refused:
        demand.measure(read(folder, demand=said))
    assert refused.value.why == code
    assert refused.value.sentence.zh


def test_what_hangs_and_never_sold_is_planned_too() -> None:
    series = SalesSeries(
        (Key("a", "dress", "dresses"),), np.ones((1, 20)), np.zeros(1, np.int64), np.array([20]), "week"
    )
    coat = Hanging(Key("a", "coat", "coats"), 3, NOW - 70 * DAY)
    made = with_hanging(series, [coat, Hanging(Key("a", "dress", "dresses"), 1, None)], NOW)
    assert [key.variant_id for key in made.keys] == ["dress", "coat"]
    assert made.since.tolist() == [0, 10]
    found = {plan.id: plan for plan in plans(series, [coat], {"dress": "d", "coat": "c"}, {}, NOW)}
    assert [one.idle_weeks for one in found["a/coats"].variants] == [10]
    assert found["a/dresses"].variants[0].order_up_to >= 3


def test_what_the_catalogue_no_longer_has_is_not_planned() -> None:
    series = SalesSeries((Key("a", "gone", "x"),), np.ones((1, 20)), np.zeros(1, np.int64), np.array([20]), "week")
    assert plans(series, [], {}, {}, NOW) == []


@pytest.mark.parametrize(
    ("happenings", "is_named"),
    [
        ([("wished", None, 3)], True),
        ([("tried", "price", 3)], True),
        ([("tried", "too_small", 3)], False),
        ([("bought", None, 2), ("wished", None, 3)], False),
        ([("dismissed", None, 2), ("tried", "price", 3)], False),
        ([("wished", None, 2), ("bought", None, 30)], True),
        ([("wished", None, 200)], False),
    ],
)
def test_whom_to_tell(happenings: list[tuple[str, str | None, int]], is_named: bool) -> None:
    past = History(
        id="m-1", visits=1, spent_fen=0, last_visit_ms=None,
        happenings=[
            Happening(kind=kind, style_id="s", variant_id="", size="", at_ms=NOW - days * DAY, ref="", verdict=verdict)
            for kind, verdict, days in happenings
        ],
    )  # fmt: skip
    found = who_would_like([past], {"m-1": member()}, NOW)
    assert found == ({"s": ["m-1"]} if is_named else {})
    for change in ({"personal": False}, {"marketing": False}, {"blocked": True}):
        assert who_would_like([past], {"m-1": member(**change)}, NOW) == {}


def member(*, personal: bool = True, marketing: bool = True, blocked: bool = False) -> Member:
    return Member(
        id="m-1", number=1, card="", name_zh="林*", name_en="Lin *", phone_masked="", phone_last4="", phone_index="",
        level="basic", points=0, stored_fen=0, birthday="", joined="2024-01-01", personal=personal, blocked=blocked,
        tags=[], marketing=marketing,
    )  # fmt: skip
