"""What is said of orders to be handed over."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "not_open_for_hand_over": (
        "warning",
        Bilingual("这个订单现在不能交货", "That order cannot be handed over now"),
        Bilingual("可以在自提列表里查看它的状态。", "See its state in the list of pickups."),
    ),
    "not_open_for_hand_over.handed_over": (
        "warning",
        Bilingual("这个订单已经交过货了", "That order was handed over already"),
        Bilingual("请勿重复交货；可核对交货时间。", "Do not give it out twice; its time is in the list."),
    ),
    "not_open_for_hand_over.cancelled": (
        "warning",
        Bilingual("这个订单已取消", "That order was cancelled"),
        Bilingual(
            "付过的款由商城退回。她还想要就按店里的价格卖给她；备好的货放回货架。",
            "The mall gives back what she paid. If she still wants it, sell it to her; what was picked goes back.",
        ),
    ),
    "not_open_for_hand_over.expired": (
        "warning",
        Bilingual("这个订单已过自提期限", "The time to collect that order is over"),
        Bilingual("请顾客在小程序里联系客服。", "Ask her to contact the service in the mini-program."),
    ),
    "not_open_for_hand_over.wrong_code": (
        "warning",
        Bilingual("提货码不对", "That is not this order's code"),
        Bilingual("请顾客打开订单里的提货码，再扫一次。", "Ask her to open the code in her order and scan again."),
    ),
    "not_open_for_hand_over.wrong_shop": (
        "warning",
        Bilingual("这个订单要在另一家门店提货", "That order is collected in another shop"),
        Bilingual("请顾客核对订单里的门店。", "Ask her to check the shop in her order."),
    ),
    "not_open_for_hand_over.pending": (
        "warning",
        Bilingual("这个订单还没有确认", "That order is not confirmed yet"),
        Bilingual(
            "先从货架取齐并点「已备好」，就是本店确认；然后再交货。",
            "Pick it first: that confirms it. Then hand it over.",
        ),
    ),
    "not_open_for_hand_over.declined": (
        "warning",
        Bilingual("这个订单本店没能留货，也没有收款", "This shop could not keep that order, and she paid nothing"),
        Bilingual("店里有货的话，请她直接买。", "If the pieces hang here, sell them to her."),
    ),
    "not_open_for_hand_over.group_forming": (
        "warning",
        Bilingual("拼团还没成团，不能交货", "The group is not complete, so nothing leaves yet"),
        Bilingual(
            "请她等成团的消息；急用的话，可以按店里的价格另买一件。",
            "She hears when it is complete. If she needs it now, sell her one at the shop's price.",
        ),
    ),
    "not_open_for_hand_over.nothing_waits": (
        "warning",
        Bilingual("这个订单没有要交的货", "Nothing of that order waits"),
        Bilingual(
            "看看每一行的状态；缺的几件要等她在手机上答复。", "See each line; missing pieces wait for her answer."
        ),
    ),
    "not_open_for_hand_over.no_swap": (
        "warning",
        Bilingual("秒杀的商品不换尺码颜色", "Goods of a flash sale are not swapped"),
        Bilingual(
            "不要的话记「不要了」，商城退款；再按店里的价格另买。",
            "Leave it out and the mall refunds it; then sell her another.",
        ),
    ),
}
