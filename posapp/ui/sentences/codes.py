"""What is said of codes on phones."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "code_refused": (
        "warning",
        Bilingual("这个码不能用", "That code is not accepted"),
        Bilingual(
            "可以照常收银。请顾客刷新手机上的码，再扫一次。",
            "Sell as usual. Ask her to refresh the code on her phone and scan again.",
        ),
    ),
    "code_refused.malformed": (
        "warning",
        Bilingual("这个码不完整", "That code is incomplete"),
        Bilingual(
            "可以照常收银。把手机屏幕调亮，再扫一次。",
            "Sell as usual. Turn the phone's brightness up and scan again.",
        ),
    ),
    "code_refused.other_code": (
        "warning",
        Bilingual("这是另一种码", "That is another kind of code"),
        Bilingual(
            "什么都没有变。请她打开这里要的码：取货用订单里的提货码，进试衣间用会员码，退到礼品卡用卡上的码。",
            "Nothing has changed. Ask her for the code that is wanted here: her order's for goods to collect, "
            "her member code for a fitting room, the card's for money back on a gift card.",
        ),
    ),
    "code_refused.unknown_key": (
        "warning",
        Bilingual("还不认识这个码的签发方", "The issuer of that code is not known here yet"),
        Bilingual(
            "等收银台与商城同步后再扫，或按手机尾号查找（[key:member]）。",
            "Scan again once the till has synchronised, or find her by her last four digits ([key:member]).",
        ),
    ),
    "code_refused.forged": (
        "danger",
        Bilingual("这个码不是商城签发的", "That code was not issued by the mall"),
        Bilingual(
            "可以照常收银。请她在小程序里当面打开这个码，或按手机尾号查找（[key:member]）。",
            "Sell as usual. Ask her to open the code in the mini-program, "
            "or find her by her last four digits ([key:member]).",
        ),
    ),
    "code_refused.expired": (
        "warning",
        Bilingual("这个码已经过期", "That code has expired"),
        Bilingual(
            "可以照常收银。请顾客刷新后再扫；刚刷新仍过期的，请核对收银机的时间。",
            "Sell as usual. Ask her to refresh it; if a fresh one is refused too, check this machine's clock.",
        ),
    ),
    "code_refused.not_yet": (
        "warning",
        Bilingual("这个码的时间在将来", "That code is from the future"),
        Bilingual(
            "收银机的时间可能慢了，请核对；现在可按手机尾号查找（[key:member]）。",
            "This machine's clock may be slow; check it. Meanwhile find her by her last four digits ([key:member]).",
        ),
    ),
    "code_refused.replayed": (
        "warning",
        Bilingual("这个码刚刚用过了", "That code was just used"),
        Bilingual(
            "可以照常收银。截图或旧码不能再用，请顾客刷新。",
            "Sell as usual. A screenshot does not work twice; ask her to refresh it.",
        ),
    ),
    "code_refused.blocked": (
        "danger",
        Bilingual("该会员已停用", "This member is blocked"),
        Bilingual("可以照常销售，不带会员。", "You can sell as usual, without the member."),
    ),
    "code_refused.erased": (
        "warning",
        Bilingual("这位会员已应本人要求删除", "This member was erased at her own request"),
        Bilingual(
            "可以照常销售，不带会员。她想再入会，请重新办理。",
            "Sell as usual, without a member. She may join anew whenever she likes.",
        ),
    ),
    "code_refused.unknown_member": (
        "warning",
        Bilingual("本机还没有这位会员", "This till does not know that member yet"),
        Bilingual(
            "码是真的。资料同步后即可显示；可以先照常销售。",
            "The code is genuine. She appears once her data has arrived; sell as usual meanwhile.",
        ),
    ),
    "code_refused.wrong_shop": (
        "warning",
        Bilingual("本店没有这个预约或订单", "This shop has no such booking or order"),
        Bilingual(
            "购物车没有变。请她看看约的是哪家门店；就是本店而刚刚下单的，等收银台与商城同步后再扫，预约的可以先当到店顾客请进。",
            "The cart is as it was. Ask her which shop it names. One that she has just made here arrives with the next "
            "synchronising; who has booked may come in as a walk-in meanwhile.",
        ),
    ),
    "booking_another_day": (
        "warning",
        Bilingual("这个预约不是今天的", "That booking is not for today"),
        Bilingual(
            "有空着的试衣间就当到店顾客请进；日期不对的，请核对收银机的时间。",
            "Let her in as a walk-in if a room is free; if the day is wrong, check this machine's clock.",
        ),
    ),
    "booking_another_day.ahead": (
        "warning",
        Bilingual("这个预约是 {day} {time} 的", "That booking is for {day}, {time}"),
        Bilingual(
            "今天有空着的试衣间就当到店顾客请进；也可以请她在手机上改到今天。日期不对的，请核对收银机的时间。",
            "Let her in as a walk-in if a room is free, or let her move the booking to today on her phone. "
            "If the day is wrong, check this machine's clock.",
        ),
    ),
    "booking_another_day.past": (
        "warning",
        Bilingual("这个预约是 {day} {time} 的，已经过了", "That booking was for {day}, {time}, and is over"),
        Bilingual(
            "有空着的试衣间就当到店顾客请进；衣服可以现找。日期不对的，请核对收银机的时间。",
            "Let her in as a walk-in if a room is free; her pieces can be fetched now. "
            "If the day is wrong, check this machine's clock.",
        ),
    ),
    "booking_over": (
        "warning",
        Bilingual("这个预约不能再改", "That booking can no longer be changed"),
        Bilingual("它没有变；看看它现在的状态。", "It is as it was; see how it stands."),
    ),
    "booking_over.here": (
        "warning",
        Bilingual("她已经到店，预约不能再改", "She is here: the booking is not changed any more"),
        Bilingual("照常请她试穿。", "Go on with her try-on."),
    ),
    "booking_over.ended": (
        "warning",
        Bilingual("这个预约已经结束或取消", "That booking is over or was called off"),
        Bilingual(
            "有空着的试衣间就当到店顾客请进，或请她在手机上重新预约。",
            "Let her in as a walk-in if a room is free, or let her book anew on her phone.",
        ),
    ),
    "not_that_slot": (
        "warning",
        Bilingual("这个时段不能选", "That time cannot be chosen"),
        Bilingual(
            "它已经开始，或门店那时不营业；预约没有变，请换一个时段。",
            "It has begun, or the shop is closed then. The booking is as it was; choose another time.",
        ),
    ),
    "code_refused.not_open": (
        "warning",
        Bilingual("这个预约已经取消", "That booking was called off"),
        Bilingual(
            "购物车没有变。有空着的试衣间就当到店顾客请进，或请她在手机上重新预约。",
            "The cart is as it was. Let her in as a walk-in if a room is free, or let her book anew on her phone.",
        ),
    ),
}
