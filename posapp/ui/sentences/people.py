"""What is said of people, their rights and their shifts."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "not_signed_in": (
        "warning",
        Bilingual("还没有人登录", "Nobody is signed in"),
        Bilingual("请先用工号和密码登录。", "Sign in with your number and PIN first."),
    ),
    "wrong_pin": (
        "warning",
        Bilingual("工号或密码不对", "Wrong number or PIN"),
        Bilingual("还可以试 {tries_left} 次。", "{tries_left} tries left."),
    ),
    "locked_out": (
        "warning",
        Bilingual("试错太多次", "Too many wrong tries"),
        Bilingual("请等 {seconds} 秒再试。", "Wait {seconds} seconds, then try again."),
    ),
    "shift_not_open": (
        "warning",
        Bilingual("还没有开班", "No shift is open"),
        Bilingual(
            "先点备用金开班（[key:shift]），购物车会保留。",
            "Open the shift with its float first ([key:shift]); the cart is kept.",
        ),
    ),
    "shift_still_open": (
        "warning",
        Bilingual("已经开班了", "A shift is open already"),
        Bilingual("交班后才能再开。", "Close it before opening another."),
    ),
    "clock_wants_manager": (
        "warning",
        Bilingual("本机时钟差了一天以上，请店长来开班", "The clock is days off: a manager opens the shift"),
        Bilingual(
            "营业日期会写进账里。请校准本机时间，或请店长核对日期后登录开班；已开的班和收银不受影响。",
            "The business date goes into the books. Set this machine's clock right, or a manager signs in, checks the "
            "date and opens the shift. Sales of an open shift are not affected.",
        ),
    ),
    "manager_wanted": (
        "warning",
        Bilingual("这一步要店长来做", "That is for a manager"),
        Bilingual(
            "什么都没有改变，收银照常。请店长登录后再试。", "Nothing was changed. A manager signs in and tries again."
        ),
    ),
    "same_person": (
        "warning",
        Bilingual("要另一个人来授权", "Another person has to allow it"),
        Bilingual("自己不能给自己授权。请有权限的同事输入密码。", "Nobody allows herself. Ask a colleague who may."),
    ),
    "not_entitled": (
        "warning",
        Bilingual("{zh} 的权限不够", "{en} may not do that either"),
        Bilingual(
            "什么都没有改变。请权限更高的同事授权，或减少金额。",
            "Nothing was changed. Ask somebody with a higher limit, or lower the amount.",
        ),
    ),
    "discount_refused": (
        "warning",
        Bilingual("这个优惠给不了", "That discount cannot be given"),
        Bilingual("价格没有改变。", "The price is as it was."),
    ),
    "discount_refused.nothing": (
        "warning",
        Bilingual("没有可减的", "That takes nothing off"),
        Bilingual("现价已经不高于它；价格没有改变。", "It costs no more than that already; the price is as it was."),
    ),
    "discount_refused.too_much": (
        "warning",
        Bilingual("减得比价格还多", "That is more than it costs"),
        Bilingual("价格没有改变，请改小一点。", "The price is as it was; take off less."),
    ),
    "discount_refused.to_nothing": (
        "warning",
        Bilingual("抹零不能把这一单抹成零元", "Rounding down never makes a sale free"),
        Bilingual("价格没有改变，请少抹一位。", "The price is as it was; round to a smaller unit."),
    ),
    "discount_refused.line_gone": (
        "warning",
        Bilingual("这一行已经不在购物车里", "That line has left the cart"),
        Bilingual("其他各行没有改变。", "The other lines are as they were."),
    ),
    "reason_wanted": (
        "warning",
        Bilingual("请选一个原因", "Choose a reason"),
        Bilingual("原因会记在流水里。", "It is kept in the journal."),
    ),
}
