"""What is said of pieces that shops ask of one another."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "transfer_moved_on": (
        "warning",
        Bilingual("这笔调拨已经有人处理过了", "Somebody has dealt with that transfer already"),
        Bilingual(
            "列表已更新，请看它现在的状态；库存没有重复记。", "The list is fresh now. No stock was booked twice."
        ),
    ),
    "not_paid_here": (
        "warning",
        Bilingual("请先收款，再从那边寄出", "Take the money first, then have it sent"),
        Bilingual(
            "在本店照常卖出这一件并收款，然后再点“从那边寄给她”。",
            "Sell the piece here as usual, take the money, then choose “Send to her from there” again.",
        ),
    ),
    "whose_is_it": (
        "warning",
        Bilingual("为谁留？请先扫会员码", "For whom? Scan her member code first"),
        Bilingual(
            "留货要记在会员名下；不是会员的顾客可以选“调来本店”。",
            "A piece is kept for a member. For anybody else have it brought here.",
        ),
    ),
}
