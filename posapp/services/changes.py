"""What a use case, or the worker, touched: every open screen refreshes only if its own kind is set."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Changes:
    """The kinds of thing that changed."""

    cart: bool = False
    sale: bool = False
    shift: bool = False
    member: bool = False
    booking: bool = False
    room: bool = False
    order: bool = False
    follow_up: bool = False
    transfer: bool = False
    catalogue: bool = False
    stock: bool = False
    staff: bool = False
    sync: bool = False

    def __or__(self, other: Changes) -> Changes:
        """Return what either touched."""
        return Changes(*(getattr(self, f.name) or getattr(other, f.name) for f in fields(self)))

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return any(getattr(self, f.name) for f in fields(self))

    def names(self) -> tuple[str, ...]:
        """Return the kinds that changed."""
        return tuple(f.name for f in fields(self) if getattr(self, f.name))

    @classmethod
    def everything(cls) -> Changes:
        """Return the news that anything may have changed."""
        return cls(*(True for _ in fields(cls)))
