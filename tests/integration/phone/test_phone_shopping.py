"""Browse, wish, book a try-on, order for pickup: through the phone page's API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from posapp.domain.clock import HOUR, Millis
from sync.hub.phone.hers import MOST_OPEN
from sync.protocol.rows import History
from tests.fakes.phone_mall import ROOMS, ServedMall, TurnableClock

Phone = Callable[..., httpx.Client]


def slots(phone: httpx.Client, day: str = "2026-11-20") -> list[dict[str, Any]]:
    return list(phone.get("slots", params={"shop": "jingan", "day": day}).raise_for_status().json()["slots"])


def book(phone: httpx.Client, starts_ms: int, *garments: dict[str, str]) -> httpx.Response:
    wanted = list(garments) or [{"style_id": "knit"}]
    return phone.post("bookings", json={"shop_id": "jingan", "starts_ms": starts_ms, "garments": wanted})


def order(phone: httpx.Client, variant_id: str, quantity: int = 1) -> httpx.Response:
    return phone.post("orders", json={"shop_id": "jingan", "lines": [{"variant_id": variant_id, "quantity": quantity}]})


# --- browsing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {"trench", "knit", "skirt", "scarf", "serum"}),
        ("风衣", {"trench"}),
        ("jdfy", {"trench"}),
        ("BAIZHE", {"skirt"}),
        ("soft knit", {"knit"}),
        ("ｋｎｉｔ", {"knit"}),  # typed with full-width letters
        ("藏青 风衣", {"trench"}),
        ("美妆", {"serum"}),
        ("雨靴", set()),
        ("%", set()),
    ],
)
def test_goods_are_found_as_people_type_them(phone: Phone, text: str, found: set[str]) -> None:
    page = phone().get("styles", params={"q": text}).json()
    assert {style["id"] for style in page["styles"]} == found
    assert page["total"] == len(found)
    assert page["next"] is None


def test_a_category_shows_its_own_goods_with_what_all_shops_have(phone: Phone) -> None:
    [scarf] = phone().get("styles", params={"category": "accessory"}).json()["styles"]
    assert scarf["name"] == {"zh": "羊绒围巾", "en": "Cashmere Scarf"}
    assert (scarf["list_fen"], scarf["member_fen"]) == (39_900, 35_900)
    assert scarf["on_hand"] == 2 * 2 + 5 * 2
    assert scarf["hexes"] == ["#1f2a44", "#d9c7a8"]


def test_an_opened_style_tells_sizes_in_order_and_each_shops_pieces(phone: Phone) -> None:
    sheet = phone().get("styles/scarf").json()
    cell = next(cell for cell in sheet["cells"] if cell["colour"] == "ink")
    assert cell["stock"] == {"jingan": {"here": 2, "orderable": 1}, "xuhui": {"here": 5, "orderable": 4}}
    assert phone().get("styles/trench").json()["sizes"] == ["S", "M", "L"]
    assert phone().get("styles/nothing").json()["code"] == "unknown_style"


def test_pictures_are_drawn_in_the_colour_of_the_variant(mall: ServedMall) -> None:
    with httpx.Client(base_url=mall.url, trust_env=False, verify=False) as visitor:
        drawn = visitor.get("/phone/art/trench/1f2a44.svg")
        assert drawn.headers["content-type"].startswith("image/svg+xml")
        assert drawn.text.startswith("<svg")
        assert visitor.get("/phone/art/trench/zzzzzz.svg").status_code == 404
        assert visitor.get("/phone/art/%3Cscript%3E/1f2a44.svg").text.count("script") == 0


# --- wishes -------------------------------------------------------------------------------------------------------


def test_a_heart_puts_a_style_on_her_list_once_and_takes_it_off(phone: Phone) -> None:
    hers = phone("m00001")
    for style_id in ("trench", "skirt", "trench"):
        assert hers.put(f"wishes/{style_id}").status_code == 200
    assert [wish["id"] for wish in hers.get("mine").json()["wishes"]] in (["skirt", "trench"], ["trench", "skirt"])
    hers.delete("wishes/trench")
    assert [wish["id"] for wish in hers.get("mine").json()["wishes"]] == ["skirt"]
    assert hers.put("wishes/nothing").status_code == 404


def test_what_she_looked_at_is_kept_once_an_hour(phone: Phone, mall: ServedMall) -> None:
    from sync.hub.publishing import published

    hers = phone("m00001")
    for _ in range(3):
        hers.post("views/trench")
    with mall.database.reading() as conn:
        history = published(conn, History, "m00001")
    assert history is not None
    assert [h.style_id for h in history.happenings if h.kind == "viewed"] == ["trench"]


# --- booking ------------------------------------------------------------------------------------------------------


def test_the_last_fitting_room_goes_to_one_member_and_the_next_reads_why_not(phone: Phone) -> None:
    phones = [phone("m00001"), phone("m00002"), phone("m00001")]
    starts = slots(phones[0])[2]["starts_ms"]
    with ThreadPoolExecutor(3) as at_once:
        answers = list(at_once.map(lambda each: book(each, starts), phones))
    assert sorted(answer.status_code for answer in answers) == [201] * ROOMS + [409]
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert refused["code"] == "slot_taken"
    assert "约满" in refused["zh"]
    assert "booked" in refused["en"]
    assert sorted(answer.json()["room"] for answer in answers if answer.status_code == 201) == [1, 2]
    assert slots(phones[0])[2]["free"] == 0


def test_a_cancelled_booking_gives_its_room_back(phone: Phone) -> None:
    hers = phone("m00001")
    starts = slots(hers)[2]["starts_ms"]
    booking = book(hers, starts).json()
    assert slots(hers)[2]["free"] == ROOMS - 1
    assert hers.delete(f"bookings/{booking['id']}").json()["status"] == "cancelled"
    assert slots(hers)[2]["free"] == ROOMS
    again = hers.delete(f"bookings/{booking['id']}")
    assert (again.status_code, again.json()["code"]) == (409, "not_open")


def test_one_phone_does_not_book_the_whole_shop(phone: Phone) -> None:
    hers = phone("m00001")
    made = [book(hers, slot["starts_ms"]) for slot in slots(hers, "2026-11-21")[: MOST_OPEN + 1]]
    assert [answer.status_code for answer in made] == [201] * MOST_OPEN + [409]
    assert made[-1].json()["code"] == "too_many_open"
    hers.delete(f"bookings/{made[0].json()['id']}").raise_for_status()
    assert book(hers, slots(hers, "2026-11-21")[0]["starts_ms"]).status_code == 201


def test_nor_have_pieces_wait_without_end_that_nobody_has_paid(phone: Phone) -> None:
    hers = phone("m00001")
    pieces = [f"{style}-{colour}-{size}" for style in ("knit", "skirt") for colour in ("oat", "ink") for size in "SML"]
    wanted = [
        {"shop_id": "jingan", "lines": [{"variant_id": piece}], "payment": "on_collection"}
        for piece in pieces[: MOST_OPEN + 1]
    ]
    made = [hers.post("orders", json=each) for each in wanted]
    assert [answer.status_code for answer in made] == [201] * MOST_OPEN + [409]
    assert made[-1].json()["code"] == "too_many_open"
    assert hers.post("orders", json={**wanted[-1], "payment": "online"}).status_code == 201


def test_my_size_is_guessed_in_the_colour_she_named(phone: Phone) -> None:
    hers = phone("m00001")
    booking = book(
        hers,
        slots(hers)[1]["starts_ms"],
        {"style_id": "trench", "colour": "oat"},
        {"style_id": "skirt", "variant_id": "skirt-ink-L"},
    ).json()
    trench, skirt = booking["garments"]
    assert trench["variant_id"] == "trench-oat-S", "she kept S and found M too big"
    assert trench["my_size"]
    assert skirt["variant_id"] == "skirt-ink-L"
    wrong = book(hers, slots(hers)[2]["starts_ms"], {"style_id": "trench", "colour": "pink"})
    assert wrong.json()["code"] == "unknown_variant"


def test_times_that_are_over_cannot_be_booked(phone: Phone, clock: TurnableClock) -> None:
    hers = phone("m00001")
    first = slots(hers)[0]
    assert first["ends_ms"] > clock.instant
    clock.instant = Millis(clock.instant + 2 * HOUR)
    assert book(hers, first["starts_ms"]).json()["code"] == "no_such_slot"
    assert book(hers, first["starts_ms"] + 7).json()["code"] == "no_such_slot"
    assert phone().get("slots", params={"shop": "jingan", "day": "someday"}).status_code == 400
    assert phone().get("slots", params={"shop": "nowhere", "day": "2026-11-20"}).status_code == 404


@pytest.mark.parametrize("garments", [[], [{"style_id": "knit"}] * 9])
def test_a_booking_holds_one_to_eight_garments(phone: Phone, garments: list[dict[str, str]]) -> None:
    hers = phone("m00001")
    answer = hers.post(
        "bookings", json={"shop_id": "jingan", "starts_ms": slots(hers)[0]["starts_ms"], "garments": garments}
    )
    assert answer.json()["code"] == "too_many_garments"
    assert "8" in answer.json()["en"]


# --- ordering -----------------------------------------------------------------------------------------------------


def test_the_last_piece_is_promised_once(phone: Phone) -> None:
    phones = [phone("m00001"), phone("m00002")]
    with ThreadPoolExecutor(2) as at_once:
        answers = list(at_once.map(lambda each: order(each, "scarf-ink-ONE"), phones))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 1}
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert refused["code"] == "sold_out"
    assert "0 件" in refused["zh"]
    assert "0 of it" in refused["en"]
    levels = phones[0].get("availability", params={"variants": "scarf-ink-ONE"}).json()["levels"]
    assert levels == {"scarf-ink-ONE": {"jingan": 0, "xuhui": 4}}


def test_an_order_costs_the_member_price_and_a_cancelled_one_frees_its_pieces(phone: Phone) -> None:
    hers = phone("m00001")
    placed = order(hers, "knit-oat-M", 3).json()
    assert placed["total_fen"] == 3 * 35_900
    assert placed["status"] == "promised"
    assert len(placed["code"]) == 8
    assert order(hers, "knit-oat-M", 2).json()["code"] == "sold_out"
    assert hers.delete(f"orders/{placed['id']}").json()["status"] == "cancelled"
    assert order(hers, "knit-oat-M", 2).status_code == 201


@pytest.mark.parametrize("quantity", [0, -1, 1_000, 10**9])
def test_no_order_for_a_quantity_that_nobody_means(phone: Phone, quantity: int) -> None:
    assert order(phone("m00001"), "knit-oat-M", quantity).json()["code"] == "bad_quantity"


def test_an_empty_bag_and_unknown_goods_are_refused(phone: Phone) -> None:
    hers = phone("m00001")
    assert hers.post("orders", json={"shop_id": "jingan", "lines": []}).json()["code"] == "empty_basket"
    assert order(hers, "nothing").json()["code"] == "unknown_variant"
    assert phone().get("availability").status_code == 400


# --- hers ---------------------------------------------------------------------------------------------------------


def test_what_is_hers_travels_only_when_it_changed(phone: Phone) -> None:
    hers = phone("m00001")
    first = hers.get("mine")
    tag = first.headers["etag"]
    assert hers.get("mine", headers={"if-none-match": tag}).status_code == 304
    hers.put("wishes/trench")
    changed = hers.get("mine", headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_her_page_tells_coupons_older_purchases_and_what_she_tried(phone: Phone) -> None:
    mine = phone("m00001").get("mine").json()
    assert mine["member"]["points"] == 1_200
    assert [coupon["off_fen"] for coupon in mine["coupons"]] == [6_000]
    [purchase] = mine["purchases"]
    assert (purchase["total_fen"], purchase["lines"][0]["size"]) == (29_900, "S")
    [tried] = mine["diary"]
    assert (tried["style_id"], tried["verdict"]) == ("knit", "too_big")
