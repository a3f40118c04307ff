"""What the till keeps of value: gift cards, its leases, what it spent, what it asked the mall for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from posapp.domain.clock import Millis
from posapp.domain.money import Fen
from posapp.domain.value import Authorisable, Instrument
from sync.protocol import rows

HoldState = Literal["asked", "authorised", "refused", "unwanted", "voided", "captured"]
"""``unwanted``: the till will not use it and has yet to tell the mall."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """So much of an account that is to pay a part of a sale, and by which right; ``amount`` in fen."""

    instrument: Instrument
    owner_id: str
    units: int
    amount: Fen
    right: Literal["lease", "authorisation", "floor_limit"]
    right_id: str = ""


@dataclass(frozen=True, slots=True)
class HeldLease:
    """A lease of this till and the units that its sales have spent of it."""

    row: rows.Lease
    spent: int


@dataclass(frozen=True, slots=True)
class Hold:
    """What the mall was asked for; ``until`` by the mall's clock, 0 before it answered."""

    authorisation_id: str
    instrument: Authorisable
    owner_id: str
    units: int
    state: HoldState
    until: Millis


class ValueBook(Protocol):
    """Accounts of members and gift cards as this till knows them, and its rights to spend of them."""

    def gift_card_by_number(self, number: int) -> rows.GiftCard | None:
        """Return the gift card whose signed code carries this number."""
        ...

    def gift_card_by_card(self, card: str) -> rows.GiftCard | None:
        """Return the gift card with these 16 digits."""
        ...

    def unknown_to_mall(self, instrument: Instrument, owner_id: str) -> int:
        """Return the units spent here that the balance in the mall's row still contains."""
        ...

    def leases_of(self, instrument: Instrument, owner_id: str) -> Sequence[HeldLease]:
        """Return this till's open leases of an account that it did not give back."""
        ...

    def leases(self) -> Sequence[HeldLease]:
        """Return every open lease of this till that it did not give back."""
        ...

    def spent_under_floor(self, instrument: Instrument, day: str) -> int:
        """Return the units taken of any account under the floor limit on a day."""
        ...

    def spend(self, tender_id: str, drawing: Drawing, day: str, op_seq: int) -> None:
        """Keep what a tender spent, and that its authorisation is used."""
        ...

    def give_back(self, lease_id: str, op_seq: int) -> None:
        """Keep that a lease was given back: nothing of it may be spent any more."""
        ...

    def mall_time(self, now: Millis) -> Millis | None:
        """Return the latest that the mall's clock may show when ours shows ``now``; None when nobody can tell."""
        ...

    def last_word(self) -> Millis | None:
        """Return the mall's time at the last contact: whatever our clock shows, it is not earlier there now."""
        ...

    def hold(self, authorisation_id: str) -> Hold | None:
        """Return what was asked for under an id."""
        ...

    def keep_hold(self, hold: Hold, now: Millis) -> None:
        """Keep what is asked for, or what became of it."""
        ...

    def left_over(self, keeping: Collection[str]) -> Sequence[Hold]:
        """Return what was asked for or allowed, was never used, and is none of ``keeping``."""
        ...
