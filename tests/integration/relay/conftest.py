"""A shop of two tills and a relay in one process, acquainted with each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.running_hub import SetClock
from tests.fakes.shop_in_one_process import HubHere, RelayHere, TillHere


class SmallShop:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = SetClock()
        self.hub = HubHere(folder / "hub", self.clock)
        self.relay = RelayHere(folder / "relay", self.hub)
        self.one = TillHere(folder / "till-1", self.hub)
        self.two = TillHere(folder / "till-2", self.hub)
        self.relay.report()
        for till in (self.one, self.two):
            till.pull_all()
            self.relay.mirror(till)

    def close(self) -> None:
        for part in (self.one, self.two, self.relay, self.hub):
            part.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[SmallShop]:
    built = SmallShop(tmp_path)
    yield built
    built.close()
