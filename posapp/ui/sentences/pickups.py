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
        Bilingual("商品可以放回货架。", "Its goods may go back to the shelf."),
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
}
