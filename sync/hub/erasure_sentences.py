"""What the mall says of a member's erasure, in both languages: what goes, what stays and why, what is in the way."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.text import Bilingual

OF_ERASURE: Mapping[str, Bilingual] = {
    "erasure_in_the_way": Bilingual("现在还不能删除：{why_zh}", "Her data cannot be erased yet: {why_en}"),
    "erasure_changed": Bilingual(
        "刚才看过之后情况有变，没有删除任何资料。请重新看一遍再确认。",
        "Something changed since you looked, and nothing was erased. Please look again and confirm then.",
    ),
    "erased_value_left": Bilingual(
        "备份恢复后重新删除了一位会员的资料，她名下还有 {fen} 分钱的储值。删除前多半已换成礼品卡：请核对，"
        "别让同一笔钱用两次。",
        "A member who had come back with a backup was erased again, and {fen} fen of stored value stood in her name. "
        "Gift cards were most likely made of it before: please check that the same money is not spent twice.",
    ),
}
"""What is refused, and what a person should look at."""

ERASED: Mapping[str, Bilingual] = {
    "person": Bilingual(
        "姓名、手机尾号和索引、生日、等级、标签、会员码和会员卡号",
        "Name, phone digits and index, birthday, level, tags, member code and card number",
    ),
    "history": Bilingual(
        "购买、试穿、收藏和浏览记录 {n} 条，以及由此得出的尺码和推荐",
        "What was bought, tried on, wished for or looked at ({n}), with the sizes and suggestions drawn from it",
    ),
    "coupons": Bilingual("优惠券 {n} 张：没用过的作废", "Coupons ({n}): those not used are void"),
    "messages": Bilingual(
        "消息和每次同意、撤回的记录，共 {n} 条", "Messages, and each yes and no that was said to them ({n})"
    ),
    "reviews": Bilingual("评价 {n} 条，连同内容", "Reviews, with what they say ({n})"),
    "events": Bilingual(
        "训练用的行为事件和推荐展示记录 {n} 条", "Events kept for training, and showings of suggestions ({n})"
    ),
    "bookings": Bilingual(
        "{n} 个已结束的预约：留言、预约码和是谁约的",
        "Of bookings that are over ({n}): notes, codes and whose they were",
    ),
    "follow_ups": Bilingual("回访 {n} 条", "Follow-ups ({n})"),
    "titles": Bilingual(
        "{n} 张发票申请上的个人抬头，改为“个人”",
        "A person's own name on requests for invoices ({n}): they say 个人 instead",
    ),
    "notes": Bilingual("收银台写在所买商品上的备注 {n} 条", "Notes that counters wrote on goods ({n})"),
}
"""What is erased; a line with a number that is nought is left out."""

KEPT: Mapping[str, Bilingual] = {
    "sales": Bilingual(
        "销售和退货 {n} 笔：会计和税收法律要求保存。不再写着是谁买的",
        "Sales and returns ({n}): the law on accounts and taxes asks for them. They no longer say whose they were",
    ),
    "orders": Bilingual(
        "商城订单 {n} 个：交易记录，同样要保存。不再写着是谁下的",
        "Orders of the mall ({n}): records of trade, kept for the same reason. They no longer say whose they were",
    ),
    "ledger": Bilingual(
        "储值和积分的账 {n} 笔：资金记录。记在一个查不到人的编号下",
        "Entries of stored value and points ({n}): records of money, under a name that leads to nobody",
    ),
    "log": Bilingual(
        "收银机传来的原始记录和电子流水：一条改了，后面的防篡改链就断了，所以不改。里面写的是会员编号，已查不到人；"
        "店员当时打进去的字（发票抬头、备注）也留在里面",
        "The records as tills sent them, and the journals: to change one breaks the chain that proves all later ones. "
        "They name a member by an id that leads to nobody now; words that staff typed then (an invoice's title, a "
        "note) stay in them too",
    ),
    "backups": Bilingual(
        "以前做的备份里还有这些资料，直到备份过期；恢复备份时，收银机会让商城再删一次",
        "Backups made before still hold all of it until they expire. When one is restored, the tills have the mall "
        "erase again",
    ),
    "proof": Bilingual(
        "一条删除记录：何时、谁办的、会员编号的加密指纹。没有个人资料",
        "One record of the erasure: when, who did it, and a keyed fingerprint of the member's id. Nothing personal",
    ),
}
"""What is kept, and why."""

VALUE: Mapping[str, Bilingual] = {
    "points": Bilingual("积分 {n} 分作废，不能找回", "{n} points lapse and cannot be had back"),
    "stored": Bilingual(
        "储值 {yuan} 元换成不记名礼品卡（每张最多 1000 元），卡号只显示一次，请当场抄下",
        "¥{yuan} of stored value becomes gift cards without a name (¥1,000 each at most); their numbers are shown "
        "once, to be written down",
    ),
    "cards": Bilingual("已有的礼品卡不记名，照常可用", "Gift cards bear no name and stay good"),
}
"""What happens with points and stored value."""

IN_THE_WAY: Mapping[str, Bilingual] = {
    "order": Bilingual(
        "订单 {number} 还没取（{shop_zh}）：请先取走或取消",
        "order {number} waits in {shop_en}: collect it or cancel it first",
    ),
    "booking": Bilingual(
        "{when} 在{shop_zh}有试穿预约：请先取消或试完",
        "a try-on is booked in {shop_en}, {when}: cancel it or come for it first",
    ),
    "transfer": Bilingual(
        "{shop_zh}在为她调货：请先收货或取消",
        "{shop_en} waits for a piece for her from another shop: receive it or call it off first",
    ),
    "right": Bilingual(
        "{shop_zh}的收银机到 {when} 前还可能花她的余额：到时候再删",
        "a till in {shop_en} may still spend what is hers until {when}: erase after that",
    ),
    "stored": Bilingual(
        "储值还有 {yuan} 元：请先用掉，或勾选换成不记名礼品卡",
        "¥{yuan} of stored value is left: spend it first, or choose gift cards without a name",
    ),
}
"""What stands in the way, and what to do about it."""
