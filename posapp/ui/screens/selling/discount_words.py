"""What the discount panel says."""

from __future__ import annotations

from posapp.domain.text import Bilingual

DISCOUNT = Bilingual("优惠", "Off")
TITLE_LINE = Bilingual("单品优惠", "Discount on this line")
TITLE_TICKET = Bilingual("整单优惠", "Discount on the sale")
COSTS = Bilingual("现价 {price}", "Now {price}")
KINDS = {
    "percent": Bilingual("打折  %", "Per cent  %"),
    "off": Bilingual("减金额  −", "Amount  −"),
    "price": Bilingual("改价  =", "New price  ="),
}
ASKS = {
    "percent": Bilingual("减百分之几", "Per cent off"),
    "off": Bilingual("减多少元", "Yuan off"),
    "price": Bilingual("每件改成多少元", "New price for each"),
}
QUICK = Bilingual("{zh} 折", "−{en}%")
WHY = Bilingual("原因（会印在小票上）", "Why? (printed on the receipt)")
GIVE = Bilingual("给优惠   Enter", "Give it   Enter")
TAKE_BACK = Bilingual("取消已给的优惠", "Take the discount back")
LEAVE = Bilingual("返回   Esc", "Back   Esc")
ROUNDING = Bilingual("抹零", "Round down")
ROUND = {
    1: Bilingual("不抹", "Exact"),
    10: Bilingual("抹分", "To 0.10"),
    100: Bilingual("抹角", "To 1.00"),
    1_000: Bilingual("抹元", "To 10.00"),
}
LAPSED = Bilingual("手工优惠已取消", "The discount by hand has ended")
LAPSED_HOW = Bilingual(
    "购物车改动后超出了当时批准的范围；需要的话请重新给。",
    "The cart changed beyond what was allowed then; give it anew if it is meant.",
)
BAD_PERCENT = Bilingual("百分比看不懂", "That is no percentage")
BAD_PERCENT_HOW = Bilingual("请输入 0 到 100 之间的数，最多两位小数。", "Type 0 to 100, with two decimals at most.")
