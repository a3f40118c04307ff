"""What the papers of a shift say."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.services.receipts import TENDERS as TENDERS

X_REPORT = Bilingual("X 报表", "X report")
Z_REPORT = Bilingual("Z 报表 {number}", "Z report {number}")
HANDOVER = Bilingual("交接单", "Handover sheet")
MOVES = {
    "in": Bilingual("现金放入", "Cash in"),
    "out": Bilingual("现金支出", "Cash out"),
    "drop": Bilingual("现金缴存", "Cash drop"),
}
SHOP = Bilingual("门店", "Shop")
TILL = Bilingual("收银台", "Till")
DAY = Bilingual("营业日", "Business day")
STAFF = Bilingual("收银员", "Cashier")
OPENED = Bilingual("开班", "Opened")
CLOSED = Bilingual("交班", "Closed")
PRINTED = Bilingual("打印", "Printed")
TIME = Bilingual("时间", "Time")
SALES = Bilingual("销售单数", "Sales")
PIECES = Bilingual("件数", "Pieces")
RECEIPTS = Bilingual("小票号", "Receipts")
NONE = Bilingual("无", "none")
GROSS = Bilingual("原价合计", "At list price")
DISCOUNT = Bilingual("优惠合计", "Discounts")
TOTAL = Bilingual("实收合计", "Total sold")
REFUNDS = Bilingual("退货 {count} 单", "Refunds: {count}")
TAX = Bilingual("其中税额", "Tax inside")
FLOAT = Bilingual("备用金", "Float")
EXPECTED = Bilingual("抽屉应有", "Should be in the drawer")
COUNTED = Bilingual("实点", "Counted")
DIFFERENCE = Bilingual("差异", "Difference")
COUNTS = Bilingual("点钞次数", "Counted times")
REASON = Bilingual("原因", "Reason")
APPROVED = Bilingual("批准", "Approved by")
AMOUNT = Bilingual("金额", "Amount")
EVER = Bilingual("本机累计（只增不减）", "This till's totals for ever (they never fall)")
JOURNAL = Bilingual("电子流水", "Journal")
SIGNED = Bilingual("签字", "Signature")
HANDED = Bilingual("交班人", "Handed over by")
TAKEN = Bilingual("接班人", "Taken over by")
BLIND = Bilingual("现金金额点钞后才显示。", "Amounts of cash are shown once the drawer is counted.")
OPEN_CART = Bilingual("没结账的商品行", "Lines not paid yet")
HELD_CARTS = Bilingual("挂单", "Carts put aside")
OPEN_EXCHANGE = Bilingual("差价没付完的换货", "Exchange not paid yet")
OPEN_ATTEMPTS = Bilingual("没有结果的手机付款", "Phone payments without a result")
WAITING_PAPER = Bilingual("没打出来的单据", "Paper that waits for the printer")
PICKED = Bilingual("备好还没交的自提单", "Orders picked, not handed over")
CHECKED_IN = Bilingual("到店试穿中的预约", "Bookings checked in")
PARKED = Bilingual("等人处理的记录", "Records that wait for a person")
UNSENT = Bilingual("还没上传的记录", "Records not sent yet")
TIDY = Bilingual("没有遗留事项。", "Nothing is left over.")
COMMA = Bilingual("、", ", ")
