"""Members whose data the mall has erased: what this till keeps of that, to tell a mall from an older backup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from sync.protocol.erasures import ErasedMember


class Untold(NamedTuple):
    """What the mall of an epoch was not told."""

    epoch: str
    members: Sequence[ErasedMember]


class ErasureBook(Protocol):
    """Keeps the chain's word for each erasure that the feed told of, and which epoch of the mall was told."""

    def to_tell(self) -> Untold:
        """Return what a mall that has begun a new epoch may have forgotten; nobody once it was told."""
        ...

    def told(self, epoch: str) -> None:
        """Keep that the mall of an epoch knows all of them."""
        ...
