"""What the sync desk says of payments by phone that are not at their end: what each means, and what to tell her."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.text import Bilingual
from posapp.services.limbo import Standing, Way, Whose

HEADING = Bilingual("还没有定论的手机付款", "Phone payments that are not decided")
SEE_BELOW = Bilingual(
    "与商城之间无需操作；下面有手机付款请看一下。",
    "Nothing to do about the mall; please look at the phone payments below.",
)
CHANNELS: Mapping[str, Bilingual] = {
    "wechat": Bilingual("微信支付", "WeChat Pay"),
    "alipay": Bilingual("支付宝", "Alipay"),
}
WHOSE: Mapping[Whose, Bilingual] = {
    "open_cart": Bilingual("当前购物车", "the open cart"),
    "held_cart": Bilingual("挂起的购物车", "a cart put aside"),
    "exchange": Bilingual("正在付差价的换货", "an exchange that is being paid"),
    "no_cart": Bilingual("那一单已另外付清或不要了", "paid otherwise, or given up"),
    "refund": Bilingual("退款 {about}", "refund {about}"),
}
NUMBER = Bilingual("商户单号 {number}", "our number {number}")
CHANNEL_NO = Bilingual("交易单号 {channel_no}", "the channel's {channel_no}")
SAID = Bilingual("对方答复 {said}", "it said {said}")
MALL_SILENT = Bilingual("商城没有回应（{said}）", "the mall does not answer ({said})")

MEANINGS: Mapping[Standing, Bilingual] = {
    "confirming": Bilingual(
        "还不知道有没有扣款，正在自动查询。", "Nobody knows yet whether it was charged; it is asked again and again."
    ),
    "undoing": Bilingual("正在撤销，等对方确认。", "It is being undone; the channel has not confirmed it."),
    "not_there": Bilingual(
        "对方说没有这笔付款；可能晚到，会接着查。",
        "The channel knows of no such payment. It may be late, and is looked for.",
    ),
    "part_paid": Bilingual("已经收到，那一单还没有收齐。", "It has arrived; its sale is not paid in full."),
    "contradictory": Bilingual(
        "对方的答复和这笔付款对不上，例如金额不同，机器不能判断。",
        "The answer does not fit the payment, such as another amount: the till cannot judge it.",
    ),
    "going_back": Bilingual("正在原路退回，断网也会接着退。", "It is on its way back, and goes on after an outage."),
    "stuck": Bilingual(
        "原路退不回去，例如顾客的银行卡已注销。", "It cannot go back the way it came, such as to a closed card."
    ),
    "refused": Bilingual("对方没有退这笔款。", "The channel did not make this refund."),
}
TO_TELL: Mapping[Standing, Bilingual] = {
    "confirming": Bilingual(
        "告诉顾客：先别再付，只会扣一次；没用上的会原路退回。",
        "Tell her: do not pay again yet. She pays once; what is not used goes back the same way.",
    ),
    "undoing": Bilingual(
        "告诉顾客：这笔在取消，若已扣款会原路退回。",
        "Tell her: it is being cancelled, and goes back if it was charged.",
    ),
    "not_there": Bilingual(
        "告诉顾客：没有收到；若手机上扣了款，会算数或自动退回。",
        "Tell her: nothing has arrived. If her phone shows a charge, it counts or goes back by itself.",
    ),
    "part_paid": Bilingual(
        "告诉顾客：这部分已付；不买了就原路退回。", "Tell her: this part is paid, and goes back if she does not buy."
    ),
    "contradictory": Bilingual(
        "告诉顾客：正在核对，钱不会丢。请店长在商户后台按单号核对。",
        "Tell her: it is being checked, no money is lost. The manager looks the number up in the merchant pages.",
    ),
    "going_back": Bilingual(
        "告诉顾客：已提交退款，零钱很快到，银行卡要 1 到 3 天。",
        "Tell her: the refund is under way: soon to a wallet, one to three days to a card.",
    ),
    "stuck": Bilingual(
        "告诉顾客：会用别的方式退给她。请店长在商户后台处理这笔异常退款。",
        "Tell her: she gets it another way. The manager settles the abnormal refund in the merchant pages.",
    ),
    "refused": Bilingual(
        "告诉顾客：会用别的方式退给她。请店长核对原因后退现金或转账。",
        "Tell her: she gets it another way. The manager looks why, then pays it in cash or by transfer.",
    ),
}
NOT_WANTED = Bilingual(
    "告诉顾客：这笔不再需要，若已扣款会自动原路退回。",
    "Tell her: it is not needed any more; if it was charged, it goes back by itself.",
)
AT_THE_PAYMENT = Bilingual("收款页正在等它，请在那里处理。", "The payment screen waits for it; decide there.")

WAYS: Mapping[Way, Bilingual] = {
    "ask": Bilingual("现在查询", "Ask now"),
    "take_back": Bilingual("撤销或退回", "Take it back"),
    "close": Bilingual("核对后了结…", "Close after a check…"),
}
ASKING = Bilingual("正在问对方…", "Asking the channel…")
WHAT_WAS_FOUND = Bilingual(
    "在商户后台查到了什么？了结后不再列在这里，已知的都留在流水里。",
    "What do the merchant pages say? It leaves this list; what is known of it stays in the journal.",
)
NOT_NOW = Bilingual("先不了结", "Not now")
HAS_ARRIVED = (
    Bilingual("钱已收到", "It was paid"),
    Bilingual(
        "算进那一单；那一单不需要了，就自动原路退回。",
        "It counts for its sale; if that does not want it, it goes back by itself.",
    ),
)
WAS_NOT_CHARGED = (
    Bilingual("没有扣款，已了结", "It was not charged, and is done with"),
    Bilingual("请顾客换一个付款码，或换一种方式付。", "Have her show a new code, or pay another way."),
)
STILL_OPEN = (
    Bilingual("问过了，还没有定论", "The channel was asked; nothing is decided yet"),
    Bilingual(
        "会继续自动查询，不用守着；收银照常。", "It is asked again by itself, nobody has to wait; the counter works."
    ),
)
