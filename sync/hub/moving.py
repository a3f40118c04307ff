"""Pieces that an operation moves: booked once, taken back where a count has seen them, told to the levels."""

from __future__ import annotations

from collections.abc import Sequence

from sync.hub import counts, ledgers, promises
from sync.hub.escrow import Change, Kind
from sync.hub.fact import Fact
from sync.protocol.sold import Movement


def move(fact: Fact, movements: Sequence[Movement], at_ms: int) -> dict[str, Change]:
    """Book movements that are new, and take back those that a count has seen already; return what they change."""
    moved, twice = ledgers.book_movements(fact.conn, fact.shop_id, movements, hub_no=fact.hub_no, at_ms=at_ms)
    for movement_id in twice:
        fact.note("same_movement", at_ms, movement_id=movement_id)
    fresh = {movement.movement_id: movement for movement in movements if movement.movement_id not in twice}
    seen = counts.taken_back(fact.conn, fact.shop_id, fresh.values(), fact.position(at_ms), hub_no=fact.hub_no)
    return together(
        {variant_id: Change(on_hand=pieces) for variant_id, pieces in moved.items()},
        {variant_id: Change(on_hand=pieces) for variant_id, pieces in seen.items()},
    )


def book(fact: Fact, changes: dict[str, Change], kind: Kind, at_ms: int, order_id: str = "") -> None:
    """Change the shop's levels by what an operation did, with the broken promises that follow."""
    promises.book(fact.conn, fact.shop_id, changes, kind, at_ms=at_ms, hub_no=fact.hub_no, order_id=order_id)


def together(changes: dict[str, Change], more: dict[str, Change]) -> dict[str, Change]:
    """Return two sets of changes as one, by variant."""
    none = Change()
    return {key: changes.get(key, none) + more.get(key, none) for key in {**changes, **more}}
