"""What the sell screen says."""

from __future__ import annotations

from posapp.domain.text import Bilingual

SEARCH = Bilingual("搜索商品   [key:search]", "Search   [key:search]")
SCAN = Bilingual("扫码或输入条码", "Scan or type a code")
CATEGORIES_BACK = Bilingual("前面的分类", "Earlier groups")
CATEGORIES_ON = Bilingual("后面的分类", "More groups")
EVERYTHING = Bilingual("畅销", "Best sellers")
NOTHING_FOUND = Bilingual("没有找到「{query}」", 'Nothing found for "{query}"')
NOTHING_FOUND_ADVICE = Bilingual(
    "试试拼音首字母（fy = 风衣）、款号，或换个说法。", "Try pinyin initials (fy), a style code, or other words."
)
NOTHING_FITS_ALL = Bilingual("没有同时符合的商品", "Nothing fits all of that")
NOTHING_FITS_ALL_ADVICE = Bilingual("去掉一个条件再看：", "Leave one of these out:")
WITHOUT = Bilingual("去掉「{name}」· {count} 款", 'Without "{name}" · {count}')
FILTER_OFF = Bilingual("去掉条件「{name}」", 'Leave out "{name}"')
UP_TO = Bilingual("{price} 以内", "Up to {price}")
FROM = Bilingual("{price} 以上", "From {price}")
BETWEEN = Bilingual("{least} – {most}", "{least} – {most}")
NOTHING_HERE = Bilingual("这里还没有商品", "Nothing here yet")
NOTHING_HERE_ADVICE = Bilingual(
    "商品正从商城读取；可以先看别的分类。", "Goods are arriving from the mall; try another group."
)

STOCK = Bilingual("{count} 件", "{count} left")
LAST_ONE = Bilingual("最后 1 件", "Last one")
NO_STOCK = Bilingual("店内无货", "Not here")
MEMBER_PRICE = Bilingual("会员 {price}", "Member {price}")

CART = Bilingual("购物车", "Cart")
PIECES = Bilingual("{count} 件", "{count} pcs")
HOLD = Bilingual("挂单", "Hold")
CLEAR = Bilingual("清空", "Clear")
CLEAR_REALLY = Bilingual("确定清空？", "Really clear?")
HELD_TITLE = Bilingual("放着的单", "Put aside")
HELD_ROW = Bilingual("{time} · {who}", "{time} · {who}")
HELD_NOBODY = Bilingual("未登记会员", "No member")
TAKE_BACK = Bilingual("取回", "Take back")
PRACTISE = Bilingual("练习一下", "Practise")
EMPTY = Bilingual("扫一件商品开始", "Scan something to begin")
EMPTY_ADVICE = Bilingual("也可以先扫会员码，或从左边挑选。", "Or scan her code first, or pick at the left.")
EMPTY_FOR_HER = Bilingual("扫一件商品，或从推荐开始", "Scan, or begin with a suggestion")
EMPTY_FIRST = Bilingual("按 {key} 加入「{name}」", '{key} adds "{name}"')
BETWEEN_CODES = " · "
GIFT_CARD_ON = Bilingual("礼品卡已放到这一单", "The gift card is on this sale")
GIFT_CARD_HOW = Bilingual("收款时点「礼品卡」，用它付一部分。", "In the payment, press Gift card to use it.")
BAG_CHECK = Bilingual(
    "手机购物篮：袋里 {count} 件，已核对 {seen} 件", "From her phone: {seen} of {count} pieces seen in her bag"
)
BAG_CHECK_HOW = Bilingual(
    "逐件扫一遍，或和她一起点数，点完关掉这条。篮里没有的会加到这一单；袋里没有的请从这一单拿掉。",
    "Scan each, or count them with her and close this. What her basket did not name goes onto the cart; take off what "
    "is not in her bag.",
)
BAG_SEEN = Bilingual("袋里 {count} 件都对上了", "Her bag is right, pieces: {count}")
BAG_SEEN_HOW = Bilingual("可以收款了。", "She can pay.")
FIND_MEMBER = Bilingual("扫会员码，或按尾号查找", "Scan her code, or find her")
DETACH = Bilingual("不带会员", "Without the member")

LIST_PRICE = Bilingual("原价 {price} × {count}", "{price} × {count}")
STOCK_HERE = Bilingual("店内 {count} 件", "{count} here")
STOCK_PROMISED = Bilingual("其中 {count} 件已被预订", "{count} promised to orders")
STOCK_UNPICKED = Bilingual("网单待备货 {count} 件，照常可卖", "{count} wanted by a web order; you may sell it")
REMOVE = Bilingual("删除", "Remove")
NO_LONGER_SOLD = Bilingual("商城已下架", "No longer sold")
SOURCES = {
    "suggestion": Bilingual("推荐", "Suggested"),
    "try_on": Bilingual("试穿", "Tried on"),
    "outfit": Bilingual("搭配", "Outfit"),
}

HINT = Bilingual("再买 {gap}，减 {saves}", "{gap} more saves {saves}")
PIECES_HINT = Bilingual("再买 {pieces} 件，减 {saves}", "{pieces} more saves {saves}")
COUPON_GAP = Bilingual("{title} · 还差 {gap}", "{title} · {gap} short")
COUPON_OFF = Bilingual("{title} −{off}", "{title} −{off}")
SAVED = Bilingual("已省 {amount}", "{amount} saved")
POINTS = Bilingual("积分 +{points}", "+{points} points")
TOTAL = Bilingual("应收", "Total")
PAY = Bilingual("收款", "Pay")

RECEIPT = Bilingual("小票 {number}", "Receipt {number}")
SOLD_HERE = Bilingual("本机售出，{when}", "Sold at this till, {when}")
SOLD_THERE = Bilingual("{till_no} 号收银台售出，{when}", "Sold at till {till_no}, {when}")
SOLD_BY = Bilingual("收银员 {name}", "Served by {name}")
SOLD_TO = Bilingual("会员 {name}", "Member {name}")
SOLD_PIECES = Bilingual("{size} × {count}", "{size} × {count}")
SOLD_TOTAL = Bilingual("合计 {count} 件", "Total, pieces: {count}")

SHEET_BACK = Bilingual("返回商品", "Back to goods")
SHEET_CODE = Bilingual("款号 {code}", "Style {code}")
CELL_HERE = Bilingual("{count} 件", "{count} here")
CELL_ELSEWHERE = Bilingual("他店 {count}", "{count} away")
CELL_NONE = Bilingual("无货", "None")
COUNT = Bilingual("盘点", "Count")
COUNT_END = Bilingual("取消盘点", "Stop counting")
COUNT_WHICH = Bilingual("盘点哪个尺码？点一下", "Which size did you count? Press it")
COUNT_ASK = Bilingual(
    "{colour} {size}：店里一共几件？取货架上的也算",
    "{colour} {size}: how many are in the shop, pickup shelf included?",
)
COUNT_KEEP = Bilingual("保存", "Save")
COUNTED = Bilingual("已盘点 {colour} {size}：{count} 件", "Counted {colour} {size}: {count}")
NEARBY = Bilingual("{colour} {size} 在这些门店有货", "{colour} {size} hangs in")
NEARBY_NONE = Bilingual("附近门店也没有", "No other shop has it")
NEARBY_ROW = Bilingual("{shop} · {distance}", "{shop} · {distance}")
SHOPS_NEARBY = Bilingual("附近门店现货", "In the shops nearby")
SELL_ANYWAY = Bilingual("顾客手里有货，照常加入", "She holds one: add it anyway")
