"""Reads where the till stands with the mall; the desk changes nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.clock import Clock
from posapp.services.changes import Changes
from posapp.ui.notices import notice_of
from posapp.ui.runner import Rereading
from posapp.ui.screens.sync_desk.state import SyncDeskState
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.ports import Runner
    from posapp.services.syncing import OutboxEntry, Syncing, SyncStatus


class SyncDeskScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: SyncDeskState) -> None:
        """Show all of it."""
        ...


class SyncDeskPresenter:
    """Shows the lamp, its sentence and the outbox."""

    def __init__(self, view: SyncDeskScreen, syncing: Syncing, runner: Runner, clock: Clock) -> None:
        self._view = view
        self._syncing = syncing
        self._reading = Rereading(runner, self._read, done=self._show_read, failed=self._failed)
        self._clock = clock
        self._state = SyncDeskState()

    @property
    def state(self) -> SyncDeskState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Read both again; also called every few seconds while the desk is open, because ages grow by themselves."""
        self._reading.ask()

    def things_changed(self, changes: Changes) -> None:
        """Read again when something went up or came down."""
        if changes:
            self.opened()

    def _read(self) -> tuple[SyncStatus, tuple[OutboxEntry, ...]]:
        return self._syncing.status(), self._syncing.outbox()

    def _show_read(self, answer: tuple[SyncStatus, tuple[OutboxEntry, ...]]) -> None:
        status, entries = answer
        self._show(SyncDeskState(now=self._clock.now(), status=status, entries=entries))

    def _failed(self, error: Exception) -> None:
        self._show(replace(self._state, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: SyncDeskState) -> None:
        self._state = state
        self._view.show_state(state)
