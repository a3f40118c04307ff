"""A running hub for each test, on SQLite, and on PostgreSQL where the tests are asked to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.postgres import PrivatePostgres
from tests.fakes.running_hub import RunningHub, SetClock


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
