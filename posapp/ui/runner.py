"""Help for presenters that ask the Runner: answers that are no longer wanted, or older than an act, are dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from posapp.services.ports import Lane, Runner

T = TypeVar("T")


class NewestAnswer:
    """Asks the same kind of question again and again and forgets every answer but the newest one's.

    While somebody types, answers to earlier keystrokes must not overwrite what the later ones found; those whose turn
    comes after a newer one was asked are not even looked for.
    """

    def __init__(self, runner: Runner, lane: Lane = "database") -> None:
        self._runner = runner
        self._lane = lane
        self._asked = 0

    def forget(self) -> None:
        """Want no answer any more to what was asked."""
        self._asked += 1

    def ask(self, job: Callable[[], T], *, done: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
        """Ask; ``done`` or ``failed`` is called only if no newer question was asked since."""
        self._asked += 1
        number = self._asked

        def look() -> T | None:
            return job() if number == self._asked else None

        def answer(value: T | None) -> None:
            if number == self._asked:
                done(cast("T", value))

        def failure(error: Exception) -> None:
            if number == self._asked:
                failed(error)

        self._runner.run(look, done=answer, failed=failure, lane=self._lane)


class Rereading(Generic[T]):
    """Reads the same thing again and again on the ``looks`` lane: one reading at a time, and at most one more waits.

    Acts go their own way, on the ``database`` lane. A reading that began before an act was answered may tell what was
    true before the act: ``outdate`` drops it and reads anew.
    """

    def __init__(
        self, runner: Runner, job: Callable[[], T], *, done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        self._runner = runner
        self._job = job
        self._done = done
        self._failed = failed
        self._is_reading = False
        self._is_wanted = False
        self._is_old = False

    def ask(self) -> None:
        """Read now, or once more when the reading under way has ended."""
        if self._is_reading:
            self._is_wanted = True
            return
        self._is_reading = True
        self._runner.run(self._job, done=self._read, failed=self._not_read, lane="looks")

    def outdate(self) -> None:
        """Something was done, and its answer is shown: whatever is being read now may be older."""
        self._is_old = self._is_reading

    def _read(self, value: T) -> None:
        self._end(lambda: self._done(value))

    def _not_read(self, error: Exception) -> None:
        self._end(lambda: self._failed(error))

    def _end(self, tell: Callable[[], None]) -> None:
        is_old, is_wanted = self._is_old, self._is_wanted
        self._is_reading = self._is_wanted = self._is_old = False
        if not is_old:
            tell()
        if is_old or is_wanted:
            self.ask()
