"""What is said of group buys and flash sales that cannot be had, and of offers that cannot be made."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.text import Bilingual

OF_DEALS: Mapping[str, Bilingual] = {
    "unknown_deal": Bilingual(
        "没有这个活动。正在进行的活动在“拼团和秒杀”里。", "There is no such offer. See what runs now under Group buys."
    ),
    "unknown_group": Bilingual(
        "没有这个团号，请核对 8 位数字，或请朋友再发一次链接。",
        "No group has that number. Check the 8 digits, or ask your friend to send the link again.",
    ),
    "bad_deal": Bilingual(
        "活动这样写不行（{field_zh}），没有保存；请改好再存。",
        "An offer cannot be so ({field_en}); nothing was kept. Please mend it and keep it again.",
    ),
    "deal_not_running": Bilingual(
        "这个活动还没开始，或者已经结束。您可以按原价下单。",
        "That offer has not begun, or it is over. You can order at the usual price.",
    ),
    "not_of_the_deal": Bilingual(
        "这件商品或这家门店不在活动里，请换一个选择。",
        "The offer is not for that piece or that shop. Please choose another.",
    ),
    "deal_gone": Bilingual(
        "秒杀的都抢完了。有人取消会放回来；也可以按原价下单。",
        "All of the flash sale is taken. A cancelled one comes back; or order at the usual price.",
    ),
    "deal_limit": Bilingual(
        "这个活动每人限 {most} 件，您已经买到了。", "This offer is for {most} each, and you have had that."
    ),
    "group_over": Bilingual(
        "这个团已经不能参加了：成团了、到时间了，或者您已在团里。您可以自己开一个团，或按原价下单。",
        "Nobody can join that group any more: it is complete, it is over, or you are in it. Open another, or order at "
        "the usual price.",
    ),
}
