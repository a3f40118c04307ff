"""Asks for an invoice of the sale that was just paid, and saves its receipt as a page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from posapp.domain.identity import SaleId
from posapp.ui.notices import Notice, notice_of
from posapp.ui.screens.invoicing import words
from posapp.ui.screens.invoicing.state import InvoicingState
from posapp.ui.trouble import let_bugs_through

if TYPE_CHECKING:
    from posapp.services.devices import Devices
    from posapp.services.invoicing import InvoiceTitle, Invoicing
    from posapp.services.ports import Runner


class InvoicingScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: InvoicingState) -> None:
        """Show all of it."""
        ...


class InvoicingPresenter:
    """Owns the panel; it is away until a sale was paid and somebody asks."""

    def __init__(self, view: InvoicingScreen, invoicing: Invoicing, devices: Devices, runner: Runner) -> None:
        self._view = view
        self._invoicing = invoicing
        self._devices = devices
        self._runner = runner
        self._state = InvoicingState()

    @property
    def state(self) -> InvoicingState:
        """Return what is shown now."""
        return self._state

    def opened(self, sale_id: SaleId, receipt_no: str) -> None:
        """Come to the front for a sale, with the titles that may be meant."""
        self._show(InvoicingState(sale_id=sale_id, receipt_no=receipt_no))
        self._runner.run(lambda: self._invoicing.titles(sale_id), done=self._listed, failed=self._refused)

    def title_chosen(self, place: int) -> None:
        """One of the titles used before."""
        title = self._state.titles[place]
        self._show(replace(self._state, name=title.name, tax_no=title.tax_no, notice=None))

    def typed(self, name: str, tax_no: str) -> None:
        """What stands in the fields."""
        self._state = replace(self._state, name=name, tax_no=tax_no)

    def confirmed(self) -> None:
        """Ask for the invoice."""
        state = self._state
        if state.sale_id is None or state.is_busy:
            return
        sale_id = state.sale_id
        self._show(replace(state, is_busy=True, notice=None))
        self._runner.run(
            lambda: self._invoicing.ask(sale_id, state.name, state.tax_no), done=self._asked, failed=self._refused
        )

    def page_pressed(self) -> None:
        """Save the receipt as a page."""
        sale_id = self._state.sale_id
        if sale_id is None or self._state.is_busy:
            return
        self._show(replace(self._state, is_busy=True, notice=None))
        self._runner.run(
            lambda: self._devices.save_page(sale_id), done=self._saved, failed=self._refused, lane="devices"
        )

    def left(self) -> None:
        """Go away; what was asked for stands."""
        self._show(InvoicingState())

    def _listed(self, titles: tuple[InvoiceTitle, ...]) -> None:
        if self._state.sale_id is not None:
            self._show(replace(self._state, titles=titles))

    def _asked(self, title: InvoiceTitle) -> None:
        told = Notice("success", words.ASKED, words.ASKED_ADVICE, {"name": title.name})
        self._show(replace(self._state, name=title.name, tax_no=title.tax_no, is_busy=False, notice=told))

    def _saved(self, place: str) -> None:
        told = Notice("success", words.SAVED, words.SAVED_WHERE, {"place": place})
        self._show(replace(self._state, is_busy=False, notice=told))

    def _refused(self, error: Exception) -> None:
        self._show(replace(self._state, is_busy=False, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: InvoicingState) -> None:
        if state != self._state:
            self._state = state
            self._view.show_state(state)
