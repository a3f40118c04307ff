"""What a clerk relies on while she fetches what was booked and ordered, with the network gone."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from posapp.domain.clock import DAY, HOUR, MINUTE
from posapp.domain.identity import VariantId
from posapp.domain.scan import bag_of
from posapp.domain.text import Bilingual
from posapp.services.errors import NotOnTheList, UnknownBarcode, WrongPiece
from posapp.services.paper import Bars, Fact, Slip, Title
from posapp.services.substitutes import Substitutes
from posapp.services.walk_cards import Errand, PieceKey, shelf_order
from posapp.services.walking import Errands
from sync.protocol import rows
from tests.fakes.small_shop import (
    COAT,
    DRESS,
    LIN,
    NOON,
    SHIRT,
    SHOE,
    SHOP,
    ZHOU,
    SmallShop,
    booking,
    order,
    stock,
)

DRESS_M, DRESS_L, SHIRT_S = (VariantId(f"{name}") for name in (f"{DRESS}-BLK-M", f"{DRESS}-BLK-L", f"{SHIRT}-CRM-S"))
BOOKED, ORDERED = ("booking", "bk-1"), ("order", "or-2")
DRESS_KEY, SHIRT_KEY = PieceKey("booking", "bk-1", "g-dress"), PieceKey("booking", "bk-1", "g-shirt")


@pytest.fixture(autouse=True)
def to_pick(shop: SmallShop) -> None:
    shop.deliver(
        rows.Staff(id="staff-zhao", number="1002", name_zh="赵敏", name_en="Zhao Min", role="manager", pin_hash=""),
        replace(order("or-2", "promised"), number="E20261122002", code_no=7_002),
    )


def barcode(shop: SmallShop, variant_id: str) -> str:
    with shop.file.view() as view:
        return view.catalogue.articles({VariantId(variant_id)})[VariantId(variant_id)].variant.barcode


def errand(all_: Errands, subject: tuple[str, str]) -> Errand:
    return next(one for one in all_ if (one.kind, one.subject) == subject)


def stands(one: Errand) -> dict[str, str]:
    return {f"{piece.key.part}/{piece.key.number}": piece.stand for piece in one.pieces}


def slips(shop: SmallShop) -> list[Slip]:
    with shop.file.view() as view:
        return [job.slip for job in view.print_jobs.waiting() if job.slip is not None]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_shelves_are_walked_past_in_the_order_of_their_numbers(seed: int) -> None:
    walked = ["A-3", "A-03", "A-12", "A-100", "B-1", "B-02-9", "B-02-10", ""]
    shuffled = walked[seed * 3 :] + walked[: seed * 3]
    assert [one for one in sorted(shuffled, key=shelf_order) if one != "A-03"] == [
        one for one in walked if one != "A-03"
    ]


def test_the_list_tells_what_to_fetch_for_whom_and_by_when(shop: SmallShop) -> None:
    found = shop.walking.list()
    assert [(one.kind, one.subject) for one in found] == [BOOKED, ORDERED]
    booked = errand(found, BOOKED)
    assert (booked.name.zh, booked.due, booked.room, booked.is_soon) == ("林*清", NOON + HOUR, 2, True)
    assert [piece.shelf for piece in booked.pieces] == sorted(piece.shelf for piece in booked.pieces)
    assert stands(errand(found, ORDERED)) == {"ol-1/0": "wanted", "ol-1/1": "wanted"}, "two pieces are two walks"


def test_who_is_late_is_still_expected_and_who_comes_tonight_can_wait(shop: SmallShop) -> None:
    shop.deliver(
        booking("bk-late", NOON - 30 * MINUTE),
        booking("bk-gone", NOON - 2 * HOUR),
        booking("bk-eve", NOON + 6 * HOUR),
        booking("bk-morrow", NOON + DAY),
        booking("bk-off", NOON + HOUR, status="cancelled"),
    )
    soon = {one.subject: one.is_soon for one in shop.walking.list() if one.kind == "booking"}
    assert soon == {"bk-late": True, "bk-1": True, "bk-eve": False}


def test_a_scan_ticks_the_piece_that_is_due_first(shop: SmallShop) -> None:
    shop.deliver(booking("bk-0", NOON + 10 * MINUTE))
    chosen = {BOOKED, ("booking", "bk-0")}
    ticked = shop.walking.scan(barcode(shop, DRESS_M), chosen)
    assert (ticked.piece.key.subject, ticked.is_whole) == ("bk-0", False)
    assert shop.walking.scan(barcode(shop, DRESS_M), chosen).piece.key.subject == "bk-1"
    with pytest.raises(NotOnTheList) as done:
        shop.walking.scan(barcode(shop, DRESS_M), chosen)
    assert done.value.values["reason"] == "done"


def test_a_wrong_piece_is_told_by_what_it_is_and_what_is_wanted(shop: SmallShop) -> None:
    with pytest.raises(WrongPiece) as wrong:
        shop.walking.scan(barcode(shop, DRESS_L), {BOOKED})
    assert (wrong.value.values["size"], wrong.value.values["wanted_size"]) == ("L", "M")
    with pytest.raises(WrongPiece) as tint:
        shop.walking.scan(barcode(shop, f"{DRESS}-CRM-M"), {BOOKED})
    assert tint.value.values["wanted_colour"] == Bilingual("墨黑", "Ink black")
    with pytest.raises(NotOnTheList) as none:
        shop.walking.scan(barcode(shop, f"{COAT}-BLK-M"), {BOOKED})
    assert none.value.values["reason"] == "not_wanted"
    with pytest.raises(UnknownBarcode):
        shop.walking.scan("6900000000000", {BOOKED})
    assert shop.operations() == [], "nothing of this is told to anybody"


def test_what_was_ticked_is_ticked_after_a_power_cut(shop: SmallShop) -> None:
    shop.walking.tick(DRESS_KEY)
    shop.walking.scan(barcode(shop, f"{SHOE}-BLK-37"), {ORDERED})
    shop.open_again()
    found = shop.walking.list()
    assert stands(errand(found, BOOKED)) == {"g-dress/0": "found", "g-shirt/0": "wanted"}
    assert stands(errand(found, ORDERED)) == {"ol-1/0": "found", "ol-1/1": "wanted"}
    assert [one.kind for one in shop.operations()] == ["booking.prepare", "pickup.pick"]


def test_whoever_sets_out_is_seen_by_the_others_until_she_was_called_away(shop: SmallShop) -> None:
    on_the_way = errand(shop.walking.set_out({BOOKED, ORDERED}), BOOKED).pieces[0]
    assert (on_the_way.stand, on_the_way.since) == ("fetching", NOON)
    assert on_the_way.who == Bilingual("王蕾", "Wang Lei")
    shop.walking.set_out({BOOKED})
    assert len(shop.operations("booking.prepare")) == 1, "said once is enough"
    shop.clock.pass_(21 * MINUTE)
    assert set(stands(errand(shop.walking.list(), BOOKED)).values()) == {"wanted"}


def test_the_last_piece_in_the_bag_prints_its_label_once(shop: SmallShop) -> None:
    shop.walking.tick(DRESS_KEY)
    assert slips(shop) == []
    assert shop.walking.tick(SHIRT_KEY).is_whole
    label = slips(shop)[0]
    assert label.rows[0] == Title("试穿 林*清")
    assert Fact("时间", "11-22 13:00", is_strong=True) in label.rows
    assert Fact("码尾号", "00") in label.rows
    assert label.rows[-1] == Bars(bag_of("booking", 9_001))
    assert "10002000" not in str(label.rows), "a label lies about: her whole code does not stand on it"
    shop.walking.untick(SHIRT_KEY)
    shop.walking.tick(SHIRT_KEY)
    assert len(slips(shop)) == 1
    shop.labels.print("booking", "bk-1")
    assert [slip.is_copy for slip in slips(shop)] == [False, True]


def test_an_order_that_is_whole_lies_ready_for_her_with_its_label(shop: SmallShop) -> None:
    for _ in range(2):
        ticked = shop.walking.scan(barcode(shop, f"{SHOE}-BLK-37"), {ORDERED})
    assert (ticked.is_whole, [one.subject for one in ticked.list]) == (True, ["bk-1"])
    with shop.file.view() as view:
        waiting = {one.id: one.status for one in view.orders.waiting()}
    assert waiting["or-2"] == "ready"
    assert Fact("订单", "E20261122002") in slips(shop)[0].rows


def test_a_label_opens_the_card_and_hands_nothing_over(shop: SmallShop) -> None:
    scanned = shop.selling.scan(bag_of("booking", 9_001))
    assert (scanned.kind, scanned.booking_id) == ("bag", "bk-1")
    assert shop.bookings.get(scanned.booking_id or "").checked_in is None  # type: ignore[arg-type]  # it is one
    assert shop.selling.scan(bag_of("order", 7_001)).order_id == "or-1"


def test_the_list_can_be_taken_along_on_paper(shop: SmallShop) -> None:
    shop.walking.tick(DRESS_KEY)
    shop.walking.print_list({BOOKED, ORDERED})
    paper = slips(shop)[0]
    shelves = [row.label for row in paper.rows if isinstance(row, Fact) and row.is_strong]
    assert len(shelves) == 2, "the dress is fetched; two pairs of shoes hang at one shelf"
    assert sum("□" in getattr(row, "text", "") for row in paper.rows) == 3


def test_a_piece_that_is_not_there_is_told_and_others_are_proposed(shop: SmallShop) -> None:
    shop.deliver(stock(SHOP, f"{DRESS}-BLK-L", 0), stock(SHOP, f"{DRESS}-CRM-M", 2))
    found = shop.walking.not_found(DRESS_KEY)
    assert stands(errand(found, BOOKED))["g-dress/0"] == "missing"
    choices = Substitutes(shop.file).of(DRESS_KEY)
    assert [(one.likeness, one.variant_id) for one in choices.here] == [
        ("other_size", f"{DRESS}-BLK-S"),
        ("other_colour", f"{DRESS}-CRM-M"),
    ]
    assert [(one.shop_name.en, one.on_hand) for one in choices.elsewhere] == [("Xuhui", 1), ("Hangzhou", 5)]


def test_the_size_next_to_hers_comes_first_and_the_larger_of_two(shop: SmallShop) -> None:
    here = Substitutes(shop.file).of(DRESS_KEY).here
    assert [one.size for one in here if one.likeness == "other_size"] == ["L", "S"]
    small = Substitutes(shop.file).of(SHIRT_KEY).here
    assert [one.size for one in small if one.likeness == "other_size"] == ["M", "L"]


def test_another_size_laid_out_is_on_the_list_and_ticked_by_its_own_barcode(shop: SmallShop) -> None:
    shop.walking.not_found(DRESS_KEY)
    found = shop.walking.choose(DRESS_KEY, "taken", DRESS_L)
    piece = next(one for one in errand(found, BOOKED).pieces if one.key == DRESS_KEY)
    assert (piece.size, piece.stand) == ("L", "wanted")
    assert shop.walking.scan(barcode(shop, DRESS_L), {BOOKED}).piece.key == DRESS_KEY
    assert [one.size for one in shop.bookings.get(errand(found, BOOKED).subject).garments] == ["L", "S"]  # type: ignore[arg-type]


def test_what_she_is_asked_stands_on_the_list_until_she_answers(shop: SmallShop) -> None:
    shop.walking.not_found(DRESS_KEY)
    piece = next(
        one for one in errand(shop.walking.choose(DRESS_KEY, "offered", DRESS_L), BOOKED).pieces if one.key == DRESS_KEY
    )
    assert piece.instead is not None
    assert (piece.stand, piece.instead.size, piece.instead.status) == ("missing", "L", "offered")
    dropped = errand(shop.walking.choose(DRESS_KEY, "dropped"), BOOKED)
    assert stands(dropped)["g-dress/0"] == "dropped"
    assert not dropped.is_whole


def test_when_she_does_without_the_last_one_the_bag_is_whole(shop: SmallShop) -> None:
    shop.walking.tick(SHIRT_KEY)
    assert slips(shop) == []
    shop.walking.choose(DRESS_KEY, "dropped")
    (label,) = slips(shop)
    assert Fact("件数", "1") in label.rows


def test_a_missing_piece_of_an_order_is_the_malls_to_ask_about(shop: SmallShop) -> None:
    found = shop.walking.not_found(PieceKey("order", "or-2", "ol-1", 0))
    assert sorted(stands(errand(found, ORDERED)).values()) == ["missing", "wanted"]
    assert [one.kind for one in shop.operations()] == ["pickup.cannot_find"]


def test_what_nobody_came_for_is_hung_back_from_the_same_list(shop: SmallShop) -> None:
    shop.walking.tick(DRESS_KEY)
    with shop.file.view() as view:
        laid = view.bookings.get("bk-1")  # type: ignore[arg-type]  # it is one
    assert laid is not None
    shop.deliver(replace(laid.row, status="no_show"), applied_through=9)
    not_come = ("not_come", "bk-1")
    assert stands(errand(shop.walking.list(), not_come)) == {"g-dress/0": "wanted"}
    assert shop.walking.scan(barcode(shop, DRESS_M), {not_come}).is_whole
    assert [one.subject for one in shop.walking.list()] == ["or-2"]


def test_an_order_that_ended_is_hung_back_when_its_last_piece_was_scanned(shop: SmallShop) -> None:
    ended = replace(order("or-9", "expired"), picked_ms=NOON - HOUR, number="E9", code_no=7_009, member_id=ZHOU)
    shop.deliver(ended)
    back = ("put_back", "or-9")
    first = shop.walking.scan(barcode(shop, f"{SHOE}-BLK-37"), {back}).piece.key
    second = shop.walking.scan(barcode(shop, f"{SHOE}-BLK-37"), {back}, {first}).piece.key
    assert first != second
    assert back not in {(one.kind, one.subject) for one in shop.walking.hang_back(back)}
    assert [one.kind for one in shop.operations()] == ["pickup.put_back"]


def test_a_piece_sold_to_somebody_else_is_called_out_on_the_list(shop: SmallShop) -> None:
    row = booking("bk-2", NOON + 2 * HOUR)
    gone = [replace(row.garments[0], label="gone"), row.garments[1]]
    shop.deliver(replace(row, garments=gone, member_id=LIN))
    assert stands(errand(shop.walking.list(), ("booking", "bk-2")))["g-dress/0"] == "missing"
