"""What is said of pieces that are fetched and hung back."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "wrong_piece": (
        "warning",
        Bilingual("这件是 {colour} {size}，不是要的那件", "This is {colour}, {size}: not the one that is wanted"),
        Bilingual(
            "要的是「{name}」{wanted_colour} {wanted_size}；没有打勾，请换一件再扫。",
            "Wanted of {name}: {wanted_colour}, {wanted_size}. Nothing was ticked; scan that one.",
        ),
    ),
    "not_on_the_list": (
        "warning",
        Bilingual("取货单上没有这件", "This piece is not on the list"),
        Bilingual("请挂回原处；名单没有变化。", "Hang it back; the list is as it was."),
    ),
    "not_on_the_list.not_wanted": (
        "warning",
        Bilingual("没有人在等「{name}」", "Nobody waits for {name}"),
        Bilingual(
            "请挂回原处，或在左边勾上它的预约、订单。", "Hang it back, or choose its booking or order at the left."
        ),
    ),
    "not_on_the_list.done": (
        "accent",
        Bilingual("这件已经取好了", "This piece is fetched already"),
        Bilingual("多取的请挂回去；名单没有变化。", "Hang a second one back; the list is as it was."),
    ),
    "not_on_the_list.gone": (
        "accent",
        Bilingual("这件已经不用取了", "This piece is not to be fetched any more"),
        Bilingual("预约或订单刚有变化，名单已更新。", "Its booking or order has just changed; the list is up to date."),
    ),
}
