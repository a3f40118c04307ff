"""What the shell says: the top bar, the sync lamp, the help."""

from __future__ import annotations

from posapp.domain.text import Bilingual

PRODUCT = Bilingual("收银台", "Shop counter")
TILL = Bilingual("{till} 号机", "Till {till}")
LOCK = Bilingual("锁屏", "Lock")
HELP = Bilingual("快捷键", "Keyboard help")
LANGUAGE = Bilingual("EN", "中")
LANGUAGE_LABEL = Bilingual("Switch to English", "切换到中文")
TO_DARK = Bilingual("深色", "Dark")
TO_LIGHT = Bilingual("浅色", "Light")
SIGNED_IN_AS = Bilingual("{name} · {number}", "{name} · {number}")

LAMP_UNPAIRED = Bilingual("尚未连接商城", "Not connected to a mall yet")
LAMP_LOADING = Bilingual("正在读取商品 {loaded}/{to_load}，已可收银", "Loading {loaded}/{to_load}; you can sell")
LAMP_ONLINE = Bilingual("与商城同步", "In step with the mall")
LAMP_SENDING = Bilingual("正在上传 {waiting} 条", "Sending {waiting}")
LAMP_OFFLINE = Bilingual("商城暂时连不上，收银照常", "The mall is out of reach; the counter works")
LAMP_OFFLINE_WAITING = Bilingual(
    "商城暂时连不上，收银照常 · 待传 {waiting} 条", "The mall is out of reach; the counter works · {waiting} waiting"
)
LAMP_OLD_PRICES = Bilingual(
    "商城暂时连不上，收银照常 · 价格是 {days} 天前的",
    "The mall is out of reach; the counter works · Prices are of {days} days ago",
)
LAMP_PRICES_OF_YESTERDAY = Bilingual(
    "商城暂时连不上，收银照常 · 价格是 1 天前的",
    "The mall is out of reach; the counter works · Prices are of 1 day ago",
)
LAMP_STRANGER = Bilingual("商城不认得这台收银机，收银照常", "The mall does not know this till; the counter works")
LAMP_REVOKED = Bilingual(
    "本机已被商城停用，收银照常，请找店长", "Taken out of service; sales are kept, call the manager"
)
LAMP_FORKED = Bilingual("请店长重新配对本机，收银照常", "A manager should pair this till again; the counter works")
LAMP_ATTENTION = Bilingual("{parked} 条记录需要人看一下", "{parked} need a person to look")
LAMP_CLOCK = Bilingual("请核对本机时间", "Check this machine's clock")
LAMP_WORKER = Bilingual("同步程序正在重启，收银照常", "Synchronisation is restarting; the counter works")

OPEN_PAYMENTS = Bilingual("{count} 笔手机付款待看 · [key:sync]", "Phone payments to look at: {count} · [key:sync]")

HELP_TITLE = Bilingual("快捷键", "Keys")
CHANGE_KEYS = Bilingual("修改按键", "Change keys")
HELP_CLOSE = Bilingual("按 Esc 返回", "Esc to go back")
GROUP_SALE = Bilingual("收银", "Selling")
GROUP_PAY = Bilingual("收款", "Taking payment")
GROUP_PAGES = Bilingual("页面", "Pages")
GROUP_TILL = Bilingual("收银台", "The till")

KEY_SCAN = Bilingual(
    "任何时候扫码：商品、会员、预约、自提、券", "Scan at any time: goods, member, booking, pickup, coupon"
)
KEY_SEARCH = Bilingual("搜索商品：名称、拼音、款号", "Search goods: name, pinyin, style code")
KEY_MEMBER = Bilingual("查找会员：手机尾号或姓名", "Find a member: last four digits or name")
KEY_HOLD = Bilingual("挂单；购物车为空时取单", "Put the cart aside; with an empty cart, take it back")
KEY_DISCOUNT = Bilingual("优惠、改价、抹零", "Discount, new price, round down")
KEY_RECALL = Bilingual("取单：几单时列出来选", "Take a cart back; of several, choose")
KEY_DETAILS = Bilingual("这一行：为什么是这个价、备注、导购", "This line: why this price, note, salesperson")
KEY_GRID = Bilingual("这一款：颜色尺码、本店和附近的库存", "This style: colours and sizes, stock here and nearby")
KEY_CLEAR = Bilingual("清空购物车（会先问）", "Empty the cart (asks first)")
KEY_PRACTICE = Bilingual("开始或结束练习", "Begin or end practice")
KEY_QUANTITY = Bilingual("输入 3*：这一行 3 件；3*条码：加 3 件", "3* makes the line three pieces; 3*code adds three")
KEY_SUGGESTION = Bilingual("把推荐加入购物车", "Take a suggestion into the cart")
KEY_OUTFIT = Bilingual("把搭配加入购物车", "Take what goes with it into the cart")
KEY_TOP_UP = Bilingual("把凑单的那件加入购物车", "Take the piece that saves into the cart")
KEY_REMOVE = Bilingual("删除选中的行", "Remove the chosen line")
KEY_PAY = Bilingual("收款，再按一次：收正好，完成", "Pay; once more: exact amount, done")
KEY_AMOUNT = Bilingual("输入实收金额", "Type what was received")
KEY_ESCAPE = Bilingual("返回上一步", "Back")
KEY_HELP = Bilingual("这一页", "This page")
KEY_LOCK = Bilingual("锁屏", "Lock the till")
KEY_SWITCH = Bilingual("换人，购物车保留", "Change over; the cart stays")
KEY_LANGUAGE = Bilingual("English", "中文")
KEY_LIGHT = Bilingual("深色或浅色", "Dark or light")
