"""Help for presenters that ask the Runner: only the newest question's answer counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from posapp.services.ports import Runner

T = TypeVar("T")


class NewestAnswer:
    """Asks the same kind of question again and again and forgets every answer but the newest one's.

    While somebody types, answers to earlier keystrokes must not overwrite what the later ones found.
    """

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._asked = 0

    def ask(self, job: Callable[[], T], *, done: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
        """Ask on the database lane; ``done`` or ``failed`` is called only if no newer question was asked since."""
        self._asked += 1
        number = self._asked

        def answer(value: T) -> None:
            if number == self._asked:
                done(value)

        def failure(error: Exception) -> None:
            if number == self._asked:
                failed(error)

        self._runner.run(job, done=answer, failed=failure)

    def forget(self) -> None:
        """Drop the answer that is still on its way."""
        self._asked += 1
