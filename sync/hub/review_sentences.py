"""What the mall says of reviews, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.text import Bilingual

OF_REVIEWS: Mapping[str, Bilingual] = {
    "unknown_review": Bilingual(
        "没有找到这条评价，可能已经撤回。", "That review was not found; you may have withdrawn it already."
    ),
    "not_bought": Bilingual(
        "只能评价已经买到手的商品；拿到之后再来写。",
        "Only what you bought and have can be reviewed. Please come back once you have it.",
    ),
    "bad_review": Bilingual(
        "请选一项合身情况，或写几句话，最多 {most} 个字。",
        "Please choose how it fits, or write a few words, {most} characters at most.",
    ),
}
