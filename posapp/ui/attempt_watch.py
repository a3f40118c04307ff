"""Works on payments by phone that nobody waits for at a screen: after a crash, after cash was taken, over night."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from posapp.services.changes import Changes
from posapp.ui.repeating import Repeating

if TYPE_CHECKING:
    from posapp.services.attempts import Attempts, Step
    from posapp.services.ports import Runner

EVERY_MS = 2_000


class AttemptWatch(Repeating["tuple[Step, ...]"]):
    """Wakes what an earlier run left open, then asks every two seconds for what is due, one look at a time.

    ``announce`` hears of a sale that a late payment finished.
    """

    def __init__(
        self, attempts: Attempts, runner: Runner, announce: Callable[[Changes], None], *, every_ms: int = EVERY_MS
    ) -> None:
        super().__init__(self._work, runner, lane="channels", every_ms=every_ms, seen=self._worked)
        self._attempts = attempts
        self._announce = announce
        self._is_woken = False

    def _work(self) -> tuple[Step, ...]:
        if not self._is_woken:
            self._attempts.wake()
            self._is_woken = True
        return self._attempts.resolve()

    def _worked(self, steps: tuple[Step, ...]) -> None:
        if any(step.finished is not None for step in steps):
            self._announce(Changes(cart=True, sale=True, stock=True, sync=True))
