"""Her try-on diary on the open page, while a clerk says at the counter what became of each garment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from selenium.webdriver.common.by import By

from posapp.tour.phone_page import WIDTH, PhonePage
from sync.hub.publishing import publish
from sync.protocol.tried import TryOn
from tests.fakes.phone_mall import ServedMall
from tests.fakes.phone_pack import pack_row
from tests.fakes.waiting import until

pytestmark = pytest.mark.browser

LIVE_S = 4.0


def texts(page: PhonePage, selector: str) -> list[str]:
    read = "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)"
    return list(page.driver.execute_script(read, selector))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_clerk_taps_is_in_her_diary_with_sizes_and_outfits(
    open_page: Callable[..., PhonePage], mall: ServedMall, language: str
) -> None:
    with mall.database.writing() as conn:
        publish(conn, pack_row(mall.clock.now()))
    page, till = open_page(language=language), mall.till()
    page.sign_in("m00001")
    page.open("diary")
    until(lambda: len(texts(page, "[data-visit]")) == 1)

    def says(variant_id: str, verdict: str, **more: Any) -> None:
        body: dict[str, Any] = {
            "booking_id": None, "garment_id": f"p-{variant_id}", "shop_id": "jingan", "member_id": "m00001",
            "style_id": variant_id.partition("-")[0], "variant_id": variant_id, "occurred_ms": mall.clock.now(),
            "staff_id": "st-1", "verdict": verdict, "room_id": "jingan:1", "visit_id": "visit-1",
        }  # fmt: skip
        till.push(till.seal(TryOn(**{**body, **more})))

    says("knit-oat-M", "kept")
    until(lambda: texts(page, "[data-tried='knit-oat-M'] .badge") == [{"zh": "留下了", "en": "Kept"}[language]], LIVE_S)
    until(lambda: len(texts(page, "[data-outfit='knit'] [data-goes]")) == 2, LIVE_S)
    reason = {"zh": "搭配您今天试过的「软糯针织衫」", "en": "Goes with the Soft Knit you tried today"}[language]
    assert reason in texts(page, "#outfits p")

    says("trench-ink-S", "too_small", where=["shoulder"], wished_size="L")
    said = {"zh": "肩偏紧 · 想要 L", "en": "Tight: shoulder · Wanted L"}[language]
    until(lambda: texts(page, "[data-tried='trench-ink-S'] [data-said]") == [said], LIVE_S)
    assert page.driver.execute_script("return document.documentElement.scrollWidth") <= WIDTH
    small = [
        button.text
        for button in page.driver.find_elements(By.CSS_SELECTOR, "#view button")
        if button.is_displayed() and min(button.size.values()) < 44
    ]
    assert small == []

    page.tap("[data-size='L'] [data-buy]")
    until(lambda: "#/bag" in page.driver.current_url)
    until(lambda: any("L" in line for line in texts(page, "#view .row, #view .card")))
