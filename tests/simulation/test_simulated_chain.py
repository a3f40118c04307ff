"""The simulated chain holds on every seed, tells the same story twice, and sees the bugs that are planted in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from sync.protocol.kinds import KINDS
from sync.simulation.chronicle import RARE
from sync.simulation.mutants import MUTANTS
from sync.simulation.planting import NO_BUG, Mutant, is_caught
from sync.simulation.proving import ENOUGH_SEEDS, LONG_RUN, Prover, Verdict, prove, replay
from sync.simulation.vocabulary import SPOKEN, said
from sync.simulation.world import Size

REPOSITORY = Path(__file__).parents[2]
HARSH = Size(sales=8, harsh=True)


@pytest.fixture(scope="module")
def harsh() -> Iterator[Prover]:
    with Prover(HARSH) as prover:
        yield prover


@pytest.mark.faults
def test_harsh_days_break_nothing_and_are_harsh(harsh):
    verdict = Verdict()
    for seed in range(1, 4):
        chronicle, _ = harsh.run(seed)
        assert chronicle.violations == []
        verdict.sometimes += chronicle.sometimes

    assert not set(verdict.missing()) & {
        "a request was lost",
        "an answer was lost",
        "a request arrived twice",
        "a till died before a commit",
        "a till died after a commit",
        "the worker died between page and rows",
        "the mall refused an order",
    }


@pytest.mark.faults
def test_what_only_the_relay_held_of_a_dead_disk_comes_to_the_mall(harsh):
    chronicle, _ = harsh.run(16)

    assert chronicle.sometimes["a disk died whose newest operations only the relay held"]
    assert chronicle.violations == []


@pytest.mark.faults
def test_a_seed_tells_the_same_story_in_every_process(tmp_path):
    stories = []
    for hash_seed in ("1", "2"):
        log = tmp_path / f"{hash_seed}.log"
        command = [sys.executable, "-m", "posapp", "prove", "--seeds", "1", "--seed", "7", "--sales", "8"]
        done = subprocess.run(
            [*command, "--log", str(log)],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        last = msgspec.json.decode(done.stdout.splitlines()[-1])
        assert (last["seeds"], last["violations"]) == (1, 0)
        stories.append(log.read_bytes())

    assert stories[0] == stories[1]
    assert len(stories[0].splitlines()) > 30


@pytest.mark.faults
def test_two_processes_tell_what_one_tells():
    said: list[list[str]] = [[], []]
    for jobs, lines in enumerate(said, start=1):
        assert prove(2, 1, size=Size(sales=6), jobs=jobs, say=lines.append) == 0

    one, two = ([line for line in lines if "store-days a minute" not in line] for lines in said)
    assert one[:-1] == two[:-1]
    assert msgspec.json.decode(one[-1]).keys() == {"seeds", "store_days", "violations", "sometimes_missing", "seconds"}


def test_a_long_run_that_misses_something_rare_is_red():
    short, long = Verdict(seeds=LONG_RUN - 1), Verdict(seeds=LONG_RUN)

    assert short.is_good()
    assert not long.is_good()
    assert Verdict(seeds=LONG_RUN, sometimes=Counter(RARE)).is_good()


def test_people_in_the_worlds_say_every_kind_of_operation_there_is():
    assert {*SPOKEN} == {kind for kind, _ in KINDS}
    assert {said(kind) for kind in SPOKEN} <= {*RARE}


def test_a_seed_that_fails_says_how_to_see_it_again():
    said: list[str] = []
    mutant = _named("floor asks for stock")
    with mutant.planted():
        status = prove(1, 1, size=Size(sales=8), say=said.append)

    assert status == 1
    assert any("I6 floor never refused" in line for line in said)
    assert f"replay: {replay(1, Size(sales=8))}" in said
    assert msgspec.json.decode(said[-1])["violations"] > 0


@pytest.mark.faults
@pytest.mark.parametrize("mutant", [one for one in MUTANTS if not one.is_for_a_test], ids=lambda mutant: mutant.name)
def test_a_planted_bug_is_seen_by_its_invariant(harsh, mutant):
    seen: set[str] = set()
    for seed in range(1, ENOUGH_SEEDS + 1):
        with mutant.planted():
            chronicle, _ = harsh.run(seed)
        seen |= {violation.invariant for violation in chronicle.violations}
        if mutant.caught_by in seen:
            return
    pytest.fail(f"nobody saw it but {sorted(seen)}")


@pytest.mark.faults
def test_a_planted_bug_that_no_world_shows_is_seen_by_its_test():
    tested = [mutant for mutant in MUTANTS if mutant.is_for_a_test]

    assert not is_caught(NO_BUG, [mutant.caught_by for mutant in tested])
    assert [mutant.name for mutant in tested if not is_caught(mutant.name, [mutant.caught_by])] == []


def test_every_planted_bug_has_a_name_of_its_own_and_there_are_enough():
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 25


@pytest.mark.faults
def test_a_dozen_more_harsh_worlds_break_nothing():
    said: list[str] = []

    status = prove(12, 4, size=HARSH, say=said.append)

    assert status == 0, "\n".join(said)


def _named(name: str) -> Mutant:
    return next(mutant for mutant in MUTANTS if mutant.name == name)
