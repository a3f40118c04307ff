"""The counter's books on one connection; a look at the till's file carries them."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Connection

from posapp.adapters.db import meta
from posapp.adapters.db.attempts import SqlAttemptBook
from posapp.adapters.db.bills import SqlBillBook
from posapp.adapters.db.bookings import SqlBookingBook
from posapp.adapters.db.carts import SqlCarts
from posapp.adapters.db.catalogue import SqlCatalogue
from posapp.adapters.db.codes import SqlCodes
from posapp.adapters.db.drawer import SqlDrawerBook
from posapp.adapters.db.follow_ups import SqlFollowUpBook
from posapp.adapters.db.members import SqlMemberBook
from posapp.adapters.db.orders import SqlOrderBook
from posapp.adapters.db.promotions import SqlPromotions
from posapp.adapters.db.rooms import SqlRoomBook
from posapp.adapters.db.search import SqlStyleSearch
from posapp.adapters.db.transfers import SqlTransferBook
from posapp.adapters.db.value import SqlValueBook
from posapp.domain.identity import ShopId
from posapp.services.till_data import PairedTill


class SqlCounterBooks:
    """What selling, searching, members, bookings and pickups read and write, all in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def paired(self) -> PairedTill | None:
        """Who this till is, None before pairing."""
        belonging = meta.belonging(self._connection)
        return None if belonging is None else belonging.till

    @cached_property
    def carts(self) -> SqlCarts:
        """The open cart and those put aside."""
        return SqlCarts(self._connection)

    @cached_property
    def catalogue(self) -> SqlCatalogue:
        """What is sold, and how much of it hangs where."""
        return SqlCatalogue(self._connection, ShopId("" if self.paired is None else self.paired.shop_id))

    @cached_property
    def search(self) -> SqlStyleSearch:
        """Finds styles."""
        return SqlStyleSearch(self._connection)

    @cached_property
    def promotions(self) -> SqlPromotions:
        """What may lower a price."""
        return SqlPromotions(self._connection)

    @cached_property
    def members(self) -> SqlMemberBook:
        """The members."""
        return SqlMemberBook(self._connection)

    @cached_property
    def bookings(self) -> SqlBookingBook:
        """The try-on bookings of this shop."""
        return SqlBookingBook(self._connection)

    @cached_property
    def transfers(self) -> SqlTransferBook:
        """What shops ask of one another."""
        return SqlTransferBook(self._connection)

    @cached_property
    def rooms(self) -> SqlRoomBook:
        """The fitting rooms of this shop."""
        return SqlRoomBook(self._connection)

    @cached_property
    def orders(self) -> SqlOrderBook:
        """The orders that are collected here."""
        return SqlOrderBook(self._connection)

    @cached_property
    def follow_ups(self) -> SqlFollowUpBook:
        """What the mall would write to members of this shop."""
        return SqlFollowUpBook(self._connection)

    @cached_property
    def drawer(self) -> SqlDrawerBook:
        """Cash moved, counts and Z reports."""
        return SqlDrawerBook(self._connection)

    @cached_property
    def value(self) -> SqlValueBook:
        """Accounts of members and gift cards, and this till's rights to spend of them."""
        return SqlValueBook(self._connection)

    @cached_property
    def attempts(self) -> SqlAttemptBook:
        """Payments by phone, and their refunds."""
        return SqlAttemptBook(self._connection)

    @cached_property
    def bills(self) -> SqlBillBook:
        """The channels' bills, compared with the books."""
        return SqlBillBook(self._connection)

    @cached_property
    def codes(self) -> SqlCodes:
        """Keys that sign codes, and which codes were seen."""
        return SqlCodes(self._connection)
