"""Run race after race and say what was found: ``posapp prove --races N``.

The last line on standard output is JSON: how many were run, rooms promised twice, goods that left twice unseen, broken
promises that nobody was told of exactly once. The run fails when one of these is not zero, or anything else is wrong.
"""

from __future__ import annotations

import multiprocessing
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import msgspec

from sync.simulation.chronicle import Chronicle, Violation
from sync.simulation.planting import Mutant
from sync.simulation.proving import MEMORY, say_aloud, seldom_collected
from sync.simulation.races.every_order import CONTESTS, Contest, woven
from sync.simulation.races.judge import DOUBLE_BOOKING, DOUBLE_HAND_OVER, SILENT
from sync.simulation.races.mutants import PLANTED, Planted
from sync.simulation.races.race import Race
from sync.simulation.races.shop import Morning, lay_morning

ENOUGH_RACES = 150
"""So many drawn races a planted bug gets before it counts as unseen."""


@dataclass(frozen=True)
class Told:
    """What one race came to, as it is handed from process to process."""

    seed: int
    violations: tuple[Violation, ...]
    log: str


@dataclass
class Verdict:
    """What a run of races came to."""

    runs: int = 0
    found: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, told: Told) -> None:
        """Count one more race."""
        self.runs += 1
        self.found.update(violation.invariant for violation in told.violations)

    def line(self) -> str:
        """Return the last line."""
        return msgspec.json.encode(
            {
                "runs": self.runs,
                "double_bookings": self.found[DOUBLE_BOOKING],
                "double_hand_overs": self.found[DOUBLE_HAND_OVER],
                "silent": self.found[SILENT],
                "seconds": round(self.seconds, 1),
            }
        ).decode()


class Course:
    """Runs races in a folder of its own, which is gone afterwards."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="posapp-races-", dir=MEMORY if MEMORY.is_dir() else None))
        self._morning = lay_morning(self._folder)

    def __enter__(self) -> Course:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, seed: int, steps: Sequence[str] | None = None, piece: str = "") -> Chronicle:
        """Run the race of a seed, or one of written steps about one piece; return what happened in it."""
        return _run(seed, steps, piece, self._folder, self._morning)

    def tell(self, seeds: range, jobs: int) -> Iterator[Told]:
        """Run seeds in so many processes at once; yield what they came to, in the order of the seeds."""
        tell = partial(_told, folder=self._folder, morning=self._morning)
        if jobs == 1:
            yield from map(tell, seeds)
            return
        with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as processes:
            yield from processes.map(tell, seeds, chunksize=20)


def prove_every_order(contests: Sequence[Contest] = CONTESTS, *, say: Callable[[str], None] = say_aloud) -> int:
    """Run contests in every order in which their steps can happen; return the exit status."""
    verdict = Verdict()
    begun = time.monotonic()
    with Course() as course:
        for contest in contests:
            before = verdict.runs
            for order in woven(contest.parties):
                steps = (*contest.opening, *order)
                found = course.run(verdict.runs, steps, contest.piece)
                verdict.add(Told(verdict.runs, tuple(found.violations), ""))
                for invariant, evidence in found.violations:
                    say(f"{contest.name}: {invariant}: {evidence}: {', '.join(order)}")
            say(f"{verdict.runs - before:5} orders of: {contest.name}")
    verdict.seconds = time.monotonic() - begun
    say(verdict.line())
    return 1 if verdict.found else 0


def prove_race_mutants(most: int = ENOUGH_RACES, *, say: Callable[[str], None] = say_aloud) -> int:
    """Plant every bug in turn and race until what is named with it sees it; return the exit status.

    Its contest comes first; a bug that no order of that shows gets at most ``most`` drawn races.
    """
    survived = []
    with Course() as course:
        for planted in PLANTED:
            where = seen_in(course, planted, most)
            name, called = planted.mutant.name, planted.mutant.caught_by
            say(f"{name}: " + (f"seen as {called} in {where}" if where else "SURVIVED"))
            if not where:
                survived.append(name)
    report = {"mutants": len(PLANTED), "killed": len(PLANTED) - len(survived), "survived": survived}
    say(msgspec.json.encode(report).decode())
    return 1 if survived else 0


def seen_in(course: Course, planted: Planted, most: int) -> str:
    """Return the race that shows a planted bug for what it is, by its steps or its seed; "" without one."""
    mutant = planted.mutant
    with mutant.planted():
        for contest in CONTESTS:
            for order in woven(contest.parties) if contest.name == planted.contest else ():
                if _shows(course.run(0, (*contest.opening, *order), contest.piece), mutant):
                    return ", ".join(order)
        for seed in range(1, most + 1):
            if _shows(course.run(seed), mutant):
                return f"race {seed}"
    return ""


def _shows(found: Chronicle, mutant: Mutant) -> bool:
    return any(violation.invariant == mutant.caught_by for violation in found.violations)


def prove_races(
    races: int,
    first: int,
    *,
    jobs: int = 1,
    log: Path | None = None,
    say: Callable[[str], None] = say_aloud,
) -> int:
    """Run ``races`` races from seed ``first`` on; return the exit status. ``log`` gets the log of the last one."""
    verdict = Verdict()
    begun = time.monotonic()
    with Course() as course:
        for told in course.tell(range(first, first + races), jobs):
            verdict.add(told)
            for invariant, evidence in told.violations:
                say(f"race {told.seed}: {invariant}: {evidence}")
            if told.violations:
                say(f"replay: posapp prove --races 1 --seed {told.seed} --log race.log")
            if log is not None:
                log.write_text(told.log, encoding="utf-8")
    verdict.seconds = time.monotonic() - begun
    say(verdict.line())
    return 1 if verdict.found else 0


def _run(seed: int, steps: Sequence[str] | None, piece: str, folder: Path, morning: Morning) -> Chronicle:
    own = folder / f"race-{seed}"
    try:
        with seldom_collected():
            race = Race(seed, own, morning, steps, piece)
            race.run()
            return race.chronicle
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _told(seed: int, *, folder: Path, morning: Morning) -> Told:
    found = _run(seed, None, "", folder, morning)
    return Told(seed, tuple(found.violations), found.text())
