"""What may be spent of a balance that the mall keeps, while the mall cannot be asked.

Amounts of money are fen; a balance is counted in *units*, which are points or fen. All functions are pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.clock import Millis

Instrument = Literal["points", "stored_value", "gift_card"]
"""What a member or a bearer holds with the chain and may pay with."""

Authorisable = Literal["points", "stored_value", "gift_card", "coupon"]
"""What the mall can be asked to keep for one till: units of an account, or a coupon."""

INSTRUMENTS: tuple[Instrument, ...] = ("stored_value", "gift_card", "points")
"""In the order in which they are offered."""

FEN_OF_A_COUPON = 10_000
"""The largest coupon that a till takes without the mall, where the chain says nothing else."""


@dataclass(frozen=True, slots=True)
class Contact:
    """The last word from the mall: when it came by the wall clock and by one that nobody sets, and the mall's time.

    ``ticks`` count milliseconds from some instant of this machine's run.
    """

    wall: Millis
    ticks: int
    mall: Millis


@dataclass(frozen=True, slots=True)
class FloorLimit:
    """What a till may take unasked: of one account, and of all of them on one day; both in units."""

    of_account: int
    of_day: int


def mall_time(contact: Contact | None, wall: Millis, ticks: int) -> Millis | None:
    """Return the latest that the mall's clock may show now, or None when nobody can tell.

    The time since the last contact is the longer of what the two clocks say. A machine that was started anew counts
    its ticks from zero, so then the wall clock stands alone; one that runs behind the contact was set back, or lost its
    battery, and is not believed.

    >>> said = Contact(wall=Millis(1000), ticks=500, mall=Millis(1200))
    >>> mall_time(said, Millis(1100), 900), mall_time(said, Millis(5000), 20), mall_time(said, Millis(900), 900)
    (1600, 5200, None)
    """
    if contact is None or wall < contact.wall:
        return None
    return Millis(contact.mall + max(wall - contact.wall, ticks - contact.ticks))


def left_of_lease(units: int, spent: int, until: Millis, now: Millis | None) -> int:
    """Return what is left of a lease at ``now`` of the mall's clock; nothing when that is not known, or past it."""
    return 0 if now is None or now >= until else max(units - spent, 0)


def room_under_floor(limit: FloorLimit, balance: int, spent_of_account: int, spent_today: int) -> int:
    """Return what may still be taken of an account under the floor limit.

    ``balance`` is what the mall last said, ``spent_of_account`` what was taken here since, by any right.
    """
    return max(min(limit.of_account - spent_of_account, balance - spent_of_account, limit.of_day - spent_today), 0)


def most_off(off: int, percent_bp: int, cap: int) -> int | None:
    """Return the most fen that a coupon takes off a sale; None where a share of it has no cap.

    >>> most_off(5_000, 0, 0), most_off(0, 1_000, 20_000), most_off(0, 1_000, 0)
    (5000, 20000, None)
    """
    if percent_bp:
        return cap or None
    return off


def units_worth(fen: int, fen_per_unit: int) -> int:
    """Return the most units that are worth no more than an amount."""
    return fen // fen_per_unit if fen_per_unit > 0 else 0
