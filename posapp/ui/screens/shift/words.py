"""What the shift screen says."""

from __future__ import annotations

from posapp.domain.text import Bilingual

OPEN = Bilingual("开班", "Open the shift")
OPEN_HOW = Bilingual("点一点抽屉里的备用金", "Count the float in the drawer")
FLOAT = Bilingual("备用金", "Float")
OPEN_NOW = Bilingual("开班", "Open")

RUNNING = Bilingual("当前班次", "This shift")
SINCE = Bilingual("{name} · {time} 开班", "{name} · since {time}")
TAKINGS = Bilingual("现金收入", "Cash takings")
SALES = Bilingual("销售单", "Sales")
PIECES = Bilingual("件数", "Pieces")
RECEIPTS = Bilingual("小票号", "Receipts")
RANGE = Bilingual("{first} 至 {last}", "{first} to {last}")
NO_RECEIPT = Bilingual("还没有", "none yet")
CLOSE = Bilingual("点钞交班", "Count and close")
CLOSE_HOW = Bilingual("先点钞，应有金额点完才显示。", "Count first; what should be there is shown afterwards.")

HIDDEN = Bilingual("点钞后显示", "shown after the count")
MOVES = {
    "in": Bilingual("放入现金", "Cash in"),
    "out": Bilingual("支出现金", "Cash out"),
    "drop": Bilingual("缴存保险箱", "Drop to the safe"),
}
MOVE_HOW = {
    "in": Bilingual("放进抽屉的钱，不是销售款", "Money put into the drawer that no sale brought"),
    "out": Bilingual("从抽屉付出去的钱", "Money paid out of the drawer"),
    "drop": Bilingual("从抽屉拿走，存进保险箱", "Money taken from the drawer to the safe"),
}
MOVE_NOW = {
    "in": Bilingual("放入，打印凭条", "Put in, print the slip"),
    "out": Bilingual("支出，打印凭条", "Pay out, print the slip"),
    "drop": Bilingual("缴存，打印凭条", "Drop, print the slip"),
}
MOVE_REASONS = {
    "in": (Bilingual("补零钱", "Small change"), Bilingual("补备用金", "More float"), Bilingual("更正", "Correction")),
    "out": (Bilingual("快递费", "Courier"), Bilingual("办公用品", "Supplies"), Bilingual("维修", "Repairs")),
    "drop": (Bilingual("定时缴存", "Regular drop"), Bilingual("抽屉太满", "Drawer too full")),
}
WHY = Bilingual("原因", "Reason")
OTHER_REASON = Bilingual("或者写一个", "or type one")
MOVED = Bilingual("已记下，凭条已送打印", "Kept; the slip goes to the printer")
X_REPORT = Bilingual("X 报表", "X report")
Z_REPORT = Bilingual("Z 报表", "Z report")
HANDOVER = Bilingual("交接单", "Handover sheet")
PRINT = Bilingual("打印", "Print")
SAVE_PDF = Bilingual("存为 PDF", "Save as PDF")
SAVED = Bilingual("已存到 {place}", "Saved in {place}")
PRINTING = Bilingual("已送打印", "Sent to the printer")
WANTS_REASON = Bilingual(
    "请再点一次，或写明原因交班。每次点钞都会记下来。",
    "Count again, or close with a reason. Every count is kept.",
)
WANTS_LEAVE = Bilingual(
    "超出你的限额：可以再点一次，或写明原因，请另一位同事批准。",
    "This is over your limit. Count again, or give a reason and ask a colleague to allow it.",
)
COUNTED_TIMES = Bilingual("已点 {count} 次", "Counted {count} times")
COUNT_AGAIN = Bilingual("再点一次", "Count again")
CLOSE_WITH_REASON = Bilingual("按此交班", "Close with this")
DIFFERENCE_REASONS = (
    Bilingual("找零错误", "Wrong change"),
    Bilingual("漏记支出", "Cash out not recorded"),
    Bilingual("原因不明", "Not known"),
)
CASH_MOVED = Bilingual("进出现金", "Cash in and out")

COUNT = Bilingual("点一点抽屉里的钱", "Count the drawer")
COUNT_HOW = Bilingual("输入每种面额的张数；备用金一起点。", "How many of each? Count the float too.")
COUNTED_SO_FAR = Bilingual("点到", "Counted")
GO_ON_SELLING = Bilingual("继续营业", "Go on selling")
GIVE_COUNT = Bilingual("点完，交班", "Done: close the shift")
PIECES_OF = Bilingual("{amount} 的张数", "How many of {amount}")
MORE = Bilingual("{amount} 加一张", "One more {amount}")
FEWER = Bilingual("{amount} 减一张", "One less {amount}")

CLOSED = Bilingual("交班小结", "Shift summary")
FROM_TO = Bilingual("{name} · {day} {opened}–{closed}", "{name} · {day} {opened}–{closed}")
EXPECTED = Bilingual("应有", "Expected")
COUNTED = Bilingual("点到", "Counted")
DIFFERENCE = Bilingual("差异", "Difference")
EXACT = Bilingual("分毫不差", "Exact to the fen")
SHORT = Bilingual("少了", "short")
OVER = Bilingual("多了", "over")
DIFFERENCE_HOW = Bilingual("差异如实入账，不用改。", "A difference is booked as it is; nothing to correct.")
NEXT = Bilingual("开下一班", "Open the next shift")

PROOF = Bilingual("日结核对", "Day proof")
PROOFS = {
    "open": Bilingual("班次还开着", "The shift is open"),
    "waiting": Bilingual("等商城核对", "Waiting for the mall to compare"),
    "equal": Bilingual("与商城完全一致", "Equal with the mall"),
    "different": Bilingual("与商城有出入", "Different from the mall"),
}
PROOF_HOW = {
    "open": Bilingual("", ""),
    "waiting": Bilingual(
        "全部上传后自动核对，不用等。", "It compares by itself once everything is sent; no need to wait."
    ),
    "equal": Bilingual(
        "单数、金额、积分、库存流水逐项比对，哈希相同。",
        "Sales, money, points and stock movements were compared one by one; the hashes agree.",
    ),
    "different": Bilingual("请告诉店长：{names}", "Please tell the manager: {names}"),
}
FIGURES = {
    "operations": Bilingual("记录数", "operations"),
    "last_seq": Bilingual("最后序号", "last number"),
    "chain_hash": Bilingual("记录链", "chain of operations"),
    "sales": Bilingual("销售单数", "sales"),
    "total_fen": Bilingual("总金额", "total"),
    "tenders_fen": Bilingual("收款", "tenders"),
    "tax_fen": Bilingual("税额", "tax"),
    "points": Bilingual("积分", "points"),
    "movements": Bilingual("库存流水数", "stock movements"),
    "movements_hash": Bilingual("库存流水", "movements"),
    "stock_hash": Bilingual("库存", "stock levels"),
}
COMMA = Bilingual("、", ", ")

CLOSED_TILL = Bilingual(
    "{till_no} 号收银台的旧机已由后台结束：{reason}。已知的最后一张小票：{last}。",
    "The old machine of till {till_no} was closed by the back office: {reason}. Last receipt known: {last}.",
)
MISSING_RECEIPTS = Bilingual("查不到的小票号：{numbers}", "Receipts nobody can account for: {numbers}")
NONE_KNOWN = Bilingual("没有", "none")
