"""The measure of reasons finds every reason true, and finds one that lies."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from posapp.domain.advice.suggesting import suggest
from posapp.domain.clock import DAY, Millis
from sync.hub.history.description import describe
from sync.hub.history.log import ImportedLog
from sync.hub.history.reading import read_log
from sync.hub.history.unreadable import LogUnreadable
from sync.hub.measuring import reasons

NOW = Millis(1_800_000_000_000)
COLUMNS = {"member_id": "m", "style_id": "s", "at": "t", "kind": "k"}

pytestmark = pytest.mark.long


def a_log(folder: Path, members: int) -> ImportedLog:
    """Two circles of members: each buys and looks among the ten styles of its own."""
    dice = random.Random(5)
    lines = ["m,s,t,k"]
    for member in range(members):
        first = 10 * (member % 2)
        for _ in range(12):
            at_ms = NOW - dice.randrange(1, 110) * DAY
            kind = dice.choice(("bought", "bought", "viewed", "wished"))
            lines.append(f"m{member},s{first + dice.randrange(10)},{at_ms},{kind}")
    (folder / "log.csv").write_text("\n".join(lines), encoding="utf-8")
    file = {"file": "log.csv", "format": "csv", "columns": COLUMNS}
    said = {"title": "t", "time": {"format": "epoch_ms"}, "events": [file], "goals": {"reasons": {"sample": 40}}}
    return read_log(describe(said), folder, NOW)


def test_every_reason_on_a_log_is_true(tmp_path: Path) -> None:
    measured = reasons.measure(a_log(tmp_path, members=120))
    ours = measured.lines[0]
    assert ours.values == {"true_reasons": 1.0, "is_hers": 1.0, "is_named": 1.0, "score_falls": 1.0}
    assert int(measured.figures["cited"]) > 40


def test_a_reason_that_cites_another_event_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lying(pack: Any, life: Any, *others: Any) -> Any:
        shown = suggest(pack, life, *others)
        return [one if one.cited is None else replace(one, cited=(one.cited + 1) % len(life)) for one in shown]

    monkeypatch.setattr(reasons, "suggest", lying)
    values = reasons.measure(a_log(tmp_path, members=120)).lines[0].values
    assert values["true_reasons"] < 1.0
    assert values["is_named"] < 1.0


def test_a_log_of_nobody_says_that_it_is_too_little(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(f"m,s,t,k\n,s1,{NOW - DAY},bought", encoding="utf-8")
    file = {"file": "log.csv", "format": "csv", "columns": COLUMNS}
    log = read_log(describe({"title": "t", "time": {"format": "epoch_ms"}, "events": [file]}), tmp_path, NOW)
    with pytest.raises(LogUnreadable) as caught:
        reasons.measure(log)
    assert caught.value.sentence.en.startswith('This log is too small for "reasons"')
    (tmp_path / "log.csv").write_text("m,s,t,k\n", encoding="utf-8")
    empty = read_log(describe({"title": "t", "time": {"format": "epoch_ms"}, "events": [file]}), tmp_path, NOW)
    with pytest.raises(LogUnreadable) as caught:
        reasons.measure(empty)
    assert caught.value.why == "empty", "a log of nothing is not taken for no log"
