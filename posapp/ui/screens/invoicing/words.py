"""What the invoice panel says."""

from __future__ import annotations

from posapp.domain.text import Bilingual

TITLE = Bilingual("发票与电子小票", "Invoice and receipt as a page")
RECEIPT = Bilingual("小票号 {number}", "Receipt {number}")
SELF = Bilingual("顾客也可以扫小票上的二维码自己申请。", "She may also scan the code on her receipt and ask herself.")
REMEMBERED = Bilingual("用过的抬头", "Titles used before")
NAME = Bilingual("发票抬头：公司全称，或个人姓名", "Whom it is for: the company's full name, or a person's")
TAX_NO = Bilingual("税号（18 位，个人不填）", "Tax number (18 signs; companies only)")
ASK = Bilingual("申请开票", "Ask for the invoice")
ASKING = Bilingual("正在申请…", "Asking…")
ASKED = Bilingual("已申请开票：{name}", "Invoice asked for: {name}")
ASKED_ADVICE = Bilingual(
    "商城开好后发给顾客；再申请一次可以改抬头。", "The mall sends it. Ask again to change the title."
)
PAGE = Bilingual("小票存成 PDF", "Save the receipt as PDF")
SAVED = Bilingual("小票已存成 PDF", "The receipt is saved as PDF")
SAVED_WHERE = Bilingual("在 {place}，可以打印到 A4 或发给顾客。", "At {place}: print it on A4 or send it to her.")
