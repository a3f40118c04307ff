"""What the shop still has to do today, as small plain items: when, for whom, with which pieces, and the next step.

A full day has a thousand of them, read anew at each change: structs are made faster than dataclasses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import msgspec

from posapp.domain.clock import HOUR, MINUTE, Millis
from posapp.domain.identity import StaffId
from posapp.domain.text import Bilingual

DayKind = Literal["booking", "room", "pickup", "put_back", "transfer", "follow_up", "held", "set_aside"]
"""What kind of thing an item is: ``held`` is a cart put aside, ``set_aside`` defective pieces that came back."""

DAY_KINDS: tuple[DayKind, ...] = get_args(DayKind)

DayState = Literal[
    "booked", "laid_out", "late", "no_show", "piece_gone", "here", "outcomes",
    "asks", "missing", "to_tidy", "long",
    "forming", "unconfirmed", "to_pick", "she_is_asked", "ready", "to_be_paid", "overdue",
    "to_put_back", "in_vain", "to_send", "on_its_way", "to_decide", "to_call", "put_aside", "defective",
]  # fmt: skip
"""Where an item stands. Of a booking: to come, its pieces laid out, ten minutes late, not come, a piece of it not to
be had, here and not in a room, out of the room without all outcomes. Of a room: asked for a piece, missing one, to be
tidied, in for long. Of an order: its group not complete, not confirmed yet, to be picked, she is asked about missing
pieces, picked, picked and to be paid, not collected in time. To be put back: of an order that ended, laid out for
somebody who did not come. Between shops: another one asks for it, it is on its way here. A follow-up: a clerk's word
is wanted, she is to be called."""

DayStep = Literal[
    "prepare", "check_in", "open_booking", "let_in", "outcomes", "bring", "find", "tidy", "look_in",
    "pick", "hand_over", "open_order", "put_back", "hang_back", "see_transfer", "decide", "recall", "settle",
]  # fmt: skip
"""What comes next for an item; one key does it, or opens the screen where it is done."""

Section = Literal["late", "now", "next", "later"]
SECTIONS: tuple[Section, ...] = get_args(Section)

NOW_WITHIN = 15 * MINUTE
NEXT_WITHIN = 2 * HOUR


class Due(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing to do, as a source tells it. ``key`` is its own among all.

    ``subject`` is the booking, room, order or cart that it is about. From ``late_from`` on it should have been done.
    ``is_quiet``: of those that are late, look at the others first. The pieces' shelves are its place when it is done
    ``at_shelves``; ``room_id`` and ``room`` name a fitting room, ``till_no`` a till; "" and 0 for none. ``clerk_id``:
    who took it on.
    """

    key: str
    kind: DayKind
    subject: str
    due: Millis
    late_from: Millis
    state: DayState
    step: DayStep
    member_id: str | None = None
    variants: tuple[str, ...] = ()
    at_shelves: bool = False
    room_id: str = ""
    room: int = 0
    clerk_id: str = ""
    is_quiet: bool = False
    till_no: str = ""


class DayPiece(msgspec.Struct, frozen=True, gc=False):
    """A piece as a picture: its drawn shape and its tint (``#rrggbb``)."""

    art: str
    tint: str


class DayItem(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One row of the board. ``name`` is masked, None for somebody who is no member; ``clerk`` None for nobody yet.

    ``pieces`` counts all of them, ``pictures`` are of the first few. ``shelves`` are where they hang,
    ``till_no`` is the till where it lies.
    """

    key: str
    kind: DayKind
    subject: str
    section: Section
    due: Millis
    state: DayState
    step: DayStep
    name: Bilingual | None
    phone_masked: str
    pieces: int
    pictures: tuple[DayPiece, ...]
    shelves: tuple[str, ...]
    room_id: str
    room: int
    clerk_id: StaffId | None
    clerk: Bilingual | None
    till_no: str = ""


@dataclass(frozen=True, slots=True)
class DayBoard:
    """Everything that is to be done, in the order in which to do it, as of ``seen``. ``me`` is who is signed in."""

    seen: Millis
    items: tuple[DayItem, ...]
    me: StaffId | None


@dataclass(frozen=True, slots=True)
class DayCounts:
    """The numbers on the rail: what is late or wanted now, who is to come or waits here, rooms to go to, orders."""

    pressing: int = 0
    bookings: int = 0
    rooms: int = 0
    pickups: int = 0


def section_of(due: Due, now: Millis) -> Section:
    """Return whether something is late, for now (within a quarter of an hour), next (two hours) or later."""
    if now > due.late_from:
        return "late"
    if due.due <= now + NOW_WITHIN:
        return "now"
    return "next" if due.due <= now + NEXT_WITHIN else "later"
