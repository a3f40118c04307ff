"""The counter on a real till file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.small_shop import SmallShop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[SmallShop]:
    """Return a paired till after its first load."""
    opened = SmallShop(tmp_path)
    yield opened
    opened.close()
