"""Which kinds of operation simulated worlds must come to, and where the others are proved."""

from __future__ import annotations

SPOKEN = (
    "sale.commit",
    "return.commit",
    "shift.open",
    "shift.close",
    "cash.move",
    "journal.anchor",
    "cart.put_aside",
    "cart.take_up",
    "booking.check_in",
    "booking.change",
    "booking.cancel",
    "booking.prepare",
    "booking.substitute",
    "try_on.outcome",
    "pickup.hand_over",
    "pickup.pick",
    "pickup.put_back",
    "pickup.cannot_find",
    "room.enter",
    "room.carry",
    "room.leave",
    "room.ready",
    "stock.count",
    "lease.return",
    "advice.shown",
    "advice.dismissed",
    "advice.looked",
    "invoice.request",
    "transfer.ask",
    "transfer.decline",
    "transfer.send",
    "transfer.receive",
    "transfer.call_off",
    "defective.settle",
)
"""In a long run each of these must have reached the mall; else it is red."""

ELSEWHERE = {
    "override.said": "tests/integration/hub/test_hub_hears_from_the_counter.py",
    "code.taken": "tests/integration/relay/test_a_code_is_taken_once_in_the_shop.py",
    "booking.release": "tests/integration/hub/test_hub_prepares_bookings.py",
    "follow_up.decide": "tests/integration/hub/test_hub_follows_up_visits.py",
    "parked.settle": "tests/integration/hub/test_hub_settles_what_is_parked.py",
}
"""No simulated person says these: a manager's word, a code on a phone, and what the office decides."""


def said(kind: str) -> str:
    """Return the name of the state in which an operation of a kind has reached the mall."""
    return f"the mall heard a {kind}"
