"""The use cases that the counter's screens call, by their trade words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from posapp.services.attempts import Attempts
    from posapp.services.bag_labels import BagLabels
    from posapp.services.bill_desk import BillDesk
    from posapp.services.booking import Bookings
    from posapp.services.counting import Counting
    from posapp.services.devices import Devices
    from posapp.services.discounting import Discounting
    from posapp.services.exchanging import Exchanging
    from posapp.services.fitting import FittingRooms
    from posapp.services.follow_ups import FollowUps
    from posapp.services.held_pieces import HeldPieces
    from posapp.services.invoicing import Invoicing
    from posapp.services.keying import Keying
    from posapp.services.limbo import Limbo
    from posapp.services.mall_receipts import MallReceipts
    from posapp.services.members import Members
    from posapp.services.offline_rights import OfflineRights
    from posapp.services.pairing import Pairing
    from posapp.services.paying import Paying
    from posapp.services.permitting import Permitting
    from posapp.services.pickups import Pickups
    from posapp.services.practice import Practice
    from posapp.services.printing import Printing
    from posapp.services.returning import Returning
    from posapp.services.searching import Searching
    from posapp.services.selling import Selling
    from posapp.services.settling import Settling
    from posapp.services.shift_desk import ShiftDesk
    from posapp.services.shifts import Shifts
    from posapp.services.signing_in import SigningIn
    from posapp.services.substitutes import Substitutes
    from posapp.services.syncing import Syncing
    from posapp.services.today import Today
    from posapp.services.transfers import Transfers
    from posapp.services.value import Value
    from posapp.services.walking import Walking


class ShopServices(Protocol):
    """The use cases that the counter's screens call."""

    @property
    def selling(self) -> Selling: ...
    @property
    def practice(self) -> Practice: ...
    @property
    def discounting(self) -> Discounting: ...
    @property
    def permitting(self) -> Permitting: ...
    @property
    def paying(self) -> Paying: ...
    @property
    def value(self) -> Value: ...
    @property
    def attempts(self) -> Attempts: ...
    @property
    def limbo(self) -> Limbo: ...
    @property
    def bill_desk(self) -> BillDesk: ...
    @property
    def printing(self) -> Printing: ...
    @property
    def devices(self) -> Devices: ...
    @property
    def invoicing(self) -> Invoicing: ...
    @property
    def keying(self) -> Keying: ...
    @property
    def searching(self) -> Searching: ...
    @property
    def members(self) -> Members: ...
    @property
    def today(self) -> Today: ...
    @property
    def walking(self) -> Walking: ...
    @property
    def substitutes(self) -> Substitutes: ...
    @property
    def bag_labels(self) -> BagLabels: ...
    @property
    def held_pieces(self) -> HeldPieces: ...
    @property
    def bookings(self) -> Bookings: ...
    @property
    def transfers(self) -> Transfers: ...
    @property
    def fitting_rooms(self) -> FittingRooms: ...
    @property
    def follow_ups(self) -> FollowUps: ...
    @property
    def pickups(self) -> Pickups: ...
    @property
    def returning(self) -> Returning: ...
    @property
    def exchanging(self) -> Exchanging: ...
    @property
    def mall_receipts(self) -> MallReceipts: ...
    @property
    def counting(self) -> Counting: ...
    @property
    def shifts(self) -> Shifts: ...
    @property
    def shift_desk(self) -> ShiftDesk: ...
    @property
    def signing_in(self) -> SigningIn: ...
    @property
    def pairing(self) -> Pairing: ...
    @property
    def syncing(self) -> Syncing: ...
    @property
    def offline_rights(self) -> OfflineRights: ...
    @property
    def settling(self) -> Settling: ...
