"""The small chain that the killed programs serve: shops with one till and one manager each, a few goods and members."""

from __future__ import annotations

from collections.abc import Iterator

from argon2 import PasswordHasher

from posapp.domain.clock import DAY, SystemClock
from sync.protocol import rows

PIN = "246810"
NUMBER = "1001"
"""The manager's, in every shop."""

VARIANTS = tuple(f"tee-{colour}" for colour in ("white", "black", "blue", "red", "green"))
MEMBERS = tuple(f"member-{number}" for number in range(1, 4))
"""They buy in every shop, and earn points there."""

COUPONS_EACH = 6
ORDERS_A_SHOP = 30
"""Placed before anything is killed: every backup of the hub knows them."""

ON_HAND = 1_000
PRICE_FEN = 19_900


def shop_ids(shops: int) -> tuple[str, ...]:
    """Return the ids of the first ``shops`` shops."""
    return tuple(f"shop-{number}" for number in range(1, shops + 1))


def all_rows(shops: int) -> Iterator[rows.Row]:
    """Yield what the chain begins with, but its staff."""
    yield rows.Chain(
        id="chain", name_zh="拾光集", name_en="Lumen", fen_per_point=100, receipt_foot_zh="", receipt_foot_en=""
    )
    for number, shop_id in enumerate(shop_ids(shops), start=1):
        yield rows.Shop(
            id=shop_id, code=f"{number:03d}", name_zh=f"{number} 店", name_en=f"Shop {number}", address_zh="",
            address_en="", phone="", lat_e6=31_230_000, lon_e6=121_470_000, opens="10:00", closes="22:00",
            fitting_rooms=1,
        )  # fmt: skip
    yield rows.Category(id="tees", name_zh="T 恤", name_en="T-shirts", part="top", order=1)
    yield rows.Style(
        id="tee", code="TEE", name_zh="T 恤", name_en="T-shirt", pinyin="t xu", initials="tx", category="tees",
        brand="", season="all", tags=[], art="tee", material_zh="棉", material_en="cotton", size_system="one",
        launched="2026-03-01", consumable=False,
    )  # fmt: skip
    for number, member_id in enumerate(MEMBERS):
        yield rows.Member(
            id=member_id, number=number, card=f"8{number:015d}", name_zh=f"林*{number}", name_en=f"Lin {number}",
            phone_masked="138****0000", phone_last4="0000", phone_index="", level="basic", points=0, stored_fen=0,
            birthday="", joined="2025-01-01", personal=True, blocked=False, tags=[],
        )  # fmt: skip
    yield from (_coupon(coupon_id, member_id) for member_id in MEMBERS for coupon_id in coupons_of(member_id))
    for number, variant_id in enumerate(VARIANTS):
        yield rows.Variant(
            id=variant_id, style_id="tee", barcode=f"69{number:011d}", colour_code=f"{number:02d}", colour_zh="色",
            colour_en="colour", colour_hex="#777777", size="F", size_order=1, list_fen=PRICE_FEN + 100 * number,
            member_fen=0, tax_bp=1300, shelf="A-01",
        )  # fmt: skip
        for shop_id in shop_ids(shops):
            yield rows.Stock(
                id=f"{shop_id}/{variant_id}", shop_id=shop_id, variant_id=variant_id, on_hand=ON_HAND, promised=0
            )


def coupons_of(member_id: str) -> tuple[str, ...]:
    """Return the ids of a member's coupons, which every shop takes."""
    return tuple(f"coupon-{member_id}-{number}" for number in range(1, COUPONS_EACH + 1))


def _coupon(coupon_id: str, member_id: str) -> rows.Coupon:
    group = coupon_id.rpartition("-")[2]  # of its own, so that she may use several on one sale
    number = COUPONS_EACH * MEMBERS.index(member_id) + int(group)
    now = SystemClock().now()
    return rows.Coupon(
        id=coupon_id, member_id=member_id, code=f"97{number:010d}", title_zh="满 100 减 10", title_en="10 off 100",
        threshold_fen=10_000, off_fen=1_000, category="", from_ms=now - 9 * DAY, until_ms=now + 90 * DAY, status="open",
        group=group,
    )  # fmt: skip


def manager_of(shop_id: str) -> rows.Staff:
    """Return the one who sells in a shop: a manager, so that a clock that is days off holds up no shift.

    Her PIN is hashed cheaply: she signs in after every death of her till.
    """
    pin_hash = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PIN)
    return rows.Staff(
        id=f"staff-{shop_id}", number=NUMBER, name_zh="王蕾", name_en="Wang Lei", role="manager", pin_hash=pin_hash
    )
