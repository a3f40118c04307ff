"""What each step makes of an order that is collected in a shop, and what may be done with it.

``after`` is the one meaning of the operations: the till that sent one lays it over its row, its neighbours behind a
relay do, and the mall publishes what comes of it. No piece of a line is ever counted twice: ordered is what waits, was
handed over, is missing, or was dropped.

    pending ─confirmed─▶ promised ─all picked─▶ ready ─all handed over─▶ handed_over
       │                    │                     │
    declined          cancelled, expired    cancelled, expired; what is picked is put back
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple

from msgspec.structs import replace

from sync.protocol.orders import (
    Order,
    OrderLine,
    OrderStep,
    PickupCannotFind,
    PickupHandOver,
    PickupPick,
    PickupPutBack,
)

Hindrance = Literal[
    "", "pending", "cancelled", "declined", "handed_over", "group_forming", "nothing_waits", "expired", "unpaid"
]
"""Why an order is not to be handed over; the last two may be allowed by a manager."""

OPEN = frozenset({"pending", "promised", "ready"})


class Beyond(NamedTuple):
    """Pieces of a hand-over that were not hers any more: given out before, or given up; and their worth in fen."""

    twice: int = 0
    twice_fen: int = 0
    ended: int = 0
    ended_fen: int = 0


def in_full(order: Order) -> Order:
    """Return an order whose lines tell where their pieces are, also one from before lines told it."""
    for line in order.lines:  # a board asks of hundreds at once
        if line.picked or line.handed or line.missing or line.dropped:
            return order
    if order.status == "handed_over":
        return replace(order, lines=[replace(line, handed=line.quantity) for line in order.lines])
    is_picked = order.status == "ready" or (order.picked_ms is not None and order.returned_ms is None)
    if order.status in OPEN and not is_picked:
        return order  # nothing has become of any line yet, which is what they tell
    picked = [replace(line, picked=line.quantity if is_picked else 0) for line in order.lines]
    if order.status in OPEN:
        return replace(order, lines=picked)
    return replace(order, lines=[replace(line, dropped=line.quantity) for line in picked])


def waits(line: OrderLine) -> int:
    """Return the pieces of a line that she is still to collect and nobody misses."""
    return max(0, line.quantity - line.handed - line.missing - line.dropped)


def is_open(order: Order) -> bool:
    """Tell whether somebody still means to collect it."""
    return order.status in OPEN


def is_on_the_shelf(order: Order) -> bool:
    """Tell whether pieces of it lie on the reserve shelf, be it that they wait for her or to be put back."""
    return any(line.picked for line in in_full(order).lines)


def promised_pieces(order: Order) -> Counter[str]:
    """Return the pieces by variant that are promised to her and hang on the rail."""
    if order.status not in ("promised", "ready"):
        return Counter()
    return _counted((line.variant_id, waits(line) - line.picked) for line in in_full(order).lines)


def shelved_pieces(order: Order) -> Counter[str]:
    """Return the pieces by variant that lie on the reserve shelf under its number."""
    return _counted((line.variant_id, line.picked) for line in in_full(order).lines)


def worth(line: OrderLine, pieces: int) -> int:
    """Return what so many pieces of a line cost: cumulative, so that parts add up to the line's own sum.

    >>> line = OrderLine(id="1", variant_id="v", quantity=3, paid_fen=100)
    >>> [worth(line, n) for n in range(4)]
    [0, 33, 66, 100]
    """
    return line.paid_fen * min(pieces, line.quantity) // line.quantity


def is_forming(order: Order) -> bool:
    """Tell whether it is of a group that is not complete."""
    return order.group is not None and not order.group.is_complete


def may_swap(order: Order) -> bool:
    """Tell whether she may take another size or colour: not of goods that only a flash sale's price was for."""
    return order.kind != "flash"


def may_reroute(order: Order) -> bool:
    """Tell whether missing pieces may come from another shop: a flash sale is of this shop's pieces alone."""
    return order.kind != "flash"


def hindrance(order: Order, now: int) -> Hindrance:
    """Return why an order is not to be handed over now, "" when nothing stands against it.

    "unpaid" is not among them: that depends on whether it is paid in the same moment (``is_unpaid``).
    """
    if order.status in ("cancelled", "declined", "handed_over"):
        return order.status
    if order.status == "expired":
        return "expired"
    if is_forming(order):
        return "group_forming"
    if order.status == "pending":
        return "pending"
    if not any(waits(line) for line in in_full(order).lines):
        return "nothing_waits"
    return "expired" if order.collect_until_ms < now else ""


def is_unpaid(order: Order) -> bool:
    """Tell whether what she takes is still to be paid when it leaves."""
    return order.payment == "on_collection"


def after(order: Order, step: OrderStep) -> Order:
    """Return an order after a step of any kind."""
    match step:
        case PickupPick():
            return picked(order, step)
        case PickupHandOver():
            return handed_over(order, step)[0]
        case PickupCannotFind():
            return not_found(order, step)
        case PickupPutBack():
            return put_back(order, step.occurred_ms)


def picked(order: Order, step: PickupPick) -> Order:
    """Return an order after pieces were picked. One that ended stays so: what was picked is to be put back."""
    order = in_full(order)
    asked = None if step.lines is None else {one.line_id: one.quantity for one in step.lines}
    lines = []
    for line in order.lines:
        most = to_pick(order, line)
        taken = max(0, min(most, most if asked is None else asked.get(line.id, 0)))
        lines.append(replace(line, picked=line.picked + taken))
    if lines == order.lines:
        return order
    status = "promised" if order.status == "pending" else order.status
    at_ms, by = step.occurred_ms, step.staff_id
    return _settled(replace(order, lines=lines, status=status, picked_ms=at_ms, picked_by=by, returned_ms=None))


def to_pick(order: Order, line: OrderLine) -> int:
    """Return the pieces of a line, told in full, that can still be picked; unwanted ones when the order has ended."""
    return (waits(line) if is_open(order) else line.quantity - line.handed) - line.picked


def picked_twice(order: Order, step: PickupPick) -> int:
    """Return the pieces of a picking for which there was nothing left to pick: they are a second set.

    They lay on the reserve shelf already, had left with her, or she wanted them no more. What was missing is found.
    """
    order = in_full(order)
    if step.lines is None:
        taken = sum(line.picked + line.handed for line in order.lines)
        return taken if taken and picked(order, step) == order else 0
    asked = {one.line_id: one.quantity for one in step.lines}
    return sum(max(0, asked.get(line.id, 0) - to_pick(order, line) - line.missing) for line in order.lines)


def put_back(order: Order, at_ms: int) -> Order:
    """Return an order after its picked pieces hang on the floor again. One still open is to be picked anew."""
    order = in_full(order)
    if not is_on_the_shelf(order):
        return order
    after_it = replace(order, lines=[replace(line, picked=0) for line in order.lines])
    if is_open(order):
        return _settled(replace(after_it, picked_ms=None))
    return replace(after_it, returned_ms=at_ms)


def handed_over(order: Order, step: PickupHandOver) -> tuple[Order, Beyond]:
    """Return an order after pieces left, and those among them that were not hers any more. Goods that left are a fact.

    What is given comes from what waits, then from what was missing, then from what was given up; the rest was given
    out before. What she leaves out is hung back from the counter.
    """
    order = in_full(order)
    given: Counter[str] | None = None
    if step.given is not None:
        given = Counter()
        for one in step.given:
            given[one.line_id] += one.quantity
    left_out = Counter({one.line_id: one.quantity for one in step.left_out})
    is_late = not any(waits(line) + line.missing for line in order.lines)
    beyond = Beyond()
    lines = []
    for line in order.lines:
        # A till that knew nothing of lines gave out the whole order, also one that was gone.
        asked = given[line.id] if given is not None else line.quantity if is_late else waits(line)
        after_it, more = _given(line, max(0, asked))
        out = min(max(0, left_out[line.id]), waits(after_it) + after_it.missing)
        missing = max(0, after_it.missing - max(0, out - waits(after_it)))
        after_it = replace(after_it, dropped=after_it.dropped + out, missing=missing)
        if is_open(order):
            after_it = replace(after_it, picked=min(after_it.picked, waits(after_it)))
        lines.append(after_it)
        beyond = Beyond(*(a + b for a, b in zip(beyond, more, strict=True)))
    after_all = replace(order, lines=lines, handed_over_ms=step.occurred_ms)
    if order.status == "pending":
        return _settled(replace(after_all, status="promised")), beyond
    if not is_open(order):
        # What else was picked for it is still to be put back, and found by its status.
        is_all_gone = not any(line.picked for line in lines)
        return replace(after_all, status="handed_over" if is_all_gone else order.status), beyond
    return _settled(after_all), beyond


def not_found(order: Order, step: PickupCannotFind) -> Order:
    """Return an order after pieces were looked for in vain; of one that ended nothing is missed."""
    order = in_full(order)
    if not is_open(order):
        return order
    asked = {one.line_id: one.quantity for one in step.lines}
    lines = []
    for line in order.lines:
        gone = max(0, min(asked.get(line.id, 0), waits(line)))
        # What lies on the shelf was found; only when more is missed than hangs on the rail is it in doubt.
        lines.append(replace(line, missing=line.missing + gone, picked=min(line.picked, waits(line) - gone)))
    status = "promised" if order.status == "pending" else order.status
    return order if lines == order.lines else _settled(replace(order, lines=lines, status=status))


def dropped(order: Order, pieces: Iterable[tuple[str, int]]) -> Order:
    """Return an order after missing pieces of lines were given up, because she wants them no more or from elsewhere."""
    order = in_full(order)
    wanted = Counter(dict(pieces))
    lines = [
        replace(
            line,
            missing=line.missing - min(wanted[line.id], line.missing),
            dropped=line.dropped + min(wanted[line.id], line.missing),
        )
        for line in order.lines
    ]
    has_missing = any(line.missing for line in lines)
    return _settled(replace(order, lines=lines, offer=order.offer if has_missing else None))


def ended(order: Order, status: Literal["cancelled", "expired", "declined"]) -> Order:
    """Return an order that was called off or has expired: all she did not take is given up.

    What lies picked stays on the shelf until somebody puts it back.
    """
    order = in_full(order)
    lines = [replace(line, dropped=line.dropped + waits(line) + line.missing, missing=0) for line in order.lines]
    picked_ms = order.placed_ms if order.picked_ms is None and is_on_the_shelf(order) else order.picked_ms
    return replace(order, lines=lines, status=status, offer=None, picked_ms=picked_ms)


def _given(line: OrderLine, asked: int) -> tuple[OrderLine, Beyond]:
    from_waiting = min(asked, waits(line))
    from_missing = min(asked - from_waiting, line.missing)
    from_dropped = min(asked - from_waiting - from_missing, line.dropped)
    twice = asked - from_waiting - from_missing - from_dropped
    after_it = replace(
        line,
        handed=line.handed + asked - twice,
        missing=line.missing - from_missing,
        dropped=line.dropped - from_dropped,
        picked=max(0, line.picked - (asked - twice)),
    )
    return after_it, Beyond(
        twice, worth(line, twice), from_dropped, worth(line, line.dropped) - worth(line, line.dropped - from_dropped)
    )


def _settled(order: Order) -> Order:
    """Return an open order with the status that its lines make."""
    if not is_open(order) or order.status == "pending":
        return order
    if any(line.missing for line in order.lines) and not any(waits(line) for line in order.lines):
        return replace(order, status="promised")
    if not any(waits(line) for line in order.lines):
        has_left = any(line.handed for line in order.lines)
        return replace(order, status="handed_over" if has_left else "cancelled", offer=None)
    is_ready = all(line.picked == waits(line) for line in order.lines)
    return replace(order, status="ready" if is_ready else "promised")


def _counted(pieces: Iterable[tuple[str, int]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for variant_id, quantity in pieces:
        if quantity > 0:
            counted[variant_id] += quantity
    return counted
