"""Hub, worker and till die at every named moment and at any other: every sale that was told as done is booked once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from sync.kill_points import MOMENTS
from sync.proving.checks import check
from sync.proving.killing import prove_kills
from sync.proving.siege import Siege

pytestmark = pytest.mark.faults


@pytest.fixture
def siege(tmp_path: Path) -> Iterator[Siege]:
    siege = Siege("named moments", tmp_path / "chain", tills=1)
    yield siege
    siege.close()


def assert_all_holds(siege: Siege) -> None:
    tills = {shop: siege.till_folder(shop) for shop in siege.shops}
    check(siege.books, siege.hub_file, tills, siege.gateway.ledger())
    assert siege.books.violations == []


def test_every_moment_is_reached_and_none_of_them_costs_or_doubles_a_sale(siege: Siege) -> None:
    restoring = {"hub.mid_epoch", "hub.after_epoch"}
    for moment in (moment for moment in MOMENTS if moment not in restoring):
        siege.strike(moment)
    siege.heal()
    assert_all_holds(siege)
    siege.back_up()
    siege.heal()
    for moment in sorted(restoring):
        siege.bring_back("silent")
        siege.strike(moment)
    siege.heal()
    assert_all_holds(siege)
    assert siege.books.kills.keys() >= MOMENTS.keys()


def test_a_short_run_of_the_command_ends_with_its_line_and_finds_nothing() -> None:
    said: list[str] = []
    assert prove_kills(20, seed=20_261_122, side_by_side=1, say=said.append) == 0
    verdict = msgspec.json.decode(said[-1])
    assert verdict.keys() == {"kills", "lost", "doubled", "violations", "seconds"}
    assert verdict["kills"] >= 20
    assert (verdict["lost"], verdict["doubled"], verdict["violations"]) == (0, 0, 0)
