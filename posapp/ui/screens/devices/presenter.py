"""Sets up printer, drawer and display, and prints again what was torn or smudged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Protocol, cast

from posapp.domain.permission import OverrideId
from posapp.domain.text import Language
from posapp.services.changes import Changes
from posapp.services.devices import DeviceSheet, DisplayWish
from posapp.services.ports import PrinterState
from posapp.ui.notices import Notice, notice_of
from posapp.ui.screens.devices import words
from posapp.ui.screens.devices.state import DevicesState, PrinterKind, parts_of
from posapp.ui.trouble import let_bugs_through
from posapp.ui.with_word import AsksColleague, unless_allowed

if TYPE_CHECKING:
    from posapp.services.devices import Devices
    from posapp.services.ports import Runner


class DevicesScreen(Protocol):
    """What the presenter needs of the view."""

    def show_state(self, state: DevicesState) -> None:
        """Show all of it."""
        ...


class DevicesPresenter:
    """Owns the page. ``language`` tells in which language a test page is printed.

    ``ask`` asks a colleague for her word when an act was refused, and has it done with that.
    """

    def __init__(
        self,
        view: DevicesScreen,
        devices: Devices,
        runner: Runner,
        language: Callable[[], Language],
        ask: AsksColleague,
    ) -> None:
        self._view = view
        self._devices = devices
        self._runner = runner
        self._language = language
        self._ask = ask
        self._state = DevicesState()

    @property
    def state(self) -> DevicesState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Read what is set up and what waits, and ask the printer how it stands."""
        self._runner.run(self._devices.sheet, done=self._first_read, failed=self._refused)
        self.asked()

    def things_changed(self, changes: Changes) -> None:
        """A sale brings paper."""
        if changes.sale:
            self._read_again()

    def kind_chosen(self, kind: str) -> None:
        """Another kind of printer; what was typed for another is no use for it."""
        if kind != self._state.kind:
            self._show(replace(self._state, kind=cast(PrinterKind, kind), place="", notice=None))

    def place_typed(self, text: str) -> None:
        """Where the printer is."""
        self._state = replace(self._state, place=text)

    def width_chosen(self, columns: int) -> None:
        """How wide the paper is."""
        self._show(replace(self._state, columns=32 if columns == 32 else 48))

    def used(self) -> None:
        """Take what was typed into use."""
        state = self._state
        columns: Literal[32, 48] = state.columns
        self._run(
            lambda _word: self._devices.use_printer(state.setting, columns),
            Notice("success", words.IN_USE, words.IN_USE_ADVICE),
            then=self.asked,
        )

    def asked(self) -> None:
        """Ask the printer how it stands."""
        self._show(replace(self._state, printer=None))
        self._runner.run(self._devices.printer_state, done=self._answered, failed=self._refused, lane="devices")

    def tested(self) -> None:
        """Print a test page."""
        language = self._language()
        self._print(lambda _word: self._devices.print_test(language))

    def printed_now(self) -> None:
        """Print what waits."""
        self._print(lambda _word: self._devices.print_waiting())

    def printed_again(self, job_id: str) -> None:
        """Print a copy of what came out before."""
        self._print(lambda word: self._devices.print_again(job_id, word))

    def drawer_pressed(self) -> None:
        """Open the drawer."""
        self._run(self._devices.open_drawer, Notice("accent", words.OPENED))

    def display_chosen(self, wish: str) -> None:
        """Put the customer's screen elsewhere."""
        self._run(lambda _word: self._devices.use_display(cast(DisplayWish, wish)), None)

    def _print(self, job: Callable[[OverrideId | None], None]) -> None:
        self._run(job, Notice("success", words.PRINTED, words.PRINTED_ADVICE), then=self.asked)

    def _run(
        self,
        job: Callable[[OverrideId | None], object],
        news: Notice | None,
        *,
        then: Callable[[], None] | None = None,
        word: OverrideId | None = None,
    ) -> None:
        """Do something with a device, one at a time, and read anew what is set up and what waits.

        Where it is beyond whoever works here, a colleague is asked, and it is done with her word.
        """
        if self._state.is_busy:
            return
        self._show(replace(self._state, is_busy=True, notice=None))

        def done(_: object) -> None:
            self._show(replace(self._state, is_busy=False, notice=news))
            self._read_again()
            if then is not None:
                then()

        refused = unless_allowed(
            self._ask, lambda given: self._run(job, news, then=then, word=given), word, self._refused
        )

        def failed(error: Exception) -> None:
            self._show(replace(self._state, is_busy=False))
            self._read_again()
            refused(error)

        self._runner.run(lambda: job(word), done=done, failed=failed, lane="devices")

    def _read_again(self) -> None:
        self._runner.run(self._devices.sheet, done=self._read, failed=self._refused)

    def _first_read(self, sheet: DeviceSheet) -> None:
        """What is in use is what the fields begin with."""
        kind, place = parts_of(sheet.settings.printer)
        self._show(
            replace(self._state, sheet=sheet, kind=kind, place=place, columns=sheet.settings.columns, notice=None)
        )

    def _read(self, sheet: DeviceSheet) -> None:
        self._show(replace(self._state, sheet=sheet))

    def _answered(self, printer: PrinterState) -> None:
        self._show(replace(self._state, printer=printer))

    def _refused(self, error: Exception) -> None:
        self._show(replace(self._state, notice=notice_of(error)))
        let_bugs_through(error)

    def _show(self, state: DevicesState) -> None:
        if state != self._state:
            self._state = state
            self._view.show_state(state)
