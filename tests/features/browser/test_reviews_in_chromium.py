"""Her reviews on the open page: written of what she bought in a shop, shown as she wrote them, taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.webdriver.common.by import By

from posapp.tour.phone_page import WIDTH, PhonePage
from sync.hub.publishing import published_all
from sync.protocol.rows import Category, Style, Variant
from tests.fakes.phone_mall import ServedMall
from tests.fakes.waiting import until

pytestmark = pytest.mark.browser

SAID = "<b>很喜欢</b> & 料子好\n<img src=x onerror=document.title='broken'>"


def texts(page: PhonePage, selector: str) -> list[str]:
    read = "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)"
    return list(page.driver.execute_script(read, selector))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_she_writes_how_it_fits_and_takes_it_back(
    open_page: Callable[..., PhonePage], mall: ServedMall, language: str
) -> None:
    till = mall.till()
    sale = till.sale(("knit", "knit-oat-M", 1, 39_900), member_id="m00001")
    till.push(till.seal(sale))
    page = open_page(language=language)
    page.sign_in("m00001")
    page.open("purchases")
    page.tap(f"[data-reviews='{sale.sale_id}']")
    until(lambda: texts(page, "[data-reviewed='false']") != [])
    page.tap("[data-fit='kept']")
    page.driver.execute_script(
        "const box = document.querySelector('textarea'); box.value = arguments[0];"
        "box.dispatchEvent(new Event('input'))",
        SAID,
    )
    page.tap("#reviews .button")
    until(lambda: texts(page, "[data-reviewed='true'] p") == [SAID])
    assert page.driver.title != "broken"
    assert texts(page, "[data-reviewed='true'] .badge") == [{"zh": "合身", "en": "Fits well"}[language]]
    assert page.driver.execute_script("return document.documentElement.scrollWidth") <= WIDTH
    small = [
        button.text
        for button in page.driver.find_elements(By.CSS_SELECTOR, "#view button")
        if button.is_displayed() and button.size["height"] < 44
    ]
    assert small == []
    for _ in range(2):
        page.tap("[id^='take-back']")
    until(lambda: texts(page, "[data-reviewed='false']") != [])


def test_of_what_nobody_tries_on_she_is_not_asked_how_it_fits(
    open_page: Callable[..., PhonePage], mall: ServedMall
) -> None:
    with mall.database.reading() as conn:
        beauty = {one.id for one in published_all(conn, Category) if one.part == "beauty"}
        style = next(one for one in published_all(conn, Style) if one.category in beauty)
        variant = next(one for one in published_all(conn, Variant) if one.style_id == style.id)
    till = mall.till()
    sale = till.sale((style.id, variant.id, 1, variant.list_fen), member_id="m00001")
    till.push(till.seal(sale))
    page = open_page()
    page.sign_in("m00001")
    page.open(f"reviews/{sale.sale_id}")
    page.see("[data-reviewed='false'] textarea")
    assert texts(page, "[data-fit]") == []
