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
