"""The chain of the simulated world: two shops, four styles in a few sizes, members with coupons, two promotions."""

from __future__ import annotations

from collections.abc import Iterator

from posapp.domain.clock import DAY, HOUR, Millis
from posapp.domain.scan import gift_card_of
from sync.protocol import rows

START = Millis(1_795_312_800_000)
"""2026-11-22 10:00 in the shops: they open."""

SHOPS = ("shop-a", "shop-b")
MEMBERS = tuple(f"member-{number:02d}" for number in range(1, 13))
FEN_PER_POINT = 100
OPENING_POINTS = 500
FEN_PER_PAID_POINT = 10
OPENING_STORED_FEN = 60_000
CARDS = tuple(f"card-{number}" for number in range(1, 5))
CARD_FEN = 40_000
POINTS_A_TILL_AND_DAY = 60
"""What a till may take of members' points without the mall and without a lease, in points."""

_STYLES = {"coat": (129_900, 119_900), "shirt": (29_900, 0), "dress": (59_900, 53_900), "shoe": (69_900, 64_900)}
_SIZES = ("S", "M", "L")
STYLES = tuple(_STYLES)
VARIANTS = tuple(f"{style}-{size}" for style in _STYLES for size in _SIZES)
SCARCE = frozenset(variant for variant in VARIANTS if variant.endswith("-L"))
"""Of these a shop has one to three pieces; of the others plenty."""

COUNTED = tuple(variant for variant in VARIANTS if variant.endswith("-M"))
"""These are counted now and then; the scarce ones never, so that what a till shows of them can be told by sums."""


def opening_stock(shop_id: str, variant_id: str) -> int:
    """Return with how many pieces a shop begins."""
    place = VARIANTS.index(variant_id) + SHOPS.index(shop_id)
    return 1 + place % 3 if variant_id in SCARCE else 40 + 15 * (place % 5)


def coupons_of(member_id: str) -> tuple[str, str]:
    """Return the ids of a member's two coupons."""
    return f"coupon-{member_id}-1", f"coupon-{member_id}-2"


PIN = "2580"
"""Of the managers and the cashiers, who give their word for what a clerk may not do alone."""

_PIN_HASH = "$argon2id$v=19$m=8,t=1,p=1$d00R/f0zRyAZr68RkCMCnA$3gSbsk1oINWSvaKlhkbjuA"
"""Of ``PIN``: hashed as little as argon2 can, for no thief reads a simulated disk."""


def staff_of(shop_id: str) -> rows.Staff:
    """Return the one who works at every till of a shop."""
    return rows.Staff(
        id=f"staff-{shop_id}", number="1001", name_zh="王蕾", name_en="Wang Lei", role="senior", pin_hash=""
    )


def manager_of(shop_id: str) -> rows.Staff:
    """Return the one who comes to a counter when the clerk may not do something alone."""
    return rows.Staff(
        id=f"manager-{shop_id}", number="1002", name_zh="周敏", name_en="Zhou Min", role="manager", pin_hash=_PIN_HASH
    )


def cashier_of(shop_id: str) -> rows.Staff:
    """Return a colleague who may do less than the clerk, whatever word she gives."""
    return rows.Staff(
        id=f"cashier-{shop_id}", number="1003", name_zh="林珊", name_en="Lin Shan", role="cashier", pin_hash=_PIN_HASH
    )


def all_rows() -> Iterator[rows.Row]:
    """Yield what the chain has on its first day, but the staff."""
    yield rows.Chain(
        id="chain",
        name_zh="拾光集",
        name_en="Lumen",
        fen_per_point=FEN_PER_POINT,
        receipt_foot_zh="谢谢",
        receipt_foot_en="Thanks",
    )
    for number, shop_id in enumerate(SHOPS, start=1):
        yield rows.Shop(
            id=shop_id, code=f"{number:03d}", name_zh=f"{number} 店", name_en=f"Shop {number}", address_zh="",
            address_en="", phone="", lat_e6=31_230_000, lon_e6=121_470_000, opens="10:00", closes="22:00",
            fitting_rooms=2,
        )  # fmt: skip
    yield rows.Category(id="clothes", name_zh="服装", name_en="Clothes", part="top", order=1)
    yield from _goods()
    yield from _promotions()
    yield from _terms()
    for shop_id in SHOPS:
        for variant_id in VARIANTS:
            on_hand = opening_stock(shop_id, variant_id)
            yield rows.Stock(
                id=f"{shop_id}/{variant_id}", shop_id=shop_id, variant_id=variant_id, on_hand=on_hand, promised=0
            )
    for number, member_id in enumerate(MEMBERS, start=1):
        yield _member(member_id, number)
        yield from (_coupon(coupon_id, member_id) for coupon_id in coupons_of(member_id))


def _goods() -> Iterator[rows.Row]:
    for style, (list_fen, member_fen) in _STYLES.items():
        yield rows.Style(
            id=style, code=style.upper(), name_zh=style, name_en=style, pinyin=style, initials=style[0],
            category="clothes", brand="", season="all", tags=[], art="coat", material_zh="", material_en="",
            size_system="alpha", launched="2026-09-01", consumable=False,
        )  # fmt: skip
        for order, size in enumerate(_SIZES):
            variant_id = f"{style}-{size}"
            yield rows.Variant(
                id=variant_id, style_id=style, barcode=f"69{VARIANTS.index(variant_id):011d}", colour_code="BK",
                colour_zh="黑", colour_en="Black", colour_hex="#111111", size=size, size_order=order,
                list_fen=list_fen, member_fen=member_fen, tax_bp=1300, shelf="A-01",
            )  # fmt: skip


def _promotions() -> Iterator[rows.Row]:
    yield rows.Promotion(
        id="spend-1000", kind="spend", title_zh="满 1000 减 100", title_en="100 off 1000", threshold_fen=100_000,
        off_fen=10_000, repeat=True, percent_off_bp=0, member_only=False,
        until_ms=START + 90 * DAY, rule_version=1, cap_fen=0, category="", tag="", from_ms=START - DAY,
    )  # fmt: skip
    yield rows.Promotion(  # it ends in the middle of a day, whatever a till's clock says
        id="members-5", kind="percent", title_zh="会员 95 折", title_en="5% for members", threshold_fen=0, off_fen=0,
        repeat=False, percent_off_bp=500, member_only=True,
        until_ms=START + 7 * HOUR, rule_version=1, cap_fen=0, category="", tag="", from_ms=START - DAY,
    )  # fmt: skip


def cards() -> Iterator[tuple[str, rows.GiftCard]]:
    """Yield the gift cards that the shops have sold, each with its shop."""
    for number, card_id in enumerate(CARDS, start=1):
        row = rows.GiftCard(
            id=card_id, number=number, card=gift_card_of(number), balance_fen=CARD_FEN, until_ms=START + 900 * DAY,
            status="open",
        )  # fmt: skip
        yield SHOPS[number % len(SHOPS)], row


def _terms() -> Iterator[rows.Row]:
    """Stored value and gift cards are leased; of points a little is taken on trust."""
    for instrument in ("stored_value", "gift_card"):
        yield rows.ValueTerms(
            id=instrument, offline="leased", fen_per_unit=1, floor_fen=0, shop_day_fen=0, tills_per_shop=3,
            lease_units=15_000, lease_ms=4 * HOUR,
        )  # fmt: skip
    yield rows.ValueTerms(
        id="points", offline="floor_limit", fen_per_unit=FEN_PER_PAID_POINT, floor_fen=30 * FEN_PER_PAID_POINT,
        shop_day_fen=3 * POINTS_A_TILL_AND_DAY * FEN_PER_PAID_POINT, tills_per_shop=3, lease_units=0,
        lease_ms=4 * HOUR,
    )  # fmt: skip


def _member(member_id: str, number: int) -> rows.Member:
    return rows.Member(
        id=member_id, number=number, card=f"8{number:015d}", name_zh=f"林*{number}", name_en=f"Lin {number}",
        phone_masked="138****0000", phone_last4="0000", phone_index="", level="silver", points=OPENING_POINTS,
        stored_fen=OPENING_STORED_FEN, birthday="", joined="2025-01-01", personal=True, blocked=False, tags=[],
    )  # fmt: skip


def _coupon(coupon_id: str, member_id: str) -> rows.Coupon:
    """Return a coupon; a member's two are of two groups, so that she may use both on one sale. Her second one ends in
    days: a reason to write to her."""
    number = 2 * MEMBERS.index(member_id) + int(coupon_id[-1])
    until = START + (90 if coupon_id[-1] == "1" else 6) * DAY
    return rows.Coupon(
        id=coupon_id, member_id=member_id, code=f"97{number:010d}", title_zh="满 200 减 30", title_en="30 off 200",
        threshold_fen=20_000, off_fen=3_000, category="", from_ms=START - DAY, until_ms=until, status="open",
        group=coupon_id[-1],
    )  # fmt: skip
