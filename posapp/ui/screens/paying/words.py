"""What the payment says."""

from __future__ import annotations

from posapp.domain.text import Bilingual

TITLE = Bilingual("收款", "Payment")
DUE = Bilingual("应收", "Due")
RECEIVED = Bilingual("实收", "Received")
CHANGE = Bilingual("找零", "Change")
MISSING = Bilingual("还差", "Missing")
REST = Bilingual("现金应收", "Due in cash")
ROUNDED = Bilingual("现金抹零", "Rounded down in cash")
FROM_ACCOUNTS = Bilingual("已付", "Paid so far")
ACCOUNTS: dict[str, Bilingual] = {
    "stored_value": Bilingual("储值", "Stored value"),
    "gift_card": Bilingual("礼品卡", "Gift card"),
    "points": Bilingual("积分", "Points"),
}
HOLDS = Bilingual("{name} {amount}", "{name} {amount}")
PAYS = Bilingual("{name}付 {amount}", "{name}: {amount} paid")
UNDO = Bilingual("再点一次取消", "Press again to undo")
OFFLINE = Bilingual("断网时可用 {offline}", "Up to {offline} offline")
ONLINE_ONLY = Bilingual("联网时可用", "Only while the mall answers")
ASKING = Bilingual("正在问商城…", "Asking the mall…")
EXACT = Bilingual("正好 {amount}", "Exact {amount}")
COMMIT = Bilingual("完成收款", "Take payment")
WRITING = Bilingual("正在保存…", "Saving…")
BACK_TO_CART = Bilingual("返回购物车", "Back to the cart")

PAID = Bilingual("已收款 {total}", "Paid {total}")
NO_CHANGE = Bilingual("不用找零", "No change")
RECEIPT_NO = Bilingual("小票号 {number}", "Receipt {number}")
POINTS_EARNED = Bilingual("本单积分 +{points}", "+{points} points")
INVOICE = Bilingual("发票 / PDF", "Invoice / PDF")
PRINT_AGAIN = Bilingual("补打小票", "Print again")
PRINTING_AGAIN = Bilingual("正在补打小票", "Printing a copy")
NEXT = Bilingual("下一单", "Next sale")
NEXT_ADVICE = Bilingual("直接扫下一件商品，也会开始下一单。", "Scanning anything also begins the next sale.")
DRAWING = Bilingual("正在生成小票预览…", "Drawing the receipt…")

CHANNELS: dict[str, Bilingual] = {
    "wechat": Bilingual("微信支付", "WeChat Pay"),
    "alipay": Bilingual("支付宝", "Alipay"),
}
PHONE_HINT = Bilingual("微信、支付宝：直接扫顾客的付款码", "WeChat Pay, Alipay: scan her payment code")
CARD = Bilingual("刷卡", "Card")
GIVE_BACK = Bilingual("退回手机与刷卡", "Undo phone and card")
CASH_INSTEAD = Bilingual("改收现金", "Take cash instead")
CANCEL_PHONE = Bilingual("取消这笔", "Cancel this payment")
SENDING = Bilingual("正在发送付款…", "Sending the payment…")
CONFIRMING = Bilingual("支付结果确认中，不要再扫码", "Confirming: scan no other code")
UNDOING = Bilingual("正在撤销，等对方确认", "Undoing it, until the channel confirms")
NOT_THERE = Bilingual("对方还没有收到这笔付款", "The channel knows of no payment yet")
WAITED = Bilingual("已等 {seconds} 秒", "{seconds} s so far")
SAY_SENDING = Bilingual("请顾客稍等，手机不要关。", "Ask her to wait a moment and keep the phone on.")
SAY_CONFIRMING = Bilingual(
    "请顾客看手机：可能要输密码。只会扣一次款；没有扣成，这里会告诉您。",
    "Ask her to look at her phone: it may want her password. She pays once; if it fails, you will see it here.",
)
SAY_UNDOING = Bilingual(
    "告诉顾客：这笔正在取消，若已扣款会原路退回，不会付两次。",
    "Tell her: it is being undone. If it was charged it goes back the same way; she does not pay twice.",
)
SAY_NOT_THERE = Bilingual(
    "请顾客先别付第二次。一分钟后可再扫新码，现在也可以收现金；晚到的扣款会自动退回。",
    "Ask her not to pay again yet. A new code can be scanned after a minute, cash can be taken now; a late charge "
    "goes back by itself.",
)
MALL_AWAY = Bilingual("商城没有回应，还不知道有没有扣款", "The mall does not answer: nobody knows if she was charged")
SAY_MALL_AWAY = Bilingual(
    "请顾客先别付第二次。可以改收现金或刷卡；若已扣款，会自动原路退回。商城恢复就有结果。",
    "Ask her not to pay again. Take cash or a card instead: if she was charged, it goes back by itself. It is decided "
    "as soon as the mall answers.",
)
NOT_PAID = (
    Bilingual("这笔没有付成，也没有扣款", "It was not paid, and nothing was charged"),
    Bilingual(
        "请顾客刷新付款码再扫一次，或换一种方式付。", "Have her refresh the code and scan it, or pay another way."
    ),
)
CONTRADICTORY = (
    Bilingual("对方的答复和这笔付款对不上", "The channel's answer does not fit this payment"),
    Bilingual(
        "不要再扫码。可以收现金；请店长在微信或支付宝的商户后台核对这笔。",
        "Scan no other code. Cash may be taken; have the manager check it in the channel's merchant pages.",
    ),
)
STILL_OPEN = Bilingual("手机那笔还没有结果", "The phone's payment is not decided yet")
STILL_OPEN_HOW = Bilingual(
    "可以收现金。收了现金后，若手机又扣了款，会自动原路退回；此前还没有收齐，就算在这一单里。",
    "Take cash. If the phone is charged after that, it goes back by itself; before, it counts for this sale.",
)
GOES_BACK = Bilingual("正在原路退回", "On its way back")
GOES_BACK_HOW = Bilingual(
    "退款在后台完成，网络断了也会接着退；可以继续收款。",
    "It is worked on in the background, also after an outage; carry on.",
)
CARD_TITLE = Bilingual("刷卡 {amount}", "Card {amount}")
CARD_HOW = Bilingual(
    "先在刷卡机上收款，成功后输入凭条上的参考号，再按回车。",
    "Take it on the terminal first; when it has succeeded, type the reference on its slip and press Enter.",
)
CARD_DONE = Bilingual("刷卡已成功", "The card was charged")
CARD_BACK = Bilingual("没有刷成", "It was not")
