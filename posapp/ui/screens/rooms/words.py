"""What the board of the fitting rooms says."""

from __future__ import annotations

from posapp.domain.text import Bilingual

TITLE = Bilingual("试衣间", "Fitting rooms")
FREE = Bilingual("空着 {count} 间", "{count} free")
NONE_FREE = Bilingual("没有空的", "None free")
EMPTY = Bilingual("本店没有登记试衣间", "This shop has no fitting rooms")
EMPTY_HOW = Bilingual(
    "在商城后台给门店填上试衣间数，几秒后出现在这里。",
    "Give the shop its number of rooms at the mall; they appear here within seconds.",
)

ROOM_NO = Bilingual("{room} 号", "Room {room}")
STATUSES = {
    "free": Bilingual("空闲", "Free"),
    "in_use": Bilingual("试穿中", "In use"),
    "to_clean": Bilingual("待整理", "To be tidied"),
}
MINUTES = Bilingual("{minutes} 分钟", "{minutes} min")
WALK_IN = Bilingual("到店顾客", "Walk-in")
INSIDE = Bilingual("在内 {inside} · 已还 {back}", "{inside} in · {back} back")
NEXT = Bilingual("{time} {name}", "{time} {name}")
NEXT_HERE = Bilingual("{name} 已到店", "{name} is here")
ASKS = Bilingual("要 {count} 件", "Asks for {count}")
MISSING = Bilingual("{count} 件没回来", "{count} not back")
LONG = Bilingual("去看一眼", "Look in")

LET_IN = Bilingual("请 {name} 进 {room} 号", "{name} into room {room}")
LET_IN_WALK_IN = Bilingual("没有预约的顾客进来", "Let a walk-in in")
LAID_OUT = Bilingual("预约的 {pieces} 会一起登记", "The {pieces} laid out for her come along")
LAID_OUT_TITLE = Bilingual("给她备好的", "Laid out for her")
BRING_HOW = Bilingual("扫衣服条码，登记拿进去的", "Scan a piece to bring it in")
BRING_OR_KNOW = Bilingual(
    "扫衣服条码，登记拿进去的；扫会员码，记下她是谁",
    "Scan a piece to bring it in, or her member code to say who she is",
)
COMES_WITH = Bilingual("一起进去的人", "With her")
WITH_OTHERS = Bilingual("同行 {count} 人", "{count} with her")
ASKED = Bilingual("她要的", "She asks for")
FROM_PHONE = Bilingual("手机上提的", "From her phone")
BROUGHT = Bilingual("送到了", "Brought")
NOT_HERE = Bilingual("没有，告诉她了", "Not here: told her")
WITH_HER = Bilingual("在她那里", "With her")
NOTHING_WITH_HER = Bilingual("还没有拿进去的衣服", "Nothing was brought yet")
OTHER_SIZE = Bilingual("换个码", "Other size")
BACK = Bilingual("挂回去了", "Back on the rail")
GOES_WITH = Bilingual("搭配着拿给她", "Goes with it: bring her")
NOT_BACK = Bilingual("没回来的", "Not back")
FOUND = Bilingual("找到了", "Found")
GIVE_UP = Bilingual("找不到", "Not found")
SHELF = Bilingual("货架 {shelf}", "Shelf {shelf}")
HERE = Bilingual("{size} · 店里 {count}", "{size} · {count} here")

OUT_ALL = Bilingual("她出来了", "She is out")
OUT_KEPT = Bilingual("出来了，留下的去收银", "Out: kept pieces to the cart")
OUT_MISSING = Bilingual("出来了，{count} 件没回来", "Out: {count} not back")
TIDY = Bilingual("整理好了，空出来", "Tidy: room is free")
TIDY_HOW = Bilingual("看看挂钩和凳子，衣服都挂回去", "Check hooks and bench; hang everything back")
