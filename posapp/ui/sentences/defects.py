"""What is said of defective goods that lie apart."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "not_lying_there": (
        "warning",
        Bilingual("次品处没有这么多了（还有 {left} 件）", "Not so many lie there any more ({left} left)"),
        Bilingual(
            "可能别的收银机刚处理过，列表已更新。手里这件如果没有记过退货，请先走退换货。",
            "Another till may have settled it just now; the list is fresh. A piece in your hand that never came back "
            "here goes through Returns first.",
        ),
    ),
}
