"""All presenters of the counter, by their trade words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from posapp.services.changes import Changes
from posapp.ui.screens.member.presenter import MemberPresenter
from posapp.ui.screens.paying.presenter import PayingPresenter
from posapp.ui.screens.selling.looking_presenter import LookingPresenter
from posapp.ui.screens.selling.nearby_presenter import NearbyPresenter
from posapp.ui.screens.selling.outfit_presenter import OutfitPresenter
from posapp.ui.screens.selling.presenter import SellingPresenter
from posapp.ui.screens.selling.top_up_presenter import TopUpPresenter
from posapp.ui.screens.selling.waiting_presenter import WaitingPresenter
from posapp.ui.screens.sign_in.presenter import SignInPresenter
from posapp.ui.shell.presenter import ShellPresenter

if TYPE_CHECKING:
    from posapp.ui.screens.bookings.presenter import BookingsPresenter
    from posapp.ui.screens.devices.presenter import DevicesPresenter
    from posapp.ui.screens.follow_ups.presenter import FollowUpsPresenter
    from posapp.ui.screens.pickups.presenter import PickupsPresenter
    from posapp.ui.screens.returning.presenter import ReturningPresenter
    from posapp.ui.screens.rooms.presenter import RoomsPresenter
    from posapp.ui.screens.setup.presenter import SetupPresenter
    from posapp.ui.screens.shift.presenter import ShiftPresenter
    from posapp.ui.screens.stock.presenter import StockPresenter
    from posapp.ui.screens.sync_desk.presenter import SyncDeskPresenter
    from posapp.ui.screens.today.presenter import TodayPresenter
    from posapp.ui.screens.transfers.presenter import TransfersPresenter
    from posapp.ui.screens.walking.presenter import WalkPresenter
    from posapp.ui.shell.desks import Desks


class Opening(Protocol):
    """A presenter whose screen may come to the front."""

    def opened(self) -> None:
        """Read what the screen shows."""
        ...


@runtime_checkable
class Following(Protocol):
    """A presenter whose screen follows what happens while it is in front."""

    def things_changed(self, changes: Changes) -> None:
        """Read anew what these changes touch."""
        ...


@runtime_checkable
class ScanTaking(Protocol):
    """A presenter that takes some scans for itself while its screen is in front."""

    def takes(self, text: str) -> bool:
        """Tell whether a scan is for it."""
        ...

    def scanned(self, text: str) -> None:
        """Take it."""
        ...


@dataclass(frozen=True, slots=True)
class Presenters:
    """One presenter for each screen, and the shell's. Those of ``desks`` are built when they are first asked for."""

    shell: ShellPresenter
    selling: SellingPresenter
    paying: PayingPresenter
    member: MemberPresenter
    waiting: WaitingPresenter
    top_up: TopUpPresenter
    outfit: OutfitPresenter
    looking: LookingPresenter
    nearby: NearbyPresenter
    sign_in: SignInPresenter
    desks: Desks

    @property
    def today(self) -> TodayPresenter:
        """Return that of what is due today."""
        return self.desks.today.presenter

    @property
    def walk(self) -> WalkPresenter:
        """Return that of the walking list."""
        return self.desks.walk.presenter

    @property
    def bookings(self) -> BookingsPresenter:
        """Return that of today's bookings."""
        return self.desks.bookings.presenter

    @property
    def rooms(self) -> RoomsPresenter:
        """Return that of the fitting rooms."""
        return self.desks.rooms.presenter

    @property
    def pickups(self) -> PickupsPresenter:
        """Return that of orders to collect."""
        return self.desks.pickups.presenter

    @property
    def transfers(self) -> TransfersPresenter:
        """Return that of pieces between shops."""
        return self.desks.transfers.presenter

    @property
    def stock(self) -> StockPresenter:
        """Return that of the stock desk."""
        return self.desks.stock.presenter

    @property
    def returns(self) -> ReturningPresenter:
        """Return that of goods that come back."""
        return self.desks.returns.presenter

    @property
    def difference(self) -> PayingPresenter:
        """Return that of paying for an exchange."""
        return self.desks.difference.presenter

    @property
    def follow_ups(self) -> FollowUpsPresenter:
        """Return that of messages after a visit."""
        return self.desks.follow_ups.presenter

    @property
    def shift(self) -> ShiftPresenter:
        """Return that of the shift."""
        return self.desks.shift.presenter

    @property
    def sync(self) -> SyncDeskPresenter:
        """Return that of the sync desk."""
        return self.desks.sync.presenter

    @property
    def devices(self) -> DevicesPresenter:
        """Return that of the devices."""
        return self.desks.devices.presenter

    @property
    def setup(self) -> SetupPresenter:
        """Return that of the setup."""
        return self.desks.setup.presenter

    @property
    def in_front(self) -> Opening:
        """Return the presenter of the screen that is in front."""
        state = self.shell.state
        return self.of(state.page if state.stage == "open" else state.stage)

    def of(self, screen: str) -> Opening:
        """Return the presenter of a page, of the sign-in or of the setup."""
        found: Opening = self.selling if screen == "sell" else getattr(self, screen)
        return found
