"""What a clerk may type, and what is found."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from posapp.adapters.db.search import FRAGMENTS
from posapp.domain.identity import MemberId, StyleId, VariantId
from posapp.services.errors import UnknownBarcode
from sync.protocol import rows
from tests.fakes.small_shop import (
    COAT,
    DRESS,
    HANGZHOU,
    LIN,
    LIPSTICK,
    SHIRT,
    SHOE,
    SHOP,
    XUHUI,
    SmallShop,
    catalogue,
    stock,
    style,
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("真丝", {DRESS}),
        ("连衣裙", {DRESS}),
        ("衣", {DRESS, COAT}),
        ("zsshlyq", {DRESS}),
        ("ZSSH", {DRESS}),
        ("lyq", {DRESS}),
        ("zhen si", {DRESS}),
        ("zhensi", {DRESS}),
        ("lianyiqun", {DRESS}),
        ("silk", {DRESS}),
        ("DR1024", {DRESS}),
        ("dr10", {DRESS}),
        ("1024", {DRESS}),
        ("6900000000002", {DRESS}),
        ("690000000001", {SHIRT, COAT, SHOE}),
        ("690", {DRESS, SHIRT, COAT, SHOE}),
        ("99", set()),
        ("通勤", {SHIRT}),
        ("commute", {SHIRT}),
        ("真丝 裙", {DRESS}),
        ("衬衫 棉", {SHIRT}),
        ("大衣 黑色", {COAT}),
        ("黑色大衣 M码", {COAT}),
        ("黑色大衣M", {COAT}),
        ("大衣 xs", set()),
        ("red", {LIPSTICK}),
        ("37", {SHOE}),
        ("口红 37", set()),
        ("没有这个", set()),
        ("zzzz", set()),
        ('" OR style_words MATCH "', set()),
        ("' ; --", set()),
        ("*", set()),
        ("NEAR(", set()),
        ("%", set()),
    ],
)
def test_goods_are_found_as_people_type_them(shop: SmallShop, typed: str, found: set[str]) -> None:
    assert {tile.style_id for tile in shop.searching.tiles(typed)} == found


def test_a_size_and_a_colour_choose_the_variant_that_a_tap_adds(shop: SmallShop) -> None:
    (tile,) = shop.searching.tiles("奶油白大衣 L码")
    assert (tile.variant_id, tile.colour.name.zh) == (f"{COAT}-CRM-L", "奶油白")


def test_what_the_tiles_will_show_first_is_known_before_anybody_looks(shop: SmallShop) -> None:
    drawings = {one for chip in shop.searching.categories() for one in shop.searching.drawings(chip.category_id)}
    assert {(tile.art, tile.colour.hex) for tile in shop.searching.tiles("")} <= drawings


def test_without_words_the_best_sellers_come_first_then_the_newest(shop: SmallShop) -> None:
    shop.adviser.wanted = (SHOE, SHIRT)
    tiles = [tile.style_id for tile in shop.searching.tiles("")]
    assert tiles[:2] == [SHOE, SHIRT]
    assert set(tiles) == {DRESS, SHIRT, COAT, SHOE, LIPSTICK}


def test_a_category_shows_its_own_goods_only(shop: SmallShop) -> None:
    assert [tile.style_id for tile in shop.searching.tiles("", "coats")] == [COAT]
    assert shop.searching.tiles("真丝", "coats") == ()
    assert [chip.name.zh for chip in shop.searching.categories()][:2] == ["连衣裙", "衬衫"]


def test_what_does_not_hang_here_comes_last(shop: SmallShop) -> None:
    shop.adviser.wanted = (DRESS, SHIRT)
    shop.deliver(*(stock(SHOP, f"{DRESS}-{colour}-{size}", 0) for colour in ("BLK", "CRM") for size in "SML"))
    tiles = shop.searching.tiles("")
    assert (tiles[0].style_id, tiles[-1].style_id, tiles[-1].on_hand) == (SHIRT, DRESS, 0)


def test_a_tile_offers_her_size_else_the_middle_one_that_hangs_here(shop: SmallShop) -> None:
    shop.adviser.sizes = {DRESS: "L"}
    (hers,) = shop.searching.tiles("真丝", member_id=MemberId(LIN))
    (anyone,) = shop.searching.tiles("真丝")
    assert (hers.variant_id[-1], anyone.variant_id[-1]) == ("L", "M")
    shop.deliver(*(stock(SHOP, f"{DRESS}-{colour}-M", 0) for colour in ("BLK", "CRM")))
    (anyone,) = shop.searching.tiles("真丝")
    assert anyone.variant_id[-1] in "SL"


def test_the_sheet_shows_each_size_here_and_elsewhere(shop: SmallShop) -> None:
    shop.deliver(stock(SHOP, f"{DRESS}-BLK-M", 2, promised=1), stock(XUHUI, f"{DRESS}-BLK-M", 4, promised=3))
    sheet = shop.searching.sheet(StyleId(DRESS))
    assert [cell.size for cell in sheet.cells] == ["S", "M", "L"] * 2
    cell = next(cell for cell in sheet.cells if cell.variant_id == f"{DRESS}-BLK-M")
    assert (cell.here, cell.promised, cell.elsewhere) == (2, 1, 1 + 5)
    with pytest.raises(UnknownBarcode):
        shop.searching.sheet(StyleId("gone"))


def test_the_nearest_shop_with_a_free_piece_comes_first(shop: SmallShop) -> None:
    nearby = shop.searching.nearby(VariantId(f"{DRESS}-BLK-M"))
    assert [(one.shop_name.zh, one.metres // 1000, one.on_hand) for one in nearby] == [
        ("徐汇店", 4, 1),
        ("杭州店", 162, 5),
    ]
    shop.deliver(stock(XUHUI, f"{DRESS}-BLK-M", 1, promised=1), stock(HANGZHOU, f"{DRESS}-BLK-M", 0))
    assert shop.searching.nearby(VariantId(f"{DRESS}-BLK-M")) == ()


def test_every_shape_and_tint_of_a_category_is_known_before_anyone_looks(shop: SmallShop) -> None:
    """Also of what is not the first tile's colour, so that a search meets no picture that must be drawn first."""
    categories = [one.category_id for one in shop.searching.categories()]
    known = frozenset[tuple[str, str]]().union(*(shop.searching.drawings(one) for one in categories))

    assert known >= {(tile.art, colour.hex) for tile in shop.searching.tiles("") for colour in tile.colours}
    assert shop.searching.drawings("no such category") == frozenset()


def test_fragments_are_looked_for_without_reading_the_goods(shop: SmallShop) -> None:
    """An index holds all that the scan needs: the rows are twenty times as much to decrypt."""
    with shop.file.reading() as connection:
        asked = {"word": "zs", "code": "ZS", "most": 5}
        plan = [step.detail for step in connection.execute(text(f"EXPLAIN QUERY PLAN {FRAGMENTS}"), asked)]

    assert any("COVERING INDEX ix_style_found" in detail for detail in plan)


def test_what_was_understood_is_told_with_what_was_found(shop: SmallShop) -> None:
    found = shop.searching.look("通勤 白色 衬衫 M 300以内")
    assert [tile.style_id for tile in found.tiles] == [SHIRT]
    assert [one.term.kind for one in found.query.wanted] == ["tag", "colour", "category", "size", "price"]
    assert {colour.name.zh for tile in found.tiles for colour in tile.colours} == {"奶油白"}
    assert found.drops == ()


def test_where_nothing_fits_it_is_told_what_to_leave_out_and_how_much_that_finds(shop: SmallShop) -> None:
    found = shop.searching.look("黑色 M 500以内 大衣")
    assert found.tiles == ()
    ways = {found.query.without(drop.wanted): drop.count for drop in found.drops if drop.wanted is not None}
    assert ways == {"黑色 M 500以内": 1, "黑色 M 大衣": 1}
    for left, count in ways.items():
        assert len(shop.searching.look(left).tiles) == count


def test_a_category_that_is_browsed_may_be_what_stands_in_the_way(shop: SmallShop) -> None:
    assert [tile.style_id for tile in shop.searching.look("黑色 M", "coats").tiles] == [COAT]
    found = shop.searching.look("黑色 37", "coats")
    assert [(drop.wanted and drop.wanted.term.kind, drop.count) for drop in found.drops] == [("size", 1), (None, 1)]


def test_a_tile_of_a_filtered_search_offers_what_was_asked_for(shop: SmallShop) -> None:
    (tile,) = shop.searching.look("cream coat size L").tiles
    assert tile.variant_id == f"{COAT}-CRM-L"
    assert tile.on_hand == 3


def test_goods_that_arrive_are_words_at_the_next_key(shop: SmallShop) -> None:
    assert shop.searching.look("斗篷 红色").tiles == ()
    cape = style("st-cape", "CP1", "格纹斗篷", "Checked cape", "ge wen dou peng", "coats", "coat")
    red = replace(catalogue_variant(), id="st-cape-RED-M", style_id="st-cape", barcode="6900000000999")
    shop.deliver(cape, red, stock(SHOP, red.id, 1))
    (tile,) = shop.searching.look("斗篷 红色").tiles
    assert tile.style_id == "st-cape"


def test_a_price_that_changes_is_found_by_its_new_one(shop: SmallShop) -> None:
    assert len(shop.searching.look("鞋 700以上").tiles) == 0
    for one in [row for row in catalogue() if isinstance(row, rows.Variant) and row.style_id == SHOE]:
        shop.deliver(replace(one, list_fen=79_900))
    assert [tile.style_id for tile in shop.searching.look("鞋 700以上").tiles] == [SHOE]


def catalogue_variant() -> rows.Variant:
    """Return the red one."""
    return next(row for row in catalogue() if isinstance(row, rows.Variant) and row.colour_code == "RED")
