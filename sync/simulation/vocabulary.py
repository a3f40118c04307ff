"""Which kinds of operation simulated worlds must come to: all there are."""

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
    "code.taken",
    "override.said",
    "booking.release",
    "follow_up.decide",
    "parked.settle",
)
"""In a long run each of these must have reached the mall; else it is red."""


def said(kind: str) -> str:
    """Return the name of the state in which an operation of a kind has reached the mall."""
    return f"the mall heard a {kind}"
