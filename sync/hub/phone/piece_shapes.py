"""A piece of goods as the phone page shows it, and what is offered in the place of one that was not found."""

from __future__ import annotations

from typing import Literal

import msgspec

from posapp.domain import fit
from posapp.domain.text import Bilingual
from sync.protocol.kinds import Verdict


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """What every answer shares."""


class Piece(Shape, frozen=True, kw_only=True):
    """A piece of goods in a list of hers."""

    style_id: str
    variant_id: str
    name: Bilingual
    art: str
    hex: str
    colour: Bilingual
    size: str
    can_try: bool = True
    quantity: int = 1
    paid_fen: int = 0
    verdict: Verdict | None = None
    at_ms: int = 0
    my_size: bool = False
    where: list[fit.Place] = []
    wished_size: str = ""
    picked: int = 0  # of an order's line: pieces that lie ready, left with her, are missing, are not hers any more
    handed: int = 0
    missing: int = 0
    dropped: int = 0


class OfferShape(Shape, frozen=True, kw_only=True):
    """A garment that was not found: ``wanted`` is what she chose, ``instead`` what is offered or laid out.

    ``gone``: somebody else bought it, and nothing is offered yet.
    """

    garment_id: str
    status: Literal["offered", "taken", "refused", "gone"]
    wanted: Piece
    instead: Piece | None


class OfferAnswered(Shape, frozen=True, kw_only=True):
    """Whether she takes what is offered."""

    takes: bool
