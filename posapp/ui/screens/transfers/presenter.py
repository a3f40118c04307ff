"""Turns what the clerk does with transfers into use cases, and answers into the list's state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.services.changes import Changes
from posapp.ui.notices import notice_of
from posapp.ui.runner import Rereading
from posapp.ui.screens.transfers.state import TransfersState
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.ports import Announcements, Runner
    from posapp.services.transfers import TransferCard, Transfers, Why

CHANGED = Changes(transfer=True, stock=True)


class TransfersScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: TransfersState) -> None:
        """Show all of it."""
        ...


class TransfersPresenter:
    """Keeps the list of what shops ask of one another, and does the next step of each."""

    def __init__(
        self, view: TransfersScreen, transfers: Transfers, runner: Runner, announcements: Announcements
    ) -> None:
        self._view = view
        self._transfers = transfers
        self._runner = runner
        self._announcements = announcements
        self._list = Rereading(runner, transfers.listed, done=self._listed, failed=self._failed)
        self._state = TransfersState()

    @property
    def state(self) -> TransfersState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Read the list."""
        self._list.ask()

    def things_changed(self, changes: Changes) -> None:
        """Read the list again when a transfer, or what hangs here, changed."""
        if changes.transfer or changes.stock:
            self.opened()

    def sent(self, transfer_id: str, parcel: str) -> None:
        """The pieces have left."""
        self._write(lambda: self._transfers.send(transfer_id, parcel=parcel))

    def received(self, transfer_id: str) -> None:
        """The pieces are here, or with her."""
        self._write(lambda: self._transfers.receive(transfer_id))

    def declining(self, transfer_id: str) -> None:
        """Ask why it cannot be; the same one again, or "", asks no more."""
        asked = "" if transfer_id == self._state.declining else transfer_id
        self._show(replace(self._state, declining=asked, notice=None))

    def declined(self, transfer_id: str, why: Why) -> None:
        """It cannot be."""
        self._write(lambda: self._transfers.decline(transfer_id, why))

    def called_off(self, transfer_id: str) -> None:
        """It is not wanted any more."""
        self._write(lambda: self._transfers.call_off(transfer_id))

    def _write(self, act: Callable[[], TransferCard]) -> None:
        if self._state.is_busy:
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(act, done=self._done, failed=self._failed)

    def _done(self, _: TransferCard) -> None:
        self._show(replace(self._state, is_busy=False, declining=""))
        self._announcements.announce(CHANGED)

    def _listed(self, cards: tuple[TransferCard, ...]) -> None:
        self._show(replace(self._state, cards=cards))

    def _failed(self, error: Exception) -> None:
        let_bugs_through(error)
        self._show(replace(self._state, is_busy=False, notice=notice_of(error)))
        self._list.ask()

    def _show(self, state: TransfersState) -> None:
        self._state = state
        self._view.show_state(state)
