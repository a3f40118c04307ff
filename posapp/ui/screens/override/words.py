"""What the manager panel says: what is asked, who may allow it, and why."""

from __future__ import annotations

from posapp.domain.text import Bilingual

TITLE = Bilingual("请同事授权", "A colleague's word, please")
WHO = Bilingual("谁来授权？点名字，或扫工牌", "Who allows it? Press a name, or scan a badge")
WHY = Bilingual("为什么？", "Why?")
CHOOSE = Bilingual("先点授权人", "Choose who allows it")
PIN = Bilingual("{name}，请输入 6 位密码", "{name}, your six-digit PIN")
CHECKING = Bilingual("核对中…", "Checking…")
NOBODY = Bilingual("本店没有人能授权这一步", "Nobody in this shop may allow that")
NOBODY_HOW = Bilingual("请联系总部调整权限，或换一种做法。", "Ask head office for the right, or do it another way.")
LEAVE = Bilingual("不做了", "Leave it")
ONCE = Bilingual("只对这一步有效，一分钟内用完。", "Good for this one act, within a minute.")
WITH_AMOUNT = Bilingual("{act} {amount}", "{act} {amount}")
WITH_SHARE = Bilingual("{act} {amount}（{percent}%）", "{act} {amount} ({percent}%)")
