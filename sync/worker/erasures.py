"""Tell a mall that lives on from a backup whom it had erased: it has their data back.

A mall that restored itself cannot know what it did after the copy was made; its tills do, each for all of them. Until
it is told once in an epoch, the worker tries ever more seldom.
"""

from __future__ import annotations

from typing import Protocol

from posapp.services.erasing import ErasureBook
from posapp.services.ports import Identity
from sync.protocol.erasures import ErasedAnswer, ErasedMember
from sync.worker.push import Step

_AT_ONCE = 500


class TellsOfErasures(Protocol):
    """The way to the mall."""

    def erased(self, identity: Identity, members: list[ErasedMember]) -> ErasedAnswer:
        """Show the chain's word for each."""
        ...


class Erasures:
    """Tells once in every epoch."""

    def __init__(self, book: ErasureBook, mall: TellsOfErasures) -> None:
        self._book = book
        self._mall = mall

    def step(self, identity: Identity) -> Step | None:
        """Tell of all that this till has heard of; None when the mall of this epoch knows."""
        epoch, members = self._book.to_tell()
        if not members:
            return None
        server_ms = 0
        for first in range(0, len(members), _AT_ONCE):
            server_ms = self._mall.erased(identity, list(members[first : first + _AT_ONCE])).server_ms
        self._book.told(epoch)
        return Step(server_ms, more=False)
