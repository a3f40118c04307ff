"""What the customer's screen says."""

from __future__ import annotations

from posapp.domain.text import Bilingual

WINDOW = Bilingual("顾客屏", "Customer display")
WELCOME = Bilingual("欢迎光临", "Welcome")
WELCOME_TOO = Bilingual("Welcome", "欢迎光临")
IDLE_ADVICE = Bilingual("会员请出示会员码，优惠自动计算", "Members: show your code, and every offer is applied")
HELLO = Bilingual("{name}，您好", "Hello, {name}")
HELLO_ANYBODY = Bilingual("您好", "Hello")
PIECES = Bilingual("{count} 件", "{count} pcs")
MORE = Bilingual("上面还有 {count} 行", "{count} more above")
TOTAL = Bilingual("合计", "Total")
SAVED = Bilingual("已优惠", "You save")
POINTS = Bilingual("本单积分 +{points}", "+{points} points")
DUE = Bilingual("请付款", "Please pay")
PAID_SO_FAR = Bilingual("已付", "Paid so far")
PROMPT_PAY = Bilingual("现金、付款码或会员账户都可以", "Cash, a payment code, or your account")
PROMPTS: dict[str, Bilingual] = {
    "phone": Bilingual("正在确认付款，手机有提示请按提示操作", "Confirming; if your phone asks, please answer it"),
    "card": Bilingual("请在刷卡机上付款", "Please pay at the card terminal"),
    "waiting": Bilingual("请稍候", "One moment, please"),
}
THANKS = Bilingual("谢谢惠顾", "Thank you")
THANKS_PAID = Bilingual("已付 {total}", "Paid {total}")
CHANGE = Bilingual("找您", "Your change")
TAKE_RECEIPT = Bilingual("请收好小票和商品", "Please take your receipt and your goods")
EACH = Bilingual("{colour} · {size}", "{colour} · {size}")
PRACTICE = Bilingual("练习模式，不会真的收款", "Practice: nothing is really sold")
