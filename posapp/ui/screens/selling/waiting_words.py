"""What is said beside the cart of a piece that somebody else waits for."""

from __future__ import annotations

from posapp.domain.text import Bilingual

LAST = Bilingual("{name} 在等这件：{piece}", "{name} waits for this: {piece}")
PIECE = Bilingual("{style} {colour} {size}", "{style}, {colour}, {size}")
COMES = Bilingual("{time} 来试穿，给她留到 {until}", "Comes to try it on at {time}; kept for her until {until}")
IS_HERE = Bilingual("她在店里，等着试这件", "She is here and is going to try it on")
ORDERED = Bilingual("网上付过款的订单 {number}，留到 {until}", "Paid online, order {number}; kept until {until}")
PICKED = Bilingual("已经备在取货架上", "It lies picked for her")
AND_MORE = Bilingual("还有 {count} 位", "and {count} more")
ELSEWHERE = Bilingual("别的店有：{shops}", "In other shops: {shops}")
SHOP = Bilingual("{shop} {distance} {count} 件", "{shop}, {distance}: {count}")
AND = Bilingual("；", "; ")
OTHER = Bilingual("换码换色", "Another size or colour")
SELL = Bilingual("卖给这位，告诉她", "Sell it, and tell her")
RELEASE = Bilingual("放出来卖", "Let it go")
SOLD = Bilingual("已告诉 {name}，她的预约里写着这件没了", "{name} is told: her booking says that it is gone")
SOLD_HOW = Bilingual("取货单上能给她换一件。", "Choose another for her on the walking list.")
RELEASED = Bilingual("已放出来，商城会问 {name} 怎么办", "Let go; the mall asks {name} what she wants instead")
NOTHING = Bilingual("", "")
