"""Whether a code is true: its signature, its age, whether it was seen before, whom or what it stands for.

Nothing here asks the network. A code of a lasting kind (booking, pickup) may be shown as often as she likes; what it
stands for has a state, and that state decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from posapp.domain.clock import MINUTE, SECOND, Millis
from posapp.domain.scan import classify
from posapp.services.errors import CodeRefused
from posapp.services.till_data import UnitOfWork, View
from sync.protocol import rows
from sync.protocol.codes import BadCode, Code, CodeType, verify
from sync.protocol.codes_taken import CodeTaken

REMEMBERED = 10 * MINUTE
"""How long an accepted member code is remembered: far longer than it lives."""

_CLOCK_IS_OFF = 30 * SECOND

Refusal = Literal[
    "malformed",
    "other_code",
    "unknown_key",
    "forged",
    "expired",
    "not_yet",
    "replayed",
    "blocked",
    "erased",
    "unknown_member",
    "wrong_shop",
    "not_open",
]


def refuse(reason: Refusal) -> CodeRefused:
    """Return the refusal of a code."""
    return CodeRefused(reason=reason)


def read_signed(view: View, digits: str, now: Millis) -> Code:
    """Return the code that 190 digits spell. Raises ``CodeRefused``.

    A till whose own clock is off by more than 30 s goes by the mall's, as it was at the last contact: otherwise a
    clock that is a day wrong would turn every customer away.
    """
    offset = view.sync.clock_offset_ms()
    mall_now = now + offset if abs(offset) > _CLOCK_IS_OFF else now
    try:
        return verify(digits, view.codes.keys(Millis(mall_now)), mall_now // SECOND)
    except BadCode as bad:
        raise refuse(bad.reason) from bad


def read_signed_of(view: View, text: str, type_: CodeType, now: Millis) -> Code:
    """Return the signed code of one type that a scanned text spells. Raises ``CodeRefused``."""
    scanned = classify(text)
    if scanned.readings != ("signed",):
        raise refuse("malformed")
    code = read_signed(view, scanned.text, now)
    if code.type is not type_:
        raise refuse("other_code")
    return code


def member_of(unit: UnitOfWork, code: Code, now: Millis) -> rows.Member:
    """Return the member of a fresh signed code and remember the code, so that a copy of it is refused.

    The shop's other tills are told, and refuse it too as soon as they have heard. A code that somebody practises with
    is remembered at this till only: nothing that is practised leaves it.
    """
    if unit.codes.is_seen(code.fingerprint, Millis(now - REMEMBERED)):
        raise refuse("replayed")
    member = welcome(unit.members.by_number(code.number), is_erased=lambda: unit.members.was_erased(str(code.number)))
    unit.codes.mark_seen(code.fingerprint, now, Millis(now - REMEMBERED))
    if unit.paired is not None and not unit.carts.is_practising():
        unit.append(
            CodeTaken(
                shop_id=unit.paired.shop_id,
                occurred_ms=now,
                fingerprint=code.fingerprint,
                ends_ms=code.ends_s * SECOND,
            )
        )
    return member


def welcome(member: rows.Member | None, is_erased: Callable[[], bool] = lambda: False) -> rows.Member:
    """Return a member who may be served as one. Raises ``CodeRefused`` for nobody and for a blocked one.

    Of nobody ``is_erased`` tells whether she was a member and had her data erased.
    """
    if member is None:
        raise refuse("erased" if is_erased() else "unknown_member")
    if member.blocked:
        raise refuse("blocked")
    return member


def booking_of(view: View, code: Code) -> rows.Booking:
    """Return the booking of a signed code; this till holds those of its own shop only."""
    kept = view.bookings.by_code_no(code.number)
    if kept is None:
        raise refuse("wrong_shop")
    return open_booking(kept.row)


def open_booking(booking: rows.Booking) -> rows.Booking:
    """Return a booking that was not called off. Raises ``CodeRefused``."""
    if booking.status == "cancelled":
        raise refuse("not_open")
    return booking


def order_of(view: View, code: Code) -> rows.Order:
    """Return the order of a signed code; this till holds those of its own shop only."""
    order = view.orders.by_code_no(code.number)
    if order is None:
        raise refuse("wrong_shop")
    return order
