"""What a person does about payments by phone that are not at their end; the answers decide, the screen only asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.permission import OverrideId
from posapp.services.changes import Changes
from posapp.services.errors import ManagerWanted
from posapp.ui.notices import Notice, notice_of
from posapp.ui.screens.sync_desk import payment_words
from posapp.ui.screens.sync_desk.state import SyncDeskState
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.attempts import Step
    from posapp.services.limbo import Limbo
    from posapp.services.ports import Runner

Asking = Callable[[ManagerWanted, Callable[[OverrideId], None], str], None]
"""Asks a colleague for her word, and does the act with it."""


class Desk(Protocol):
    """The desk that this is a part of."""

    @property
    def state(self) -> SyncDeskState:
        """Return what is shown now."""
        ...

    def show(self, state: SyncDeskState) -> None:
        """Show all of it."""
        ...

    def tell(self, notice: Notice) -> None:
        """Say what came of an act, for long enough to be read."""
        ...

    def read_anew(self) -> None:
        """Read all of it again; what was being read is old."""
        ...


class Announcing(Protocol):
    """Tells the other screens."""

    def announce(self, changes: Changes) -> None:
        """Tell them what changed."""
        ...


class PaymentsOnDesk:
    """Asks, takes back and closes; ``ask`` is called when closing is beyond whoever works here."""

    def __init__(self, desk: Desk, limbo: Limbo, runner: Runner, news: Announcing, ask: Asking) -> None:
        self._desk = desk
        self._limbo = limbo
        self._runner = runner
        self._news = news
        self._ask = ask

    def payment_asked(self, payment_id: str) -> None:
        """Ask the channel now, one payment at a time."""
        if not self._desk.state.asking:
            self._desk.show(replace(self._desk.state, asking=payment_id, closing="", notice=None))
            self._runner.run(
                lambda: self._limbo.ask(payment_id), done=self._answered, failed=self._failed, lane="channels"
            )

    def payment_taken_back(self, payment_id: str) -> None:
        """Have it undone, or given back; it stays on the list until the channel says so."""
        self._desk.show(replace(self._desk.state, closing="", notice=None))
        self._runner.run(lambda: self._limbo.take_back(payment_id), done=self._moved, failed=self._failed)

    def payment_closing(self, payment_id: str) -> None:
        """Ask what was found before it is closed."""
        self._desk.show(replace(self._desk.state, closing=payment_id, confirming=None, notice=None))

    def payment_closed(self, reason: str) -> None:
        """Close the chosen one for that reason."""
        if self._desk.state.closing:
            self._close(self._desk.state.closing, reason, None)

    def payment_left(self) -> None:
        """Leave it as it is."""
        self._desk.show(replace(self._desk.state, closing=""))

    def _close(self, payment_id: str, reason: str, override: OverrideId | None) -> None:
        def refused(error: Exception) -> None:
            if isinstance(error, ManagerWanted):
                self._ask(error, lambda given: self._close(payment_id, reason, given), reason)
            else:
                self._failed(error)

        self._runner.run(
            lambda: self._limbo.close(payment_id, reason, override=override), done=self._closed, failed=refused
        )

    def _closed(self, _: None) -> None:
        self._desk.show(replace(self._desk.state, closing=""))
        self._moved(None)

    def _answered(self, step: Step | None) -> None:
        self._desk.show(replace(self._desk.state, asking=""))
        is_sold = step is not None and step.finished is not None
        self._news.announce(Changes(cart=True, sale=is_sold, stock=is_sold, sync=True))
        self._desk.read_anew()
        if step is not None:
            self._desk.tell(_told(step))

    def _moved(self, _: None) -> None:
        self._news.announce(Changes(cart=True, sync=True))
        self._desk.read_anew()

    def _failed(self, error: Exception) -> None:
        self._desk.read_anew()
        self._desk.show(replace(self._desk.state, asking="", closing=""))
        self._desk.tell(notice_of(error))
        let_bugs_through(error)


def _told(step: Step) -> Notice:
    if step.trouble is not None:
        return notice_of(step.trouble)
    if step.attempt.is_paid:
        return Notice("success", *payment_words.HAS_ARRIVED)
    if step.attempt.progress.state == "void":
        return Notice("accent", *payment_words.WAS_NOT_CHARGED)
    return Notice("accent", *payment_words.STILL_OPEN)
