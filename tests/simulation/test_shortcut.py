"""The short way to SQLite changes nothing but the time that a seed takes."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from sync.simulation import world
from sync.simulation.proving import Prover
from sync.simulation.world import Size

SEED = 4


@pytest.mark.faults
def test_a_seed_tells_the_same_story_by_the_long_way(monkeypatch):
    with Prover(Size(sales=8, harsh=True)) as prover:
        by_the_short_way, _ = prover.run(SEED)
        monkeypatch.setattr(world, "short_way", nullcontext)
        by_the_long_way, _ = prover.run(SEED)

    assert by_the_short_way.text() == by_the_long_way.text()
    assert len(by_the_short_way.lines) > 30
