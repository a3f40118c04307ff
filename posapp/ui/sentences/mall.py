"""What is said of the mall, and of pairing with it."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "not_paired": (
        "warning",
        Bilingual("本机还没有加入门店", "This till does not belong to a shop yet"),
        Bilingual("请先配对，并等第一批商品读完。", "Pair it first and let the first goods arrive."),
    ),
    "pairing_refused": (
        "warning",
        Bilingual("商城不接受这个配对码", "The mall does not accept that pairing code"),
        Bilingual("请在商城后台生成新的配对码。", "Ask the back office for a new one."),
    ),
    "pairing_refused.unknown": (
        "warning",
        Bilingual("没有这个配对码", "There is no such pairing code"),
        Bilingual("核对 8 位数字，或在商城后台生成新的。", "Check the 8 digits, or make a new one in the back office."),
    ),
    "pairing_refused.used": (
        "warning",
        Bilingual("这个配对码已经用过", "That pairing code was used already"),
        Bilingual("请在商城后台生成新的。", "Make a new one in the back office."),
    ),
    "pairing_refused.expired": (
        "warning",
        Bilingual("这个配对码已过期", "That pairing code has expired"),
        Bilingual("请在商城后台生成新的。", "Make a new one in the back office."),
    ),
    "pairing_refused.other_till": (
        "warning",
        Bilingual("这个配对码是给另一个收银台号的", "That code is for another till number"),
        Bilingual(
            "本机没有改变。请在后台这台收银机旁按「重新配对」取码。",
            'This till is as it was. Press "Pair again" beside this very till in the back office.',
        ),
    ),
    "no_longer_parked": (
        "success",
        Bilingual("它已经处理好了", "It is settled already"),
        Bilingual("不用再做什么。", "There is nothing left to do."),
    ),
    "mall_unreachable": (
        "warning",
        Bilingual("连不上商城", "The mall cannot be reached"),
        Bilingual(
            "收银、会员、预约和自提照常；恢复后自动补传。", "Everything at the counter works; it catches up later."
        ),
    ),
}
