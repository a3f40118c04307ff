"""What the sync desk says of the channels' bills: what each difference means, and what a person may do about it."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.reconciling import Act, Verdict
from posapp.domain.text import Bilingual
from posapp.services.bill_desk import Way

HEADING = Bilingual("微信、支付宝账单核对", "The channels' bills")
SEE_BELOW = Bilingual(
    "与商城之间无需操作；下面的账单核对请看一下。", "Nothing to do about the mall; please look at the bills below."
)
BILL_OF = Bilingual("{channel} {day} 账单", "{channel}, bill of {day}")
NO_TRADE = Bilingual("当天没有交易。", "Nothing was traded on that day.")
FIGURES = Bilingual(
    "{rows} 笔：收 {paid}，退 {returned}，手续费 {fee}。", "{rows} rows: {paid} in, {returned} out, {fee} of fees."
)
OTHERS = Bilingual("另有 {others} 笔属于同一商户的其他收银台。", "{others} more are of others that share the merchant.")
ALL_AGREE = Bilingual("和本机的账全部一致。", "All of it agrees with this till.")
SOME_DIFFER = Bilingual("一致 {agree} 笔，其余 {differ} 笔。", "{agree} agree, {differ} do not.")
STILL_WORKED_ON = Bilingual("其中 {count} 笔见下。", "{count} of them are below.")
LATE = Bilingual(
    "账单还没取到（{why}），会接着自动取。收款不受影响；也可以在商户后台下载核对。",
    "The bill could not be read yet ({why}); it is asked for again by itself. Selling goes on as usual. The merchant "
    "pages have it too.",
)
WHY: Mapping[str, Bilingual] = {
    "not_yet": Bilingual("对方还没有生成", "not made yet"),
    "broken": Bilingual("文件不完整或对不上，没有采用", "the file was torn or did not add up, and was not used"),
    "unknown": Bilingual("连不上对方", "no answer"),
    "awaited": Bilingual("还没有问过", "not asked for yet"),
}
FUNDS = Bilingual(
    "资金账单：{rows} 笔变动，期初 {opening}，期末 {closing}。",
    "The account: {rows} movements, {opening} before and {closing} after.",
)
NOTHING_MOVED = Bilingual("资金账单：账户当天没有变动。", "The account: nothing moved on that day.")
MOVED_AS_BILLED = Bilingual("钱都按账单动了。", "The money moved as the bill says.")
MOVED_OTHERWISE = Bilingual("{differ} 笔和账单对不上。", "{differ} did not move as the bill says.")
MOVED_AT_MIDNIGHT = Bilingual(
    "零点前后 {count} 笔，可能记在相邻一天。", "{count} around midnight may stand in the day beside."
)
MOVED_BESIDE = Bilingual(
    "零点前后 {count} 笔，在相邻一天找到了。", "{count} around midnight were found in the day beside."
)
OTHER_FEES = Bilingual("手续费扣了 {moved}，账单是 {billed}。", "{moved} of fees were taken, the bill says {billed}.")
NO_TRADE_MOVED = Bilingual(
    "提现等其他变动 {others} 笔，共 {sum}。", "{others} not of trade, such as withdrawals: {sum}."
)
FUNDS_AWAITED = Bilingual("资金账单还没取到，会接着自动取。", "The account's movements are still to come.")
FUNDS_OF = Bilingual("{channel} {day} 资金账单", "{channel}, movements of {day}")
FUNDS_LATE = Bilingual(
    "资金账单一直没取到（{why}）。交易账单已核对，收款不受影响；到账请先在商户后台看。",
    "The account's movements could not be read ({why}). The bill of trade is compared, and selling goes on; look into "
    "the merchant pages whether the money came.",
)
NOT_MOVED = Bilingual("账单有 {amount}，账户里没动：{number}", "{amount} is in the bill and did not move: {number}")
MOVED_ALONE = Bilingual("账户动了 {amount}，账单里没有：{number}", "{amount} moved and is not in the bill: {number}")
AND_MORE = Bilingual("还有 {count} 笔。", "And {count} more.")
READ_NOW = Bilingual("现在去取", "Fetch it now")
READING = Bilingual("正在取账单…", "Fetching the bill…")

TITLES: Mapping[Verdict, Bilingual] = {
    "ok": Bilingual("一致", "agrees"),
    "amount_diff": Bilingual("金额不同", "another amount"),
    "bill_only_pay": Bilingual("收了钱，没有单", "paid, and no sale"),
    "local_only_pay": Bilingual("有单，账单里没有", "sold, and not in the bill"),
    "bill_only_refund": Bilingual("退了钱，本机没有记录", "given back, and not by this till"),
    "local_only_refund": Bilingual("本机已退，账单里没有", "given back here, and not in the bill"),
    "reversed_in_bill": Bilingual("收了又撤了", "paid, then reversed"),
    "cross_day": Bilingual("跨零点", "around midnight"),
    "duplicate": Bilingual("账单里重复的一行", "a row that stands there twice"),
}
MEANINGS: Mapping[Verdict, Bilingual] = {
    "ok": Bilingual("账单和本机一致。", "Bill and till agree."),
    "amount_diff": Bilingual("账单上是 {bill}，本机记的是 {books}。", "The bill says {bill}, the till {books}."),
    "bill_only_pay": Bilingual(
        "账单上收了 {bill}，本机没有对应的已付销售单。", "The bill shows {bill}, and no paid sale here accounts for it."
    ),
    "local_only_pay": Bilingual(
        "本机记了 {books} 已付，账单上没有。货已经给了顾客。",
        "The till has {books} as paid, and the bill does not. The goods have left the shop.",
    ),
    "bill_only_refund": Bilingual(
        "账单上退了 {bill}，不是本机退的；可能有人在商户后台退过。",
        "The bill shows {bill} given back, and not by this till: perhaps somebody did it in the merchant pages.",
    ),
    "local_only_refund": Bilingual(
        "本机记了退款 {books} 已完成，账单上没有。", "The till has {books} as given back, and the bill does not."
    ),
    "reversed_in_bill": Bilingual(
        "账单上收了又撤回 {bill}，本机的单还算已付。",
        "The bill shows {bill} paid and taken back, and a sale here counts on it.",
    ),
    "cross_day": Bilingual(
        "零点前后的一笔，会在相邻一天的账单里。",
        "It happened around midnight; the bill of the day beside has it.",
    ),
    "duplicate": Bilingual(
        "账单里又出现一次，金额 {bill}；没有重复入账。",
        "The bill has it once more, {bill}; here it is counted once.",
    ),
}
UNKNOWN_KIND = Bilingual(
    "账单里有一种没见过的业务“{said}”，金额 {bill}。不会自动处理。",
    "The bill names a kind of trade that is not known here, '{said}', of {bill}. Nothing is done by itself.",
)
TO_DO: Mapping[Act, Bilingual] = {
    "nothing": Bilingual("不用处理。", "Nothing to do."),
    "wait": Bilingual("等明天的账单，自动核对。", "Tomorrow's bill is compared by itself."),
    "ask": Bilingual(
        "正在自动向对方查询，查清后自动了结或退回。", "The channel is asked by itself; its answer decides."
    ),
    "give_back": Bilingual(
        "先查：是不是另一单按现金记了？不是就原路退给顾客。",
        "First look: was it booked as cash in another sale? If not, give it back the way it came.",
    ),
    "look": Bilingual("请店长在商户后台核对后了结。", "The manager looks it up in the merchant pages, then closes it."),
}
CHANNEL_SAID: Mapping[str, Bilingual] = {
    "paid": Bilingual("问过：对方说已收款", "asked: it was paid"),
    "done": Bilingual("问过：对方说已退", "asked: it was given back"),
    "absent": Bilingual("问过：对方说没有这笔", "asked: there is no such thing"),
    "refunded": Bilingual("问过：对方说已退款", "asked: something of it was given back"),
    "reversed": Bilingual("问过：对方说已撤销", "asked: it was reversed"),
    "processing": Bilingual("问过：对方还在处理", "asked: it is under way"),
    "unknown": Bilingual("问过：没有答复", "asked: no answer"),
}
REFUND_NUMBER = Bilingual("退款单号 {number}", "refund number {number}")
WAYS: Mapping[Way, Bilingual] = {
    "give_back": Bilingual("原路退回", "Give it back"),
    "settle": Bilingual("核对后了结…", "Close after a check…"),
}
WHAT_WAS_FOUND = Bilingual(
    "核对的结果是什么？了结后不再列在这里，账单和本机的账都不改，结果写进流水。",
    "What did the check find? It leaves this list; bill and books stay as they are, and the journal keeps the finding.",
)
IS_GOING_BACK = (
    Bilingual("已提交原路退款", "The refund is under way"),
    Bilingual("到账后自动了结；没退成会列在上面。", "It ends by itself; if it cannot be done it is listed above."),
)
WAS_READ = (
    Bilingual("账单已核对", "The bill is compared"),
    Bilingual("差异列在下面；没有差异就不用管。", "Differences are below; without any there is nothing to do."),
)
NOT_READ = (
    Bilingual("还是没取到账单", "The bill could not be read"),
    Bilingual("会接着自动取；收款照常。", "It is asked for again by itself; the counter works."),
)
