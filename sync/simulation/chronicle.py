"""What happened, a line each in virtual time; how often the rare states came; what was found wrong."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from posapp.domain.clock import Clock, local
from sync.simulation.vocabulary import SPOKEN, said

RARE = (
    "a request was lost",
    "an answer was lost",
    "a request arrived twice",
    "a request arrived late",
    "the mall said 5xx",
    "a line was down for hours",
    "the hub was down",
    "the hub died before it took in",
    "the hub died between taking in and applying",
    "the hub died before it answered",
    "the hub came back from a backup, a new epoch",
    "the hub came back from a backup, the old epoch",
    "a till brought out that the hub was older",
    "the hub came back from a backup again",
    "the hub's disk was full",
    "everybody came back at once",
    "a new epoch met operations not received",
    "operations were sent again in a new epoch",
    "the mall wanted operations again",
    "a till died before a commit",
    "a till died after a commit",
    "the worker died between push and record",
    "the worker died between page and rows",
    "a sale was kept that no cashier saw finished",
    "a till's disk was full",
    "a disk died with no operations not received",
    "a disk died with a few operations not received",
    "a disk died with many operations not received",
    "a disk died whose newest operations only the relay held",
    "an old disk came back",
    "a relay was away",
    "a relay was replaced",
    "a relay brought the mall what a till had left with it",
    "a till heard through the relay what a neighbour did",
    "a log forked",
    "a till was taken out of service",
    "the office discarded what was set apart",
    "two workers crossed on one file",
    "an operation of an unknown kind was logged",
    "an operation of an unknown version was logged",
    "an operation of an unknown variant was logged",
    "a till kept a row that it cannot read",
    "a person retried what was parked",
    "a line carried nothing back for hours",
    "a till was paired anew",
    "a clock jumped",
    "a clock stood in 1970",
    "a clock stood in 2099",
    "a clock went back",
    "the mall found a till's clock days off",
    "a till went by the mall's time and not its machine's",
    "a push brought nothing new",
    "a cursor was gone",
    "an operation was parked",
    "a sale went below zero",
    "a promise was broken",
    "a sale used several coupons",
    "a coupon was redeemed twice",
    "a phone paid at once",
    "a phone paid after all",
    "nobody waited for a phone any more",
    "a payment by phone came to nothing",
    "a payment that nobody wanted went back",
    "a phone paid for a sale that the program finished later",
    "a phone got money back for goods",
    "a cart that was put aside was taken up at its own till",
    "a cart that was put aside was taken up at another till",
    "goods came back where they were sold",
    "goods came back to another till",
    "goods came back in another shop",
    "goods were exchanged evenly",
    "an exchange cost more",
    "an exchange gave money back",
    "a sale came back whole",
    "a coupon came back",
    "a defective piece was set aside",
    "what was drawn went back to its account",
    "goods were returned twice",
    "goods came back whose sale the mall did not know",
    "points were spent before their goods came back",
    "an order was handed over after its end",
    "an order was picked twice",
    "an order was handed over twice",
    "pieces of an order were not found",
    "another piece was laid out for a booking",
    "missing pieces of an order came from another shop",
    "goods of a cancelled order were picked",
    "a count came before late sales",
    "the mall allowed value to a till",
    "the mall refused value to a till",
    "a till wanted value no more",
    "a till took value without asking, lease",
    "a till took value without asking, floor_limit",
    "a lease was exhausted",
    "a lost till's rights were written off",
    "a page was one of several",
    "the mall refused an order",
    "a day proof waited for other tills",
    "a member wrote a review",
    "goods were on the way between two shops at the end",
    "a picture of a code was refused where it was taken",
    "a picture of a code was refused at another till",
    "a picture of a code passed before the news",
    "another person's word was used",
    "another person's word was refused",
    "a piece kept for a try-on was sold to who had it in her hand",
    "a piece that an order waited for was let go",
    "a clerk said of a follow-up: release",
    "a clerk said of a follow-up: hold_back",
    "a clerk said of a follow-up: call",
    "a clerk said of a follow-up: called",
    "a follow-up was sent",
    "what was parked was to be settled at a till",
    "what was parked was settled at the office",
    *map(said, SPOKEN),
)
"""The states that a long run must have seen. A name that never comes up is a fault that is not tested."""


class Violation(NamedTuple):
    """An invariant that did not hold, and what shows it."""

    invariant: str
    evidence: str


class Chronicle:
    """The log of one run."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.lines: list[str] = []
        self.sometimes: Counter[str] = Counter()
        self.violations: list[Violation] = []

    def say(self, who: str, what: str) -> None:
        """Write a line."""
        self.lines.append(f"{local(self._clock.now()):%m-%d %H:%M:%S.%f} {who:<4} {what}")

    def rare(self, state: str) -> None:
        """Count a rare state. Raises ``LookupError`` for one that is not listed."""
        if state not in RARE:
            raise LookupError(state)
        self.sometimes[state] += 1

    def wrong(self, invariant: str, evidence: str) -> None:
        """Note that an invariant does not hold."""
        self.violations.append(Violation(invariant, evidence))
        self.say("!", f"{invariant}: {evidence}")

    def text(self) -> str:
        """Return the whole log."""
        return "\n".join(self.lines) + "\n"
