"""What the payment says."""

from __future__ import annotations

from posapp.domain.text import Bilingual

TITLE = Bilingual("收款", "Payment")
DUE = Bilingual("应收", "Due")
RECEIVED = Bilingual("实收", "Received")
CHANGE = Bilingual("找零", "Change")
MISSING = Bilingual("还差", "Missing")
REST = Bilingual("现金应收", "Due in cash")
FROM_ACCOUNTS = Bilingual("账户已付", "From accounts")
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
PRINT_AGAIN = Bilingual("补打小票", "Print again")
PRINTING_AGAIN = Bilingual("正在补打小票", "Printing a copy")
NEXT = Bilingual("下一单", "Next sale")
NEXT_ADVICE = Bilingual("直接扫下一件商品，也会开始下一单。", "Scanning anything also begins the next sale.")
DRAWING = Bilingual("正在生成小票预览…", "Drawing the receipt…")
