"""The escrow of one variant in one shop: whose piece is whose. Pure arithmetic; ``ledgers`` keeps what it says.

    on hand  H  what the ledger of movements adds up to
    picked   P  on the reserve shelf, with an order's number on it
    quota    Q  rights that the mall holds; the unpicked promises U are spent from it
    share    S  the shop's own: S = H - P - Q

A floor sale spends the share and then overdraws into the quota: it is never refused. The mall confirms at most Q - U.
What is promised and no longer there is *broken*: B = max(0, U - max(0, H - P)). With F pieces sold on the floor since
the mall and the shop last spoke, B <= min(U, max(0, F - S)), because U <= Q and H - P = S + Q when they did. The idea
is O'Neil's escrow (1986), made one-sided: the holder of the goods needs no right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal[
    "opening", "capture", "release", "pick", "put_back", "hand_over", "grant", "shrink", "overdraw", "correction"
]


@dataclass(frozen=True, slots=True)
class Level:
    """What one shop holds of a variant. ``promised`` are the pieces of orders, on the reserve shelf or not yet.

    ``buffer`` pieces stay out of the quota for the floor; ``labelled`` ones hang there for a try-on.
    """

    on_hand: int = 0
    promised: int = 0
    picked: int = 0
    quota: int = 0
    buffer: int = 1
    labelled: int = 0

    @property
    def unpicked(self) -> int:
        """Pieces that the mall has confirmed and nobody has taken off the rail yet (U)."""
        return self.promised - self.picked

    @property
    def loose(self) -> int:
        """Pieces that are not on the reserve shelf; below zero when the record is wrong (H - P)."""
        return self.on_hand - self.picked

    @property
    def share(self) -> int:
        """The shop's own pieces (S); below zero only when the record is wrong, and then the quota is 0."""
        return self.loose - self.quota

    @property
    def offered(self) -> int:
        """Pieces that the mall may still confirm (Q - U)."""
        return max(0, self.quota - self.unpicked)

    @property
    def broken(self) -> int:
        """Pieces that are promised and not there (B)."""
        return max(0, self.unpicked - self.quota)


@dataclass(frozen=True, slots=True)
class Change:
    """What a fact changes at one variant: pieces moved, promises confirmed or ended, pieces on the reserve shelf.

    ``spent`` rights are used up for good: a piece was picked, or left the shop straight from the rail.
    """

    on_hand: int = 0
    unpicked: int = 0
    picked: int = 0
    spent: int = 0
    labelled: int = 0

    def __add__(self, other: Change) -> Change:
        return Change(
            self.on_hand + other.on_hand,
            self.unpicked + other.unpicked,
            self.picked + other.picked,
            self.spent + other.spent,
            self.labelled + other.labelled,
        )


class Step(NamedTuple):
    """A line of the quota ledger: by how much quota, unpicked promises and picked pieces changed."""

    kind: Kind
    quota: int
    unpicked: int
    picked: int


class Settled(NamedTuple):
    """A level after a change, the lines that led to it, and how many labels of try-ons lost their piece."""

    before: Level
    after: Level
    steps: tuple[Step, ...]
    lost_labels: int


def settle(level: Level, change: Change, kind: Kind, *, may_grow: bool = False, held_back: int = 0) -> Settled:
    """Apply a change, then let the quota follow: it is overdrawn, it shrinks, and only with ``may_grow`` it grows.

    ``held_back`` replaces the buffer where it is larger: while a shop is silent more is left to the floor. Rights of
    promises that stand are given back as soon as there are pieces for them, whoever may grow.
    """
    on_hand = level.on_hand + change.on_hand
    picked = max(0, level.picked + change.picked)
    unpicked = max(0, level.unpicked + change.unpicked)
    loose = on_hand - picked
    there = max(0, loose)
    # A label is worth no more than the piece it hangs on.
    asked = max(0, level.labelled + change.labelled)
    labelled = min(asked, max(0, loose - unpicked))
    spent = min(change.spent, level.quota)
    steps = []
    if spent or picked != level.picked or unpicked != level.unpicked:
        steps.append(Step(kind, -spent, unpicked - level.unpicked, picked - level.picked))
    quota = level.quota - spent
    if quota > there:
        steps.append(Step("overdraw", there - quota, 0, 0))
        quota = there
    owed = min(unpicked, there)
    aim = max(owed, loose - max(level.buffer, held_back, labelled))
    if quota > aim:
        steps.append(Step("shrink", aim - quota, 0, 0))
        quota = aim
    elif quota < (aim if may_grow else owed):
        grown = aim if may_grow else owed
        steps.append(Step("grant", grown - quota, 0, 0))
        quota = grown
    after = Level(on_hand, unpicked + picked, picked, quota, level.buffer, labelled)
    return Settled(level, after, tuple(steps), asked - labelled)
