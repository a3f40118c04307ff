"""Run seed after seed and say what was found: ``posapp prove``.

The last line on standard output is JSON. Violations fail the run, and in a long one also a rare state that never came.
"""

from __future__ import annotations

import gc
import multiprocessing
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import msgspec

from sync.simulation.chronicle import RARE, Chronicle, Violation
from sync.simulation.planting import NO_BUG, Mutant, is_caught
from sync.simulation.world import Blanks, Size, World, lay_blanks

MEMORY = Path("/dev/shm")
"""A disk in memory, where there is one: no power is cut here, so nothing is gained by waiting for a real one."""


_SELDOM = 50_000
"""Allocations between two looks for garbage while a world lives; statements and plans live as long as the process."""

ENOUGH_SEEDS = 36
"""So many harsh worlds a planted bug gets before it counts as unseen."""

HARSH_AND_SHORT = Size(sales=8, harsh=True)
LONG_RUN = 200
"""From so many seeds on a rare state that never came fails the run; in fewer it may be chance."""


@dataclass(frozen=True)
class Told:
    """What one seed came to, as it is handed from process to process."""

    seed: int
    store_days: int
    sales: int
    violations: tuple[Violation, ...]
    sometimes: Counter[str]
    log: str
    cpu_s: float


@dataclass
class Verdict:
    """What a run of seeds came to."""

    seeds: int = 0
    store_days: int = 0
    sales: int = 0
    violations: int = 0
    seconds: float = 0.0
    cpu_s: float = 0.0
    sometimes: Counter[str] = field(default_factory=Counter)

    def add(self, told: Told) -> None:
        """Count one more seed."""
        self.seeds += 1
        self.store_days += told.store_days
        self.sales += told.sales
        self.violations += len(told.violations)
        self.sometimes += told.sometimes
        self.cpu_s += told.cpu_s

    def missing(self) -> list[str]:
        """Return the rare states that never came."""
        return [state for state in RARE if not self.sometimes[state]]

    def is_good(self) -> bool:
        """Tell whether everything held and, in a long run, whether everything rare was seen."""
        return not self.violations and not (self.seeds >= LONG_RUN and self.missing())

    def pace(self, jobs: int) -> str:
        """Return how fast the shops lived, by the clock and by processor time."""
        by_clock = 60 * self.store_days / (self.seconds * jobs)
        by_cpu = 60 * self.store_days / self.cpu_s
        return (
            f"{by_clock:.1f} store-days a minute and process by the clock, {by_cpu:.1f} by processor time, "
            f"{self.sales / self.store_days:.0f} sales in each"
        )

    def line(self) -> str:
        """Return the last line."""
        return msgspec.json.encode(
            {
                "seeds": self.seeds,
                "store_days": self.store_days,
                "violations": self.violations,
                "sometimes_missing": self.missing(),
                "seconds": round(self.seconds, 1),
            }
        ).decode()


class Prover:
    """Runs worlds in a folder of its own, which is gone afterwards."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self._folder = Path(tempfile.mkdtemp(prefix="posapp-prove-", dir=MEMORY if MEMORY.is_dir() else None))
        self._blanks: Blanks = lay_blanks(self._folder)

    def __enter__(self) -> Prover:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, seed: int) -> tuple[Chronicle, int]:
        """Run the world of a seed; return what happened in it and how many days of shops it held."""
        with seldom_collected():
            world = _lived(seed, self._folder, self._blanks, self._size)
        return world.chronicle, world.store_days

    def tell(self, seeds: range, jobs: int) -> Iterator[Told]:
        """Run seeds in so many processes at once; yield what they came to, in the order of the seeds."""
        tell = partial(_told, folder=self._folder, blanks=self._blanks, size=self._size)
        if jobs == 1:
            yield from map(tell, seeds)
            return
        with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as processes:
            yield from processes.map(tell, seeds)


def _lived(seed: int, folder: Path, blanks: Blanks, size: Size) -> World:
    own = folder / f"seed-{seed}"
    try:
        world = World(seed, own, blanks, size)
        world.run()
        return world
    finally:
        shutil.rmtree(own, ignore_errors=True)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for garbage seldom, while inside: a world is alive to its end."""
    before = gc.get_threshold()
    gc.freeze()  # what is there already lives as long as the process: no look need go through it
    gc.set_threshold(_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _told(seed: int, *, folder: Path, blanks: Blanks, size: Size) -> Told:
    with seldom_collected():
        begun = time.process_time()
        world = _lived(seed, folder, blanks, size)
        found = world.chronicle
        cpu_s = time.process_time() - begun
        told = Told(seed, world.store_days, world.sales, tuple(found.violations), found.sometimes, found.text(), cpu_s)
        del world, found
        gc.collect()
    return told


def prove(
    seeds: int,
    first: int,
    *,
    size: Size | None = None,
    jobs: int = 1,
    log: Path | None = None,
    say: Callable[[str], None] | None = None,
) -> int:
    """Run ``seeds`` seeds from ``first`` on; return the exit status. ``log`` gets the log of the last seed."""
    size = size or Size()
    tell = say or say_aloud
    verdict = Verdict()
    begun = time.monotonic()
    with Prover(size) as prover:
        for told in prover.tell(range(first, first + seeds), jobs):
            verdict.add(told)
            for invariant, evidence in told.violations:
                tell(f"seed {told.seed}: {invariant}: {evidence}")
            if told.violations:
                tell(f"replay: {replay(told.seed, size)}")
            if log is not None:
                log.write_text(told.log, encoding="utf-8")
    verdict.seconds = time.monotonic() - begun
    for state in RARE:
        tell(f"{verdict.sometimes[state]:8} {state}")
    tell(verdict.pace(jobs))
    tell(verdict.line())
    return 0 if verdict.is_good() else 1


def prove_mutants(most: int = ENOUGH_SEEDS, *, say: Callable[[str], None] | None = None) -> int:
    """Plant every bug in turn and see that what is named with it catches it; return the exit status.

    A bug that an invariant must see gets harsh worlds, at most ``most``, until it does. One that a test must see gets
    that test, which must pass without it.
    """
    from sync.simulation.mutants import MUTANTS

    tell = say or say_aloud
    survived = []
    tested = [mutant for mutant in MUTANTS if mutant.is_for_a_test]
    if is_caught(NO_BUG, [mutant.caught_by for mutant in tested]):
        tell("the tests fail without any bug, so they show nothing")
        survived += [mutant.name for mutant in tested]
    with Prover(HARSH_AND_SHORT) as prover:
        for mutant in MUTANTS:
            if mutant.name in survived:
                continue
            found = _by_its_test(mutant) if mutant.is_for_a_test else _by_its_invariant(prover, mutant, most)
            if not found.startswith("killed"):
                survived.append(mutant.name)
            tell(f"{mutant.name}: {found}")
    report = {"mutants": len(MUTANTS), "killed": len(MUTANTS) - len(survived), "survived": survived}
    tell(msgspec.json.encode(report).decode())
    return 1 if survived else 0


def _by_its_test(mutant: Mutant) -> str:
    name = mutant.caught_by.rpartition("::")[2]
    return f"killed by {name}" if is_caught(mutant.name, [mutant.caught_by]) else f"SURVIVED {name}"


def _by_its_invariant(prover: Prover, mutant: Mutant, most: int) -> str:
    seen: set[str] = set()
    for seed in range(1, most + 1):
        with mutant.planted():
            chronicle, _ = prover.run(seed)
        seen |= {violation.invariant for violation in chronicle.violations}
        if mutant.caught_by in seen:
            return f"killed in seed {seed} by {mutant.caught_by}"
    return f"SURVIVED {most} seeds unseen by {mutant.caught_by}; seen by {sorted(seen)}"


def replay(seed: int, size: Size) -> str:
    """Return the one command that runs a seed again."""
    layout = f" --layout {','.join(size.layout)}" if size.layout else ""
    harsh = " --harsh" if size.harsh else ""
    return f"posapp prove --seeds 1 --seed {seed} --sales {size.sales}{layout}{harsh}"


def say_aloud(line: str) -> None:
    """Write a line to standard output at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
