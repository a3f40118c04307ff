"""What all counters of a simulated chain share: the true time, its log, the customers' bags, the payment channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from sync.proving.faulty_channel import FaultyChannel
from sync.simulation.bags import Bags
from sync.simulation.chronicle import Chronicle
from sync.simulation.clocks import WorldClock


@dataclass(frozen=True)
class Town:
    """Everything around the counters. Customers and their phones go from one to the other."""

    clock: WorldClock
    chronicle: Chronicle
    channel: FaultyChannel
    is_harsh: bool
    """Many pay by phone here, and most of what can go wrong with that does."""
    bags: Bags = field(default_factory=Bags)


def new_town(seed: int, clock: WorldClock, chronicle: Chronicle, *, harsh: bool) -> Town:
    """Return the town of a seed, whose channel fails as that seed's dice fall."""
    return Town(clock, chronicle, FaultyChannel(clock, Random(f"{seed}/channel"), lambda _: None), harsh)
