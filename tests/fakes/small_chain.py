"""A small chain for tests of the hub: two shops, two styles, two members; every figure can be checked by head."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection

from posapp.domain.clock import DAY, Millis
from sync.hub import keys
from sync.hub.opening import open_books
from sync.hub.publishing import publish_many
from sync.protocol import rows
from tests.fakes.laid_tables import lay_opened_hub

NOW = 1_800_000_000_000
"""2027-01-15 16:00 in Shanghai."""

SHOP, OTHER_SHOP = "jingan", "xuhui"
COAT_S, COAT_M, COAT_L, LIPSTICK = "coat-s", "coat-m", "coat-l", "lipstick-red"
LIN, ZHOU = "m-lin", "m-zhou"


def all_rows(now: int = NOW) -> Iterable[rows.Row]:
    """Return the rows of the chain but its staff."""
    yield rows.Chain(
        id="chain",
        name_zh="拾光集",
        name_en="Lumen",
        fen_per_point=100,
        receipt_foot_zh="谢谢",
        receipt_foot_en="Thanks",
    )
    yield _shop(SHOP, "01", "静安店", "Jing'an", rooms=3)
    yield _shop(OTHER_SHOP, "02", "徐汇店", "Xuhui", rooms=1)
    yield rows.Category(id="coats", name_zh="大衣", name_en="Coats", part="outer", order=1)
    yield rows.Category(id="make-up", name_zh="彩妆", name_en="Make-up", part="beauty", order=2)
    yield _style("coat", "羊毛大衣", "Wool coat", "coats", "alpha")
    yield _style("lipstick", "口红", "Lipstick", "make-up", "one")
    for order, size in enumerate(("S", "M", "L")):
        yield _variant(f"coat-{size.lower()}", "coat", size, order, 99_900, 89_900)
    yield _variant(LIPSTICK, "lipstick", "F", 0, 19_900, 0)
    for shop in (SHOP, OTHER_SHOP):
        for variant, pieces in ((COAT_S, 3), (COAT_M, 2), (COAT_L, 0), (LIPSTICK, 20)):
            yield rows.Stock(id=f"{shop}/{variant}", shop_id=shop, variant_id=variant, on_hand=pieces, promised=0)
    yield _member(LIN, 1, "林**", "Lin *", "1357")
    yield _member(ZHOU, 2, "周*", "Zhou *", "2468")
    yield rows.Coupon(
        id="coupon-lin",
        member_id=LIN,
        code="700000000001",
        title_zh="满 500 减 60",
        title_en="60 off 500",
        threshold_fen=50_000,
        off_fen=6_000,
        category="",
        from_ms=now - DAY,
        until_ms=now + 30 * DAY,
        status="open",
    )
    yield rows.History(
        id=LIN,
        visits=1,
        spent_fen=50_000,
        last_visit_ms=now - 90 * DAY,
        happenings=[
            rows.Happening(
                kind="bought", style_id="shirt", variant_id="shirt-m", size="M", at_ms=now - 90 * DAY, ref="s0"
            )
        ],
    )


def staff() -> list[rows.Staff]:
    """Return the staff of the first shop."""
    return [rows.Staff(id="st-1", number="1001", name_zh="王芳", name_en="Wang Fang", role="cashier", pin_hash="x")]


def open_hub(conn: Connection, now: int = NOW) -> None:
    """Write the chain into a hub's books that are empty, with its staff and the hub's keys."""
    keys.ensure(conn, Millis(now))
    open_books(conn, all_rows(now), Millis(now))
    publish_many(conn, staff(), shop_id=SHOP)


def lay_hub(folder: Path, now: int = NOW) -> None:
    """Put the file of a hub that has the chain into a folder that has none."""
    lay_opened_hub(folder, ("small chain", now), lambda conn: open_hub(conn, now))


def _shop(shop_id: str, code: str, zh: str, en: str, rooms: int) -> rows.Shop:
    return rows.Shop(
        id=shop_id,
        code=code,
        name_zh=zh,
        name_en=en,
        address_zh="",
        address_en="",
        phone="",
        lat_e6=31_000_000,
        lon_e6=121_000_000,
        opens="10:00",
        closes="22:00",
        fitting_rooms=rooms,
    )


def _style(style_id: str, zh: str, en: str, category: str, size_system: str) -> rows.Style:
    return rows.Style(
        id=style_id,
        code=style_id.upper(),
        name_zh=zh,
        name_en=en,
        pinyin="",
        initials="",
        category=category,
        brand="",
        season="all",
        tags=[],
        art="coat",
        material_zh="",
        material_en="",
        size_system=size_system,
        launched="2026-09-01",
        consumable=False,
    )


def _variant(variant_id: str, style_id: str, size: str, order: int, list_fen: int, member_fen: int) -> rows.Variant:
    return rows.Variant(
        id=variant_id,
        style_id=style_id,
        barcode="",
        colour_code="01",
        colour_zh="驼色",
        colour_en="camel",
        colour_hex="#b08d57",
        size=size,
        size_order=order,
        list_fen=list_fen,
        member_fen=member_fen,
        tax_bp=1300,
        shelf="A-01",
    )


def _member(member_id: str, number: int, zh: str, en: str, last4: str) -> rows.Member:
    return rows.Member(
        id=member_id,
        number=number,
        card=f"8{number:015d}",
        name_zh=zh,
        name_en=en,
        phone_masked=f"138****{last4}",
        phone_last4=last4,
        phone_index="",
        level="silver",
        points=100,
        stored_fen=0,
        birthday="",
        joined="2025-01-01",
        personal=True,
        blocked=False,
        tags=[],
    )
