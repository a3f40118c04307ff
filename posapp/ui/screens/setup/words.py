"""What the first start says."""

from __future__ import annotations

from posapp.domain.text import Bilingual

CHOOSE = Bilingual("选择语言", "Choose a language")
CHINESE = Bilingual("中文", "中文")
ENGLISH = Bilingual("English", "English")
STEPS = (Bilingual("语言", "Language"), Bilingual("商城", "Mall"), Bilingual("读取", "Loading"))

PAIR = Bilingual("连接商城", "Connect to the mall")
PAIR_HOW = Bilingual(
    "店长在商城后台为这家门店生成配对码，10 分钟内有效，只用一次。",
    "The manager makes a pairing code for this shop in the back office. It works once, for ten minutes.",
)
ADDRESS = Bilingual("商城地址", "Mall address")
CODE = Bilingual("配对码（8 位数字）", "Pairing code (8 digits)")
CONNECT = Bilingual("连接", "Connect")
CONNECTING = Bilingual("正在连接商城…", "Reaching the mall…")

LOADING = Bilingual("正在读取价格", "Loading the prices")
LOADING_HOW = Bilingual("价格先到，到了就能收银。", "Prices come first; you can sell as soon as they are in.")
MAY_SELL = Bilingual("价格已到，现在就能收银", "Prices are in: you can sell now")
MAY_SELL_HOW = Bilingual(
    "库存、会员和推荐在后台继续读取。", "Stock, members and suggestions keep loading in the background."
)
READY = Bilingual("都准备好了", "Everything is here")
READY_HOW = Bilingual("{chain} · {till} 号机", "{chain} · till {till}")
COUNTS = Bilingual("{loaded} / {to_load} 条", "{loaded} of {to_load} rows")
PAUSED = Bilingual(
    "商城暂时连不上，连上后自动接着读。", "The mall is out of reach; loading goes on by itself once it answers."
)
START = Bilingual("开始收银", "Start selling")
