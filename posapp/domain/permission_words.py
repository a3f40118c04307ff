"""What acts that want a permission are called, and why a colleague may allow one; the counter and the office say it."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.closing import FINDINGS
from posapp.domain.given import REASONS
from posapp.domain.permission import Permission
from posapp.domain.text import Bilingual

ACTS: Mapping[Permission, Bilingual] = {
    "sell": Bilingual("收银", "Sell"),
    "void_line": Bilingual("删除商品", "Take goods off the cart"),
    "clear_cart": Bilingual("清空购物车", "Empty the cart"),
    "discount_line": Bilingual("单品优惠", "Discount on a line"),
    "discount_ticket": Bilingual("整单优惠", "Discount on the sale"),
    "change_price": Bilingual("改价，少收", "New price, less by"),
    "round_down": Bilingual("抹零，最多", "Round down by up to"),
    "refund": Bilingual("退款", "Give back"),
    "refund_without_receipt": Bilingual("无小票退款", "Give back without a receipt"),
    "open_drawer": Bilingual("不收银开钱箱", "Open the drawer without a sale"),
    "cash_in": Bilingual("放入备用金", "Put cash into the drawer"),
    "cash_drop": Bilingual("缴款入保险柜", "Drop cash into the safe"),
    "cash_out": Bilingual("从钱箱支出", "Pay out of the drawer"),
    "read_shift": Bilingual("看班次报表", "Read the shift report"),
    "close_shift": Bilingual("交班", "Close the shift"),
    "wide_difference": Bilingual("交班差异", "Close with a difference of"),
    "doubtful_date": Bilingual("时钟不准时开班", "Open a shift by a doubtful clock"),
    "reprint": Bilingual("补打小票", "Print the receipt again"),
    "record_payment": Bilingual("手工确认收款", "Take a payment as made"),
    "close_payment": Bilingual("核对后了结手机付款", "Close a phone payment of"),
    "hand_over_late": Bilingual("交付过期的自提单", "Hand over an expired order of"),
    "hand_over_unpaid": Bilingual("未收款交付自提单", "Hand over an unpaid order of"),
    "export_journal": Bilingual("导出流水", "Export the journal"),
    "release_held": Bilingual("放出订单留的货", "Let an order's piece go"),
    "settle_defective": Bilingual("处理次品", "Settle defective goods of"),
    "settle": Bilingual("处理待办记录", "Settle a parked record"),
    "pair": Bilingual("重新配对本机", "Pair this till again"),
}

OTHER_REASONS: Mapping[str, Bilingual] = {
    "customer": Bilingual("顾客要求", "Customer asked"),
    "mistake": Bilingual("录入有误", "Typed wrongly"),
    "machine": Bilingual("设备故障", "Machine trouble"),
    "change_money": Bilingual("换零钱", "Change money"),
    "checked": Bilingual("已核对", "Checked it"),
}


def reasons_for(permission: Permission) -> Mapping[str, Bilingual]:
    """Return why somebody may allow an act, by the code that is written down."""
    if permission == "close_payment":
        return FINDINGS
    return REASONS if permission in ("discount_line", "discount_ticket", "change_price") else OTHER_REASONS


def reason_said(code: str) -> Bilingual:
    """Return a reason in words; what is no code was written by hand."""
    for reasons in (REASONS, FINDINGS, OTHER_REASONS):
        if code in reasons:
            return reasons[code]
    return Bilingual(code, code)
