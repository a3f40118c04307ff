"""What is said of carts that lie at another till."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

_STAYS = Bilingual("这一单只能在 {till_no} 号收银台取", "That cart can be taken back at till {till_no} only")

SENTENCES: dict[str, Sentence] = {
    "cart_taken_up": (
        "warning",
        Bilingual("这一单已在 {till_no} 号收银台取走", "Till {till_no} has taken that cart up already"),
        Bilingual("它在那台机上，没有丢；本机照常收银。", "It is in front there; nothing is lost. Carry on here."),
    ),
    "cart_stays_there": (
        "warning",
        _STAYS,
        Bilingual("有款项或单据留在那台机上；请顾客到那边。", "Something of it is kept there. Ask her to go there."),
    ),
    "cart_stays_there.phone": (
        "warning",
        _STAYS,
        Bilingual(
            "手机已付或正在付这一单；请顾客到那边，钱不会丢。",
            "A phone pays for it there. Ask her to go there; her money is not lost.",
        ),
    ),
    "cart_stays_there.value": (
        "warning",
        _STAYS,
        Bilingual(
            "她的积分、储值或礼品卡已为那台机留出；请到那边收款。",
            "Points, stored value or a gift card is set aside for that till. Take the money there.",
        ),
    ),
    "cart_stays_there.coupon": (
        "warning",
        _STAYS,
        Bilingual("商城已把她的券留给那台机；请到那边收款。", "The mall keeps her coupon for that till. Pay there."),
    ),
    "cart_stays_there.order": (
        "warning",
        _STAYS,
        Bilingual(
            "里面有她在那边核对过的网单；请到那边交货收款。",
            "It holds a mall order that was proved to be hers there. Hand it over there.",
        ),
    ),
    "cart_goods_unknown": (
        "warning",
        Bilingual("这一单里有已下架的商品", "Something in that cart is no longer sold"),
        Bilingual(
            "只有 {till_no} 号收银台记得它的价格，请到那边收款；这一单还在那里。",
            "Only till {till_no} knows what it cost. Take the money there; the cart still lies there.",
        ),
    ),
    "cart_here_too": (
        "warning",
        Bilingual("本机已经有这一单", "This till has that cart already"),
        Bilingual(
            "先把本机的收款或清空，再取那一份；两份都还在。",
            "Pay or clear the one here first, then take the other. Both are kept.",
        ),
    ),
}
