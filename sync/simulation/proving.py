"""Run seed after seed and say what was found: ``posapp prove``.

The last line on standard output is JSON. Rare states that never came are listed there; only violations fail the run.
"""

from __future__ import annotations

import gc
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from sync.simulation.chronicle import RARE, Chronicle
from sync.simulation.world import Blanks, Size, World, lay_blanks

_MEMORY = Path("/dev/shm")
"""A disk in memory, where there is one: no power is cut here, so nothing is gained by waiting for a real one."""


@dataclass
class Verdict:
    """What a run of seeds came to."""

    seeds: int = 0
    store_days: int = 0
    violations: int = 0
    seconds: float = 0.0
    sometimes: Counter[str] = field(default_factory=Counter)

    def missing(self) -> list[str]:
        """Return the rare states that never came."""
        return [state for state in RARE if not self.sometimes[state]]

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
        self._folder = Path(tempfile.mkdtemp(prefix="posapp-prove-", dir=_MEMORY if _MEMORY.is_dir() else None))
        self._blanks: Blanks = lay_blanks(self._folder)

    def __enter__(self) -> Prover:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, seed: int) -> tuple[Chronicle, int]:
        """Run the world of a seed; return what happened in it and how many days of shops it held."""
        folder = self._folder / f"seed-{seed}"
        try:
            world = World(seed, folder, self._blanks, self._size)
            world.run()
            return world.chronicle, world.store_days
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def prove(
    seeds: int,
    first: int,
    *,
    size: Size | None = None,
    log: Path | None = None,
    say: Callable[[str], None] | None = None,
) -> int:
    """Run ``seeds`` seeds from ``first`` on; return the exit status. ``log`` gets the log of the last seed."""
    size = size or Size()
    tell = say or _say
    verdict = Verdict()
    begun = time.monotonic()
    with Prover(size) as prover:
        for seed in range(first, first + seeds):
            chronicle, store_days = prover.run(seed)
            verdict.seeds += 1
            verdict.store_days += store_days
            verdict.violations += len(chronicle.violations)
            verdict.sometimes += chronicle.sometimes
            for invariant, evidence in chronicle.violations:
                tell(f"seed {seed}: {invariant}: {evidence}")
            if chronicle.violations:
                tell(f"replay: {replay(seed, size)}")
            if log is not None:
                log.write_text(chronicle.text(), encoding="utf-8")
            gc.collect()
    verdict.seconds = time.monotonic() - begun
    for state in RARE:
        tell(f"{verdict.sometimes[state]:8} {state}")
    tell(verdict.line())
    return 1 if verdict.violations else 0


def prove_mutants(most: int, *, say: Callable[[str], None] | None = None) -> int:
    """Plant every bug in turn and run harsh worlds, at most ``most`` each, until its invariant sees it."""
    from sync.simulation.mutants import MUTANTS

    tell = say or _say
    survived = []
    with Prover(Size(sales=8, harsh=True)) as prover:
        for mutant in MUTANTS:
            seen: set[str] = set()
            for seed in range(1, most + 1):
                with mutant.planted():
                    chronicle, _ = prover.run(seed)
                seen |= {violation.invariant for violation in chronicle.violations}
                if mutant.caught_by in seen:
                    tell(f"killed in seed {seed}: {mutant.name}, by {mutant.caught_by}")
                    break
            else:
                survived.append(mutant.name)
                tell(f"SURVIVED {most} seeds: {mutant.name}, unseen by {mutant.caught_by}; seen by {sorted(seen)}")
    report = {"mutants": len(MUTANTS), "killed": len(MUTANTS) - len(survived), "survived": survived}
    tell(msgspec.json.encode(report).decode())
    return 1 if survived else 0


def replay(seed: int, size: Size) -> str:
    """Return the one command that runs a seed again."""
    layout = f" --layout {','.join(size.layout)}" if size.layout else ""
    harsh = " --harsh" if size.harsh else ""
    return f"posapp prove --seeds 1 --seed {seed} --sales {size.sales}{layout}{harsh}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
