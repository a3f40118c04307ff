"""Time that passes only when the world lets it, and machines on counters whose clocks are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from posapp.adapters.db import value
from posapp.domain.clock import Millis


class WorldClock:
    """The true time. It never goes back."""

    def __init__(self, now: int) -> None:
        self._now = now

    def now(self) -> Millis:
        """Return this instant."""
        return Millis(self._now)

    def reach(self, instant: int) -> None:
        """Let time pass until an instant; one that has passed changes nothing."""
        self._now = max(self._now, instant)


class WrongClock:
    """A machine's clock: the true time and ``error`` ms, which may jump. What the till makes of it is ``TillClock``'s.

    Its ticks run evenly, whatever the clock says, from when the machine was started.
    """

    def __init__(self, world: WorldClock) -> None:
        self._world = world
        self._started = world.now()
        self.error = 0

    def now(self) -> Millis:
        """Return what the machine believes, never before 1970."""
        return Millis(max(1, self._world.now() + self.error))

    def ticks(self) -> int:
        """Return the milliseconds since the machine was started."""
        return self._world.now() - self._started

    def start_again(self) -> None:
        """Switch the machine off and on."""
        self._started = self._world.now()


class Machines:
    """Whose ticks the programs count: those of the machine that somebody works at. One program asks at a time."""

    def __init__(self) -> None:
        self._at_work: WrongClock | None = None

    def work_at(self, machine: WrongClock) -> None:
        """Let the next questions be this machine's."""
        self._at_work = machine

    @contextmanager
    def ticking(self) -> Iterator[None]:
        """Let nobody count the ticks of the machine that the simulation runs on, while inside."""
        patched: Any = value
        real = value.ticks
        patched.ticks = lambda: self._at_work.ticks() if self._at_work is not None else 0
        try:
            yield
        finally:
            patched.ticks = real


MACHINES = Machines()
