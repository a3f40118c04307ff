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
STATUSES = {
    "pending": Bilingual("待本店确认", "Waits for this shop"),
    "declined": Bilingual("未能留货", "Not kept"),
    "promised": Bilingual("备货中", "Being prepared"),
    "ready": Bilingual("可取", "Ready"),
    "handed_over": Bilingual("已取走", "Handed over"),
    "cancelled": Bilingual("已取消", "Cancelled"),
    "expired": Bilingual("已过期", "Expired"),
}
NOTHING_OPEN = Bilingual("扫码，或从列表里选一单", "Scan a code, or choose an order")
NOTHING_OPEN_HOW = Bilingual(
    "断网时也能核销，恢复后自动上传。", "Works without the network too; it is sent on by itself."
)

ORDER = Bilingual("订单 {number}", "Order {number}")
PLACED = Bilingual("{day} 下单", "placed {day}")
PAID = Bilingual("已在线付款", "Paid online")
LINE = Bilingual("{colour} · {size} · ×{quantity}", "{colour} · {size} · ×{quantity}")
SHELF = Bilingual("货架 {shelf}", "Shelf {shelf}")
PICK_FIRST = Bilingual("先备货", "Pick it first")
PICK_FIRST_HOW = Bilingual(
    "从上面写的货架取齐，放到取货架上，再点「已备好」。顾客已经在店里的，直接扫取货码。",
    "Fetch the pieces from the shelves above, put them on the pickup shelf, then press the key below. "
    "If she is here already, just scan her code.",
)
NEEDS_CODE = Bilingual("请她出示取货码", "Ask for her pickup code")
NEEDS_CODE_HOW = Bilingual(
    "扫码或输入 8 位数字后才能交货，只报姓名不行。", "Scan it or type its 8 digits; a name alone is not enough."
)
CODE_IS_RIGHT = Bilingual("取货码正确", "The code is right")
CODE_IS_RIGHT_HOW = Bilingual("把货清点给她，再确认。", "Count the pieces with her, then confirm.")
PICK = Bilingual("已备好，放上取货架", "Picked, on the pickup shelf")
HAND_OVER = Bilingual("已交给她", "Hand over")
DONE = Bilingual("已交货", "Handed over")
DONE_HOW = Bilingual("{time} 交给 {name}，共 {pieces}", "{pieces} to {name} at {time}")
NEXT = Bilingual("下一单", "Next")
