"""What a clerk and a member looked at together at the counter, told once, when her visit is over."""

from __future__ import annotations

from typing import Literal

import msgspec

from sync.protocol.body import Body
from sync.protocol.member_rows import Happening

GlanceKind = Literal["opened", "scanned"]
"""``opened``: a suggestion of hers, to see more of it; ``scanned``: the label of what she did not buy then."""


class Glance(msgspec.Struct, frozen=True, kw_only=True):
    """One style that they looked at; ``variant_id`` is what the label named, "" of a suggestion."""

    kind: GlanceKind
    style_id: str
    variant_id: str
    at_ms: int


class AdviceLooked(Body, frozen=True, kw_only=True):
    """``advice.looked`` 1: what a member looked at on one visit to the counter and did not buy."""

    visit_id: str
    shop_id: str
    member_id: str
    occurred_ms: int
    staff_id: str
    glances: list[Glance]


def looked_at(told: AdviceLooked) -> list[Happening]:
    """Return the glances of a visit as they stand in her history; who knows no ``how`` still knows that she saw it."""
    return [
        Happening(
            kind="viewed",
            style_id=glance.style_id,
            variant_id=glance.variant_id,
            size="",
            at_ms=glance.at_ms,
            ref=told.visit_id,
            shop_id=told.shop_id,
            how=glance.kind,
        )
        for glance in told.glances
    ]
