"""The phone page as a thumb and a camera meet it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import zxingcpp
from PIL import Image
from selenium.webdriver.common.by import By

from posapp.domain.basket_code import read
from posapp.domain.payment_code import channel_of
from posapp.tour.phone_page import WIDTH, PhonePage
from sync.hub.publishing import publish, published, published_all
from sync.protocol.codes import CodeType, verify
from sync.protocol.kinds import BookingCheckIn, PickupHandOver, TryOn
from sync.protocol.rooms import FittingRoom, RoomEnter, RoomPiece, entered, room_id
from sync.protocol.rows import Booking, Order, TrustKey
from sync.protocol.sold import Movement
from tests.fakes.phone_mall import RunningClock, ServedMall, served
from tests.fakes.waiting import until

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


@pytest.fixture
def practising(tmp_path: Path, clock: RunningClock) -> Iterator[PhonePage]:
    """A phone at a mall that was started beside a payment simulator."""
    with served(tmp_path / "practice", clock, practice_money=True) as mall:
        page = PhonePage(mall.url)
        yield page
        page.close()


def trusted(mall: ServedMall) -> dict[int, str]:
    with mall.database.reading() as conn:
        return {int(key.id): key.public_key for key in published_all(conn, TrustKey)}


def fill_bag(page: PhonePage, style_id: str, size: str) -> None:
    page.open(f"style/{style_id}")
    page.tap(f"[data-size='{size}']")
    page.tap("#to-bag")
    page.open("bag")


def assert_nothing_is_cut(page: PhonePage, view: str) -> None:
    assert page.driver.execute_script("return document.documentElement.scrollWidth") <= WIDTH, view
    assert page.driver.execute_script(CUT_OFF) == [], view


def going_in(member_id: str, variant_id: str) -> RoomEnter:
    """Return what a till says when somebody goes into Jing'an's second room with one piece."""
    return RoomEnter(
        room_id=room_id("jingan", 2),
        visit_id="visit-1",
        shop_id="jingan",
        occurred_ms=1,
        staff_id="st-1",
        booking_id=None,
        member_id=member_id,
        companions=0,
        pieces=[RoomPiece(id="piece-1", variant_id=variant_id, came_ms=1)],
    )


def choose_the_till(page: PhonePage) -> None:
    page.see("#pickup-shops [data-shop]:not(:disabled)")  # before it knows, the bag is about to be drawn again
    page.tap("[data-way='till']")


def basket_of(page: PhonePage, *, other_than: str) -> str:
    """Return the digits of the bag's code, once they are other than those."""
    shown = "return document.getElementById('basket-code')?.dataset.digits ?? ''"
    until(lambda: page.driver.execute_script(shown) not in ("", other_than))
    return str(page.driver.execute_script(shown))


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


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_camera_reads_her_bag_off_the_screen(open_page: Open, tmp_path: Path, theme: str) -> None:
    page = open_page(theme=theme)
    page.sign_in("m00001")
    fill_bag(page, "trench", "S")
    choose_the_till(page)
    page.see("#basket-code svg")
    page.screenshot(tmp_path / "bag.png")
    digits = page.see("#basket-code").get_attribute("data-digits") or ""
    assert digits in read_by_camera(tmp_path / "bag.png")
    assert read(digits).lines == (("6900000000000", 1),)


def test_another_bag_has_another_code_and_the_same_one_keeps_its_own_without_the_mall(
    open_page: Open, mall: ServedMall
) -> None:
    page = open_page()
    page.sign_in("m00001")
    fill_bag(page, "trench", "S")
    choose_the_till(page)
    first = basket_of(page, other_than="")
    page.tap("[data-variant='trench-ink-S'] .quantity button:last-child")
    second = basket_of(page, other_than=first)
    assert [pieces for _, pieces in read(second).lines] == [2]
    page.tap("#new-basket")
    third = basket_of(page, other_than=second)
    assert read(third).lines == read(second).lines

    mall.stop()
    page.open("shop")
    page.open("bag")
    assert basket_of(page, other_than="") == third
    page.tap("[data-variant='trench-ink-S'] .quantity button:last-child")
    assert "连不上商城" in page.see("#no-basket").text
    mall.start()
    page.tap("#basket button")
    assert [pieces for _, pieces in read(basket_of(page, other_than=third)).lines] == [3]

    page.tap("#paid-at-till")
    page.see("#basket-code")
    page.tap("#paid-at-till")
    until(lambda: "购物袋是空的" in page.see("#view").text)
    assert page.driver.execute_script("return localStorage.getItem('phone.basket')") is None


def test_a_bag_too_large_for_a_code_is_told_so(open_page: Open) -> None:
    page = open_page(language="en")
    page.sign_in("m00001")
    fill_bag(page, "trench", "S")
    more = """
        const [line] = JSON.parse(localStorage.getItem("phone.bag"));
        const ids = ["trench", "knit", "skirt"].flatMap((style) =>
          ["ink", "oat"].flatMap((colour) => ["S", "M", "L"].map((size) => `${style}-${colour}-${size}`)));
        const lines = ids.slice(0, 17).map((variant_id) => ({ ...line, variant_id }));
        localStorage.setItem("phone.bag", JSON.stringify(lines));
    """
    page.driver.execute_script(more)
    page.open("shop")
    page.open("bag")
    choose_the_till(page)
    assert "16 kinds of goods" in page.see("#no-basket").text
    page.tap("[data-variant='trench-ink-S'] .quantity button:first-child")
    assert len(read(basket_of(page, other_than="")).lines) == 16


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_camera_reads_a_payment_code_that_says_it_is_practice(
    practising: PhonePage, tmp_path: Path, language: str
) -> None:
    page = practising
    page.remember("phone.language", language)
    page.reload()
    page.sign_in("m00001")
    page.tap("#to-wallet")
    for channel in ("wechat", "alipay"):
        page.tap(f"[data-channel='{channel}']")
        page.see(f"[data-channel='{channel}'][aria-pressed='true']")
        page.see("#payment-code svg")
        page.screenshot(tmp_path / f"{channel}.png")
        digits = page.see("#payment-code").get_attribute("data-digits") or ""
        assert channel_of(digits) == channel
        assert read_by_camera(tmp_path / f"{channel}.png") == {digits}, "bars and QR code say the same"
        assert page.see("#practice").text.startswith({"zh": "练习用的假钱", "en": "Practice money"}[language])
        assert_nothing_is_cut(page, channel)


def test_without_a_simulator_no_payment_code_is_offered(open_page: Open) -> None:
    page = open_page()
    page.sign_in("m00001")
    assert not page.driver.find_elements(By.ID, "to-wallet")
    page.open("wallet")
    until(lambda: "不在了" in page.see("#view").text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_view_is_wider_than_the_phone_and_no_words_are_cut(open_page: Open, language: str) -> None:
    page = open_page(language=language)
    page.sign_in("m00001")
    page.wish("trench")
    page.book("jingan", ["trench"])
    fill_bag(page, "trench", "S")
    for view in VIEWS:
        page.open(view)
        page.settle()
        assert_nothing_is_cut(page, view)
    page.open("bag")
    choose_the_till(page)
    page.see("#basket-code svg")
    page.settle()
    assert_nothing_is_cut(page, "the bag's code")


def test_nothing_found_is_said_and_an_unknown_style_too(open_page: Open) -> None:
    page = open_page(language="zh")
    page.sign_in("m00001")
    page.open("shop")
    page.see("#search").send_keys("雨靴")
    until(lambda: "没有找到“雨靴”" in page.see("#tiles").text)
    page.open("style/nothing")
    until(lambda: "没有这款商品" in page.see("#view").text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_her_fitting_room_she_asks_for_another_size_and_sees_it_is_coming(
    open_page: Open, mall: ServedMall, language: str
) -> None:
    page = open_page(language=language)
    page.sign_in("m00001")
    page.open("room")
    page.see("#view .empty")
    with mall.database.writing() as conn:
        room = published(conn, FittingRoom, room_id("jingan", 2))
        assert room is not None
        publish(conn, entered(room, going_in("m00001", "trench-ink-S")))
    page.see("#room-pieces [data-piece='trench-ink-S']")
    assert_nothing_is_cut(page, "room")
    page.tap("[data-ask='trench-ink-M']")
    page.see("#asks [data-piece='trench-ink-M']")
    until(lambda: not page.driver.find_elements(By.CSS_SELECTOR, "[data-ask='trench-ink-M']"))
    page.open("style/knit")
    page.tap("[data-size='M']")
    page.tap("#to-room")

    def asked() -> list[tuple[str, str]]:
        with mall.database.reading() as conn:
            now = published(conn, FittingRoom, room_id("jingan", 2))
        return [(one.variant_id.split("-")[0], one.by) for one in now.visit.asks] if now and now.visit else []

    until(lambda: asked() == [("trench", "phone"), ("knit", "phone")])
    page.open("mine")
    page.tap("[data-room='2']")
    page.see("#asks")
    assert_nothing_is_cut(page, "room")
