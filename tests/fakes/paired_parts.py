"""Fixtures of a hub in a process of its own and a till that is paired with it, for every folder that imports them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.hub_process import HubProcess
from tests.fakes.paired_till import PairedTillOnDisk


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    """Return a hub that runs."""
    hub = HubProcess(tmp_path / "hub")
    hub.start()
    yield hub
    hub.kill()


@pytest.fixture
def till(tmp_path: Path, hub: HubProcess) -> Iterator[PairedTillOnDisk]:
    """Return a till of the hub's only shop."""
    till = PairedTillOnDisk(tmp_path / "till", hub)
    yield till
    till.close()
