"""Time that passes only when the world lets it, and clocks on counters that are wrong."""

from __future__ import annotations

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
    """A till's clock: the true time and ``error`` ms, which may jump."""

    def __init__(self, world: WorldClock) -> None:
        self._world = world
        self.error = 0

    def now(self) -> Millis:
        """Return what the till believes, never before 1970."""
        return Millis(max(1, self._world.now() + self.error))
