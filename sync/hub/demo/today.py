"""What is going on today: bookings, orders that wait in the shops, coupons in members' wallets."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from typing import Literal

import numpy as np
from msgspec.structs import replace

from posapp.domain.clock import DAY, HOUR, MINUTE, Millis, at, local
from posapp.domain.scan import gift_card_of
from sync.hub.demo.goods import Goods
from sync.hub.demo.past import Past
from sync.hub.demo.tastes import FAMILY_OF_PART, Person
from sync.protocol import rows
from sync.protocol.orders import Group

Levels = dict[tuple[str, str], int]
"""Pieces on hand by shop and variant."""

_Waiting = Literal["promised", "ready"]

_SLOT = 60 * MINUTE

_AT_LEAST = 5
"""Pieces in the shop of what a booking or an order names: enough to play the story several times over."""


def opening_hours(now: Millis) -> tuple[str, str]:
    """Return when the demo's shops open and close: like shops, but round the clock for whoever tries them at night."""
    return ("10:00", "22:00") if 9 <= local(now).hour < 20 else ("00:00", "24:00")


class Diary:
    """Writes bookings and orders for members with a story, and counts what the orders promise."""

    def __init__(self, dice: random.Random, now: Millis, goods: Goods, past: Past) -> None:
        self.bookings: list[rows.Booking] = []
        self.orders: list[rows.Order] = []
        self.promised: Counter[tuple[str, str]] = Counter()
        self._dice = dice
        self._now = now
        self._goods = goods
        self._past = past
        self._parts = {category.id: category.part for category in goods.categories}

    def write(self, person: Person, levels: Levels) -> None:
        """Give a persona what her story says; a booking and an order, in turn, for all but the new member."""
        wanted = self._wanted(person, 8)
        if person.visits >= 12:
            self._book(person, wanted[:3], levels)
        if person.visits and person.personal:
            place = sum(order.kind == "plain" for order in self.orders)
            pays_here = {"payment": "on_collection"} if place == 1 else {}
            self._order(person, wanted[3:5], levels, "promised" if place == 2 else "ready", **pays_here)
            if place == 0:  # she also buys with a group, and was quick in a flash sale
                group = Group(id="g001", wanted=3, joined=1, until_ms=self._now + 2 * DAY)
                self._order(person, wanted[5:6], levels, "promised", kind="group", group=group)
                soon = self._now + 3 * HOUR
                self._order(person, wanted[6:7], levels, "ready", kind="flash", collect_until_ms=soon)

    def _wanted(self, person: Person, most: int) -> list[str]:
        """Return the styles she would love best now, wearable ones, at most two of a category."""
        taken: Counter[str] = Counter()
        wanted = []
        for place in np.argsort(-self._past.weights_of_today(person)):
            style = self._goods.styles[int(place)]
            if self._parts[style.category] in FAMILY_OF_PART and taken[style.category] < 2:
                taken[style.category] += 1
                wanted.append(style.id)
        return wanted[:most]

    def _her_variant(self, person: Person, style_id: str) -> rows.Variant:
        variants = self._goods.variants_of[style_id]
        style = next(s for s in self._goods.styles if s.id == style_id)
        family = FAMILY_OF_PART[self._parts[style.category]]
        truth = person.body[family] - self._goods.cuts[style_id]
        return min(variants, key=lambda v: abs(v.size_order - truth))

    def _book(self, person: Person, style_ids: list[str], levels: Levels) -> None:
        number = len(self.bookings) + 1
        garments: list[rows.Garment] = []
        for style_id in style_ids:
            variant = self._her_variant(person, style_id)
            levels[person.shop, variant.id] = max(levels[person.shop, variant.id], _AT_LEAST)
            garments.append(
                rows.Garment(
                    id=f"b{number:03d}-{len(garments) + 1}",
                    style_id=style_id,
                    variant_id=variant.id,
                    my_size=not garments,
                )
            )
        starts = self._slot(number)
        self.bookings.append(
            rows.Booking(
                id=f"b{number:03d}",
                shop_id=person.shop,
                member_id=person.id,
                code_no=self._dice.randrange(1, 1 << 47),
                code=f"{self._dice.randrange(10**8):08d}",
                starts_ms=starts,
                ends_ms=starts + _SLOT,
                room=1,
                status="booked",
                note="下班后到，请先备好" if number == 1 else "",
                companions=1 if number == 1 else 0,
                garments=garments,
                booked_ms=self._now - 20 * HOUR,
            )
        )

    def _slot(self, number: int) -> Millis:
        """Return the start of one of the next slots of today; late in the evening the day's last one."""
        clock = local(self._now)
        opens, closes = (int(text.partition(":")[0]) for text in opening_hours(self._now))
        return at(clock.date(), min(max(clock.hour + number, opens), closes - 1))

    def _order(self, person: Person, style_ids: list[str], levels: Levels, status: _Waiting, **special: object) -> None:
        number = len(self.orders) + 1
        lines: list[rows.OrderLine] = []
        for style_id in style_ids:
            variant = self._her_variant(person, style_id)
            levels[person.shop, variant.id] = max(levels[person.shop, variant.id], _AT_LEAST)
            self.promised[person.shop, variant.id] += 1
            lines.append(
                rows.OrderLine(
                    id=f"o{number:03d}-{len(lines) + 1}",
                    variant_id=variant.id,
                    quantity=1,
                    paid_fen=variant.member_fen or variant.list_fen,
                )
            )
        today = local(self._now).date()
        self.orders.append(
            replace(
                rows.Order(
                    id=f"o{number:03d}",
                    shop_id=person.shop,
                    member_id=person.id,
                    number=f"M{today:%y%m%d}{number:04d}",
                    code_no=self._dice.randrange(1, 1 << 47),
                    code=f"{self._dice.randrange(10**8):08d}",
                    status=status,
                    lines=lines,
                    total_fen=sum(line.paid_fen for line in lines),
                    placed_ms=self._now - 26 * HOUR,
                    collect_until_ms=at(today + timedelta(days=6), 22),
                ),
                **special,
            )
        )


def gift_cards(now: Millis) -> tuple[rows.GiftCard, ...]:
    """Return a few gift cards to try: their digits are easy to find in the back office, and the same each day."""
    return tuple(
        rows.GiftCard(
            id=f"g{place:03d}",
            number=place,
            card=gift_card_of(place),
            balance_fen=fen,
            until_ms=now + 3 * 365 * DAY,
            status="open",
        )
        for place, fen in enumerate((20_000, 50_000, 100_000, 4_500), 1)
    )


def coupons_for(person: Person, dice: random.Random, now: Millis) -> list[rows.Coupon]:
    """Return the coupons in a member's wallet; each of its own group, so that she may use several on a sale."""
    wallet = [
        ("满 500 减 60", "60 off 500", 50_000, 6_000, "", "spend"),
        ("鞋履满 399 减 40", "40 off shoes from 399", 39_900, 4_000, "shoes", "shoes"),
    ]
    if person.persona is None:
        wallet = [dice.choice(wallet)] if dice.random() < 0.35 else []
    elif person.persona.birthday_in_days <= 7:
        wallet.append(("生日礼券 50 元", "Birthday gift 50", 0, 5_000, "", "gift"))
    return [
        rows.Coupon(
            id=f"c-{person.id}-{place}",
            member_id=person.id,
            code=f"97{dice.randrange(10**10):010d}",
            title_zh=zh,
            title_en=en,
            threshold_fen=threshold,
            off_fen=off,
            category=category,
            from_ms=now - 10 * DAY,
            until_ms=now + dice.randint(8, 40) * DAY,
            status="open",
            group=group,
        )
        for place, (zh, en, threshold, off, category, group) in enumerate(wallet, 1)
    ]
