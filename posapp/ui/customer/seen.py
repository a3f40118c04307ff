"""A cashier's view whose states the customer's display hears as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

S = TypeVar("S")
S_contra = TypeVar("S_contra", contravariant=True)


class Shows(Protocol[S_contra]):
    """Shows states of one kind."""

    def show_state(self, state: S_contra) -> None:
        """Show all of it."""
        ...


class Seen(Generic[S]):
    """Shows each state on the cashier's view first: that one is waited for."""

    def __init__(self, view: Shows[S], hear: Callable[[S], None]) -> None:
        self._view = view
        self._hear = hear

    def show_state(self, state: S) -> None:
        """Show it, then tell of it."""
        self._view.show_state(state)
        self._hear(state)
