"""The whole demo chain, generated: the same seed and day give the same chain."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from argon2 import PasswordHasher
from msgspec.structs import replace

from posapp.domain.clock import DAY, Millis, local
from sync.hub.demo import words
from sync.hub.demo.goods import Goods, make_goods
from sync.hub.demo.looks import make_looks
from sync.hub.demo.past import Past
from sync.hub.demo.portraits import portray
from sync.hub.demo.tastes import Person, make_people
from sync.hub.demo.today import Diary, coupons_for, gift_cards, opening_hours
from sync.protocol import rows

SEED = 20
MEMBERS = 5_000

_SIZE_CURVE = {
    "alpha": (0.9, 1.9, 2.3, 1.7, 0.8),
    "cn_shoe": (0.6, 1.3, 1.9, 2.0, 1.5, 0.9, 0.5, 0.3),
    "one": (4.0,),
}
"""Mean pieces of each size in a shop."""


@dataclass(frozen=True, slots=True)
class DemoChain:
    """Everything that a hub takes over, and beside it the truth that nobody is told."""

    chain: rows.Chain
    shops: tuple[rows.Shop, ...]
    staff: Mapping[str, tuple[rows.Staff, ...]]  # by shop
    goods: Goods
    promotions: tuple[rows.Promotion, ...]
    looks: tuple[rows.Look, ...]
    members: tuple[rows.Member, ...]
    histories: tuple[rows.History, ...]
    coupons: tuple[rows.Coupon, ...]
    stock: tuple[rows.Stock, ...]
    bookings: tuple[rows.Booking, ...]
    orders: tuple[rows.Order, ...]
    gift_cards: tuple[rows.GiftCard, ...]
    people: tuple[Person, ...]
    past: Past

    def rows(self) -> Iterator[rows.Row]:
        """Yield every row but staff, who name no shop; in the order in which tills want them."""
        yield self.chain
        yield from self.shops
        yield from self.goods.categories
        yield from self.goods.styles
        yield from self.goods.variants
        yield from self.promotions
        yield from self.looks
        yield from self.bookings
        yield from self.orders
        yield from self.stock
        yield from self.members
        yield from self.coupons
        yield from self.histories


def generate(
    now: Millis, phone_key: str, *, seed: int = SEED, members: int = MEMBERS, one_style_in: int = 1
) -> DemoChain:
    """Generate the chain as of ``now``; ``phone_key`` is the hub's key of the phone index.

    A smaller chain has fewer ``members``, and of every category one style in so many.
    """
    dice = random.Random(seed)
    today = local(now).date()
    goods = make_goods(dice, today, one_style_in=one_style_in)
    people = make_people(dice, today, goods, members)
    past = Past(goods, dice, now)
    lives = [past.live(person) for person in people]
    shops = tuple(_shop(shop, now) for shop in words.places().shops)
    diary = Diary(dice, now, goods, past)
    levels = _stock_levels(dice, goods)
    for person in people:
        if person.persona is not None:
            diary.write(person, levels)
    return DemoChain(
        chain=_chain(),
        shops=shops,
        staff={shop.id: _staff(shop.id) for shop in shops},
        goods=goods,
        promotions=_promotions(now),
        looks=make_looks(goods, now),
        members=tuple(portray(person, life, phone_key, dice) for person, life in zip(people, lives, strict=True)),
        histories=tuple(life.row(person.id) for person, life in zip(people, lives, strict=True)),
        coupons=tuple(coupon for person in people for coupon in coupons_for(person, dice, now)),
        stock=_stock_rows(levels, diary.promised),
        bookings=tuple(diary.bookings),
        orders=tuple(diary.orders),
        gift_cards=gift_cards(now),
        people=tuple(people),
        past=past,
    )


def _chain() -> rows.Chain:
    chain = words.places().chain
    return rows.Chain(
        id="chain",
        name_zh=chain.zh,
        name_en=chain.en,
        fen_per_point=100,
        receipt_foot_zh=chain.foot_zh,
        receipt_foot_en=chain.foot_en,
    )


def _shop(shop: words.ShopWords, now: Millis) -> rows.Shop:
    opens, closes = opening_hours(now)
    return rows.Shop(
        id=shop.id,
        code=shop.code,
        name_zh=shop.zh,
        name_en=shop.en,
        address_zh=shop.address_zh,
        address_en=shop.address_en,
        phone=shop.phone,
        lat_e6=shop.lat,
        lon_e6=shop.lon,
        opens=opens,
        closes=closes,
        fitting_rooms=shop.rooms,
    )


def _staff(shop_id: str) -> tuple[rows.Staff, ...]:
    """Return a shop's staff. The salt comes from the staff id: these PINs are printed in the guide anyway."""
    hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
    return tuple(
        rows.Staff(
            id=who.id,
            number=who.number,
            name_zh=who.zh,
            name_en=who.en,
            role=who.role,
            pin_hash=hasher.hash(who.pin, salt=who.id.encode().ljust(16, b".")),
        )
        for who in words.places().staff
        if who.shop == shop_id
    )


def _promotions(now: Millis) -> tuple[rows.Promotion, ...]:
    since, until = now - 20 * DAY, now + 60 * DAY
    plain = rows.Promotion(
        id="",
        rule_version=1,
        kind="percent",
        title_zh="",
        title_en="",
        threshold_fen=0,
        off_fen=0,
        repeat=False,
        cap_fen=0,
        percent_off_bp=0,
        category="",
        tag="",
        member_only=False,
        from_ms=since,
        until_ms=until,
    )
    return (
        replace(
            plain,
            id="p-spend-300",
            kind="spend",
            title_zh="每满 300 减 50",
            title_en="50 off every 300",
            threshold_fen=30_000,
            off_fen=5_000,
            repeat=True,
            cap_fen=30_000,
        ),
        replace(
            plain,
            id="p-knit-15",
            title_zh="针织 85 折",
            title_en="15% off knitwear",
            percent_off_bp=1_500,
            category="knitwear",
        ),
        replace(
            plain,
            id="p-member-skin",
            title_zh="会员护肤 9 折",
            title_en="Members: 10% off skincare",
            percent_off_bp=1_000,
            category="skincare",
            member_only=True,
        ),
    )


def _stock_levels(dice: random.Random, goods: Goods) -> dict[tuple[str, str], int]:
    """Return pieces on hand by shop and variant: some sizes are gone, some are the last piece."""
    levels = {}
    for shop in words.places().shops:
        for style in goods.styles:
            carried = dice.random() < (0.96 if shop.id == "jingan" else 0.85)
            depth = dice.choice((0.7, 1.0, 1.0, 1.6))
            curve = _SIZE_CURVE[style.size_system]
            for variant in goods.variants_of[style.id]:
                mean = curve[variant.size_order] * depth * (3.0 if style.consumable else 1.0)
                levels[shop.id, variant.id] = _poisson(dice, mean) if carried else 0
    return levels


def _poisson(dice: random.Random, mean: float) -> int:
    limit, product, count = 2.718281828**-mean, dice.random(), 0
    while product > limit:
        product *= dice.random()
        count += 1
    return count


def _stock_rows(levels: dict[tuple[str, str], int], promised: Mapping[tuple[str, str], int]) -> tuple[rows.Stock, ...]:
    return tuple(
        rows.Stock(
            id=f"{shop_id}/{variant_id}",
            shop_id=shop_id,
            variant_id=variant_id,
            on_hand=on_hand,
            promised=promised.get((shop_id, variant_id), 0),
        )
        for (shop_id, variant_id), on_hand in levels.items()
    )
