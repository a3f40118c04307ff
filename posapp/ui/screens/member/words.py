"""What the member panel says."""

from __future__ import annotations

from posapp.domain.text import Bilingual

INVITE = Bilingual("请她出示会员码", "Ask for her member code")
INVITE_HOW = Bilingual(
    "扫一下就行，放在哪个画面都可以。没带手机也能按尾号找。",
    "Scan it on any screen. Without her phone, find her by her last four digits.",
)
FIND = Bilingual("按尾号或姓名找", "Find by digits or name")
FIND_TITLE = Bilingual("找会员", "Find a member")
FIND_FIELD = Bilingual("手机尾号四位、完整号码或姓名", "Last four digits, number or name")
FIND_HINT = Bilingual("请她说出姓氏，核对后再选。", "Ask for her surname, then choose.")
FIND_NOBODY = Bilingual("没有找到「{query}」", 'Nobody found for "{query}"')
FIND_NOBODY_HOW = Bilingual(
    "请她在小程序里打开会员码，扫码最准。", "Ask her to open the code in the mini-program; a scan is surest."
)
NEVER_HERE = Bilingual("还没有到店记录", "No visit yet")
LAST_SEEN = Bilingual("上次到店 {day}", "Last here {day}")

UNREADABLE = Bilingual("没有读到她的资料", "Her details could not be read")
UNREADABLE_HOW = Bilingual("可以照常收银，她仍在这张单上。", "Sell as usual; she stays on this sale.")
READING = Bilingual("正在读取她的资料", "Reading her details")

TAKE_OFF = Bilingual("从这张单上移除会员", "Take her off this sale")
FIND_OTHER = Bilingual("换一位会员", "Another member")
POINTS = Bilingual("积分", "pts")
PENDING_POINTS = Bilingual("本机新得 {points} 分，等商城确认", "{points} earned here, not yet confirmed by the mall")
VISITS = Bilingual("次到店", "visits")
ONE_VISIT = Bilingual("次到店", "visit")
LAST_VISIT = Bilingual("来过", "last here")
STORED = Bilingual("储值", "stored")
BIRTHDAY = Bilingual("生日快到了", "Birthday soon")

BOOKED = Bilingual("{when} 试穿", "Try-on {when}")
CHECKED_IN = Bilingual("正在试穿", "Trying on now")
IN_ROOM = Bilingual("{room} 号试衣间 · {pieces}", "Room {room} · {pieces}")
IN_SOME_ROOM = Bilingual("到店安排试衣间 · {pieces}", "A room when she comes · {pieces}")
TO_COLLECT = Bilingual("商城订单待取", "Order to collect")
TO_PICK = Bilingual("商城订单备货中", "Order in the making")
OF_ORDER = Bilingual("{pieces} · 单号 …{number}", "{pieces} · …{number}")

PLAN = Bilingual("{segment}：{sentence}", "{segment}. {sentence}")
RHYTHM = Bilingual("{sentence} · {risk}", "{sentence} · {risk}")
RISK = {
    "low": Bilingual("流失风险低", "likely to stay"),
    "medium": Bilingual("流失风险中", "may drift away"),
    "high": Bilingual("流失风险高", "may be lost"),
}

ALSO_WAITING = Bilingual("还等着她的", "Also waiting for her")

SUGGESTIONS = Bilingual("为她挑的", "Picked for her")
SUGGESTIONS_PLAIN = Bilingual("本店热卖", "Best sellers here")
YES = Bilingual("可以", "yes")
NO = Bilingual("不要", "no")
AGREES = Bilingual(
    "她同意的消息：预约和订单 {orders} · 优惠 {offers}（她在手机上改）",
    "May be written to: bookings and orders {orders} · offers {offers} (her choice, on her phone)",
)
NOT_PERSONAL = Bilingual(
    "她关闭了个性化推荐，这里只列本店热卖。", "She switched personal suggestions off; these are best sellers."
)
NO_SUGGESTIONS = Bilingual("暂时没有合适的推荐", "Nothing fitting to suggest now")
OLD_PACK = Bilingual("推荐数据是 {days} 天前的", "Suggestions are {days} days old")
OWN_PACK = Bilingual(
    "商城暂无新数据，推荐按本店近来的销售", "Nothing new from the mall: suggestions go by this shop's own sales"
)
ADD = Bilingual("加入", "Add")
ADDED = Bilingual("已加入", "Added")
ADD_LONG = Bilingual("把「{name}」{size} 加入购物车", 'Add "{name}" in {size} to the cart')
NOT_THIS = Bilingual("她不要「{name}」", 'Not "{name}" for her')
HANGS = Bilingual("{shelf} · 在店 {count} 件", "{shelf} · {count} here")
OPEN_LONG = Bilingual("看「{name}」的颜色和尺码", "Colours and sizes of {name}")

COUPONS = Bilingual("今天能用的券", "Coupons for today")
COUPON_OFF = Bilingual("减 {off}", "{off} off")
COUPON_FROM = Bilingual("满 {threshold}", "from {threshold}")
COUPON_ANY = Bilingual("无门槛", "no minimum")
COUPON_UNTIL = Bilingual("到 {day}", "until {day}")
USE = Bilingual("使用", "Use")

SIZES = Bilingual("她的尺码", "Her sizes")
TAGS = Bilingual("了解她", "About her")
TAGS_HOW = Bilingual("点一个标签看依据", "Tap a tag for its evidence")
HOLDS_UNTIL = Bilingual("{evidence} · 到 {day}", "{evidence} · until {day}")
LAYERS = {
    "fact": Bilingual("事实", "Facts"),
    "behaviour": Bilingual("习惯", "Habits"),
    "prediction": Bilingual("预测", "Guesses"),
}
RECENT = Bilingual("最近买过", "Bought lately")
TRIED = Bilingual("试过没买", "Tried and left")
NOTHING_BOUGHT = Bilingual("还没有购买记录", "Nothing bought yet")
