"""What the phone page is told and sends of her reviews."""

from __future__ import annotations

from sync.hub.phone.piece_shapes import Shape
from sync.hub.reviews import Fit


class ReviewShape(Shape, frozen=True, kw_only=True):
    """A review of hers: of a piece of a purchase or an order (``ref``)."""

    id: str
    ref: str
    variant_id: str
    fit: Fit
    text: str
    at_ms: int


class ReviewGiven(Shape, frozen=True, kw_only=True):
    """What she writes of a piece: how it fits, or a text, or both."""

    ref: str
    variant_id: str
    fit: Fit = ""
    text: str = ""
