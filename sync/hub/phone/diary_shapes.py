"""The try-on diary as the phone page is told it."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from sync.hub.phone.shapes import Piece, Shape, Tile


class SizeThere(Shape, frozen=True, kw_only=True):
    """Another size of a garment that did not fit, with the pieces free in each shop that has one."""

    variant_id: str
    size: str
    list_fen: int
    member_fen: int
    is_wished: bool
    shops: dict[str, int]


class DiaryPiece(Piece, frozen=True, kw_only=True):
    """A garment that she tried on. ``free`` pieces are in all shops together; ``on_offer``: it costs less today."""

    list_fen: int
    member_fen: int
    free: int
    on_offer: bool
    bought: bool
    sizes: list[SizeThere]


class DiaryVisit(Shape, frozen=True, kw_only=True):
    """A day on which she tried things on in a shop; ``shop_id`` is empty where nobody kept which it was."""

    shop_id: str
    at_ms: int
    pieces: list[DiaryPiece]


class OutfitPiece(Shape, frozen=True, kw_only=True):
    """A style that goes with a garment of hers, her size in it and why; ``size_reason`` is null where there is one."""

    style: Tile
    size: str
    reason: Bilingual
    size_reason: Bilingual | None


class OutfitShape(Shape, frozen=True, kw_only=True):
    """What goes with a garment of hers."""

    worn: Piece
    pieces: list[OutfitPiece]


class DiaryShape(Shape, frozen=True, kw_only=True):
    """Her visits, the newest first, and outfits; without outfits when she switched personal advice off."""

    personal: bool
    visits: list[DiaryVisit]
    outfits: list[OutfitShape]
