"""A till in its own folder, ready to sell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.till_on_disk import TillOnDisk


@pytest.fixture
def new_till(tmp_path: Path) -> Iterator[TillOnDisk]:
    till = TillOnDisk(tmp_path / "till")
    yield till
    till.close()


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TillOnDisk]:
    till = TillOnDisk.loaded(tmp_path / "till", is_open=True)
    yield till
    till.close()
