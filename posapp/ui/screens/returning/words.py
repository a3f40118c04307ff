"""What the returns screen says."""

from __future__ import annotations

from posapp.domain.text import Bilingual

TITLE = Bilingual("退换货", "Returns")
CODE = Bilingual("小票码或单号", "Receipt code or number")
CODE_HOW = Bilingual("扫小票上的二维码或条码，也可以输入单号", "Scan the code on the receipt, or type its number")
LOOK_UP = Bilingual("查找", "Look up")
INVITE = Bilingual("先扫小票，再扫要退换的商品", "Scan the receipt, then the piece")
INVITE_HOW = Bilingual(
    "本连锁任何一台收银机卖出的都能退换；断网时扫小票上的二维码。",
    "Any till's sale can come back here; without a network by the square code on its receipt.",
)
OF_MEMBER = Bilingual("这位会员最近买的", "What this member bought")
OF_MEMBER_HOW = Bilingual(
    "回车选最近一单；输入序号再回车选其他单", "Enter takes the newest; a number and Enter takes another"
)
OF_HERE = Bilingual("其他门店的还没查到", "Other shops' receipts are not here yet")
ASKING = Bilingual("正在问商城…", "Asking the mall …")
RECEIPT_OF = Bilingual("{pieces} · {day}", "{pieces} · {day}")
RECEIPT_AT = Bilingual("{pieces} · {day} · {shop}", "{pieces} · {day} · {shop}")

SOLD_ON = Bilingual("{day} · 共 {total}", "{day} · {total} in all")
LATE = Bilingual("已超过 30 天", "Over 30 days")
SIGNED = Bilingual("凭小票签名", "By its signed code")
TOLD = Bilingual("商城查到", "Told by the mall")
LEFT = Bilingual("可退 {left} / {quantity}", "{left} of {quantity} left")
ALL_BACK = Bilingual("已退完", "All returned")
UNKNOWN = Bilingual("本机没有这件商品", "Not in this till's catalogue")
COMES_BACK = Bilingual("退 {quantity}", "{quantity} back")
SWAPPED = Bilingual("换 {size}", "for {size}")
CHOOSE_PIECE = Bilingual("扫要退换的商品，或从左边选", "Scan the piece, or choose it at the left")
CHOOSE_PIECE_HOW = Bilingual(
    "选好后可以直接换尺码颜色，或者退钱。", "Then change its size or colour, or give the money back."
)

CHANGE_FOR = Bilingual("换成哪一件？", "Which one instead?")
MONEY_BACK = Bilingual("不换，退钱", "Money back")
HERE = Bilingual("本店 {count}", "{count} here")
ELSEWHERE = Bilingual("他店 {count}", "{count} elsewhere")
NONE_LEFT = Bilingual("无货", "none")
QUANTITY = Bilingual("件数", "Pieces")
DEFECTIVE = Bilingual("残次品", "Defective")
WHY = Bilingual("原因", "Reason")
REASONS = {
    "size": Bilingual("尺码不合", "Size"),
    "colour": Bilingual("颜色", "Colour"),
    "fault": Bilingual("质量", "Fault"),
    "changed_mind": Bilingual("不想要了", "Changed her mind"),
    "gift": Bilingual("礼物", "Gift"),
    "other": Bilingual("其他", "Other"),
}
NOT_THIS = Bilingual("这件不退", "Leave it")

COMING_BACK = Bilingual("退回", "Comes back")
LEAVING = Bilingual("换走", "Leaves")
TO_ROUTE = Bilingual("退到{way}", "Back as {way}")
DUE = Bilingual("补差价", "To pay")
GIVE = Bilingual("退给顾客", "Give back")
EVEN = Bilingual("等价换货", "Even exchange")
POINTS = Bilingual("收回积分 {points}", "{points} points go back")
COUPON = Bilingual("优惠券退回会员", "Her coupon comes back")
COUPONS = Bilingual("{count} 张优惠券退回会员", "{count} coupons of hers come back")
NO_ROOM = Bilingual(
    "小票上的码放不下她全部的券。联网后输小票号来退，券才一起退回。",
    "The code on this receipt had no room for all her coupons. Find the sale by its number once the mall answers, and "
    "they come back too.",
)
INVOICED = Bilingual(
    "这单申请过发票：退回的 {amount} 由总部开红字发票，请告诉顾客",
    "It was invoiced: head office makes out a red invoice for {amount}. Tell her",
)
INVOICED_PERHAPS = Bilingual(
    "小票码不知道是否开过发票：开过的话，退回的 {amount} 由总部开红字发票",
    "Its code cannot say whether it was invoiced; if so, head office makes out a red invoice for {amount}",
)
CONFIRM_RETURN = Bilingual("退货", "Return")
CONFIRM_EXCHANGE = Bilingual("换货", "Exchange")
PAY_HOW = Bilingual("扫付款码、礼品卡，或者收现金、刷卡", "Scan her payment code or gift card, or take cash or a card")
CONFIRM_DUE = Bilingual("收差价", "Take the difference")
GOES_BACK = Bilingual("换货没有做完，已付的 {amount} 会退回", "The exchange was left: {amount} goes back")
GOES_BACK_HOW = Bilingual(
    "按原支付方式自动退回，不用再操作。要接着换，再按一次收差价。",
    "It returns to the phone that paid, by itself. To go on, take the difference again.",
)

DONE_RETURN = Bilingual("退货完成", "Returned")
DONE_EXCHANGE = Bilingual("换货完成", "Exchanged")
DONE_HOW = Bilingual("{receipt_no} · 小票已送去打印", "{receipt_no} · its paper is on the way")
CASH_OUT = Bilingual("从钱箱取 {amount} 给顾客", "Give her {amount} from the drawer")
CASH_IN = Bilingual("收现金 {amount}", "Take {amount} in cash")
CHANGE_OUT = Bilingual("找零 {amount}", "Change {amount}")
PAID_BY = Bilingual("{way}已付 {amount}", "{amount} paid by {way}")
PHONE_LATER = Bilingual("{amount} 按原支付方式退回，稍后到账", "{amount} goes back to how she paid, a little later")
CARD_NOW = Bilingual("请在刷卡机上退 {amount}", "Refund {amount} at the card terminal")
TO_ACCOUNT = Bilingual("{amount} 退回{way}", "{amount} back to her {way}")
SET_ASIDE = Bilingual("残次品请放到另放区", "Put the defective piece in its own place")
NEXT = Bilingual("下一单", "Next")
