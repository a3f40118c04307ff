"""What the list of follow-ups says."""

from __future__ import annotations

from posapp.domain.text import Bilingual

TITLE = Bilingual("回访", "Follow-ups")
TO_DECIDE = Bilingual("{count} 条等您定", "{count} to decide")
NOTHING_TO_DECIDE = Bilingual("没有要定的", "Nothing to decide")
EMPTY = Bilingual("没有回访", "No follow-ups")
EMPTY_HOW = Bilingual(
    "同意接收优惠的会员，试过没买的降价了、要的尺码到了、券快到期了，会出现在这里，由您决定发不发。",
    "When something is worth a word to a member who agreed to offers (what she left costs less, her size is in, "
    "a coupon ends), it appears here, and you decide whether it goes.",
)

STATUSES = {
    "proposed": Bilingual("等您定", "To decide"),
    "calling": Bilingual("要打电话", "To call"),
    "released": Bilingual("待发送", "To be sent"),
    "held_back": Bilingual("不发了", "Held back"),
    "called": Bilingual("打过电话", "Called"),
    "sent": Bilingual("已发送", "Sent"),
    "ended": Bilingual("已结束", "Over"),
}
REASONS = {
    "promotion": Bilingual("试过的降价了", "Costs less now"),
    "size": Bilingual("尺码到货", "Size is in"),
    "coupon": Bilingual("券快到期", "Coupon ends"),
    "outfit": Bilingual("搭配", "Goes with it"),
}
ENDED = {
    "bought": Bilingual("她已经买了，不用再发", "She has bought it; nothing is sent"),
    "no_consent": Bilingual("她不再接收优惠消息", "She no longer wants offers"),
    "withdrawn": Bilingual("她刚关了优惠消息", "She has just said no to offers"),
    "no_longer_true": Bilingual("理由不成立了，比如已经没货", "It no longer holds: sold out, for instance"),
    "too_late": Bilingual("过了时间没人定", "Nobody decided in time"),
    "capped": Bilingual("这周已给她发过一条", "She had her message of the week already"),
}

WHY = Bilingual("为什么", "Why")
WHAT_SHE_READS = Bilingual("她会看到", "What she would read")
SERVED_BY = Bilingual("接待：{name}", "Served by {name}")
SERVED_BY_YOU = Bilingual("您接待的", "Served by you")
DECIDED_BY = Bilingual("{name} 定的", "Decided by {name}")
GOES = Bilingual("{when} 起发送，晚 9 点到早 9 点不打扰", "Goes from {when} on, never between 9 pm and 9 am")
UNTIL = Bilingual("{when} 前没人定，就不发了", "Not sent unless somebody decides by {when}")
NOT_EDITABLE = Bilingual(
    "文字由商城写，不能改；发不发由您定。", "The words are the mall's; you decide whether they go."
)

RELEASE = Bilingual("发给她", "Let it go")
CALL = Bilingual("我来打电话", "I will call her")
CALLED = Bilingual("电话打过了", "I called her")
HOLD_BACK = Bilingual("不发", "Hold back")

RESULT = Bilingual("结果", "What came of it")
SENT_AT = Bilingual("{when} 发送", "Sent {when}")
OPENED_AT = Bilingual("{when} 打开看了", "Opened {when}")
NOT_OPENED = Bilingual("还没打开", "Not opened yet")
CAME_BACK_AT = Bilingual("{when} 又来了", "Came back {when}")
BOUGHT_AT = Bilingual("{when} 买了", "Bought {when}")
SUMMARY = Bilingual(
    "近两周：发送 {sent} · 打开 {opened} · 回店 {came_back} · 买了 {bought}",
    "Last two weeks: {sent} sent · {opened} opened · {came_back} came back · {bought} bought",
)
