"""The port of the carts: those of this till, and what the whole shop knows of carts that were put aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from posapp.domain.cart import CartBody
from posapp.domain.clock import Millis
from posapp.domain.identity import CartId
from sync.protocol.asides import CartAside


@dataclass(frozen=True, slots=True)
class KeptCart:
    """A cart with the instant of its last change.

    ``aside_id`` names the last time it was put aside and the shop was told, "" for a cart that never was.
    """

    cart_id: CartId
    body: CartBody
    updated: Millis
    aside_id: str = ""


class Asides(Protocol):
    """Carts that were put aside at any till of this shop; each putting aside is one of them."""

    def waiting(self) -> Sequence[CartAside]:
        """Return those that nobody has taken up, the oldest first."""
        ...

    def get(self, aside_id: str) -> CartAside | None:
        """Return one by its own name."""
        ...

    def of_cart(self, cart_id: CartId) -> CartAside | None:
        """Return the last one of a cart of which this till has a copy."""
        ...

    def project(self, row: CartAside, op_seq: int) -> None:
        """Show one as our operation ``op_seq`` leaves it, until the mall has applied that operation."""
        ...


class Carts(Protocol):
    """The carts of this till: one that is open, and those put aside."""

    @property
    def asides(self) -> Asides:
        """What the whole shop knows of carts that were put aside."""
        ...

    def open(self) -> KeptCart | None:
        """Return the open cart, or None."""
        ...

    def is_practising(self) -> bool:
        """Tell whether the open cart is one of a practice: then this till posts nothing."""
        ...

    def held(self) -> Sequence[KeptCart]:
        """Return the carts that were put aside here and that no other till has taken up, the oldest first."""
        ...

    def lie_aside(self, *, is_practice: bool) -> int:
        """Return how many lie aside: of a practice those here, else real ones at every till, told or taken up."""
        ...

    def find_held(self, name: str) -> KeptCart | None:
        """Return one of them by its cart id or its aside id, or None."""
        ...

    def taken_elsewhere(self) -> Sequence[tuple[KeptCart, CartAside]]:
        """Return what was put aside here and other tills took up, as long as this till keeps its copies."""
        ...

    def keep(self, cart_id: CartId, body: CartBody, now: Millis) -> None:
        """Write the open cart."""
        ...

    def hold(self, cart_id: CartId, now: Millis, aside_id: str = "") -> None:
        """Put the open cart aside; ``aside_id`` where the shop is told of it."""
        ...

    def recall(self, cart_id: CartId, now: Millis) -> None:
        """Make a held cart the open one; there must be no open one."""
        ...

    def take_over(self, kept: KeptCart) -> None:
        """Make a cart of another till the open one, in the place of an old copy; there must be no open one."""
        ...

    def forget(self, cart_id: CartId) -> None:
        """Drop a cart."""
        ...
