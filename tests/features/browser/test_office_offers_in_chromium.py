"""The page of group buys and flash sales as a manager's hand meets it."""

from __future__ import annotations

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from sync.hub import deal_offers
from sync.hub.deal_offers import DealOffer
from tests.fakes.phone_mall import ServedMall
from tests.features.browser.test_office_in_chromium import office as office
from tests.features.browser.test_office_in_chromium import press, seen

pytestmark = pytest.mark.browser


def test_an_offer_is_mended_made_and_ended(mall: ServedMall, office: Chrome) -> None:
    office.get(f"{mall.url}/office/offers/")
    seen(office, lambda: bool(office.find_elements(By.ID, "styles")))

    def write(name: str, text: str) -> None:
        box = office.find_element(By.ID, name)
        box.clear()
        box.send_keys(text)

    def make() -> None:
        press(office, "//*[@id='offer']//button[contains(@class, 'main')]")

    def trouble() -> str:
        return office.find_element(By.ID, "trouble").text

    def running() -> list[DealOffer]:
        with mall.database.reading() as conn:
            return deal_offers.shown(conn, mall.clock.now())

    write("styles", "TX06JDFY，tx05yrwj")
    write("price", "359")
    make()
    seen(office, lambda: bool(trouble()))
    assert not running()
    write("price", "299.50")
    office.find_element(By.CSS_SELECTOR, "input[name=shop][value=xuhui]").click()
    make()
    seen(office, lambda: bool(office.find_elements(By.CSS_SELECTOR, "[data-offer]")))
    [group] = running()
    assert (group.kind, group.price_fen, group.style_ids, group.shop_ids) == (
        "group",
        29_950,
        ("scarf", "trench"),
        ("xuhui",),
    )
    assert trouble() == ""

    Select(office.find_element(By.ID, "kind")).select_by_value("flash")
    write("styles", "TX05YRWJ")
    write("price", "99")
    write("pieces", "5")
    make()
    seen(office, lambda: len(running()) == 2)
    assert [(one.kind, one.pieces, one.shop_ids) for one in running() if one.kind == "flash"] == [("flash", 5, ())]
    press(office, f"//*[@data-offer='{group.id}']//button")
    seen(office, lambda: [one.kind for one in running()] == ["flash"])
