"""Every refusal and every unavailability as a person reads it: what happened, then what still works or what to do.

Codes come from ``domain/errors.py``, ``services/errors.py``; a code may have finer sentences for its ``reason``.
A test sees to it that no code is without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from posapp.domain.errors import Refused
from posapp.domain.text import Bilingual
from posapp.services.errors import Unavailable
from posapp.ui import formatting

NoticeTone = Literal["success", "accent", "warning", "danger"]

_NOTHING = Bilingual("", "")


@dataclass(frozen=True, slots=True, eq=False)
class Notice:
    """One thing to tell: ``what`` happened and ``advice``; ``values`` fill the places of both.

    Two that say the same are still two: what happens again is told again, also when the first was put away.
    """

    tone: NoticeTone
    what: Bilingual
    advice: Bilingual = _NOTHING
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    code: str = ""


Sentence = tuple[NoticeTone, Bilingual, Bilingual]

SENTENCES: dict[str, Sentence] = {
    "refused": (
        "warning",
        Bilingual("这一步没有成功", "That was not possible"),
        Bilingual("什么都没有改变，可以继续。", "Nothing was changed; carry on."),
    ),
    "bad_amount": (
        "warning",
        Bilingual("看不懂这个金额：{typed}", "That is not an amount: {typed}"),
        Bilingual(
            "什么都没有改变。请只输入数字，例如 128.50。", "Nothing was changed. Type digits only, for example 128.50."
        ),
    ),
    "bad_quantity": (
        "warning",
        Bilingual("数量不能是 {quantity}", "The quantity cannot be {quantity}"),
        Bilingual("每行 1 到 999 件；购物车没有改变。", "A line holds 1 to 999 pieces; the cart is as it was."),
    ),
    "unknown_barcode": (
        "warning",
        Bilingual("没有商品用这个码：{barcode}", "Nothing is sold under {barcode}"),
        Bilingual(
            "购物车没有变，可以接着扫；也可按名称、拼音或款号搜索（F2）。",
            "The cart is as it was; scan on, or search by name, pinyin or style code (F2).",
        ),
    ),
    "no_such_receipt": (
        "warning",
        Bilingual("这台收银机查不到小票 {receipt_no}", "This till knows no receipt {receipt_no}"),
        Bilingual(
            "购物车没有变。请核对号码；别的收银台的小票只查得到中继转来的、最近七天的，更早的请到那台收银机上查。",
            "The cart is as it was. Compare the number; of other tills it knows what the shop's relay told, of the "
            "last seven days. For an older one ask at that till.",
        ),
    ),
    "code_refused": (
        "warning",
        Bilingual("这个码不能用", "That code is not accepted"),
        Bilingual(
            "可以照常收银。请顾客刷新手机上的码，再扫一次。",
            "Sell as usual. Ask her to refresh the code on her phone and scan again.",
        ),
    ),
    "code_refused.malformed": (
        "warning",
        Bilingual("这个码不完整", "That code is incomplete"),
        Bilingual(
            "可以照常收银。把手机屏幕调亮，再扫一次。",
            "Sell as usual. Turn the phone's brightness up and scan again.",
        ),
    ),
    "code_refused.unknown_key": (
        "warning",
        Bilingual("还不认识这个码的签发方", "The issuer of that code is not known here yet"),
        Bilingual(
            "等收银台与商城同步后再扫，或按手机尾号查找（F3）。",
            "Scan again once the till has synchronised, or find her by her last four digits (F3).",
        ),
    ),
    "code_refused.forged": (
        "danger",
        Bilingual("这个码不是商城签发的", "That code was not issued by the mall"),
        Bilingual(
            "可以照常收银。请她在小程序里当面打开会员码，或按手机尾号查找（F3）。",
            "Sell as usual. Ask her to open the code in the mini-program, or find her by her last four digits (F3).",
        ),
    ),
    "code_refused.expired": (
        "warning",
        Bilingual("这个码已经过期", "That code has expired"),
        Bilingual(
            "可以照常收银。请顾客刷新后再扫；刚刷新仍过期的，请核对收银机的时间。",
            "Sell as usual. Ask her to refresh it; if a fresh one is refused too, check this machine's clock.",
        ),
    ),
    "code_refused.not_yet": (
        "warning",
        Bilingual("这个码的时间在将来", "That code is from the future"),
        Bilingual(
            "收银机的时间可能慢了，请核对；现在可按手机尾号查找（F3）。",
            "This machine's clock may be slow; check it. Meanwhile find her by her last four digits (F3).",
        ),
    ),
    "code_refused.replayed": (
        "warning",
        Bilingual("这个码刚刚用过了", "That code was just used"),
        Bilingual(
            "可以照常收银。截图或旧码不能再用，请顾客刷新。",
            "Sell as usual. A screenshot does not work twice; ask her to refresh it.",
        ),
    ),
    "code_refused.blocked": (
        "danger",
        Bilingual("该会员已停用", "This member is blocked"),
        Bilingual("可以照常销售，不带会员。", "You can sell as usual, without the member."),
    ),
    "code_refused.unknown_member": (
        "warning",
        Bilingual("本机还没有这位会员", "This till does not know that member yet"),
        Bilingual(
            "码是真的。资料同步后即可显示；可以先照常销售。",
            "The code is genuine. She appears once her data has arrived; sell as usual meanwhile.",
        ),
    ),
    "code_refused.wrong_shop": (
        "warning",
        Bilingual("这是另一家门店的码", "That code belongs to another shop"),
        Bilingual(
            "购物车没有变。请顾客确认预约或自提的门店。", "The cart is as it was. Ask her which shop she booked."
        ),
    ),
    "code_refused.not_open": (
        "warning",
        Bilingual("这个预约或订单已经结束", "That booking or order is closed"),
        Bilingual("购物车没有变。可以在列表里查看它的状态。", "The cart is as it was. See its state in the list."),
    ),
    "coupon_refused": (
        "warning",
        Bilingual("这张券不能用", "That coupon cannot be used"),
        Bilingual(
            "其余优惠照算。换一张券，或照常收款。", "The other offers stand. Try another coupon, or take the payment."
        ),
    ),
    "coupon_refused.used": (
        "warning",
        Bilingual("这张券已经用过", "That coupon was used already"),
        Bilingual(
            "其余优惠照算。换一张券，或照常收款。", "The other offers stand. Try another coupon, or take the payment."
        ),
    ),
    "coupon_refused.taken": (
        "warning",
        Bilingual("这张券正在另一台收银机上使用", "That coupon is being used at another till"),
        Bilingual(
            "还没有收款。请返回取下这张券再收款；那边若取消，稍后就能用它。",
            "Nothing was paid yet. Go back and take the coupon off, then take the payment; once the other till lets it "
            "go, it works here.",
        ),
    ),
    "coupon_refused.expired": (
        "warning",
        Bilingual("这张券已过期", "That coupon has expired"),
        Bilingual(
            "其余优惠照算。换一张券，或照常收款。", "The other offers stand. Try another coupon, or take the payment."
        ),
    ),
    "coupon_refused.not_hers": (
        "warning",
        Bilingual("这张券属于另一位会员", "That coupon belongs to another member"),
        Bilingual(
            "其余优惠照算。请先扫券主人的会员码。", "The other offers stand. Scan its owner's member code first."
        ),
    ),
    "coupon_refused.below_threshold": (
        "warning",
        Bilingual("还没有达到用券门槛", "The cart is below the coupon's threshold"),
        Bilingual(
            "其余优惠照算。看看购物车下方的凑单提示。",
            "The other offers stand. The hint below the cart says what is missing.",
        ),
    ),
    "coupon_refused.better_without": (
        "warning",
        Bilingual("不用这张券更便宜", "It costs less without that coupon"),
        Bilingual(
            "它不能与现在的优惠同用，而现在的优惠更多。券没有用掉，请照常收款。",
            "It does not go with the offers that stand, and they take off more. The coupon is kept; take the payment.",
        ),
    ),
    "coupon_refused.unknown": (
        "warning",
        Bilingual("没有找到这张券", "That coupon is not known"),
        Bilingual(
            "其余优惠照算。刚领的券要等同步后才能使用。",
            "The other offers stand. A coupon taken just now works after the next synchronisation.",
        ),
    ),
    "coupon_refused.other_shop": (
        "warning",
        Bilingual("这张券只能在另一家门店用", "Only another shop takes that coupon"),
        Bilingual(
            "其余优惠照算。换一张券，或照常收款。", "The other offers stand. Try another coupon, or take the payment."
        ),
    ),
    "coupon_refused.needs_mall": (
        "warning",
        Bilingual("连不上商城时不能用这张大额券", "So large a coupon needs the mall, which does not answer"),
        Bilingual(
            "其余优惠照算。取下它照常收款，换一张小额券，或等恢复联网后再用它。",
            "The other offers stand. Take it off and take the payment, try a smaller coupon, or use it once the mall "
            "answers again.",
        ),
    ),
    "value_refused": (
        "warning",
        Bilingual("这个账户现在不能付款", "That account cannot pay now"),
        Bilingual("什么都没有扣。请用现金或别的账户付款。", "Nothing was taken. Take cash or another account."),
    ),
    "value_refused.not_enough_value": (
        "warning",
        Bilingual("余额不够，现在可用 {available}", "Not enough is left: {available} can be used"),
        Bilingual(
            "什么都没有扣。先输入较小的金额再按这个账户，其余收现金。",
            "Nothing was taken. Type a smaller amount, press the account again, and take the rest in cash.",
        ),
    ),
    "value_refused.unknown_value": (
        "warning",
        Bilingual("没有找到这个账户", "That account is not known"),
        Bilingual("什么都没有扣。请用现金或别的账户付款。", "Nothing was taken. Take cash or another account."),
    ),
    "value_refused.value_blocked": (
        "warning",
        Bilingual("这个账户已停用或已到期", "That account is blocked or has ended"),
        Bilingual("什么都没有扣。请用现金或别的账户付款。", "Nothing was taken. Take cash or another account."),
    ),
    "value_refused.offline": (
        "warning",
        Bilingual("连不上商城，这个账户暂时不能用", "The mall does not answer, and this account needs it"),
        Bilingual(
            "什么都没有扣，现金照收。恢复联网后再用它。",
            "Nothing was taken; cash works as always. Use it once the mall answers again.",
        ),
    ),
    "value_refused.beyond_offline": (
        "warning",
        Bilingual("连不上商城，断网时可用 {available}", "The mall does not answer; offline {available} can be used"),
        Bilingual(
            "什么都没有扣。先输入不超过它的金额再按这个账户，其余收现金。",
            "Nothing was taken. Type no more than that, press the account again, and take the rest in cash.",
        ),
    ),
    "value_refused.over": (
        "warning",
        Bilingual("账户的付款授权已过期", "The account's permission has ended"),
        Bilingual(
            "什么都没有扣，销售还没有完成。请再按一次这个账户，或收现金。",
            "Nothing was taken and the sale is not finished. Press the account again, or take cash.",
        ),
    ),
    "value_refused.nothing": (
        "warning",
        Bilingual("没有要用它付的金额", "There is nothing for it to pay"),
        Bilingual("什么都没有扣。请照常收款。", "Nothing was taken. Take the payment as always."),
    ),
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
    "not_paired": (
        "warning",
        Bilingual("本机还没有加入门店", "This till does not belong to a shop yet"),
        Bilingual("请先配对，并等第一批商品读完。", "Pair it first and let the first goods arrive."),
    ),
    "shift_not_open": (
        "warning",
        Bilingual("还没有开班", "No shift is open"),
        Bilingual(
            "先点备用金开班（F8），购物车会保留。", "Open the shift with its float first (F8); the cart is kept."
        ),
    ),
    "shift_still_open": (
        "warning",
        Bilingual("已经开班了", "A shift is open already"),
        Bilingual("交班后才能再开。", "Close it before opening another."),
    ),
    "empty_cart": (
        "accent",
        Bilingual("购物车是空的", "The cart is empty"),
        Bilingual("扫一件商品就可以开始。", "Scan something to begin."),
    ),
    "not_enough_cash": (
        "warning",
        Bilingual("还差 {missing}", "{missing} is missing"),
        Bilingual("应收 {due}，实收 {received}。", "{due} is due, {received} was received."),
    ),
    "price_changed": (
        "warning",
        Bilingual("价格刚刚变了：{shown} → {now}", "The price has just changed: {shown} → {now}"),
        Bilingual(
            "还没有收款。购物车已按新价格计算，请告诉顾客，再按一次收款。",
            "Nothing was taken. The cart shows the new price: tell the customer, then press pay again.",
        ),
    ),
    "pairing_refused": (
        "warning",
        Bilingual("商城不接受这个配对码", "The mall does not accept that pairing code"),
        Bilingual("请在商城后台生成新的配对码。", "Ask the back office for a new one."),
    ),
    "pairing_refused.unknown": (
        "warning",
        Bilingual("没有这个配对码", "There is no such pairing code"),
        Bilingual("核对 8 位数字，或在商城后台生成新的。", "Check the 8 digits, or make a new one in the back office."),
    ),
    "pairing_refused.used": (
        "warning",
        Bilingual("这个配对码已经用过", "That pairing code was used already"),
        Bilingual("请在商城后台生成新的。", "Make a new one in the back office."),
    ),
    "pairing_refused.expired": (
        "warning",
        Bilingual("这个配对码已过期", "That pairing code has expired"),
        Bilingual("请在商城后台生成新的。", "Make a new one in the back office."),
    ),
    "pairing_refused.other_till": (
        "warning",
        Bilingual("这个配对码是给另一个收银台号的", "That code is for another till number"),
        Bilingual(
            "本机没有改变。请在后台这台收银机旁按「重新配对」取码。",
            'This till is as it was. Press "Pair again" beside this very till in the back office.',
        ),
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
    "no_longer_parked": (
        "success",
        Bilingual("它已经处理好了", "It is settled already"),
        Bilingual("不用再做什么。", "There is nothing left to do."),
    ),
    "not_open_for_hand_over": (
        "warning",
        Bilingual("这个订单现在不能交货", "That order cannot be handed over now"),
        Bilingual("可以在自提列表里查看它的状态。", "See its state in the list of pickups."),
    ),
    "not_open_for_hand_over.handed_over": (
        "warning",
        Bilingual("这个订单已经交过货了", "That order was handed over already"),
        Bilingual("请勿重复交货；可核对交货时间。", "Do not give it out twice; its time is in the list."),
    ),
    "not_open_for_hand_over.cancelled": (
        "warning",
        Bilingual("这个订单已取消", "That order was cancelled"),
        Bilingual("商品可以放回货架。", "Its goods may go back to the shelf."),
    ),
    "not_open_for_hand_over.expired": (
        "warning",
        Bilingual("这个订单已过自提期限", "The time to collect that order is over"),
        Bilingual("请顾客在小程序里联系客服。", "Ask her to contact the service in the mini-program."),
    ),
    "not_open_for_hand_over.wrong_code": (
        "warning",
        Bilingual("提货码不对", "That is not this order's code"),
        Bilingual("请顾客打开订单里的提货码，再扫一次。", "Ask her to open the code in her order and scan again."),
    ),
    "not_open_for_hand_over.wrong_shop": (
        "warning",
        Bilingual("这个订单要在另一家门店提货", "That order is collected in another shop"),
        Bilingual("请顾客核对订单里的门店。", "Ask her to check the shop in her order."),
    ),
    "unavailable": (
        "warning",
        Bilingual("暂时做不到", "Not possible right now"),
        Bilingual("可以继续收银。", "You can go on selling."),
    ),
    "mall_unreachable": (
        "warning",
        Bilingual("连不上商城", "The mall cannot be reached"),
        Bilingual(
            "收银、会员、预约和自提照常；恢复后自动补传。", "Everything at the counter works; it catches up later."
        ),
    ),
    "printer_trouble": (
        "warning",
        Bilingual("小票没有打印出来", "The receipt was not printed"),
        Bilingual("销售已保存，打印机修好后会自己补上。", "The sale is safe; it prints when the printer is back."),
    ),
    "disk_full": (
        "danger",
        Bilingual("磁盘满了，这一单没有写入", "The disk is full; the sale was not written"),
        Bilingual(
            "购物车还在。请清理磁盘后再收款。", "The cart is kept. Free some space, then take the payment again."
        ),
    ),
    "disk_trouble": (
        "danger",
        Bilingual("磁盘读写出错，这一步没有写入", "The disk does not work; nothing was written"),
        Bilingual(
            "先前的销售都在。请重启本机再试；仍不行请联系支持。",
            "What was sold before is safe. Restart this machine and try again; if that does not help, call support.",
        ),
    ),
    "database_busy": (
        "warning",
        Bilingual("数据正被另一个程序占用", "Another program holds the till's data"),
        Bilingual("稍等片刻再试，什么都没有丢。", "Wait a moment and try again; nothing is lost."),
    ),
    "database_unreadable": (
        "danger",
        Bilingual("打不开收银数据", "The till's data cannot be opened"),
        Bilingual("文件没有被改动，请联系支持。", "The file was not touched; call support."),
    ),
    "database_unreadable.wrong_key": (
        "danger",
        Bilingual("密钥与收银数据不符", "The key does not fit the till's data"),
        Bilingual("文件没有被改动。请恢复本机的密钥。", "The file was not touched. Restore this machine's key."),
    ),
    "database_unreadable.newer": (
        "danger",
        Bilingual("数据来自更新的版本", "The data comes from a newer version"),
        Bilingual("请更新本程序，文件没有被改动。", "Update this program; the file was not touched."),
    ),
    "database_unreadable.damaged": (
        "danger",
        Bilingual("收银数据已损坏", "The till's data is damaged"),
        Bilingual("请从备份恢复；原文件已保留。", "Restore the backup; the file was left as it is."),
    ),
    "database_unreadable.other_shop": (
        "danger",
        Bilingual("这份数据属于另一家门店", "This data belongs to another shop"),
        Bilingual("请核对配对的门店，什么都没有改变。", "Check which shop was paired; nothing was changed."),
    ),
    "already_running": (
        "accent",
        Bilingual("收银程序已经在运行", "The till is running already"),
        Bilingual("请切换到已打开的窗口。", "Switch to the window that is open."),
    ),
    "bug": (
        "danger",
        Bilingual("程序出了点问题", "Something went wrong in the program"),
        Bilingual(
            "数据是安全的，可以继续；记录已保存在日志里。", "Your data is safe, carry on; the log has the details."
        ),
    ),
}


_AMOUNTS = ("shown", "now", "available")


def notice_of(error: Exception) -> Notice:
    """Return what to tell of an error; anything that is neither refused nor unavailable is a bug, said calmly."""
    if not isinstance(error, (Refused, Unavailable)):
        return _notice("bug", "bug", {})
    reason = error.values.get("reason")
    code = f"{error.code}.{reason}" if reason else error.code
    found = next(key for key in (code, error.code, _family(error)) if key in SENTENCES)
    return _notice(found, code, _readable(error.values))


def _family(error: Exception) -> str:
    return "refused" if isinstance(error, Refused) else "unavailable"


def _notice(sentence: str, code: str, values: Mapping[str, object]) -> Notice:
    tone, what, advice = SENTENCES[sentence]
    return Notice(tone, what, advice, values, code)


def _readable(values: Mapping[str, object]) -> dict[str, object]:
    """Say amounts as money; add what is missing of a sum."""
    readable = dict(values)
    due, received = values.get("due"), values.get("received")
    if isinstance(due, int) and isinstance(received, int):
        readable |= {
            "due": formatting.money(due),
            "received": formatting.money(received),
            "missing": formatting.money(due - received),
        }
    readable |= {name: formatting.money(fen) for name in _AMOUNTS if isinstance(fen := values.get(name), int)}
    return readable
