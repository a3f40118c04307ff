"""Everything the member panel shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.identity import MemberId, StyleId, VariantId
from posapp.services.members import MemberHit, MemberPanel
from posapp.ui.notices import Notice

Stage = Literal["nobody", "finding", "loading", "shown"]


@dataclass(frozen=True, slots=True)
class MemberState:
    """What the panel shows.

    ``nobody`` invites to scan · ``finding`` shows the field and its ``hits`` (None before the first search) ·
    ``loading`` a skeleton until the panel is there · ``shown`` the panel. ``taken`` are the suggested variants already
    put on the cart, ``leaving`` the style that was just dismissed.
    """

    stage: Stage = "nobody"
    query: str = ""
    hits: tuple[MemberHit, ...] | None = None
    wanted: MemberId | None = None
    panel: MemberPanel | None = None
    taken: frozenset[VariantId] = frozenset()
    leaving: StyleId | None = None
    notice: Notice | None = None
