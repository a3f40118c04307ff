"""What the sign-in screen says."""

from __future__ import annotations

from posapp.domain.text import Bilingual

WHO = Bilingual("今天谁在？", "Who is working?")
PIN = Bilingual("{name}，请输入 6 位密码", "{name}, your six-digit PIN")
CHOOSE = Bilingual("先点你的名字", "Tap your name first")
CHECKING = Bilingual("核对中…", "Checking…")
WAIT = Bilingual("试错太多，请等 {seconds} 秒", "Too many tries: wait {seconds} seconds")
NOBODY = Bilingual("还没有员工名单", "No staff list yet")
NOBODY_HOW = Bilingual(
    "名单随首次同步到达；请稍等，或检查网络。", "It comes with the first load; wait a moment, or check the network."
)
