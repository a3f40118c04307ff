"""The phone page as a thumb and a camera meet it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import zxingcpp
from PIL import Image

from posapp.tour.phone_page import WIDTH, PhonePage
from sync.hub.publishing import published, published_all
from sync.protocol.codes import CodeType, verify
from sync.protocol.kinds import BookingCheckIn, Movement, PickupHandOver, TryOn
from sync.protocol.rows import Booking, Order, TrustKey
from tests.fakes.phone_mall import RunningClock, ServedMall

pytestmark = pytest.mark.browser

Open = Callable[..., PhonePage]

LIVE_S = 4.0
VIEWS = ("shop", "style/trench", "wishes", "code", "bag", "mine", "book", "bookings", "orders", "purchases")

CUT_OFF = """
    const isCut = (part) => part.offsetParent && part.scrollWidth > part.clientWidth + 1;
    return [...document.querySelectorAll("button, .chip, .badge, h1, h2, #tabs a, .button, .strong, .name")]
      .filter((part) => getComputedStyle(part).display !== "inline" && isCut(part))
      .map((part) => part.textContent)
"""


def until(look: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def trusted(mall: ServedMall) -> dict[int, str]:
    with mall.database.reading() as conn:
        return {int(key.id): key.public_key for key in published_all(conn, TrustKey)}


def read_by_camera(picture: Path) -> set[str]:
    with Image.open(picture) as image:
        return {found.text for found in zxingcpp.read_barcodes(image.convert("L"))}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_camera_reads_the_member_code_and_the_card_off_the_screen(
    open_page: Open, mall: ServedMall, clock: RunningClock, tmp_path: Path, theme: str
) -> None:
    page = open_page(theme=theme)
    assert page.sign_in("6218") == "m00001"
    seen = read_by_camera(page.member_code_png(tmp_path / "code.png"))
    digits = page.see("#member-code").get_attribute("data-digits") or ""
    assert digits in seen
    assert "8000000000000101" in seen
    code = verify(digits, trusted(mall), clock.now() // 1000)
    assert (code.type, code.number) == (CodeType.MEMBER, 101)


def test_the_code_turns_by_itself_and_goes_on_while_the_mall_is_away(
    open_page: Open, mall: ServedMall, clock: RunningClock, other_phone: httpx.Client
) -> None:
    page = open_page()
    page.sign_in("m00001")
    first = page.member_code_digits()
    keys = trusted(mall)
    skip = "const real = Date.now.bind(Date); Date.now = () => real() + arguments[0]"
    page.driver.execute_script(skip, 31_000)
    until(lambda: page.see("#member-code").get_attribute("data-digits") != first)
    second = page.member_code_digits()
    assert page.member_code_digits() != second, "a tap shows a new one at once"
    second = page.member_code_digits()

    mall.stop()
    until(page.is_offline)
    page.driver.execute_script(skip, 3 * 60_000)
    until(lambda: page.member_code_digits() != second)
    kept = page.member_code_digits()
    in_three_minutes = (clock.now() + 31_000 + 3 * 60_000) // 1000
    assert verify(kept, keys, in_three_minutes).number == 101

    page.open("mine")
    assert page.points() == 1_200, "what the phone knew is still shown"
    mall.start()
    until(lambda: not page.is_offline())


def test_a_wish_a_booking_and_an_order_made_by_thumb(open_page: Open, mall: ServedMall) -> None:
    page = open_page()
    page.sign_in("林*清")
    page.wish("trench")
    booked = page.book("jingan", ["trench", "skirt"])
    ordered = page.order("xuhui", ["scarf", "knit"])
    keys = trusted(mall)
    with mall.database.reading() as conn:
        booking = published(conn, Booking, booked.booking_id)
    assert booking is not None
    assert (booking.shop_id, booking.code, len(booking.garments)) == ("jingan", booked.code, 2)
    assert verify(booked.digits, keys, booking.booked_ms // 1000).number == booking.code_no
    assert verify(ordered.digits, keys, booking.booked_ms // 1000).type is CodeType.PICKUP
    assert page.booking_status(booked.booking_id) == "booked"
    assert page.order_status(ordered.order_id) == "promised"


def test_what_happens_in_the_shop_shows_on_the_open_page(open_page: Open, mall: ServedMall) -> None:
    page = open_page()
    page.sign_in("m00001")
    ordered = page.order("jingan", ["scarf"])
    booked = page.book("jingan", ["knit"])
    till = mall.till()
    facts = {
        "shop_id": "jingan",
        "member_id": "m00001",
        "occurred_ms": mall.clock.now(),
        "staff_id": "st-1",
    }
    with mall.database.reading() as conn:
        booking, order = published(conn, Booking, booked.booking_id), published(conn, Order, ordered.order_id)
    assert booking is not None
    assert order is not None
    garment = booking.garments[0]

    till.push(till.seal(BookingCheckIn(booking_id=booking.id, how="booking_code", **facts)))
    until(lambda: page.booking_status(booking.id) == "checked_in", LIVE_S)

    tried = TryOn(
        booking_id=booking.id,
        garment_id=garment.id,
        style_id="knit",
        variant_id=garment.variant_id,
        verdict="too_small",
        **facts,
    )
    till.push(till.seal(tried))
    until(lambda: page.verdicts(booking.id) == {"knit": "too_small"}, LIVE_S)

    sale = till.sale(("knit", "knit-oat-L", 1, 35_900), member_id="m00001", points=359)
    till.push(till.seal(sale))
    until(lambda: page.points() == 1_200 + 359, LIVE_S)
    assert page.receipts() == (sale.receipt_no,)

    handed_over = PickupHandOver(
        order_id=order.id,
        how="order_code",
        code_payload="",
        movements=[
            Movement(movement_id=f"{order.id}-m", variant_id=order.lines[0].variant_id, quantity=-1, cause="pickup")
        ],
        **facts,
    )
    till.push(till.seal(handed_over))
    until(lambda: page.order_status(order.id) == "handed_over", LIVE_S)


def test_the_piece_that_went_meanwhile_is_refused_in_her_language(open_page: Open, other_phone: httpx.Client) -> None:
    page = open_page(language="en")
    page.sign_in("m00001")
    page.open("style/scarf")
    page.tap("[data-size='ONE']")
    page.tap("#to-bag")
    page.open("bag")
    page.see("#pickup-shops [data-shop='jingan']:not(:disabled)")
    page.tap("#pickup-shops [data-shop='jingan']")
    lines = [{"variant_id": "scarf-ink-ONE", "quantity": 1}]
    assert other_phone.post("orders", json={"shop_id": "jingan", "lines": lines}).status_code == 201
    page.tap("#pay")
    assert "can promise 0" in page.see("#toast.shown").text
    page.see("#pickup-shops [data-shop='jingan']:disabled")


def test_cancelling_asks_once_more(open_page: Open) -> None:
    page = open_page()
    page.sign_in("m00001")
    booked = page.book("jingan", ["knit"])
    page.tap("#cancel")
    assert page.booking_status(booked.booking_id) == "booked"
    page.tap("#cancel")
    until(lambda: page.booking_status(booked.booking_id) == "cancelled")


def test_language_theme_and_session_are_remembered(open_page: Open) -> None:
    page = open_page(language="zh", theme="light")
    page.sign_in("m00001")
    page.tap("#language")
    page.tap("#theme")
    page.reload()
    root = page.see("html")
    assert root.get_attribute("lang") == "en"
    assert root.get_attribute("data-theme") == "dark"
    assert page.see("[data-tab='mine']").text == "Mine"
    page.open("mine")
    page.tap("#sign-out")
    page.see("#personas [data-member]")
    assert page.driver.execute_script("return localStorage.getItem('phone.codes')") is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_view_is_wider_than_the_phone_and_no_words_are_cut(open_page: Open, language: str) -> None:
    page = open_page(language=language)
    page.sign_in("m00001")
    page.wish("trench")
    page.book("jingan", ["trench"])
    for view in VIEWS:
        page.open(view)
        page.settle()
        assert page.driver.execute_script("return document.documentElement.scrollWidth") <= WIDTH, view
        assert page.driver.execute_script(CUT_OFF) == [], view


def test_nothing_found_is_said_and_an_unknown_style_too(open_page: Open) -> None:
    page = open_page(language="zh")
    page.sign_in("m00001")
    page.open("shop")
    page.see("#search").send_keys("雨靴")
    until(lambda: "没有找到“雨靴”" in page.see("#tiles").text)
    page.open("style/nothing")
    until(lambda: "没有这款商品" in page.see("#view").text)
