"""Decides which screen is in front, and what the bars around it say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from posapp.services.changes import Changes
from posapp.services.day_items import DayCounts
from posapp.services.shifts import ShiftSheet
from posapp.services.signed_in import SignedIn
from posapp.services.syncing import SyncStatus
from posapp.ui.runner import Rereading
from posapp.ui.shell.state import Page, Place, ShellState, Stage

if TYPE_CHECKING:
    from posapp.services.bill_desk import BillDesk
    from posapp.services.exchanging import Exchanging
    from posapp.services.limbo import Limbo
    from posapp.services.pairing import Pairing
    from posapp.services.ports import Runner
    from posapp.services.shifts import Shifts
    from posapp.services.signing_in import SigningIn
    from posapp.services.syncing import Syncing
    from posapp.services.today import Today


class ShellView(Protocol):
    """What the presenter needs of the window."""

    def show_state(self, state: ShellState) -> None:
        """Show all of it."""
        ...


@dataclass(frozen=True, slots=True)
class ShellServices:
    """What the bars around the screens ask. ``place`` tells where this till stands once it is paired."""

    pairing: Pairing
    signing_in: SigningIn
    syncing: Syncing
    today: Today
    shifts: Shifts
    limbo: Limbo
    bills: BillDesk
    exchanging: Exchanging
    place: Callable[[], Place | None]


@dataclass(frozen=True, slots=True)
class _Around:
    """One look at everything the bars show."""

    is_paired: bool
    place: Place | None
    staff: SignedIn | None
    sync: SyncStatus
    counts: DayCounts
    payments: int
    exchanges: int


class ShellPresenter:
    """Owns the stage and the page; ``failed`` takes what is nobody's refusal, ``shown`` is what the view shows already.

    What the bars show is looked up beside everything else: no act waits for it, and it never undoes one.
    """

    def __init__(
        self,
        view: ShellView,
        services: ShellServices,
        runner: Runner,
        failed: Callable[[Exception], None],
        *,
        shown: ShellState | None = None,
    ) -> None:
        self._view = view
        self._services = services
        self._runner = runner
        self._failed = failed
        self._look = Rereading(runner, self._look_around, done=self._looked, failed=failed)
        self._state = shown or ShellState()
        self._is_set_up: bool | None = None

    @property
    def state(self) -> ShellState:
        """Return what is shown now."""
        return self._state

    def opened(self) -> None:
        """Look where the till stands and show the first screen."""
        self._look.ask()

    def things_changed(self, changes: Changes) -> None:
        """Look again when something in the bars may have changed."""
        if changes.sync or changes.booking or changes.order or changes.sale or changes.staff or changes.shift:
            self._look.ask()

    def ticked(self) -> None:
        """Look again now and then: an hour without news is news too."""
        self._look.ask()

    def page_chosen(self, page: Page) -> None:
        """Bring a page to the front."""
        self._show(replace(self._state, page=page))

    def pair_again(self) -> None:
        """Bring the pairing to the front of a till that is paired; the cart stays as it is."""
        self._is_set_up = False
        self._look.outdate()
        self._show(replace(self._state, stage="setup"))

    def setup_finished(self) -> None:
        """Leave the first start; what is still to load comes meanwhile."""
        self._is_set_up = True
        self._look.ask()

    def signed_in(self, who: SignedIn) -> None:
        """Open the counter for somebody; without an open shift the float comes first."""
        self._look.outdate()
        self._show(replace(self._state, stage="open", staff=who, page="sell"))
        self._look.ask()
        self._runner.run(self._services.shifts.current, done=self._shift_read, failed=self._failed)

    def locked(self) -> None:
        """Lock the till; the cart stays as it is."""
        self._runner.run(self._services.signing_in.lock, done=self._signed_off, failed=self._failed)

    def _signed_off(self, _: None) -> None:
        self._look.outdate()
        if self._state.stage == "open":
            self._show(replace(self._state, stage="sign_in", staff=None))
        self._look.ask()

    def _shift_read(self, shift: ShiftSheet | None) -> None:
        if shift is None:
            self.page_chosen("shift")

    def _look_around(self) -> _Around:
        services = self._services
        is_paired = services.pairing.is_paired()
        staff = services.signing_in.at_work()
        is_counted = is_paired and staff is not None  # the numbers stand on the rail, which nobody sees before
        return _Around(
            is_paired=is_paired,
            place=services.place() if is_paired else None,
            staff=staff,
            sync=services.syncing.status(),
            counts=services.today.counts() if is_counted else DayCounts(),
            payments=services.limbo.want_a_look() + services.bills.want_a_look() if is_counted else 0,
            exchanges=int(is_counted and services.exchanging.is_open()),
        )

    def _looked(self, around: _Around) -> None:
        badges: dict[Page, int] = {
            "today": around.counts.pressing,
            "bookings": around.counts.bookings,
            "rooms": around.counts.rooms,
            "pickups": around.counts.pickups,
            "returns": around.exchanges,
            "sync": around.sync.parked + around.payments,
        }
        if self._is_set_up is None:
            self._is_set_up = around.is_paired and around.sync.lamp != "loading"
        stage: Stage = "setup" if not self._is_set_up else "sign_in" if around.staff is None else "open"
        self._show(
            replace(
                self._state,
                stage=stage,
                place=around.place,
                staff=around.staff,
                sync=around.sync,
                payments=around.payments,
                badges=badges,
            )
        )

    def _show(self, state: ShellState) -> None:
        if state != self._state:
            self._state = state
            self._view.show_state(state)
