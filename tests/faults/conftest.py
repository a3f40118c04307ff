"""A hub in a process of its own and a till that is paired with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.hub_process import HubProcess
from tests.fakes.paired_till import PairedTillOnDisk


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    hub = HubProcess(tmp_path / "hub")
    hub.start()
    yield hub
    hub.kill()


@pytest.fixture
def till(tmp_path: Path, hub: HubProcess) -> Iterator[PairedTillOnDisk]:
    till = PairedTillOnDisk(tmp_path / "till", hub)
    yield till
    till.close()
