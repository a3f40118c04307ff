"""The words of the stock desk, in both languages."""

from __future__ import annotations

from posapp.domain.text import Bilingual

TITLE = Bilingual("库存台", "Stock desk")
NEEDS = Bilingual("要补的货 · {count}", "Running short · {count}")
SURPLUS = Bilingual("挂得太久、太多的 · {count}", "Too long, too many · {count}")
NO_NEEDS = Bilingual("都够卖", "Everything will last")
NO_SURPLUS = Bilingual("没有积压", "Nothing hangs too long")
NONE = Bilingual("还没有库存计划", "There is no plan yet")
NONE_HOW = Bilingual(
    "商城每天夜里按销售预测各店要挂多少；第一份做好后会自己出现在这里。",
    "Each night the mall foretells what every shop will sell. The first plan appears here by itself.",
)
PLAN = Bilingual(
    "计划 {made} · 到货 {weeks} 周 · 服务水平 {service}%",
    "Plan of {made} · {weeks} weeks to arrive · {service}% service level",
)
WEIGHTS = Bilingual(
    "预测：SES {ses} · TSB {tsb} · 近八周均值 {mean} · 季节 × {season}（按本连锁的回测定权重）",
    "Forecast: SES {ses} · TSB {tsb} · mean of 8 {mean} · season × {season} (weighed by the chain's back-test)",
)
MORE = Bilingual("另有 {count} 款，先办上面的", "{count} more; these come first")

PIECE = Bilingual("{colour} {size}", "{colour} {size}")
GRADES = {
    "out": Bilingual("断货", "Out"),
    "below_lead": Bilingual("不够卖到补货", "Gone before more comes"),
    "below_safety": Bilingual("低于安全库存", "Below safety"),
    "slow": Bilingual("滞销", "Slow mover"),
    "overstock": Bilingual("积压", "Overstock"),
}
HERE = Bilingual("本店可卖 {count} 件，应挂 {level} 件", "{count} here, {level} should hang")
ON_WAY = Bilingual("路上 {count} 件", "{count} on the way")
WHY = Bilingual(
    "预计 {weeks} 周卖 {lead} 件（八成可能 {low}–{high}），低于 {order_at} 件就该补",
    "{lead} expected in {weeks} weeks (8 in 10: {low}–{high}); order below {order_at}",
)
ERROR = Bilingual("回测误差 {error}", "back-test error {error}")
UNTESTED = Bilingual("太新，还没有回测", "too new to test")
ASK = Bilingual("向{shop}要 {count} 件", "Ask {shop} for {count}")
ORDER = Bilingual("别的店也不多，请订 {count} 件", "No shop can spare any: order {count}")
COMING = Bilingual("已在路上，收到即可", "On the way: nothing to do but wait")
ASKED = Bilingual("已向{shop}要 {count} 件，在调拨里可以看到", "{shop} was asked for {count}: see the page Shops")

PIECES = Bilingual("{count} 件", "{count} pieces")
COVER = Bilingual("够卖 {weeks} 周", "will last {weeks} weeks")
IDLE = Bilingual("{weeks} 周没人买", "nobody bought it for {weeks} weeks")
MARKDOWN = Bilingual("可以降价，或让给缺货的店。", "Lower its price, or let a shop that lacks it have some.")
TELL = Bilingual("告诉 {names}：试过或收藏过，也愿意收优惠", "Tell {names}: tried or wished for it, agreed to offers")
TELL_MORE = Bilingual("{names} 等 {count} 位", "{names} and others, {count} in all")
NAMES = Bilingual("、", ", ")
