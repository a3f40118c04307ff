"""What is said of stored value, gift cards and points."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "value_refused": (
        "warning",
        Bilingual("这个账户现在不能付款", "That account cannot pay now"),
        Bilingual("什么都没有扣。请用现金或别的账户付款。", "Nothing was taken. Take cash or another account."),
    ),
    "value_refused.not_enough_value": (
        "warning",
        Bilingual("余额不够，现在可用 {available}", "Not enough is left: {available} can be used"),
        Bilingual(
            "什么都没有扣。先输入较小的金额再按这个账户，其余收现金。",
            "Nothing was taken. Type a smaller amount, press the account again, and take the rest in cash.",
        ),
    ),
    "value_refused.unknown_value": (
        "warning",
        Bilingual("没有找到这个账户", "That account is not known"),
        Bilingual("什么都没有扣。请用现金或别的账户付款。", "Nothing was taken. Take cash or another account."),
    ),
    "value_refused.value_blocked": (
        "warning",
        Bilingual("这个账户已停用或已到期", "That account is blocked or has ended"),
        Bilingual("什么都没有扣。请用现金或别的账户付款。", "Nothing was taken. Take cash or another account."),
    ),
    "value_refused.offline": (
        "warning",
        Bilingual("连不上商城，这个账户暂时不能用", "The mall does not answer, and this account needs it"),
        Bilingual(
            "什么都没有扣，现金照收。恢复联网后再用它。",
            "Nothing was taken; cash works as always. Use it once the mall answers again.",
        ),
    ),
    "value_refused.beyond_offline": (
        "warning",
        Bilingual("连不上商城，断网时可用 {available}", "The mall does not answer; offline {available} can be used"),
        Bilingual(
            "什么都没有扣。先输入不超过它的金额再按这个账户，其余收现金。",
            "Nothing was taken. Type no more than that, press the account again, and take the rest in cash.",
        ),
    ),
    "value_refused.over": (
        "warning",
        Bilingual("账户的付款授权已过期", "The account's permission has ended"),
        Bilingual(
            "什么都没有扣，销售还没有完成。请再按一次这个账户，或收现金。",
            "Nothing was taken and the sale is not finished. Press the account again, or take cash.",
        ),
    ),
    "value_refused.nothing": (
        "warning",
        Bilingual("没有要用它付的金额", "There is nothing for it to pay"),
        Bilingual("什么都没有扣。请照常收款。", "Nothing was taken. Take the payment as always."),
    ),
}
