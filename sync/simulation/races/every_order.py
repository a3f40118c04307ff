"""Few people, few steps, every order in which these can happen: what no dice leave out.

A contest begins with what both tills know; then each party takes its own steps in their order, and the parties are
woven into each other in every way there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Contest(NamedTuple):
    """What happens first, what each party then does, and the piece that all of them mean."""

    name: str
    piece: str
    opening: tuple[str, ...]
    parties: tuple[tuple[str, ...], ...]


TWO_COUNTERS = "one order, two counters, a cancellation"
PICKED_BY_TWO = "one order, picked by two, expired"
LAST_PIECES = "two pieces for two walk-ins, an order and a try-on"
ONE_ROOM = "one room for a booking and two walk-ins"
MOVED_BY_ONE = "moved at one counter, let in at the other"
SHE_COMES = "called off, booked by another, and she comes"

_BOTH_KNOW = ("t1 syncs", "t2 syncs")

CONTESTS = (
    Contest(
        TWO_COUNTERS,
        "coat-L",
        ("tel order", *_BOTH_KNOW),
        (("t1 hand over", "t1 syncs"), ("t2 hand over", "t2 syncs"), ("tel cancel order",)),
    ),
    Contest(
        "one order, two counters that hear of each other",
        "coat-L",
        ("tel order", *_BOTH_KNOW),
        (("t1 hand over", "t1 talks", "t1 syncs"), ("t2 talks", "t2 hand over"), ("tel cancel order",)),
    ),
    Contest(
        PICKED_BY_TWO,
        "coat-L",
        ("tel order", *_BOTH_KNOW),
        (("t1 pick", "t1 syncs"), ("t2 pick", "t2 syncs"), ("* week passes", "mall keeps up")),
    ),
    Contest(
        "picked here, handed over there, called off",
        "coat-L",
        ("tel order", *_BOTH_KNOW),
        (("t1 pick", "t1 put back", "t1 syncs"), ("t2 hand over", "t2 syncs"), ("tel cancel order",)),
    ),
    Contest(
        LAST_PIECES,
        "coat-M",
        _BOTH_KNOW,
        (("t1 sell", "t1 syncs"), ("t2 sell", "t2 syncs"), ("tel order",), ("tel book",)),
    ),
    Contest(
        ONE_ROOM,
        "coat-M",
        ("tel book", *_BOTH_KNOW, "* hour comes"),
        (("t1 let in", "t1 syncs"), ("t2 let in booked", "t2 syncs"), ("tel cancel booking",)),
    ),
    Contest(
        MOVED_BY_ONE,
        "coat-M",
        ("tel book", *_BOTH_KNOW, "* hour comes"),
        (("t1 move booking", "t1 let in", "t1 syncs"), ("t2 let in booked", "t2 syncs")),
    ),
    Contest(
        SHE_COMES,
        "coat-M",
        ("tel book", *_BOTH_KNOW),
        (("t1 check in", "t1 syncs"), ("tel cancel booking", "tel book"), ("t2 let in", "t2 syncs")),
    ),
)


def woven(parties: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Yield every order in which the steps of all parties can happen.

    >>> ["".join(order) for order in woven(["ab", "x"])]
    ['abx', 'axb', 'xab']
    """
    waiting = [number for number, steps in enumerate(parties) if steps]
    if not waiting:
        yield ()
    for number in waiting:
        rest = [steps[1:] if other == number else steps for other, steps in enumerate(parties)]
        for order in woven(rest):
            yield (parties[number][0], *order)
