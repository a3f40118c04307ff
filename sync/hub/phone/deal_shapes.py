"""What the phone page is told of group buys and flash sales, and what it sends; as in ``shapes``."""

from __future__ import annotations

from typing import Literal

from sync.hub.phone.piece_shapes import Shape
from sync.hub.phone.shapes import Tile


class FormingShape(Shape, frozen=True, kw_only=True):
    """A group that one can join by its ``code``: ``joined`` of ``wanted`` by ``until_ms``."""

    code: str
    joined: int
    wanted: int
    until_ms: int


class DealShape(Shape, frozen=True, kw_only=True):
    """An offer of any piece of its styles, for ``price_fen``, to be collected in one of its shops.

    A group needs ``wanted`` people within ``open_ms``; ``groups`` are some that form. Of a flash sale ``left`` pieces
    are left, each kept for ``kept_ms``.
    """

    id: str
    kind: Literal["group", "flash"]
    price_fen: int
    wanted: int
    open_ms: int
    left: int
    kept_ms: int
    each_member: int
    from_ms: int
    until_ms: int
    shop_ids: list[str]
    styles: list[Tile]
    groups: list[FormingShape]


class GroupSheet(FormingShape, frozen=True, kw_only=True):
    """A group opened by its code; ``order_id`` is her own order of it, "" while she has none."""

    status: Literal["forming", "complete", "dissolved"]
    deal: DealShape
    order_id: str


class DealOrdered(Shape, frozen=True, kw_only=True):
    """One piece of an offer to order, and where she will collect it."""

    variant_id: str
    shop_id: str
