"""What is said of coupons."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "coupon_refused": (
        "warning",
        Bilingual("这张券不能用", "That coupon cannot be used"),
        Bilingual(
            "其余优惠照算。换一张券，或照常收款。", "The other offers stand. Try another coupon, or take the payment."
        ),
    ),
    "coupon_refused.used": (
        "warning",
        Bilingual("「{title}」已经用过", '"{title}" was used already'),
        Bilingual(
            "其余优惠照算。换一张券，或照常收款。", "The other offers stand. Try another coupon, or take the payment."
        ),
    ),
    "coupon_refused.taken": (
        "warning",
        Bilingual("「{title}」正在另一台收银机上使用", '"{title}" is being used at another till'),
        Bilingual(
            "还没有收款。请返回取下这张券再收款，其余的券照用；那边若取消，稍后就能用它。",
            "Nothing was paid yet. Go back and take this one off, then take the payment; her other coupons stay. Once "
            "the other till lets it go, it works here.",
        ),
    ),
    "coupon_refused.expired": (
        "warning",
        Bilingual("「{title}」已过期", '"{title}" has expired'),
        Bilingual(
            "其余优惠照算。换一张券，或照常收款。", "The other offers stand. Try another coupon, or take the payment."
        ),
    ),
    "coupon_refused.not_hers": (
        "warning",
        Bilingual("这张券属于另一位会员", "That coupon belongs to another member"),
        Bilingual(
            "其余优惠照算。请先扫券主人的会员码。", "The other offers stand. Scan its owner's member code first."
        ),
    ),
    "coupon_refused.below_threshold": (
        "warning",
        Bilingual("还没有达到用券门槛", "The cart is below the coupon's threshold"),
        Bilingual(
            "其余优惠照算。看看购物车下方的凑单提示。",
            "The other offers stand. The hint below the cart says what is missing.",
        ),
    ),
    "coupon_refused.better_without": (
        "warning",
        Bilingual("不用这张券更便宜", "It costs less without that coupon"),
        Bilingual(
            "它不能与现在的优惠同用，而现在的优惠更多。券没有用掉，请照常收款。",
            "It does not go with the offers that stand, and they take off more. The coupon is kept; take the payment.",
        ),
    ),
    "coupon_refused.unknown": (
        "warning",
        Bilingual("没有找到这张券", "That coupon is not known"),
        Bilingual(
            "其余优惠照算。刚领的券要等同步后才能使用。",
            "The other offers stand. A coupon taken just now works after the next synchronisation.",
        ),
    ),
    "coupon_refused.other_shop": (
        "warning",
        Bilingual("「{title}」只能在另一家门店用", 'Only another shop takes "{title}"'),
        Bilingual(
            "其余优惠照算。换一张券，或照常收款。", "The other offers stand. Try another coupon, or take the payment."
        ),
    ),
    "coupon_refused.needs_mall": (
        "warning",
        Bilingual(
            "连不上商城时不能用大额券「{title}」", '"{title}" is so large that it needs the mall, which does not answer'
        ),
        Bilingual(
            "其余优惠照算。取下它照常收款，换一张小额券，或等恢复联网后再用它。",
            "The other offers stand. Take it off and take the payment, try a smaller coupon, or use it once the mall "
            "answers again.",
        ),
    ),
    "coupon_refused.on_cart": (
        "accent",
        Bilingual("「{title}」已经在用了", '"{title}" is on the cart already'),
        Bilingual(
            "一张券一笔只减一次。要取下它，点购物车下方的这张券。",
            "A coupon counts once on a sale. To leave it, tap it below the cart.",
        ),
    ),
    "coupon_refused.beside_others": (
        "warning",
        Bilingual("「{title}」不能和「{stays}」一起减", '"{title}" takes nothing off beside "{stays}"'),
        Bilingual(
            "已用的券不变，而且不比它少减。一定要用这张，先取下那张。",
            "What is on the cart stays, and saves no less. To use this one all the same, take the other off first.",
        ),
    ),
}
