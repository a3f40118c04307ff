"""What is said at the sale: amounts, goods, cash, prices."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "bad_credit_code": (
        "warning",
        Bilingual("这不是统一社会信用代码", "That is no unified social credit code"),
        Bilingual("还没有申请。请照营业执照核对 18 位。", "Nothing was asked for. Check the 18 signs on the licence."),
    ),
    "bad_credit_code.length": (
        "warning",
        Bilingual("税号是 18 位，现在是 {count} 位", "A tax number has 18 signs; this has {count}"),
        Bilingual("还没有申请。请照营业执照核对。", "Nothing was asked for. Compare it with the licence."),
    ),
    "bad_credit_code.sign": (
        "warning",
        Bilingual("税号里不会有 {sign}", "A tax number never holds {sign}"),
        Bilingual(
            "还没有申请。字母 I、O、S、V、Z 不用，多半是数字 1、0、5、2。",
            "Nothing was asked for. I, O, S, V, Z are not used: look for 1, 0, 5 or 2.",
        ),
    ),
    "bad_credit_code.check": (
        "warning",
        Bilingual("税号的校验位不对，有一位输错了", "The tax number's check sign is wrong: one sign is mistyped"),
        Bilingual("还没有申请。请逐位核对，或请顾客出示开票码。", "Nothing was asked for. Compare it sign by sign."),
    ),
    "bad_invoice_title": (
        "warning",
        Bilingual("请填写发票抬头", "Whom is the invoice for?"),
        Bilingual("还没有申请。抬头 1 到 {most} 个字。", "Nothing was asked for. A title has 1 to {most} signs."),
    ),
    "refused": (
        "warning",
        Bilingual("这一步没有成功", "That was not possible"),
        Bilingual("什么都没有改变，可以继续。", "Nothing was changed; carry on."),
    ),
    "bad_amount": (
        "warning",
        Bilingual("看不懂这个金额：{typed}", "That is not an amount: {typed}"),
        Bilingual(
            "什么都没有改变。请只输入数字，例如 128.50。", "Nothing was changed. Type digits only, for example 128.50."
        ),
    ),
    "bad_quantity": (
        "warning",
        Bilingual("数量不能是 {quantity}", "The quantity cannot be {quantity}"),
        Bilingual("每行 1 到 999 件；购物车没有改变。", "A line holds 1 to 999 pieces; the cart is as it was."),
    ),
    "more_than_ordered": (
        "warning",
        Bilingual("这个订单最多取 {most} 件", "The order holds {most} of these"),
        Bilingual(
            "购物车没有改变。多要的请另扫一件，按店里的价格算。",
            "The cart is as it was. Scan the extra piece: it goes on a line of its own at the shop's price.",
        ),
    ),
    "unknown_barcode": (
        "warning",
        Bilingual("没有商品用这个码：{barcode}", "Nothing is sold under {barcode}"),
        Bilingual(
            "购物车没有变，可以接着扫；也可按名称、拼音或款号搜索（[key:search]）。",
            "The cart is as it was; scan on, or search by name, pinyin or style code ([key:search]).",
        ),
    ),
    "scale_label": (
        "warning",
        Bilingual("这是电子秤打的标签：{barcode}", "That is a scale's label: {barcode}"),
        Bilingual(
            "这里的商品都按件卖，没有称重的。请扫商品自己的码，或按名称搜索（[key:search]）；购物车没有变。",
            "Everything here is sold by the piece, nothing by weight. Scan the goods' own code, or search for them "
            "([key:search]); the cart is as it was.",
        ),
    ),
    "payment_code_too_early": (
        "warning",
        Bilingual("这是顾客的付款码，还没到收款", "That is a payment code, and nothing is to be paid yet"),
        Bilingual(
            "什么都没有收，也没有记下这个码。商品扫完后先按收款，再扫顾客的付款码。",
            "Nothing was taken and the code was not kept. Press pay first, then scan her code.",
        ),
    ),
    "basket_refused": (
        "warning",
        Bilingual("这个购物篮码没有读全", "That basket code was not read whole"),
        Bilingual(
            "购物车没有变。请顾客调亮屏幕再扫一次，或直接逐件扫码。",
            "The cart is as it was. Have her turn up the screen and scan again, or scan piece by piece.",
        ),
    ),
    "basket_refused.replayed": (
        "warning",
        Bilingual("这个购物篮刚刚已经扫过", "That basket was taken a moment ago"),
        Bilingual(
            "没有再加一遍。若是新的一篮，请顾客在手机上重新出码。",
            "Nothing was added again. For another basket, have her phone show a new code.",
        ),
    ),
    "basket_refused.nothing_known": (
        "warning",
        Bilingual("购物篮里的商品本店都不认得", "This shop knows nothing of what is in that basket"),
        Bilingual("购物车没有变，请逐件扫吊牌。", "The cart is as it was; scan the labels piece by piece."),
    ),
    "practising": (
        "warning",
        Bilingual("正在练习，这一步是真的，所以没有做", "This till is practising, and that would be real"),
        Bilingual(
            "什么都没有记账。先结束练习（[key:practice]），再做这一步。",
            "Nothing was posted. End the practice ([key:practice]), then do it.",
        ),
    ),
    "no_such_receipt": (
        "warning",
        Bilingual("{receipt_no} 不是小票号", "{receipt_no} is no receipt number"),
        Bilingual(
            "什么都没有变。请核对号码，或者扫小票上的二维码、条码。",
            "Nothing was changed. Compare the number, or scan the square code or the bars on the receipt.",
        ),
    ),
    "exchange_over": (
        "warning",
        Bilingual("这笔换货已经结束", "This exchange is over"),
        Bilingual(
            "没有重复收款。请在退换货里重新扫小票看看。",
            "Nothing was taken twice. Scan the receipt again at the returns to see.",
        ),
    ),
    "receipt_not_told": (
        "warning",
        Bilingual("商城连不上，查不到小票 {receipt_no}", "The mall cannot be reached to look up receipt {receipt_no}"),
        Bilingual(
            "这张小票不在本机。扫小票上的二维码可以照常退换，本店会员的购买记录也能用；或者等网络恢复再查一次。",
            "It is not in this till's books. The square code on the receipt works without a network, and so does what "
            "a member bought in this shop; or look it up again when the network is back.",
        ),
    ),
    "receipt_not_told.unknown": (
        "warning",
        Bilingual("本机和商城都没有小票 {receipt_no}", "Neither this till nor the mall knows receipt {receipt_no}"),
        Bilingual(
            "什么都没有变。请核对号码。卖出它的收银机如果还没有联网，扫小票上的二维码可以照常退换。",
            "Nothing was changed. Compare the number. If its till has not been online since, the square code on the "
            "receipt works all the same.",
        ),
    ),
    "receipt_not_told.newer": (
        "warning",
        Bilingual("这个版本读不懂小票 {receipt_no}", "This version cannot read receipt {receipt_no}"),
        Bilingual(
            "它是更新的收银机开的。扫小票上的二维码可以照常退换；请尽快更新这台收银机。",
            "A newer till wrote it. The square code on the receipt works all the same; have this till updated soon.",
        ),
    ),
    "empty_cart": (
        "accent",
        Bilingual("购物车是空的", "The cart is empty"),
        Bilingual("扫一件商品就可以开始。", "Scan something to begin."),
    ),
    "not_enough_cash": (
        "warning",
        Bilingual("还差 {missing}", "{missing} is missing"),
        Bilingual("应收 {due}，实收 {received}。", "{due} is due, {received} was received."),
    ),
    "price_changed": (
        "warning",
        Bilingual("价格刚刚变了：{shown} → {now}", "The price has just changed: {shown} → {now}"),
        Bilingual(
            "还没有收款。购物车已按新价格计算，请告诉顾客，再按一次收款。",
            "Nothing was taken. The cart shows the new price: tell the customer, then press pay again.",
        ),
    ),
}
