"""A basket costs the same fen at the hub and at a till: the corpus, as rows through the books of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from posapp.domain.identity import MemberId, VariantId
from posapp.domain.pricing import Asked, Priced, price
from sync.hub.errors import UnknownVariant
from sync.hub.prices import Wanted, priced
from sync.hub.publishing import publish_many, published_all, withdraw
from sync.protocol import rows
from sync.protocol.prices import basket_line, coupon_terms
from tests.baskets.corpus import FOR_EVER, NOW, asked_of, baskets, line_id
from tests.fakes.running_hub import RunningHub
from tests.fakes.small_shop import SmallShop

HER = "her"
CORPUS = [
    basket
    for name in ("baskets", "baskets-of-all-kinds", "baskets-generated")
    for basket in baskets(name)
    # The mall gives coupons for a category or for everything.
    if not any("tag" in said for said in basket.get("coupons", {}).values())
    # Who has a coupon is a member.
    if basket.get("is_member", False) or not basket.get("coupons")
]

AT_THE_TILL = 3
"""Every so manieth basket: a till takes each page of the feed in a transaction of its own."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[SmallShop]:
    shop = SmallShop(tmp_path)
    yield shop
    shop.close()


def test_the_hub_says_the_fen_of_the_corpus(hub: RunningHub) -> None:
    assert len(CORPUS) >= 400
    with hub.database.writing() as conn:
        for row in published_all(conn, rows.Promotion):
            withdraw(conn, rows.Promotion, row.id)
        for basket in CORPUS:
            rules = [*promotions_of(basket), *coupons_of(basket)]
            publish_many(conn, [*goods_of(basket), *rules])
            asked = asked_of(basket)
            result = priced(
                conn,
                [Wanted(line_id(no), f"variant-{no}", said["quantity"]) for no, said in enumerate(basket["lines"])],
                NOW,
                member_id=HER if asked.is_member else "",
                coupon_ids=list(basket.get("coupons", {})),
                manual=asked.manual,
                round_to=asked.round_to,
            )
            assert_as_worked_out(basket, result)
            for row in rules:
                withdraw(conn, type(row), row.id)


def test_a_till_says_the_same_fen(shop: SmallShop) -> None:
    ended: list[rows.Row] = []
    for basket in CORPUS[::AT_THE_TILL]:
        promotions = promotions_of(basket)
        new = {row.id: row for row in (*ended, *goods_of(basket), *promotions, *coupons_of(basket))}
        shop.deliver(*new.values())
        assert_as_worked_out(basket, at_the_till(shop, basket))
        ended = [msgspec.structs.replace(row, until_ms=0) for row in promotions]


def test_what_is_not_sold_has_no_price(hub: RunningHub) -> None:
    with hub.database.reading() as conn, pytest.raises(UnknownVariant):
        priced(conn, [Wanted(line_id(0), "nobody-sells-this", 1)], NOW)


def test_a_coupon_that_is_used_or_anothers_lowers_nothing(hub: RunningHub) -> None:
    basket = {
        "lines": [{"list": 20_000, "quantity": 1, "category": "dresses"}],
        "coupons": {"C": {"threshold": 0, "off": 500}},
    }
    (coupon,) = coupons_of(basket)
    hers = msgspec.structs.replace
    spent, anothers = hers(coupon, id="C-spent", status="used"), hers(coupon, id="C-hers", member_id="another")
    with hub.database.writing() as conn:
        for row in published_all(conn, rows.Promotion):
            withdraw(conn, rows.Promotion, row.id)
        publish_many(conn, [*goods_of(basket), coupon, spent, anothers])
        wanted = [Wanted(line_id(0), "variant-0", 1)]
        assert priced(conn, wanted, NOW, member_id=HER, coupon_ids=["C-spent", "C-hers"]).total == 20_000
        assert priced(conn, wanted, NOW, member_id=HER, coupon_ids=["C", "C-spent"]).total == 19_500
        assert priced(conn, wanted, NOW, coupon_ids=["C"]).total == 20_000


def at_the_till(shop: SmallShop, basket: dict[str, Any]) -> Priced:
    """Price by what the till's own file holds."""
    asked = asked_of(basket)
    with shop.file.view() as view:
        articles = view.catalogue.articles([VariantId(f"variant-{no}") for no in range(len(basket["lines"]))])
        lines = []
        for no, said in enumerate(basket["lines"]):
            article = articles[VariantId(f"variant-{no}")]
            lines.append(basket_line(line_id(no), said["quantity"], article.variant, article.style))
        wanted = {one.coupon_id for one in asked.coupons}
        hers = tuple(coupon_terms(row) for row in view.members.coupons(MemberId(HER)) if row.id in wanted)
        return price(lines, view.promotions.all(), NOW, Asked(asked.is_member, hers, asked.manual, asked.round_to))


def assert_as_worked_out(basket: dict[str, Any], result: Priced) -> None:
    assert [one.paid for one in result.lines] == basket["paid"], basket
    if "tax" in basket:
        assert [one.tax for one in result.lines] == basket["tax"], basket
    if "spent" in basket:
        assert sorted(one.coupon_id for one in result.coupons if one.is_used) == basket["spent"], basket


def goods_of(basket: dict[str, Any]) -> list[rows.Row]:
    """Return each line as a style of one variant."""
    found: list[rows.Row] = []
    for no, said in enumerate(basket["lines"]):
        found += [
            rows.Style(
                id=f"style-{no}", code=f"ST-{no}", name_zh="款", name_en="style", pinyin="kuan", initials="k",
                category=said["category"], brand="Lumen", season="autumn", tags=list(said.get("tags", ())), art="coat",
                material_zh="棉", material_en="cotton", size_system="alpha", launched="2026-09-01", consumable=False,
            ),
            rows.Variant(
                id=f"variant-{no}", style_id=f"style-{no}", barcode=f"69012345{no:05}", colour_code="BK",
                colour_zh="黑", colour_en="black", colour_hex="#111111", size="M", size_order=3, list_fen=said["list"],
                member_fen=said.get("member", 0), tax_bp=said.get("tax_bp", 1300), shelf="A-01",
            ),
        ]  # fmt: skip
    return found


def promotions_of(basket: dict[str, Any]) -> list[rows.Promotion]:
    return [
        rows.Promotion(
            id=id_,
            rule_version=1,
            kind=said["kind"],
            title_zh="促销",
            title_en="promotion",
            threshold_fen=said.get("threshold", 0),
            off_fen=said.get("off", 0),
            repeat=said.get("repeat", False),
            cap_fen=said.get("cap", 0),
            percent_off_bp=said.get("percent_bp", 0),
            category=said.get("category", ""),
            tag=said.get("tag", ""),
            member_only=said.get("member_only", False),
            from_ms=said.get("from", 0),
            until_ms=said.get("until", FOR_EVER),
            price_fen=said.get("price", 0),
            pieces=said.get("pieces", 0),
            parts=tuple(
                rows.BundlePart(
                    pieces=part["pieces"],
                    category=part.get("category", ""),
                    tag=part.get("tag", ""),
                    styles=tuple(part.get("styles", ())),
                )
                for part in said.get("parts", ())
            ),
            styles=tuple(said.get("styles", ())),
            base=said.get("base", "running"),
            group=said.get("group", ""),
            with_coupon=said.get("with_coupon", True),
        )
        for id_, said in basket.get("promotions", {}).items()
    ]


def coupons_of(basket: dict[str, Any]) -> list[rows.Coupon]:
    return [
        rows.Coupon(
            id=id_,
            member_id=HER,
            code=f"{no:012}",
            title_zh="券",
            title_en="coupon",
            threshold_fen=said["threshold"],
            off_fen=said.get("off", 0),
            category=said.get("category", ""),
            from_ms=said.get("from", 0),
            until_ms=said.get("until", FOR_EVER),
            status="open",
            percent_off_bp=said.get("percent_bp", 0),
            cap_fen=said.get("cap", 0),
            group=said.get("group", ""),
        )
        for no, (id_, said) in enumerate(basket.get("coupons", {}).items())
    ]
