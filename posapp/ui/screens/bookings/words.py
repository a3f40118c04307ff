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
NO_ROOM = Bilingual("到店安排试衣间", "A room when she comes")
WITH_OTHERS = Bilingual("同行 {count} 位", "{count} with her")
EARLY = Bilingual("再过 {minutes} 分钟才到她的时间", "Her time begins in {minutes} min")
SEARCH = Bilingual("姓名、拼音、手机尾号、预约码", "Name, last four digits, booking code")
NOBODY = Bilingual("今天没有这样的预约", "No such booking today")
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

MOVE = Bilingual("改时间或人数", "Change")
WHICH_DAY = Bilingual("哪一天", "Which day")
WHICH_TIME = Bilingual("几点", "What time")
NO_SLOTS = Bilingual("这一天不营业，或时间都过了", "The shop is closed that day, or its times are over")
SLOT_FREE = Bilingual("{time} · 余 {count} 间", "{time} · {count} free")
SLOT_FULL = Bilingual("{time} · 约满", "{time} · full")
SLOT_LATE = Bilingual("{time} · 到店排", "{time} · no room")
WHO_COMES_ALONG = Bilingual("几位同行", "Who comes along")
ALONE = Bilingual("就她自己", "Only she")
CALL_OFF = Bilingual("取消预约", "Call it off")
CALL_OFF_SURE = Bilingual("再点一次，取消预约", "Press again to call it off")
LEAVE_IT = Bilingual("好了", "Done")
ANSWERS = {
    "asked": Bilingual(
        "改时间的请求已记下，商城收到后分配试衣间；现在照样有效。",
        "The change is noted. The mall gives her a room as soon as it hears of it; it holds already.",
    ),
    "full": Bilingual(
        "那个时段的试衣间已约满：她可以来，有空的就请进，请先告诉她。",
        "All rooms are promised at that time. She may come and takes one that is free; please tell her.",
    ),
    "late": Bilingual(
        "离开始太近，没有保留试衣间：她可以来，有空的就请进。",
        "It begins too soon to keep a room. She may come and takes one that is free.",
    ),
    "closed": Bilingual(
        "门店那时不营业，时间没有改成：仍是原来的时间，请告诉她。",
        "The shop is closed then: the booking stands at its old time. Please tell her.",
    ),
    "here": Bilingual(
        "她已在另一台收银机签到，时间没有改。", "She was checked in at another till: the time was not changed."
    ),
    "ended": Bilingual(
        "预约那时已经取消或过期，没有改成：请她重新预约，或直接请进。",
        "The booking had ended by then and was not changed. Let her book anew, or let her in.",
    ),
}
CAME_EARLY = Bilingual("她早到了 {minutes} 分钟", "She is {minutes} min early")
CAME_EARLY_HOW = Bilingual(
    "有空着的试衣间就请进；没有就请她稍坐，到点先进。", "If a room is free let her in; if not, she goes in at her time."
)
CAME_LATE = Bilingual("她来晚了，试衣间可能已让给别人", "She came late: her room may be somebody else's")
CAME_LATE_HOW = Bilingual(
    "有空着的就请进；衣服可能已挂回货架，现拿即可。",
    "Let her into one that is free. Her pieces may hang on their rails again; fetch them.",
)
CAME_BEFORE = Bilingual("她 {time} 已经签到", "She was checked in at {time}")
CAME_BEFORE_HOW = Bilingual("不用再扫；接着请她试穿。", "No need to scan again; go on with her try-on.")
MOVED = Bilingual("已改到 {day} {time}", "Moved to {day}, {time}")
MOVED_HOW = Bilingual(
    "商城收到后会分配试衣间，并在这里告诉您。", "The mall gives her a room when it hears, and tells you."
)
CALLED_OFF = Bilingual("预约已取消", "The booking is called off")
CALLED_OFF_HOW = Bilingual("衣服可以挂回货架。", "Her pieces may go back to their rails.")

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
