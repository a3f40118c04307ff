"""The hub signs its model packs, keeps the last ones, and the chain goes back to one that advised better.

Broken on purpose to see these fail: a published instant that does not rise, a night that publishes although the chain
holds on to a version, packs that are never forgotten, the one that is out among those forgotten.
"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from posapp.adapters.adviser.judging import trouble_of
from posapp.domain.advice.pack import read
from posapp.domain.clock import DAY, MINUTE
from posapp.packs import CANNOT
from posapp.packs import run as run_packs
from sync.hub import keys, pack_versions, training
from sync.hub.errors import NoSuchEngine, UnknownPack
from sync.hub.publishing import published
from sync.hub.training.engines import Counting, counting_on
from sync.hub.training.past import make_past
from sync.protocol.rows import AdvicePack
from tests.fakes.model_packs import pack_of
from tests.fakes.quiet_mall import QuietMall
from tests.fakes.running_hub import RunningHub, SetClock
from tests.fakes.small_chain import NOW


def issue(mall: QuietMall, version: str, days: int = 0) -> AdvicePack:
    with mall.database.writing() as conn:
        return pack_versions.issue(conn, pack_of(version, NOW + days * DAY), NOW + days * DAY)


def out(mall: QuietMall | RunningHub) -> AdvicePack:
    with mall.database.reading() as conn:
        found = published(conn, AdvicePack, "pack")
    assert found is not None
    return found


def standing(mall: QuietMall) -> pack_versions.Standing:
    with mall.database.reading() as conn:
        return pack_versions.standing(conn)


def is_trusted(mall: QuietMall, row: AdvicePack, last: AdvicePack | None = None) -> bool:
    with mall.database.reading() as conn:
        return trouble_of(row, keys.root_key(conn), last, NOW + 100 * DAY) is None


def test_what_it_publishes_is_signed_for_this_chain(quiet_mall: QuietMall) -> None:
    issue(quiet_mall, "one")
    row = out(quiet_mall)
    assert is_trusted(quiet_mall, row)
    assert read(row.content).version == "one"


def test_an_earlier_version_goes_out_as_it_was_and_newer_than_what_it_replaces(quiet_mall: QuietMall) -> None:
    first = issue(quiet_mall, "one")
    second = issue(quiet_mall, "two", days=1)
    with quiet_mall.database.writing() as conn:
        pack_versions.go_back(conn, "one", NOW)  # also when the clock says nothing new
    again = out(quiet_mall)
    assert (again.version, again.content, again.trained_ms) == ("one", first.content, first.trained_ms)
    assert again.published_ms > second.published_ms
    assert is_trusted(quiet_mall, again, last=second)
    assert [pack.version for pack in standing(quiet_mall).kept if pack.is_out] == ["one"]


def test_the_nights_go_on_learning_and_publish_nothing_until_they_are_let(quiet_mall: QuietMall) -> None:
    issue(quiet_mall, "one")
    issue(quiet_mall, "two", days=1)
    with quiet_mall.database.writing() as conn:
        pack_versions.go_back(conn, "one", NOW + 2 * DAY)
    issue(quiet_mall, "three", days=3)
    assert out(quiet_mall).version == standing(quiet_mall).held == "one"
    assert [pack.version for pack in standing(quiet_mall).kept] == ["three", "two", "one"]
    with quiet_mall.database.writing() as conn:
        pack_versions.go_on(conn, NOW + 4 * DAY)
    assert (out(quiet_mall).version, standing(quiet_mall).held) == ("three", "")
    assert issue(quiet_mall, "four", days=5).version == out(quiet_mall).version == "four"


def test_the_last_ones_are_kept_and_the_one_that_is_out_however_old(quiet_mall: QuietMall) -> None:
    issue(quiet_mall, "good")
    with quiet_mall.database.writing() as conn:
        pack_versions.go_back(conn, "good", NOW)
    for day in range(pack_versions.KEPT + 3):
        issue(quiet_mall, f"day {day}", days=day + 1)
    kept = [pack.version for pack in standing(quiet_mall).kept]
    assert len(kept) == pack_versions.KEPT + 1
    assert kept[-1] == "good"
    assert "day 0" not in kept


def test_a_version_that_is_not_kept_changes_nothing(quiet_mall: QuietMall) -> None:
    issue(quiet_mall, "one")
    before = out(quiet_mall)
    with pytest.raises(UnknownPack), quiet_mall.database.writing() as conn:
        pack_versions.go_back(conn, "nobody's", NOW)
    assert out(quiet_mall) == before


def test_the_same_version_trained_twice_is_kept_once(quiet_mall: QuietMall) -> None:
    issue(quiet_mall, "one")
    issue(quiet_mall, "one", days=1)
    assert [(pack.version, pack.trained_ms) for pack in standing(quiet_mall).kept] == [("one", NOW + DAY)]


def test_a_pack_of_before_packs_were_signed_is_trained_anew(quiet_mall: QuietMall) -> None:
    with quiet_mall.database.reading() as conn:
        assert training.is_stale(conn, NOW)
    issue(quiet_mall, "one")
    with quiet_mall.database.reading() as conn:
        assert not training.is_stale(conn, NOW + MINUTE)


def test_an_engine_that_nobody_knows_is_named(quiet_mall: QuietMall) -> None:
    past = make_past([], [], [], [], NOW)
    for engine in ("sqlserver", "local[2]"):  # no Spark is installed beside the hub
        with pytest.raises(NoSuchEngine) as trouble, counting_on(Counting(engine), past):
            pass
        assert trouble.value.values == {"engine": engine}


def asked(hub: RunningHub, what: str, version: str = "", engine: str = "duckdb") -> int:
    """Say it on the command line, three days later."""
    where = Namespace(hub=hub.data_dir, database=hub.database_url)
    said = Namespace(what=what, version=version, training_engine=engine, training_folder=None, **vars(where))
    return run_packs(said, SetClock(NOW + 3 * DAY))


def test_the_command_lists_goes_back_and_goes_on(hub: RunningHub, capsys: pytest.CaptureFixture[str]) -> None:
    with hub.database.writing() as conn:
        for place, version in enumerate(("one", "two")):
            pack_versions.issue(conn, pack_of(version, NOW + place * DAY), NOW)
    assert asked(hub, "back", "one") == 0
    assert "* one" in capsys.readouterr().out
    assert asked(hub, "list") == 0
    assert "posapp packs on" in capsys.readouterr().out
    assert asked(hub, "on") == 0
    assert "* two" in capsys.readouterr().out
    assert asked(hub, "back", "nobody's") == CANNOT
    said = capsys.readouterr().err
    assert "nobody's" in said
    assert len(said.splitlines()) == 2, "in both languages"
    assert out(hub).version == "two"


@pytest.mark.long
def test_the_command_trains_and_names_an_engine_that_it_cannot_use(
    hub: RunningHub, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(hub, "train") == 0
    trained = out(hub).version
    assert f"* {trained}" in capsys.readouterr().out
    assert asked(hub, "train", engine="sqlserver") == CANNOT
    assert "sqlserver" in capsys.readouterr().err
    assert out(hub).version == trained


def test_the_command_says_where_no_mall_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_packs(Namespace(hub=tmp_path, database="", what="list")) == CANNOT
    assert str(tmp_path) in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
