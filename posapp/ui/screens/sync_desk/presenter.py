"""Reads where the till stands with the mall, and takes what a manager decides about what is parked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from posapp.domain.clock import SECOND, Clock, Millis
from posapp.services.changes import Changes
from posapp.ui.notices import Notice, notice_of
from posapp.ui.runner import Rereading
from posapp.ui.screens.sync_desk.bills import BillsOnDesk
from posapp.ui.screens.sync_desk.payments import Announcing, Asking, PaymentsOnDesk
from posapp.ui.screens.sync_desk.state import SyncDeskState
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.bill_desk import BillDesk, BillsShown
    from posapp.services.limbo import Limbo, OpenPayment
    from posapp.services.offline_rights import OfflineRights, RightsOffline
    from posapp.services.ports import Runner
    from posapp.services.settling import ParkedCard, ParkedList, Settling
    from posapp.services.syncing import OutboxEntry, Syncing, SyncStatus


NOTICE_STAYS = 12 * SECOND
"""The desk reads anew every five seconds; what came of an act is read in more than that."""


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
    payments: tuple[OpenPayment, ...]
    bills: BillsShown


class SyncDeskPresenter:
    """Shows the lamp, its sentence, what is parked and the outbox; ``pair_again`` brings the pairing to the front.

    ``payments`` takes what is done about payments by phone that are not at their end, ``bills`` what is done about the
    channels' bills.
    """

    def __init__(
        self,
        view: SyncDeskScreen,
        syncing: Syncing,
        settling: Settling,
        offline_rights: OfflineRights,
        limbo: Limbo,
        bills: BillDesk,
        runner: Runner,
        clock: Clock,
        *,
        news: Announcing,
        ask: Asking,
        pair_again: Callable[[], None],
    ) -> None:
        self._view = view
        self._syncing = syncing
        self._settling = settling
        self._offline_rights = offline_rights
        self._limbo = limbo
        self._bills = bills
        self._runner = runner
        self._reading = Rereading(runner, self._read, done=self._show_read, failed=self._failed)
        self._clock = clock
        self._pair_again = pair_again
        self._state = SyncDeskState()
        self._told = Millis(0)
        self.payments = PaymentsOnDesk(self, limbo, runner, news, ask)
        self.bills = BillsOnDesk(self, bills, runner, news, ask)

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
            self.show(replace(self._state, confirming=(op_id, choice), closing="", notice=None))
        else:
            self._settle(op_id, choice)

    def confirmed(self) -> None:
        """Yes, settle it so."""
        if self._state.confirming is not None:
            self._settle(*self._state.confirming)

    def left(self) -> None:
        """Leave it as it is."""
        self.show(replace(self._state, confirming=None))

    def pair_again_pressed(self) -> None:
        """Go to the pairing; the use case itself lets only a manager do it."""
        if self._state.may_settle:
            self._pair_again()

    def show(self, state: SyncDeskState) -> None:
        """Show all of it."""
        self._state = state
        self._view.show_state(state)

    def tell(self, notice: Notice) -> None:
        """Say what came of an act, for long enough to be read."""
        self._told = self._clock.now()
        self.show(replace(self._state, notice=notice))

    def read_anew(self) -> None:
        """Read all of it again; what was being read is old."""
        self._reading.outdate()
        self._reading.ask()

    def _settle(self, op_id: str, choice: int) -> None:
        self.show(replace(self._state, confirming=None, notice=None))
        self._runner.run(lambda: self._settling.settle(op_id, choice), done=self._settled, failed=self._failed)

    def _settled(self, _: None) -> None:
        self.read_anew()

    def _card(self, op_id: str) -> ParkedCard | None:
        return next((card for card in self._state.parked if card.op_id == op_id), None)

    def _read(self) -> _Reading:
        return _Reading(
            self._syncing.status(),
            self._syncing.outbox(),
            self._settling.parked(),
            self._offline_rights.read(),
            self._limbo.open_payments(),
            self._bills.shown(),
        )

    def _show_read(self, answer: _Reading) -> None:
        asked_about = self._state.confirming
        is_still_there = asked_about is not None and any(
            card.op_id == asked_about[0] and not card.is_asked for card in answer.parked.cards
        )
        now = self._clock.now()
        is_open = any(one.payment_id == self._state.closing for one in answer.payments)
        differs = answer.bills.holds(self._state.settling)
        self.show(
            SyncDeskState(
                now=now,
                status=answer.status,
                entries=answer.entries,
                parked=answer.parked.cards,
                rights=answer.rights,
                may_settle=answer.parked.may_settle,
                confirming=asked_about if is_still_there else None,
                payments=answer.payments,
                asking=self._state.asking,
                closing=self._state.closing if is_open else "",
                bills=answer.bills,
                reading=self._state.reading,
                settling=self._state.settling if differs else "",
                notice=self._state.notice if 0 <= now - self._told < NOTICE_STAYS else None,
            )
        )

    def _failed(self, error: Exception) -> None:
        self.tell(notice_of(error))
        let_bugs_through(error)
