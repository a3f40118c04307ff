"""A running hub for each test, on SQLite, and on PostgreSQL where the tests are asked to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.postgres import PrivatePostgres
from tests.fakes.quiet_mall import QuietMall
from tests.fakes.running_hub import RunningHub, SetClock


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """See that whatever starts a database server is marked so: ``pos.py test`` promises to do without one."""
    for item in items:
        if "postgres" in getattr(item, "fixturenames", ()) and item.get_closest_marker("postgres") is None:
            raise pytest.UsageError(f"{item.nodeid} starts PostgreSQL and is not marked so")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    server = PrivatePostgres()
    yield server
    server.stop()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def hub(request: pytest.FixtureRequest, tmp_path: Path, clock: SetClock) -> Iterator[RunningHub]:
    url = request.getfixturevalue("postgres").new_database() if request.param == "postgres" else ""
    running = RunningHub(tmp_path / "hub", clock, url)
    yield running
    running.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def quiet_mall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[QuietMall]:
    """A hub's database that nobody serves, on either engine."""
    url = request.getfixturevalue("postgres").new_database() if request.param == "postgres" else ""
    mall = QuietMall(tmp_path / "mall", url)
    yield mall
    mall.close()
