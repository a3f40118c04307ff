"""What the keys panel says."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.keys import Act, Preset
from posapp.domain.text import Bilingual
from posapp.ui import words

TITLE = Bilingual("这台收银机的按键", "The keys of this till")
HOW = Bilingual(
    "点一行，再按新的键。Enter 收款、Esc 返回、Del 删行、* 数量在哪一套里都一样。",
    "Press a row, then the new key. Enter pays, Esc goes back, Del removes and * counts in every set.",
)
PRESETS: Mapping[Preset, Bilingual] = {
    "ours": Bilingual("本店默认", "Standard"),
    "market": Bilingual("超市习惯", "Supermarket"),
    "pos_awesome": Bilingual("POS Awesome", "POS Awesome"),
}
CHANGED = Bilingual("已改 {count} 个键", "Keys changed: {count}")
RESET = Bilingual("恢复整套", "Reset to the set")
PRESS_NOW = Bilingual("请按新键…", "Press a key…")
NO_KEY = Bilingual("无", "none")
TAKE_AWAY = Bilingual("不要键", "No key")
DONE = Bilingual("完成   Esc", "Done   Esc")
CANCEL = Bilingual("不改   Esc", "Leave it   Esc")
GIVEN = Bilingual("「{act}」现在用 {key}", '"{act}" is on {key} now')
TAKEN_AWAY = Bilingual("「{act}」现在没有键", '"{act}" has no key now')
STILL_BY_MOUSE = Bilingual("仍可用鼠标或触摸。", "Mouse and touch still reach it.")
AT_ONCE = Bilingual("马上生效。", "It works at once.")

ACTS: Mapping[Act, Bilingual] = {
    "search": Bilingual("搜索商品", "Search goods"),
    "member": Bilingual("查找会员", "Find a member"),
    "hold": Bilingual("挂单", "Put aside"),
    "recall": Bilingual("取单", "Take back"),
    "discount": Bilingual("优惠、抹零", "Discount"),
    "details": Bilingual("这一行的详情", "Details of the line"),
    "grid": Bilingual("颜色尺码", "Colours and sizes"),
    "remove": Bilingual("删除一行", "Remove a line"),
    "clear": Bilingual("清空（先问）", "Empty (asks first)"),
    "suggestion": Bilingual("加入推荐", "Take a suggestion"),
    "outfit": Bilingual("加入搭配", "Take what goes with it"),
    "top_up": Bilingual("加入凑单", "Take the top-up"),
    "pay": Bilingual("收款", "Pay"),
    "sell": words.SELL,
    "today": words.TODAY,
    "walk": words.WALK,
    "bookings": words.BOOKINGS,
    "rooms": words.ROOMS,
    "pickups": words.PICKUPS,
    "transfers": words.TRANSFERS,
    "stock": words.STOCK,
    "returns": words.RETURNS,
    "follow_ups": words.FOLLOW_UPS,
    "shift": words.SHIFT,
    "sync": words.SYNC,
    "devices": words.DEVICES,
    "help": Bilingual("快捷键帮助", "Keyboard help"),
    "switch": Bilingual("换人", "Change over"),
    "lock": Bilingual("锁屏", "Lock"),
    "practice": Bilingual("练习", "Practice"),
    "language": Bilingual("语言", "Language"),
    "light": Bilingual("深色 / 浅色", "Dark / light"),
}

_PAGES: tuple[Act, ...] = (
    "sell", "today", "walk", "bookings", "rooms", "pickups", "transfers", "stock", "returns", "follow_ups", "shift",
    "sync", "devices", "help",
)  # fmt: skip

COLUMNS: tuple[tuple[tuple[Bilingual, tuple[Act, ...]], ...], ...] = (
    (
        (
            Bilingual("收银", "Selling"),
            ("search", "member", "hold", "recall", "details", "grid", "remove", "clear"),
        ),
    ),
    (
        (Bilingual("收款", "Taking payment"), ("pay", "discount", "suggestion", "outfit", "top_up")),
        (Bilingual("收银台", "The till"), ("switch", "lock", "practice", "language", "light")),
    ),
    ((Bilingual("页面", "Pages"), _PAGES[: len(_PAGES) // 2]),),
    ((Bilingual("更多页面", "More pages"), _PAGES[len(_PAGES) // 2 :]),),
)
"""How the panel lays them out: columns of groups."""
