"""What the pickup desk says."""

from __future__ import annotations

from posapp.domain.text import Bilingual

TITLE = Bilingual("到店自提", "Pickups")
WAITING = Bilingual("{count} 单待取", "{count} to collect")
NONE_WAITING = Bilingual("没有待取的订单", "Nothing waits")
NONE_WAITING_HOW = Bilingual(
    "顾客在商城选择到店自提后，订单会出现在这里。", "Mall orders to be collected here appear in this list."
)
CODE = Bilingual("取货码", "Pickup code")
CODE_HOW = Bilingual("扫她手机上的取货码，或输入 8 位数字", "Scan the code on her phone, or type its 8 digits")
LOOK_UP = Bilingual("查找", "Look up")

HINT = Bilingual("尾号 {hint}", "code …{hint}")
PIECES_ON = Bilingual("{pieces} · 货架 {shelf}", "{pieces} · shelf {shelf}")
UNTIL = Bilingual("保留到 {day}", "kept until {day}")
EXPIRED_SINCE = Bilingual("{day} 已过期", "expired {day}")
STATUSES = {
    "pending": Bilingual("待本店确认", "Waits for this shop"),
    "declined": Bilingual("未能留货", "Not kept"),
    "promised": Bilingual("备货中", "Being prepared"),
    "ready": Bilingual("可取", "Ready"),
    "handed_over": Bilingual("已取走", "Handed over"),
    "cancelled": Bilingual("已取消", "Cancelled"),
    "expired": Bilingual("已过期", "Expired"),
    "group_forming": Bilingual("等成团", "Group is forming"),
    "asked": Bilingual("等顾客答复", "Waits for her answer"),
}
KINDS = {
    "group": Bilingual("拼团", "Group buy"),
    "flash": Bilingual("秒杀", "Flash sale"),
}
NOTHING_OPEN = Bilingual("扫码，或从列表里选一单", "Scan a code, or choose an order")
NOTHING_OPEN_HOW = Bilingual(
    "断网时也能核销，恢复后自动上传。", "Works without the network too; it is sent on by itself."
)

ORDER = Bilingual("订单 {number}", "Order {number}")
INSTEAD_OF = Bilingual("接 {number} 换店来取", "moved here from {number}")
PLACED = Bilingual("{day} 下单", "placed {day}")
PAID = Bilingual("已在线付款", "Paid online")
TO_BE_PAID = Bilingual("到店付款", "To be paid here")
LINE = Bilingual("{colour} · {size} · ×{quantity}", "{colour} · {size} · ×{quantity}")
LINE_PICKED = Bilingual("已备 {count} 件", "{count} picked")
LINE_HANDED = Bilingual("已取 {count} 件", "{count} collected")
LINE_MISSING = Bilingual("缺 {count} 件", "{count} not found")
LINE_DROPPED = Bilingual("不要了 {count} 件", "{count} given up")
SHELF = Bilingual("货架 {shelf}", "Shelf {shelf}")
PICK_LINE = Bilingual("备好", "Picked")
CANNOT_FIND = Bilingual("找不到", "Not found")

SWAP = Bilingual("换尺码颜色", "Swap")
SWAPPED = Bilingual("换了", "Swapped")
AS_ORDERED = Bilingual("还是原来的", "As ordered")
OTHER = Bilingual("{colour} {size} · 店里 {count}", "{colour} {size} · {count} here")
FEWER = Bilingual("少拿一件", "One fewer")
MORE = Bilingual("多拿一件", "One more")
LEAVE_OUT = Bilingual("不要了", "Not wanted")
WANTS_AFTER_ALL = Bilingual("还要，下次取", "Keep it waiting")
REST_WAITS = Bilingual("{count} 件下次取", "{count} stay waiting")
REST_LEFT_OUT = Bilingual("{count} 件不要了", "{count} not wanted")

PICK_FIRST = Bilingual("先备货", "Pick it first")
PICK_FIRST_HOW = Bilingual(
    "从上面写的货架取齐，放到取货架上，再点「已备好」。顾客已经在店里的，直接扫取货码。",
    "Fetch the pieces from the shelves above, put them on the pickup shelf, then press the key below. "
    "If she is here already, just scan her code.",
)
ASKED = Bilingual("已请她选择", "She is being asked")
ASKED_ELSEWHERE_HOW = Bilingual(
    "少的几件，她手机上可以选：改到{shop}取，或退款。答复后这里会更新；别的照常取。",
    "Her phone asks about the missing pieces: from {shop} instead, or her money back. The rest can be collected.",
)
ASKED_REFUND_HOW = Bilingual(
    "附近门店也没有，她手机上可以确认退款。答复后这里会更新；别的照常取。",
    "No other shop has the missing pieces; her phone offers the money back. The rest can be collected.",
)
FORMING = Bilingual("还没成团，先不交货", "The group is not complete")
FORMING_HOW = Bilingual(
    "{joined}/{wanted} 人已参团。成团后这里会变成可取；到时没成团，商城自动退款。",
    "{joined} of {wanted} have joined. It can be collected once the group is complete; if it never is, the mall "
    "gives the money back by itself.",
)
NEEDS_CODE = Bilingual("请她出示取货码", "Ask for her pickup code")
NEEDS_CODE_HOW = Bilingual(
    "扫码或输入 8 位数字后才能交货，只报姓名不行。", "Scan it or type its 8 digits; a name alone is not enough."
)
CODE_IS_RIGHT = Bilingual("取货码正确", "The code is right")
TYPED_IS_RIGHT = Bilingual(
    "号码对；请她报手机尾号，应是 {last4}", "Right digits. Ask for her number's last four: {last4}"
)
CODE_IS_RIGHT_HOW = Bilingual("把货清点给她，再确认。", "Count the pieces with her, then confirm.")
PAY_FIRST_HOW = Bilingual(
    "先收款，收完自动交货。只付她拿走的。",
    "Take the money first; the hand-over follows by itself. She pays what she takes.",
)
EXPIRED = Bilingual("取货期限已过", "Its time is over")
EXPIRED_HOW = Bilingual(
    "{day} 到期。店长授权后还可以交货；商城若已退款，会提醒收回。",
    "It ended {day}. A manager may still let it go; if the mall has given the money back, it will ask for it.",
)
LEFT_OUT_HOW = Bilingual(
    "不要的由商城原路退款，衣服请挂回卖场。", "The mall refunds what she does not want. Hang it back on the floor."
)
PICK = Bilingual("已备好，放上取货架", "Picked, on the pickup shelf")
HAND_OVER = Bilingual("已交给她", "Hand over")
HAND_OVER_SOME = Bilingual("交给她 {pieces}", "Hand over {pieces}")
NOTHING_GIVEN = Bilingual("都不要了", "She wants none of it")
TAKE_MONEY = Bilingual("去收款", "Take the money")
WITH_OTHERS = Bilingual("加买别的", "Add other goods")
UNPAID = Bilingual("先不收款", "Without the money")
DONE = Bilingual("已交货", "Handed over")
DONE_HOW = Bilingual("{time} 交给 {name}，共 {pieces}", "{pieces} to {name} at {time}")
NOTHING_LEFT = Bilingual("已记下，她都不要了", "Noted: she wants none of it")
STILL_WAITS = Bilingual("还有 {pieces} 等她来取，同一个取货码", "{pieces} still wait, under the same code")
NEXT = Bilingual("下一单", "Next")
