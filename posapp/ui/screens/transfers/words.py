"""The words of the transfers, in both languages."""

from __future__ import annotations

from posapp.domain.text import Bilingual

TITLE = Bilingual("门店调拨", "Between shops")
OF_US = Bilingual("别的门店向我们要", "Asked of us")
OURS = Bilingual("我们向别的门店要", "Asked by us")
NONE = Bilingual("没有要办的", "Nothing to do")
NONE_HOW = Bilingual(
    "卖场里打开一款商品，选一个本店没有的尺码，就能向别的门店要。",
    "Open a style on the sell screen and choose a size that does not hang here: then you can ask another shop.",
)
PIECE = Bilingual("{colour} {size} × {count}", "{colour} {size} × {count}")
FOR = Bilingual("为 {name}", "For {name}")
SHELF = Bilingual("货位 {shelf} · 本店 {count} 件", "Shelf {shelf} · {count} here")
RECEIPT = Bilingual("小票 {number}", "Receipt {number}")
ORDER = Bilingual("订单 {number}", "Order {number}")
PARCEL = Bilingual("快递 {number}", "Parcel {number}")
PHONE = Bilingual("电话 {number}", "Phone {number}")

WAYS = {
    "bring": Bilingual("调来", "Bring it over"),
    "ship": Bilingual("寄给顾客", "Send it to her"),
    "reserve": Bilingual("在那边留货", "Keep it there"),
}
STATUSES = {
    "asked": Bilingual("等对方答复", "Waiting for them"),
    "declined": Bilingual("对方不行", "They cannot"),
    "reserved": Bilingual("已留好", "Kept for her"),
    "sent": Bilingual("在路上", "On its way"),
    "received": Bilingual("已收到", "Arrived"),
    "called_off": Bilingual("不要了", "Called off"),
}
TO_SEND = Bilingual("等我们寄出", "We are to send it")
WHYS = {
    "gone": Bilingual("没有了", "Gone"),
    "promised": Bilingual("留给别人了", "Promised"),
    "damaged": Bilingual("有瑕疵", "Damaged"),
    "not_now": Bilingual("现在不行", "Not now"),
}

SEND = Bilingual("已交出", "It has left")
SEND_HINT = Bilingual("快递单号（自己带过去可不填）", "Parcel number, if any")
RECEIVE = Bilingual("收到了", "It is here")
SHE_HAS_IT = Bilingual("已寄到她手里", "She has it")
DECLINE = Bilingual("给不了", "We cannot")
CALL_OFF = Bilingual("不要了", "Call it off")
