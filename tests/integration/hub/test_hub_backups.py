"""What ``backed_up_through`` may claim: what a checked copy holds; after a restore, what that copy holds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sync.hub import backups, keeping
from sync.hub.backups import BackupFailed
from sync.hub.db.database import open_sqlite
from sync.protocol.envelope import Operation
from tests.fakes.postgres import PrivatePostgres
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import LIPSTICK


def a_sale(till: PaperTill) -> Operation:
    return till.seal(till.sale(("lipstick", LIPSTICK, 1, 19_900)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture(autouse=True)
def client_tools(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Find pg_dump beside the server that the tests run."""
    if "postgres" in request.node.name:
        server: PrivatePostgres = request.getfixturevalue("postgres")
        monkeypatch.setenv("PATH", f"{server.binaries}{os.pathsep}{os.environ['PATH']}")


def test_nothing_is_claimed_before_the_first_backup(hub: RunningHub) -> None:
    till = hub.till()
    assert till.push(a_sale(till)).backed_up_through == 0
    assert till.page().backed_up_through == 0


def test_a_backup_claims_what_it_holds_and_nothing_that_came_later(
    hub: RunningHub, clock: SetClock, folder: Path
) -> None:
    till, other = hub.till(), hub.till()
    till.push(a_sale(till), a_sale(till))
    backups.back_up(hub.database, clock, folder)
    assert till.push(a_sale(till)).backed_up_through == 2
    assert till.page().backed_up_through == 2
    assert other.push(a_sale(other)).backed_up_through == 0


def test_what_is_set_apart_is_in_the_backup_too(hub: RunningHub, clock: SetClock, folder: Path) -> None:
    till = hub.till()
    copied = till.clone()
    till.push(a_sale(till))
    copied.push(a_sale(copied), a_sale(copied))
    backups.back_up(hub.database, clock, folder)
    assert copied.push(a_sale(copied)).backed_up_through == 2


def test_a_copy_that_fails_its_check_claims_nothing(tmp_path: Path, clock: SetClock, folder: Path) -> None:
    hub = RunningHub(tmp_path / "hub", clock)
    try:
        till = hub.till()
        till.push(a_sale(till))
        folder.write_bytes(b"a file where the folder should be")
        with pytest.raises(BackupFailed):
            backups.back_up(hub.database, clock, folder)
        assert till.page().backed_up_through == 0
    finally:
        hub.stop()


def test_a_job_of_the_operator_claims_what_was_there_when_it_began(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    till.push(a_sale(till))
    with pytest.raises(BackupFailed, match="--begin"):
        backups.finish(hub.database, clock)
    backups.begin(hub.database, clock)
    till.push(a_sale(till))
    assert till.page().backed_up_through == 0
    backups.finish(hub.database, clock)
    assert till.page().backed_up_through == 1
    with pytest.raises(BackupFailed, match="--begin"):
        backups.finish(hub.database, clock)


def test_an_older_job_that_ends_later_takes_nothing_back(hub: RunningHub, clock: SetClock, folder: Path) -> None:
    till = hub.till()
    till.push(a_sale(till))
    held = backups.begin(hub.database, clock)
    till.push(a_sale(till))
    backups.back_up(hub.database, clock, folder)
    assert held
    backups.begin(hub.database, clock)
    backups.finish(hub.database, clock)
    assert till.page().backed_up_through == 2


def test_a_restored_hub_claims_no_more_than_its_copy_and_gets_the_rest_back(
    tmp_path: Path, clock: SetClock, folder: Path
) -> None:
    hub = RunningHub(tmp_path / "hub", clock)
    till = hub.till()
    sold = [a_sale(till) for _ in range(3)]
    till.push(sold[0])
    early = backups.back_up(hub.database, clock, folder)
    clock.move(1_000)
    till.push(sold[1])
    backups.back_up(hub.database, clock, folder)
    answer = till.push(sold[2])
    assert (answer.received_through, answer.backed_up_through) == (3, 2)
    hub.stop()
    assert keeping.keep("restore", tmp_path / "hub", "", copy=early, clock=clock) == 0
    hub.start()
    try:
        again = till.push()
        assert again.epoch != answer.epoch
        assert (again.received_through, again.backed_up_through) == (1, 0)
        assert till.push(*sold[1:]).received_through == 3
        assert len(list((tmp_path / "hub").glob("hub-before-restore-*.db"))) == 1
    finally:
        hub.stop()


def test_a_running_hub_is_not_overwritten(tmp_path: Path, clock: SetClock, folder: Path) -> None:
    hub = RunningHub(tmp_path / "hub", clock)
    try:
        till = hub.till()
        till.push(a_sale(till))
        copy = backups.back_up(hub.database, clock, folder)
        epoch = till.push(a_sale(till)).epoch
        assert keeping.keep("restore", tmp_path / "hub", "", copy=copy, clock=clock) == keeping.FAILED
        answer = till.push(a_sale(till))
        assert (answer.epoch, answer.received_through) == (epoch, 3)
    finally:
        hub.stop()


def test_a_damaged_copy_is_not_put_back(tmp_path: Path, clock: SetClock, folder: Path) -> None:
    folder.mkdir()
    broken = folder / "broken.db"
    broken.write_bytes(b"SQLite format 3\0" + b"\xff" * 4_000)
    stranger = folder / "stranger.db"
    open_sqlite(stranger).close()
    target = tmp_path / "hub"
    for copy in (broken, stranger, folder / "nothing.db"):
        assert keeping.keep("restore", target, "", copy=copy, clock=clock) == keeping.FAILED
    assert not (target / "hub.db").exists()


@pytest.mark.postgres
def test_a_dump_of_postgres_comes_back_in_a_new_epoch(
    tmp_path: Path, clock: SetClock, folder: Path, postgres: PrivatePostgres
) -> None:
    url = postgres.new_database()
    hub = RunningHub(tmp_path / "hub", clock, url)
    till = hub.till()
    till.push(a_sale(till))
    dump = backups.back_up(hub.database, clock, folder)
    answer = till.push(a_sale(till))
    assert answer.backed_up_through == 1
    hub.stop()
    assert keeping.keep("restore", tmp_path / "hub", url, copy=dump, clock=clock) == 0
    hub.start()
    try:
        again = till.push()
        assert again.epoch != answer.epoch
        assert (again.received_through, again.backed_up_through) == (1, 0)
    finally:
        hub.stop()


@pytest.mark.parametrize("given", [{}, {"begin": True, "mark_only": True}])
def test_a_backup_wants_one_way_and_no_two(tmp_path: Path, given: dict[str, bool]) -> None:
    assert keeping.keep("backup", tmp_path, "", **given) == keeping.WRONG_USE  # type: ignore[arg-type]  # all booleans


def test_a_backup_of_no_hub_makes_none(tmp_path: Path) -> None:
    assert keeping.keep("backup", tmp_path, "", to=tmp_path / "backups") == keeping.FAILED
    assert not (tmp_path / "hub.db").exists()
