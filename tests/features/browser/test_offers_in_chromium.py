"""A garment that was not found, on her open page: the clerk offers another, she taps, and the till sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.webdriver.common.by import By

from posapp.domain.clock import local
from posapp.tour.phone_page import WIDTH, PhonePage
from sync.hub.bookings import WishedGarment, book
from sync.hub.slots import slots
from sync.protocol.bookings import Booking
from sync.protocol.prepared import BookingSubstitute
from tests.fakes.phone_mall import ServedMall
from tests.fakes.waiting import until

pytestmark = pytest.mark.browser

LIVE_S = 4.0


def shown(page: PhonePage, status: str) -> list[str]:
    read = "return [...document.querySelectorAll(`[data-status='${arguments[0]}']`)].map((one) => one.innerText)"
    return list(page.driver.execute_script(read, status))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_she_is_asked_on_her_page_and_her_tap_reaches_the_shop(
    open_page: Callable[..., PhonePage], mall: ServedMall, language: str
) -> None:
    with mall.database.writing() as conn:
        booking = book(
            conn, mall.clock, member_id="m00001", shop_id="jingan", starts_ms=_slot(mall),
            garments=[WishedGarment("knit", "knit-oat-M")],
        )  # fmt: skip
    page, till = open_page(language=language), mall.till()
    page.sign_in("m00001")
    page.open(f"booking/{booking.id}")
    until(lambda: bool(page.driver.find_elements(By.ID, "garments")))
    offered = BookingSubstitute(
        booking_id=booking.id, garment_id=booking.garments[0].id, shop_id="jingan", occurred_ms=mall.clock.now(),
        staff_id="st-1", choice="offered", variant_id="knit-oat-L", style_id="knit",
    )  # fmt: skip
    till.push(till.seal(offered))
    until(lambda: len(shown(page, "offered")) == 1, LIVE_S)
    asked = {
        "zh": "没找到您约的「软糯针织衫」M，换成这件好吗？",
        "en": "Your Soft Knit, M, was not found. This one instead?",
    }
    assert asked[language] in shown(page, "offered")[0]
    assert page.driver.execute_script("return document.documentElement.scrollWidth") <= WIDTH
    keys = page.driver.find_elements(By.CSS_SELECTOR, "[data-answer]")
    assert [key.size["height"] >= 44 for key in keys] == [True, True]
    page.tap("[data-answer='take']")
    until(lambda: len(shown(page, "taken")) == 1)

    def laid_out() -> bool:
        till.pull()
        return till.row(Booking, booking.id).garments[0].variant_id == "knit-oat-L"

    until(laid_out)


def _slot(mall: ServedMall) -> int:
    with mall.database.reading() as conn:
        found = slots(conn, mall.clock, "jingan", local(mall.clock.now()).date())
    return next(one.starts_ms for one in found if one.free > 0)
