"""What the board of the day says."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.text import Bilingual
from posapp.services.day_items import DayKind, DayState, DayStep, Section

TITLE = Bilingual("今天", "Today")
PRESSING = Bilingual("迟了 {late} · 现在 {now}", "{late} late · {now} now")
ALL_IN_TIME = Bilingual("没有耽搁的", "Nothing is late")
EMPTY = Bilingual("今天没有要做的了", "Nothing left to do today")
EMPTY_HOW = Bilingual(
    "预约、自提、试衣间和挂单一有事，两秒内出现在这里。",
    "Bookings, pickups, rooms and carts put aside appear here within two seconds.",
)
NONE_OF_THESE = Bilingual("这里没有要做的", "Nothing of this kind")
NONE_OF_THESE_HOW = Bilingual("换个筛选，或看全部。", "Choose another filter, or look at everything.")
LOADING_HOW = Bilingual("从本机读取，不等网络。", "Read from this till; no network is waited for.")
STALE = Bilingual(
    "商城连不上，新的预约和订单到 {time} 为止；店里做的照样记、照样看得到",
    "No mall: bookings and orders are as of {time}; what the shop does is kept and shown",
)
STALE_EVER = Bilingual(
    "商城连不上；店里做的照样记、照样看得到", "No mall; what the shop does is kept and shown all the same"
)

SECTIONS: Mapping[Section, Bilingual] = {
    "late": Bilingual("迟了", "Late"),
    "now": Bilingual("现在", "Now"),
    "next": Bilingual("接下来两小时", "Next two hours"),
    "later": Bilingual("以后", "Later"),
}
HEADING = Bilingual("{section} · {count}", "{section} · {count}")

EVERYTHING = Bilingual("全部", "All")
KINDS: Mapping[DayKind, Bilingual] = {
    "booking": Bilingual("预约", "Bookings"),
    "room": Bilingual("试衣间", "Rooms"),
    "pickup": Bilingual("自提", "Pickups"),
    "put_back": Bilingual("放回", "Put back"),
    "transfer": Bilingual("调拨", "Shops"),
    "follow_up": Bilingual("回访", "Follow-ups"),
    "held": Bilingual("挂单", "Put aside"),
    "set_aside": Bilingual("次品", "Defective"),
}
KIND_COUNT = Bilingual("{kind} {count}", "{kind} {count}")
EVERYBODY = Bilingual("所有人", "Everybody")
MINE = Bilingual("我的", "Mine")
NOBODYS = Bilingual("还没人接", "Nobody's yet")
LARGE = Bilingual("大字", "Large")

WALK_IN = Bilingual("到店顾客", "Walk-in")
ROOM_ALONE = Bilingual("{room} 号试衣间", "Room {room}")
GOODS = Bilingual("本店", "The shop")
ROOM_LATER = Bilingual("到店再排", "Room on arrival")
SHELVES = Bilingual("货架 {shelves}", "Shelf {shelves}")
RESERVE = Bilingual("取货架", "Pickup shelf")
AT_TILL = Bilingual("{till_no} 号收银台", "Till {till_no}")
ASIDE = Bilingual("次品处", "Defects place")
MORE = Bilingual("+{count}", "+{count}")
IN = Bilingual("还有 {span}", "in {span}")
LATE_BY = Bilingual("迟 {span}", "{span} late")
NAMED = Bilingual("{state} · {phone}", "{state} · {phone}")

STATES: Mapping[DayState, Bilingual] = {
    "booked": Bilingual("预约未到", "Booked"),
    "laid_out": Bilingual("备好了，等她来", "All laid out"),
    "late": Bilingual("迟到", "Not here yet"),
    "no_show": Bilingual("没有来", "Did not come"),
    "piece_gone": Bilingual("有一件没有了", "A piece is not to be had"),
    "here": Bilingual("到店，等试衣间", "Here, waits for a room"),
    "outcomes": Bilingual("结果没记完", "Outcomes to note"),
    "asks": Bilingual("要一件", "Asks for a piece"),
    "missing": Bilingual("有衣服没回来", "Pieces not back"),
    "to_tidy": Bilingual("待整理", "To be tidied"),
    "long": Bilingual("进去很久了", "In for long"),
    "forming": Bilingual("还没成团", "Group not complete"),
    "unconfirmed": Bilingual("待本店确认", "Waits for this shop"),
    "to_pick": Bilingual("待备货", "To be picked"),
    "she_is_asked": Bilingual("缺货，在等她回话", "Missing: she is asked"),
    "ready": Bilingual("等她来取", "Ready for her"),
    "to_be_paid": Bilingual("等她来取，到店付", "Ready, to be paid here"),
    "overdue": Bilingual("过了取货期", "Not collected in time"),
    "to_put_back": Bilingual("取消了，要挂回去", "Ended: back to the floor"),
    "in_vain": Bilingual("没有来，要挂回去", "Laid out in vain"),
    "to_send": Bilingual("别的门店要", "Another shop asks"),
    "on_its_way": Bilingual("在路上，到了点收到", "On its way here"),
    "to_decide": Bilingual("发不发，听你的", "Send it? Your word"),
    "to_call": Bilingual("说好要打电话", "To be called"),
    "put_aside": Bilingual("挂着的单", "Cart put aside"),
    "defective": Bilingual("退回的次品，待处理", "Defective, to be settled"),
}
STEPS: Mapping[DayStep, Bilingual] = {
    "prepare": Bilingual("备货", "Prepare"),
    "check_in": Bilingual("她到了", "She is here"),
    "open_booking": Bilingual("看预约", "See booking"),
    "let_in": Bilingual("请进试衣间", "To her room"),
    "outcomes": Bilingual("记结果", "Note outcomes"),
    "bring": Bilingual("送过去", "Bring it"),
    "find": Bilingual("去找", "Find them"),
    "tidy": Bilingual("整理好了", "Tidied"),
    "look_in": Bilingual("去看一眼", "Look in"),
    "pick": Bilingual("备货", "Pick"),
    "hand_over": Bilingual("核销", "Hand over"),
    "open_order": Bilingual("看订单", "See order"),
    "put_back": Bilingual("挂回去了", "Put back"),
    "hang_back": Bilingual("去挂回", "Hang back"),
    "see_transfer": Bilingual("去办", "See to it"),
    "decide": Bilingual("看内容", "Read it"),
    "recall": Bilingual("取单", "Take back"),
    "settle": Bilingual("去处理", "Settle them"),
}
