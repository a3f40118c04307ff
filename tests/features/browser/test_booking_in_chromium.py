"""What a member does with a booking on her phone: two sizes of a coat, company, another time, and called off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from posapp.domain.clock import HOUR
from posapp.tour.phone_page import WIDTH, PhonePage
from sync.hub.publishing import published, published_about
from sync.protocol.rows import Booking, Shop
from tests.fakes.phone_mall import RunningClock, ServedMall
from tests.features.browser.test_phone_in_chromium import CUT_OFF, until

pytestmark = pytest.mark.browser


def hers(mall: ServedMall) -> list[Booking]:
    with mall.database.reading() as conn:
        return published_about(conn, Booking, "m00001")


def choose_slot(page: PhonePage, place: int) -> int:
    """Tap a slot of tomorrow, counted from 0; return when it begins."""
    page.tap("[data-day]:nth-child(2)")
    page.tap(f"#slots [data-slot]:nth-child({place + 1}):not(:disabled)")
    return int(page.see("#slots [aria-pressed='true']").get_attribute("data-slot") or 0)


def assert_nothing_is_cut(page: PhonePage) -> None:
    assert page.driver.execute_script("return document.documentElement.scrollWidth") <= WIDTH
    assert page.driver.execute_script(CUT_OFF) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_she_books_two_sizes_comes_later_and_calls_it_off(
    open_page: Callable[..., PhonePage], mall: ServedMall, tmp_path: Path, language: str
) -> None:
    page = open_page(language=language)
    page.sign_in("m00001")
    page.open("style/trench")
    page.tap("#book")
    for size in ("S", "M"):
        page.tap(f"#garments [data-style='trench'] [data-size='{size}']:not([aria-pressed='true'])")
    page.tap("#companions [data-companions='1']")
    starts = choose_slot(page, 3)
    assert_nothing_is_cut(page)
    page.driver.save_screenshot(str(tmp_path / "book.png"))
    page.tap("#confirm-booking:not(:disabled)")
    until(lambda: len(hers(mall)) == 1)
    booking = hers(mall)[0]
    assert (booking.starts_ms, booking.companions, booking.room) == (starts, 1, 1)
    assert [one.variant_id[-2:] for one in booking.garments] == ["-S", "-M"]

    page.tap("#change")
    page.see("#garments [data-size='M'][aria-pressed='true']")
    page.tap("#garments [data-size='S'][aria-pressed='true']")
    page.tap(f"#slots [data-slot='{starts + HOUR}']")
    page.tap("#confirm-booking:not(:disabled)")
    until(lambda: hers(mall)[0].starts_ms == starts + HOUR)
    moved = hers(mall)[0]
    assert (moved.id, moved.changes, len(moved.garments)) == (booking.id, 1, 1)
    page.see("#change")
    page.driver.save_screenshot(str(tmp_path / "booked.png"))
    assert_nothing_is_cut(page)

    page.tap("#cancel")
    page.tap("#cancel")
    until(lambda: hers(mall)[0].status == "cancelled")


def test_at_the_last_moment_she_is_promised_no_room_and_told_so(
    open_page: Callable[..., PhonePage], mall: ServedMall, clock: RunningClock
) -> None:
    with mall.database.reading() as conn:
        assert published(conn, Shop, "jingan") is not None
    page = open_page()
    page.sign_in("m00001")
    page.open("style/trench")
    page.tap("#book")
    page.tap("[data-shop='jingan']")
    page.tap("#slots [data-slot]:first-child:not(:disabled)")  # it has begun: the clock says half past twelve
    page.tap("#confirm-booking:not(:disabled)")
    until(lambda: len(hers(mall)) == 1)
    assert hers(mall)[0].room == 0
    until(lambda: page.see("#booked-room").text == "到店安排试衣间")
