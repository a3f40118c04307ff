"""What the bookings board says."""

from __future__ import annotations

from posapp.domain.text import Bilingual

TITLE = Bilingual("今天的预约", "Today's bookings")
COMING = Bilingual("还有 {count} 位要来", "{count} still to come")
NONE_COMING = Bilingual("都到齐了", "Everybody has come")
EMPTY = Bilingual("今天没有预约", "No bookings today")
EMPTY_HOW = Bilingual(
    "顾客在小程序里预约后，两秒内出现在这里。", "A booking made on a phone appears here within two seconds."
)

ROOM = Bilingual("试衣间", "Room")
ROOM_NO = Bilingual("{room} 号试衣间", "Room {room}")
FROM_TO = Bilingual("{starts}–{ends}", "{starts}–{ends}")
NEW = Bilingual("新预约", "New")
LATE = Bilingual("迟到", "Late")
STATUSES = {
    "booked": Bilingual("未到", "Booked"),
    "checked_in": Bilingual("试穿中", "In the room"),
    "done": Bilingual("已结束", "Done"),
    "cancelled": Bilingual("已取消", "Cancelled"),
    "no_show": Bilingual("未到店", "No-show"),
}
CAME = Bilingual("{time} 到店", "Here since {time}")

CHECK_IN = Bilingual("她到了，签到", "She is here: check in")
CHECK_IN_HOW = Bilingual("扫她的预约码，或按 Enter", "Scan her booking code, or press Enter")
PREPARE = Bilingual("按货架顺序备货 · {pieces}", "Prepare in shelf order · {pieces}")
OUTCOMES = Bilingual("每件怎么样？", "What became of each?")
MY_SIZE = Bilingual("按她的尺码", "Her size")
ON_HAND = Bilingual("在店 {pieces}", "{pieces} here")
OUT = Bilingual("店里没有了", "None left here")
SHELF = Bilingual("货架 {shelf}", "Shelf {shelf}")
KEPT = Bilingual("留下 {pieces}", "Keeps {pieces}")
KEPT_NONE = Bilingual("点「留下」的衣服会一起去收银", "What she keeps goes to the cart together")
TO_CART = Bilingual("留下的去收银", "Kept pieces to the cart")
