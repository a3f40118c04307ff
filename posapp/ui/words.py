"""Sentences that more than one screen says. Each screen keeps its own beside it, in ``screens/<word>/words.py``.

Every constant is a ``Bilingual``; places in braces are the same in both languages, and a test walks them all.
"""

from __future__ import annotations

from posapp.domain.text import Bilingual

DISMISS = Bilingual("收起", "Dismiss")
BACK = Bilingual("返回", "Back")
CANCEL = Bilingual("取消", "Cancel")
CLOSE = Bilingual("关闭", "Close")
ERASE = Bilingual("退格", "Erase")
FEWER = Bilingual("少一件", "One fewer")
MORE = Bilingual("多一件", "One more")
RETRY = Bilingual("再试一次", "Try again")
LOADING = Bilingual("读取中…", "Loading…")

SELL = Bilingual("收银", "Sell")
TODAY = Bilingual("今天", "Today")
WALK = Bilingual("取货", "Fetch")
BOOKINGS = Bilingual("预约试穿", "Bookings")
ROOMS = Bilingual("试衣间", "Rooms")
FOLLOW_UPS = Bilingual("回访", "Follow-ups")
PICKUPS = Bilingual("自提", "Pickups")
TRANSFERS = Bilingual("调拨", "Shops")
STOCK = Bilingual("库存", "Stock")
RETURNS = Bilingual("退换", "Returns")
SHIFT = Bilingual("班次", "Shift")
SYNC = Bilingual("同步", "Sync")
DEVICES = Bilingual("设备", "Devices")

ROLES = {
    "cashier": Bilingual("收银员", "Cashier"),
    "clerk": Bilingual("导购", "Clerk"),
    "senior": Bilingual("资深店员", "Senior"),
    "manager": Bilingual("店长", "Manager"),
    "area_manager": Bilingual("区域经理", "Area manager"),
    "auditor": Bilingual("审计", "Auditor"),
    "technician": Bilingual("技术员", "Technician"),
}
"""A role of the chain's own is shown under its own name."""

LEVELS = {
    "basic": Bilingual("会员", "Member"),
    "silver": Bilingual("银卡", "Silver"),
    "gold": Bilingual("金卡", "Gold"),
    "black": Bilingual("黑卡", "Black"),
}

TRUST = {
    "A": Bilingual("动态码已验证", "Signed code checked"),
    "B": Bilingual("凭静态码或店员核对", "Static code or asked by staff"),
    "C": Bilingual("手输号码，请核对", "Typed number, please ask"),
}


def level(name: str) -> Bilingual:
    """Return the words for a member level; a level that this program does not know is shown as it came."""
    return LEVELS.get(name, Bilingual(name, name))
