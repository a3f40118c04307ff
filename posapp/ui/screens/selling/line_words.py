"""What is said of one line in full, of the carts that lie aside, and of practice."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.text import Bilingual

GRID = Bilingual("颜色尺码与库存   [key:grid]", "Colours and sizes   [key:grid]")
NOTE = Bilingual("备注：例如 裤长改短 3 厘米", "Note: for example, take up 3 cm")
KEEP_NOTE = Bilingual("保存备注", "Keep")

WHY = Bilingual("为什么是这个价", "Why this price")
SHELF_PRICE = Bilingual("吊牌价 {price} × {count}", "Shelf price {price} × {count}")
NOTHING_OFF = Bilingual("这一行没有优惠。", "Nothing lowers this line.")
COSTS = Bilingual("这一行应收", "This line costs")
WHAT_ELSE = Bilingual("还有哪些优惠", "Other offers")
MORE_MONEY = Bilingual("再买 {gap}，减 {saves}", "{gap} more saves {saves}")
MORE_PIECES = Bilingual("再买 {pieces} 件，减 {saves}", "{pieces} more saves {saves}")
PASSED: Mapping[str, Bilingual] = {
    "not_reached": Bilingual("还没达到条件", "Not reached yet"),
    "better_without": Bilingual("现在的组合更省", "What stands saves more"),
}
WHOSE = Bilingual("导购", "Salesperson")
WHOLE_CART = Bilingual("整单都算 {name}", "Whole cart: {name}")

HELD = Bilingual("取哪一单？", "Which one?")
HELD_THERE = Bilingual("{title} · {till_no} 号收银台", "{title} · till {till_no}")
HELD_ONLY_THERE = Bilingual("{title} · 只能在 {till_no} 号收银台取", "{title} · till {till_no} only")
HELD_TAKEN = Bilingual("{title} · {till_no} 号收银台已取走", "{title} · taken up at till {till_no}")
ALSO_AT = Bilingual(
    "{till_no} 号收银台也取了这一单。先去问一声，只收一次款；这一份照样留着。",
    "Till {till_no} has taken up this cart too. Ask there first, so that it is paid once. This one is kept.",
)

PRACTISING = Bilingual(
    "练习中：不记账、不扣库存、不出单号，也不收真钱", "Practice: nothing is posted, no number, no stock, no real money"
)
END_PRACTICE = Bilingual("结束练习   [key:practice]", "End practice   [key:practice]")
