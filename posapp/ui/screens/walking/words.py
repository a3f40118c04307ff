"""What the walking list says."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.text import Bilingual

TITLE = Bilingual("取货单", "Walking list")
PROGRESS = Bilingual("已取 {done} / {all}", "{done} of {all} done")
NONE = Bilingual("没有要取的", "Nothing to fetch")
NONE_HOW = Bilingual(
    "有试穿预约、自提订单，或有货要放回时，会按货架顺序列在这里。",
    "Bookings, orders to pick and pieces to hang back appear here in the order of the shelves.",
)
NONE_CHOSEN = Bilingual("左边还没有勾选", "Nothing is chosen at the left")
NONE_CHOSEN_HOW = Bilingual("勾上要备的预约和订单。", "Choose the bookings and orders to prepare.")
SCAN_HOW = Bilingual("取到就扫衣服条码，扫对自动打勾", "Scan each piece as you take it; the right one is ticked")
SET_OUT = Bilingual("我去取", "On my way")
PRINT = Bilingual("打印清单", "Print the list")
LABEL = Bilingual("袋签", "Label")
KINDS: Mapping[str, Bilingual] = {
    "booking": Bilingual("试穿", "Try-on"),
    "order": Bilingual("自提", "Pickup"),
    "put_back": Bilingual("放回", "Put back"),
    "not_come": Bilingual("没来，放回", "Not come"),
}
DUE: Mapping[str, Bilingual] = {
    "booking": Bilingual("{time} 到", "comes {time}"),
    "order": Bilingual("留到 {time}", "until {time}"),
    "put_back": Bilingual("{time} 起", "since {time}"),
    "not_come": Bilingual("{time} 已过", "was due {time}"),
}
ROOM = Bilingual("{room} 号间", "room {room}")
COUNT = Bilingual("{done}/{all}", "{done}/{all}")
WHOLE = Bilingual("齐了", "Whole")
NO_SHELF = Bilingual("没有货位", "No shelf")
FOUND = Bilingual("取到了", "Got it")
HUNG = Bilingual("挂回了", "Hung back")
NOT_FOUND = Bilingual("找不到", "Not found")
UNDO = Bilingual("撤销", "Undo")
STANDS: Mapping[str, Bilingual] = {
    "found": Bilingual("已取", "Done"),
    "missing": Bilingual("找不到", "Not found"),
    "dropped": Bilingual("不要了", "Not wanted"),
}
FETCHED_BY = Bilingual("{name} 去取了", "{name} fetches it")
ORDER_ASKED = Bilingual("商城会问她怎么办", "The mall asks her")
CHOOSE = Bilingual("换一件？", "Another one?")
CHOICES = Bilingual("换成哪一件？", "Which one instead?")
LIKENESS: Mapping[str, Bilingual] = {
    "other_size": Bilingual("同色换码", "Other size"),
    "other_colour": Bilingual("同码换色", "Other colour"),
    "like_style": Bilingual("相近的款", "A style like it"),
}
CHOICE = Bilingual("{colour} · {size} · 货架 {shelf} · {count} 件", "{colour} · {size} · shelf {shelf} · {count} here")
TAKE = Bilingual("就备这件", "Lay it out")
OFFER = Bilingual("手机上问她", "Ask her phone")
DROP = Bilingual("这件不试了", "She does without")
ELSEWHERE = Bilingual("别的店：{shop}", "Elsewhere: {shop}")
BRING_OVER = Bilingual("调来本店", "Bring it here")
BROUGHT_OVER = Bilingual("已请{shop}调来", "{shop} is asked to bring it")
BROUGHT_OVER_HOW = Bilingual("进度在“调拨”里；来得及就不用换。", "See “Shops”. If it comes in time she needs no other.")
SHOP = Bilingual("{shop} {distance} · {count} 件", "{shop}, {distance}: {count}")
NOTHING_LIKE = Bilingual("店里没有相近的可换。", "Nothing like it hangs here.")
OFFERED = Bilingual("已问她：{colour} {size}", "Asked her: {colour} {size}")
TAKEN = Bilingual("换成了 {colour} {size}", "{colour} {size} instead")
TAKEN_BY_HER = Bilingual("她同意换 {colour} {size}", "She takes {colour} {size}")
REFUSED = Bilingual("她说不用换", "She does without")
IN_THE_BAG = Bilingual("{name} 的都齐了", "All is there for {name}")
IN_THE_BAG_HOW = Bilingual("袋签正在打印，贴好放到取货架。", "The label is printing; put it on the bag.")
NOTHING = Bilingual("", "")
ALL_HUNG = Bilingual("{name} 的都挂回去了", "All of {name}'s hangs again")
