"""What is told of goods that come back."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "nothing_to_return": (
        "accent",
        Bilingual("还没有选要退的商品", "Nothing is chosen yet"),
        Bilingual("扫要退换的商品，或从小票里选一行。", "Scan the piece, or choose a line of the receipt."),
    ),
    "too_many_returned": (
        "warning",
        Bilingual("这一行只剩 {left} 件可退", "Only {left} of that line can still come back"),
        Bilingual(
            "其余的已经退过了。请核对小票和实物；没有退任何钱。",
            "The others came back before. Compare the receipt with the goods; no money moved.",
        ),
    ),
    "unknown_goods": (
        "warning",
        Bilingual("本机目录里没有这件商品", "This till's catalogue does not hold that piece"),
        Bilingual(
            "小票上的其他商品照常可退；这一件请到卖出它的门店退。",
            "The rest of the receipt can come back here; this piece at the shop that sold it.",
        ),
    ),
    "not_of_that_style": (
        "warning",
        Bilingual("那不是同一款", "That is another style"),
        Bilingual(
            "同款才能等价换。要换别的商品，直接扫它，按今天的价格补差价。",
            "Only a piece of the same style is exchanged evenly. For other goods scan them: they cost today's price.",
        ),
    ),
}
