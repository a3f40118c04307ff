"""Why a piece is laid beside others, in both languages: a stylist's look, or what was taken on the same visits."""

from __future__ import annotations

from posapp.domain.text import Bilingual


def of_look(name: Bilingual) -> Bilingual:
    """Return the reason of a piece of a stylist's look."""
    return Bilingual(f"店铺搭配：{name.zh}", f"Shop's look: {name.en}")


def taken_with(name: Bilingual, visits: int) -> Bilingual:
    """Return the reason of a piece that was taken together with another on so many visits; 0 where nobody counted."""
    if visits == 1:
        return Bilingual(f"有人与「{name.zh}」一起买过", f"Was taken with {name.en} once")
    if visits > 1:
        return Bilingual(f"常与「{name.zh}」同购（{visits} 次）", f"Often with {name.en} ({visits} visits)")
    return Bilingual(f"常与「{name.zh}」一起买", f"Often taken together with {name.en}")
