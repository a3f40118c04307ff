"""Has the journal say what happens to the till itself: starts, settings, the clock, the network, its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from posapp.ui.repeating import Repeating

if TYPE_CHECKING:
    from posapp.services.ports import Runner
    from posapp.services.till_events import TillEvents

FIRST_AFTER_MS = 1_500
"""The window and its first screen come before the journal's first word of them."""

EVERY_MS = 5_000


class EventWatch(Repeating[tuple[str, ...]]):
    """Looks every five seconds. It is an act like a cashier's: what she does next comes after it in the journal."""

    def __init__(self, events: TillEvents, runner: Runner) -> None:
        super().__init__(events.look, runner, lane="database", every_ms=EVERY_MS, first_after_ms=FIRST_AFTER_MS)
