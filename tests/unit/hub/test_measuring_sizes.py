"""What a shop relies on when it measures fit and sizes on its own past: the table, and no better than it is."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.hub.history.description import describe
from sync.hub.history.reading import read_log
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring.goals import goal_named
from sync.hub.measuring.size import Case, calibration_error
from tests.fakes.dressed_chain import TODAY, dressed_chain

CUT = {"cut": "2026-10-30"}


def logged(folder: Path, members: int):
    """Return a log of what the members of a chain of known truth bought; misfits were kept as they were."""
    lives = dressed_chain(members=members).wardrobes.lives
    with (folder / "log.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["who", "what", "size", "when", "fit", "kind"])
        for member, life in lives.items():
            for one in life:
                when = datetime.fromtimestamp(one.at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")
                lines.writerow([member, one.style_id, one.size, when, one.verdict, "alpha"])
    columns = {"member_id": "who", "style_id": "what", "size": "size", "at": "when", "verdict": "fit"}
    file = {"file": "log.csv", "format": "csv"}
    described = describe(
        {
            "title": "t",
            "time": {"format": "%Y-%m-%d %H:%M"},
            "events": [{**file, "columns": columns}],
            "styles": {**file, "columns": {"style_id": "what", "size_system": "kind"}},
            "goals": {"fit": CUT, "size": CUT},
        }
    )
    return read_log(described, folder, TODAY)


@pytest.mark.long
def test_fit_and_size_are_measured_on_a_log_and_beat_what_needs_no_learning(tmp_path):
    log = logged(tmp_path, members=400)
    fit = goal_named("fit")(log)
    ours, garment, category = fit.lines
    assert ours.values["auc_time"] > garment.values["auc_time"] + 0.02 > category.values["auc_time"]
    assert ours.values["auc_random"] > 0.7
    size = goal_named("size")(log)
    methods = {line.method: line for line in size.lines}
    assert methods["till"].values["top_1"] > methods["commonest size"].values["top_1"] + 0.2
    assert methods["till"].values["top_1"] > methods["last size"].values["top_1"]
    assert methods["till"].values["top_2"] >= methods["till"].values["top_1"]
    assert size.figures["calibration_error"] < 0.12


@pytest.mark.parametrize("goal", ["fit", "size"])
def test_a_log_that_says_nothing_of_sizes_is_told_so(tmp_path, goal):
    (tmp_path / "log.csv").write_text("who,what,when\nm1,coat,2026-10-01 10:00\n", encoding="utf-8")
    columns = {"member_id": "who", "style_id": "what", "at": "when"}
    file = {"file": "log.csv", "format": "csv", "columns": columns}
    log = read_log(describe({"title": "t", "time": {"format": "%Y-%m-%d %H:%M"}, "events": [file]}), tmp_path, TODAY)
    with pytest.raises(LogUnreadable) as caught:
        goal_named(goal)(log)
    assert caught.value.sentence.zh
    assert caught.value.sentence.en


def case(confidence: float, *, is_right: bool) -> Case:
    hit = {"till": is_right}
    return Case(earlier=1, top_1=hit, top_2=hit, within_one=hit, confidence=confidence)


def test_calibration_is_the_mean_distance_of_said_and_true():
    honest = [case(0.5, is_right=n % 2 == 0) for n in range(200)]
    boastful = [case(0.9, is_right=n % 2 == 0) for n in range(200)]
    assert calibration_error(honest) == pytest.approx(0)
    assert calibration_error(boastful) == pytest.approx(0.4)
