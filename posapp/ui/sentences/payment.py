"""What is said of payments by phone and of their way back."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "no_payment_code": (
        "warning",
        Bilingual("这不是付款码", "That is no payment code"),
        Bilingual(
            "什么都没有收。请顾客打开微信或支付宝的付款码再扫。",
            "Nothing was taken. Have her open the payment code of WeChat or Alipay, and scan that.",
        ),
    ),
    "channel_not_taken": (
        "warning",
        Bilingual("本店没有开通这种手机支付", "This shop does not take that kind of phone payment"),
        Bilingual(
            "什么都没有收。可以收现金、刷卡，或请顾客换一种付款码。",
            "Nothing was taken. Take cash or a card, or have her show another code.",
        ),
    ),
    "payment_under_way": (
        "warning",
        Bilingual(
            "上一笔 {amount} 还在确认，先不要再扫码", "A payment of {amount} is not decided yet: scan no other code"
        ),
        Bilingual(
            "一分钟内会有结果；现在也可以收现金，若那笔后来扣款，会自动退回给顾客。",
            "It will be within a minute. Cash may be taken now: if that payment arrives late, it goes back by itself.",
        ),
    ),
    "code_used_up": (
        "warning",
        Bilingual("这个付款码已经用过", "That payment code was used before"),
        Bilingual(
            "没有再扣款。请顾客刷新付款码，再扫新的。",
            "Nothing was charged again. Have her refresh the code; scan the new one.",
        ),
    ),
    "nothing_left_to_pay": (
        "accent",
        Bilingual("已经付够了", "It is all paid"),
        Bilingual("没有再扣款。按回车完成。", "Nothing more was charged. Press Enter to finish."),
    ),
    "paid_too_much": (
        "warning",
        Bilingual("手机已付 {paid}，比现在的应收 {total} 多", "Phones have paid {paid}, more than the {total} now due"),
        Bilingual(
            "这一单没有保存。先按「退回」把手机付的退给顾客，再收一次。",
            "The sale was not saved. Press “Give back” first, then take the payment again.",
        ),
    ),
    "refund_too_much": (
        "warning",
        Bilingual("这笔付款退不了 {amount}", "{amount} is more than is left of that payment"),
        Bilingual(
            "一共付了 {paid}，已退 {refunded}；什么都没有改变。请减少金额，或用其他方式退。",
            "{paid} was paid, {refunded} went back; nothing was changed. Give back less, or in another way.",
        ),
    ),
    "payment_moved_on": (
        "accent",
        Bilingual("这笔付款刚刚有了新进展", "That payment has just moved on"),
        Bilingual(
            "什么都没有改。请看它现在的情况，再决定。", "Nothing was changed. Look where it stands now, then decide."
        ),
    ),
}
