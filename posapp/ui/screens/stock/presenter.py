"""Turns what the clerk does at the stock desk into use cases, and answers into its state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.identity import VariantId
from posapp.services.changes import Changes
from posapp.ui.notices import notice_of
from posapp.ui.runner import Rereading
from posapp.ui.screens.stock.state import StockState
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.ports import Announcements, Runner
    from posapp.services.stock_desk import StockDesk, StockSheet
    from posapp.services.transfers import TransferCard

CHANGED = Changes(transfer=True)


class StockScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: StockState) -> None:
        """Show all of it."""
        ...


class StockPresenter:
    """Keeps the sheet of what runs short and what hangs too long, and asks other shops for pieces."""

    def __init__(self, view: StockScreen, desk: StockDesk, runner: Runner, announcements: Announcements) -> None:
        self._view = view
        self._desk = desk
        self._runner = runner
        self._announcements = announcements
        self._sheet = Rereading(runner, desk.sheet, done=self._read, failed=self._failed)
        self._state = StockState()

    @property
    def state(self) -> StockState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Read the sheet; what was asked for before is no news any more."""
        self._state = replace(self._state, asked=None, notice=None)
        self._sheet.ask()

    def things_changed(self, changes: Changes) -> None:
        """Read the sheet again when what hangs here, or is on its way, changed."""
        if changes.stock or changes.transfer or changes.catalogue:
            self._sheet.ask()

    def asked(self, variant_id: str, shop_id: str, pieces: int) -> None:
        """Ask a shop for pieces."""
        if self._state.is_busy:
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(
            lambda: self._desk.ask(VariantId(variant_id), shop_id, pieces), done=self._done, failed=self._failed
        )

    def _done(self, card: TransferCard) -> None:
        self._show(replace(self._state, is_busy=False, asked=card))
        self._announcements.announce(CHANGED)

    def _read(self, sheet: StockSheet) -> None:
        self._show(replace(self._state, sheet=sheet))

    def _failed(self, error: Exception) -> None:
        let_bugs_through(error)
        self._show(replace(self._state, is_busy=False, notice=notice_of(error)))

    def _show(self, state: StockState) -> None:
        self._state = state
        self._view.show_state(state)
