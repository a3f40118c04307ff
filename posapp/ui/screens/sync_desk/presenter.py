"""Reads where the till stands with the mall, and takes what a manager decides about what is parked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from posapp.domain.clock import Clock
from posapp.services.changes import Changes
from posapp.ui.notices import notice_of
from posapp.ui.runner import Rereading
from posapp.ui.screens.sync_desk.state import SyncDeskState
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.offline_rights import OfflineRights, RightsOffline
    from posapp.services.ports import Runner
    from posapp.services.settling import ParkedCard, ParkedList, Settling
    from posapp.services.syncing import OutboxEntry, Syncing, SyncStatus


class SyncDeskScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: SyncDeskState) -> None:
        """Show all of it."""
        ...


class _Reading(NamedTuple):
    status: SyncStatus
    entries: tuple[OutboxEntry, ...]
    parked: ParkedList
    rights: RightsOffline


class SyncDeskPresenter:
    """Shows the lamp, its sentence, what is parked and the outbox; ``pair_again`` brings the pairing to the front."""

    def __init__(
        self,
        view: SyncDeskScreen,
        syncing: Syncing,
        settling: Settling,
        offline_rights: OfflineRights,
        runner: Runner,
        clock: Clock,
        *,
        pair_again: Callable[[], None],
    ) -> None:
        self._view = view
        self._syncing = syncing
        self._settling = settling
        self._offline_rights = offline_rights
        self._runner = runner
        self._reading = Rereading(runner, self._read, done=self._show_read, failed=self._failed)
        self._clock = clock
        self._pair_again = pair_again
        self._state = SyncDeskState()

    @property
    def state(self) -> SyncDeskState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Read all of it again; also called every few seconds while the desk is open: ages grow by themselves."""
        self._reading.ask()

    def things_changed(self, changes: Changes) -> None:
        """Read again when something went up or came down."""
        if changes:
            self.opened()

    def way_chosen(self, op_id: str, choice: int) -> None:
        """Settle a parked operation; what cannot be taken back is asked about once more."""
        card = self._card(op_id)
        if card is None or not self._state.may_settle or choice >= len(card.ways_out):
            return
        if card.ways_out[choice].is_final:
            self._show(replace(self._state, confirming=(op_id, choice), notice=None))
        else:
            self._settle(op_id, choice)

    def confirmed(self) -> None:
        """Yes, settle it so."""
        if self._state.confirming is not None:
            self._settle(*self._state.confirming)

    def left(self) -> None:
        """Leave it as it is."""
        self._show(replace(self._state, confirming=None))

    def pair_again_pressed(self) -> None:
        """Go to the pairing; the use case itself lets only a manager do it."""
        if self._state.may_settle:
            self._pair_again()

    def _settle(self, op_id: str, choice: int) -> None:
        self._show(replace(self._state, confirming=None, notice=None))
        self._runner.run(lambda: self._settling.settle(op_id, choice), done=self._settled, failed=self._failed)

    def _settled(self, _: None) -> None:
        self._reading.outdate()
        self._reading.ask()

    def _card(self, op_id: str) -> ParkedCard | None:
        return next((card for card in self._state.parked if card.op_id == op_id), None)

    def _read(self) -> _Reading:
        return _Reading(
            self._syncing.status(), self._syncing.outbox(), self._settling.parked(), self._offline_rights.read()
        )

    def _show_read(self, answer: _Reading) -> None:
        asked_about = self._state.confirming
        is_still_there = asked_about is not None and any(
            card.op_id == asked_about[0] and not card.is_asked for card in answer.parked.cards
        )
        self._show(
            SyncDeskState(
                now=self._clock.now(),
                status=answer.status,
                entries=answer.entries,
                parked=answer.parked.cards,
                rights=answer.rights,
                may_settle=answer.parked.may_settle,
                confirming=asked_about if is_still_there else None,
            )
        )

    def _failed(self, error: Exception) -> None:
        self._show(replace(self._state, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: SyncDeskState) -> None:
        self._state = state
        self._view.show_state(state)
