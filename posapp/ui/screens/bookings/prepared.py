"""How far a booked piece is, in a word beside it; nothing is said of one that waits to be fetched."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.text import Bilingual
from posapp.services.booking import BookedGarment
from posapp.ui.widgets.labels import ChipTone

_TOLD: Mapping[str, tuple[Bilingual, ChipTone]] = {
    "gone": (Bilingual("被买走了", "Sold to somebody"), "danger"),
    "offered": (Bilingual("已问她换哪件", "Asked her for another"), "warning"),
    "missing": (Bilingual("找不到", "Not found"), "danger"),
    "dropped": (Bilingual("她不试了", "She does without"), "neutral"),
    "fetching": (Bilingual("有人去取了", "Being fetched"), "warning"),
    "found": (Bilingual("已备好", "Laid out"), "success"),
    "instead": (Bilingual("换过的", "Instead of another"), "accent"),
}


def prepared_said(garment: BookedGarment) -> tuple[Bilingual, ChipTone] | None:
    """Return what is said of a piece and in which tone, None while there is nothing to say."""
    said = garment.prepared
    how_far: str = "gone" if garment.is_gone else said.state if said is not None else ""
    if said is not None and said.instead is not None and how_far == "missing" and said.instead.status == "offered":
        how_far = "offered"
    elif said is not None and how_far == "wanted" and said.asked_for:
        how_far = "instead"
    return _TOLD.get(how_far)
