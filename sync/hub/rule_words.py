"""What each rule of a shop or of the chain is called, for the sentence that says which one cannot be."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.text import Bilingual
from sync.hub.errors import BadShopRules

_WORDS: Mapping[str, Bilingual] = {
    "fitting_rooms": Bilingual("试衣间数：0 到 60", "fitting rooms: 0 to 60"),
    "walk_in_rooms": Bilingual(
        "留给没预约的试衣间：不多于试衣间数", "rooms left for walk-ins: not more than there are"
    ),
    "slot_minutes": Bilingual("每个时段：15 到 240 分钟", "a slot: 15 to 240 minutes"),
    "lead_minutes": Bilingual(
        "提前多久不再许诺试衣间：不短于一次试穿，到 240 分钟",
        "the time before a slot in which no room is promised: from the length of a visit to 240 minutes",
    ),
    "visit_minutes": Bilingual("一次试穿：5 到 120 分钟", "a visit: 5 to 120 minutes"),
    "early_minutes": Bilingual("最早提前到：0 到 120 分钟", "may come early by: 0 to 120 minutes"),
    "grace_minutes": Bilingual("过多久算未到店：5 分钟到一个时段", "missed after: 5 minutes to a slot"),
    "week": Bilingual("营业时间：写成 10:00-22:00，空着就是休息", "hours: as 10:00-22:00, empty when closed"),
    "closed_days": Bilingual("不营业的日子：写成 2027-02-05", "closed on: as 2027-02-05"),
    "quiet_from": Bilingual("晚上几点后不打扰：17 到 21 点", "no messages from: 17 to 21 o'clock"),
    "quiet_until": Bilingual("早上几点前不打扰：9 到 12 点", "no messages until: 9 to 12 o'clock"),
    "offer_days": Bilingual("几天最多一条优惠消息：7 到 90 天", "one offer in so many days: 7 to 90"),
    "service_a_day": Bilingual(
        "一天最多几条预约和订单消息：3 到 50", "messages a day about bookings and orders: 3 to 50"
    ),
    "kept_days": Bilingual("自提订单保留：1 到 30 天", "orders kept for: 1 to 30 days"),
    "ahead_days": Bilingual("最多提前预约：1 到 180 天", "booked ahead by: 1 to 180 days"),
}


def bad_rule(field: str) -> BadShopRules:
    """Return the refusal of a rule that cannot be so."""
    words = _WORDS[field]
    return BadShopRules(field=field, field_zh=words.zh, field_en=words.en)
