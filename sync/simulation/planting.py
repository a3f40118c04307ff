"""How a bug is planted on purpose, and what must see it: an invariant of the simulated world, or a named test.

For tests this module is a plugin of pytest, which plants the bug that the environment names before any test is read.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Plant = Callable[[Any, str, Any], None]

REPOSITORY = Path(__file__).parents[2]
NO_BUG = ""
_WHICH = "POSAPP_PLANTED_BUG"
_QUIETLY = ("-q", "--no-header", "--tb=line", "-p", "no:cacheprovider")
_FAILED = 1
"""What pytest ends with when tests ran and some failed; other figures say that it could not run them."""


@dataclass(frozen=True)
class Mutant:
    """A bug, what catches it, and how it is planted: ``plant(owner, name, replacement)``.

    ``caught_by`` is an invariant, or ``tests/…::…`` for what no simulated world can see.
    """

    name: str
    caught_by: str
    bug: Callable[[Plant], None]

    @property
    def is_for_a_test(self) -> bool:
        """Tell whether a test catches it."""
        return self.caught_by.startswith("tests/")

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Have the bug in the product while inside."""
        before: list[tuple[Any, str, Any]] = []

        def plant(owner: Any, name: str, replacement: Any) -> None:
            before.append((owner, name, getattr(owner, name)))
            setattr(owner, name, replacement)

        self.bug(plant)
        try:
            yield
        finally:
            for owner, name, original in reversed(before):
                setattr(owner, name, original)


def real(owner: Any, name: str) -> Any:
    """Return what stands under a name that its module only borrowed."""
    return getattr(owner, name)


def is_caught(name: str, tests: Sequence[str]) -> bool:
    """Run tests in a process of their own with a bug planted; tell whether they saw it.

    Raises ``RuntimeError`` when they could not be run.
    """
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", __name__, *_QUIETLY, *tests],
        cwd=REPOSITORY,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", _WHICH: name},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, _FAILED):
        raise RuntimeError(f"{' '.join(tests)} could not be run:\n{done.stdout[-2_000:]}{done.stderr[-2_000:]}")
    return done.returncode == _FAILED


def pytest_configure() -> None:
    """Plant the bug that the environment names, for as long as the tests run."""
    from sync.simulation.mutants import MUTANTS

    for mutant in MUTANTS:
        if mutant.name == os.environ.get(_WHICH):
            mutant.bug(setattr)
