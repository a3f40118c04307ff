"""A model pack for the small chain of the phone page: what goes with what, and how its sizes fit."""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.advice.pack import Pack, StyleFacts, write
from posapp.domain.clock import Millis
from posapp.domain.text import Bilingual
from sync.protocol.canonical import digest
from sync.protocol.rows import AdvicePack

_SIZES = ("S", "M", "L")


def style(style_id: str, zh: str, en: str, part: str, *goes_with: tuple[int, float]) -> StyleFacts:
    """Return a style in three sizes, cut as it is labelled."""
    return StyleFacts(
        id=style_id, name=Bilingual(zh, en), category=part, part=part, season="all", launched="2026-01-01", tags=(),
        consumable=False, size_system="alpha", sizes=_SIZES, sold=(0.3, 0.4, 0.3), cut=0.0, popular=0.5, rising=0.0,
        bought_with=(), alike=(), goes_with=goes_with,
    )  # fmt: skip


def small_pack(now: Millis) -> Pack:
    """Return a pack of trench (0), knit (1) and skirt (2): coat and skirt go with the knit, the knit with both."""
    return Pack(
        version="small", trained=now,
        styles=(
            style("trench", "经典风衣", "Classic Trench", "outer", (1, 0.7)),
            style("knit", "软糯针织衫", "Soft Knit", "top", (2, 0.9), (0, 0.6)),
            style("skirt", "百褶裙", "Pleated Skirt", "bottom", (1, 0.8)),
        ),
        weights={"outfit": 1.0}, dislike=1.0, ladders={"alpha": _SIZES}, size_spread=0.5, too_small_step=0.8,
        too_big_step=0.8, lasts_days=55, length_steps=(0.2, 0.2),
    )  # fmt: skip


def pack_row(now: Millis, version: str = "small") -> AdvicePack:
    """Return the pack as the hub publishes it."""
    content = write(replace(small_pack(now), version=version))
    return AdvicePack(id="pack", version=version, trained_ms=now, checksum=digest(content.encode()), content=content)
