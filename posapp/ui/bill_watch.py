"""Reads the channels' bills when they are due: in the morning, and after days on which the till was off."""

from __future__ import annotations

from collections.abc import Callable

from posapp.services.changes import Changes
from posapp.services.ports import Runner
from posapp.ui.repeating import Repeating

FIRST_AFTER_MS = 20_000
"""The counter and payments that an earlier run left open come first."""

EVERY_MS = 60_000


class BillWatch(Repeating[bool]):
    """Looks once a minute whether a bill is due, one look at a time; ``announce`` hears when something was read."""

    def __init__(
        self,
        work: Callable[[], bool],
        runner: Runner,
        announce: Callable[[Changes], None],
        *,
        first_after_ms: int = FIRST_AFTER_MS,
        every_ms: int = EVERY_MS,
    ) -> None:
        super().__init__(
            work, runner, lane="channels", every_ms=every_ms, first_after_ms=first_after_ms, seen=self._worked
        )
        self._announce = announce

    def _worked(self, has_moved: bool) -> None:
        if has_moved:
            self._announce(Changes(sync=True))
