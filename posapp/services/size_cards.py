"""Her size in a garment that is in hand, with how sure it is and why: scanned, opened, or looked up for her."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.clock import Millis
from posapp.domain.identity import MemberId, StyleId
from posapp.domain.text import Bilingual
from posapp.services.doings import doings, may_be_used
from posapp.services.ports import Adviser
from posapp.services.till_data import View


@dataclass(frozen=True, slots=True)
class SizeCard:
    """Her size in a style. ``second`` where two are close; ``note`` what people say of how the style fits."""

    style_id: StyleId
    size: str
    second: str | None
    confidence: Literal["high", "medium", "low"]
    reason: Bilingual
    note: Bilingual | None


def size_card(view: View, adviser: Adviser, member_id: MemberId, style_id: StyleId, now: Millis) -> SizeCard | None:
    """Return her size in a style; None where it has only one, is not in the pack, or she wants no personal advice."""
    if not may_be_used(view, member_id):
        return None
    advice = adviser.size(style_id, doings(view, member_id), now)
    if advice is None:
        return None
    return SizeCard(style_id, advice.size, advice.second, advice.confidence, advice.reason, advice.note)
