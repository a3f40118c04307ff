"""What somebody may do at the counter, up to how much, and what she may not without another person's word.

A *permission* is one named act. A *role* holds grants: permissions with a limit. What the mall says of a role counts;
until it says something, ``USUAL`` does, and a role that nobody knows may do nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NewType, get_args

from posapp.domain.clock import SECOND
from posapp.domain.identity import StaffId

Permission = Literal[
    "sell",
    "void_line",
    "clear_cart",
    "discount_line",
    "discount_ticket",
    "change_price",
    "round_down",
    "refund",
    "refund_without_receipt",
    "open_drawer",
    "cash_in",
    "cash_drop",
    "cash_out",
    "read_shift",
    "close_shift",
    "wide_difference",
    "doubtful_date",
    "reprint",
    "record_payment",
    "close_payment",
    "hand_over_late",
    "hand_over_unpaid",
    "export_journal",
    "release_held",
    "settle_defective",
    "settle",
    "pair",
]
"""The acts. Amounts: of ``void_line`` and ``clear_cart`` what is taken off the cart, of discounts what comes off, of
``refund`` what is given back, of ``cash_out`` what leaves the drawer, of ``wide_difference`` how far the count is off;
of ``reprint`` the number of the copy. ``record_payment`` takes a payment as made that no machine confirmed;
``close_payment`` ends the search for a payment by phone that its channel cannot settle. ``hand_over_late`` and
``hand_over_unpaid`` give out a mall order whose time is over, or that was to be paid on collection and is not: its sum.
``release_held`` lets a piece go that was promised to an order of the mall. ``settle_defective`` takes defective goods
off the list: the shelf price of what is sent back or written off, nothing for what is mended and hangs again.
``read_shift`` is the X report, ``close_shift`` the Z; ``doubtful_date`` opens a shift by a clock that is days off."""

PERMISSIONS: tuple[Permission, ...] = get_args(Permission)

Role = Literal["cashier", "clerk", "senior", "manager", "area_manager", "auditor", "technician"]

ROLES: tuple[Role, ...] = get_args(Role)

OverrideId = NewType("OverrideId", str)

OVERRIDE_LIVES = 60 * SECOND
"""How long another person's word holds."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How far an act goes: an amount of fen, and for discounts the hundredths of a per cent that it takes off."""

    fen: int = 0
    percent_bp: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """How far somebody may go; None is as far as she likes."""

    fen: int | None = None
    percent_bp: int | None = None

    def covers(self, extent: Extent) -> bool:
        """Tell whether an act stays within it."""
        return (self.fen is None or extent.fen <= self.fen) and (
            self.percent_bp is None or extent.percent_bp <= self.percent_bp
        )


Grants = Mapping[str, Limit]
"""Permissions by name, each with its limit; what is not in it is not granted."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One act that somebody wants to do: which, how far, and on what: a line's id, a receipt's number, or nothing."""

    permission: Permission
    extent: Extent = Extent()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Leave:
    """By whose word an act is done. ``given_by`` is somebody else with her ``reason``, or None: on her own."""

    staff_id: StaffId
    given_by: StaffId | None = None
    reason: str = ""


FREELY = Limit()


def _free(*permissions: Permission) -> dict[str, Limit]:
    return dict.fromkeys(permissions, FREELY)


_AT_THE_TILL = _free("sell", "void_line", "clear_cart", "cash_in", "cash_drop", "read_shift", "close_shift")

_SENIOR = {
    **_AT_THE_TILL,
    "discount_line": Limit(fen=20_000, percent_bp=1_000),
    "discount_ticket": Limit(fen=20_000, percent_bp=500),
    "change_price": Limit(fen=20_000, percent_bp=1_000),
    "round_down": Limit(fen=999),
    "refund": Limit(fen=500_000),
    "open_drawer": FREELY,
    "cash_out": Limit(fen=50_000),
    "wide_difference": Limit(fen=5_000),
    "reprint": Limit(fen=3),
    "release_held": FREELY,
    "settle_defective": Limit(fen=50_000),
}

_ALL = _free(*PERMISSIONS)

USUAL: Mapping[str, Grants] = {
    "cashier": {
        **_AT_THE_TILL,
        "discount_line": Limit(fen=5_000, percent_bp=500),
        "round_down": Limit(fen=99),
        "refund": Limit(fen=100_000),
        "wide_difference": Limit(fen=1_000),
        "reprint": Limit(fen=1),
        "settle_defective": Limit(fen=0),
    },
    "clerk": {**_free("sell", "void_line"), "settle_defective": Limit(fen=0)},
    "senior": _SENIOR,
    "manager": _ALL,
    "area_manager": _ALL,
    "auditor": _free("read_shift", "export_journal"),
    "technician": _free("pair"),
}
"""What the roles may do as long as the mall says nothing of them."""


def may(grants: Grants, ask: Ask) -> bool:
    """Tell whether grants cover an act."""
    limit = grants.get(ask.permission)
    return limit is not None and limit.covers(ask.extent)


def percent_of(part: int, whole: int) -> int:
    """Return what a part is of a whole, in hundredths of a per cent, rounded up: a limit is not passed by rounding.

    >>> percent_of(5, 100), percent_of(1, 3)
    (500, 3334)
    """
    return -(-part * 10_000 // whole) if whole > 0 else 0


def is_fresh(given: int, now: int) -> bool:
    """Tell whether another person's word of the instant ``given`` still holds; by a clock set back it does not."""
    return given <= now <= given + OVERRIDE_LIVES
