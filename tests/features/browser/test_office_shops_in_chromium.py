"""The page of a shop's hours and rooms as a manager's hand meets it."""

from __future__ import annotations

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from sync.hub import chain_rules
from sync.hub.publishing import published
from sync.protocol.rows import OpenHours, Shop
from tests.fakes.phone_mall import ServedMall
from tests.features.browser.test_office_in_chromium import office as office
from tests.features.browser.test_phone_in_chromium import until

pytestmark = pytest.mark.browser


def test_hours_and_rooms_are_kept_and_a_slip_is_told(mall: ServedMall, office: Chrome) -> None:
    office.get(f"{mall.url}/office/shops/")
    until(lambda: bool(office.find_elements(By.ID, "jingan-fitting_rooms")))

    def write(name: str, text: str) -> None:
        box = office.find_element(By.ID, f"jingan-{name}")
        box.clear()
        box.send_keys(text)

    def shop() -> Shop:
        with mall.database.reading() as conn:
            found = published(conn, Shop, "jingan")
        assert found is not None
        return found

    write("fitting_rooms", "6")
    write("day-0", "11：00—21：00")
    write("day-6", "")
    write("closed_days", "2027-02-05, 2027-02-06")
    office.find_element(By.CSS_SELECTOR, "#jingan button.main").click()
    until(lambda: shop().fitting_rooms == 6)
    assert shop().week[0] == OpenHours(opens="11:00", closes="21:00")
    assert shop().week[6] == OpenHours(opens="", closes="")
    assert shop().closed_days == ["2027-02-05", "2027-02-06"]
    write("slot_minutes", "3")
    office.find_element(By.CSS_SELECTOR, "#jingan button.main").click()
    until(lambda: "240" in office.find_element(By.ID, "trouble").text)
    assert shop().try_on.slot_minutes == 60


def test_the_rules_of_the_chain_are_kept(mall: ServedMall, office: Chrome) -> None:
    office.get(f"{mall.url}/office/shops/")
    until(lambda: bool(office.find_elements(By.ID, "chain-kept_days")))
    box = office.find_element(By.ID, "chain-kept_days")
    box.clear()
    box.send_keys("3")
    office.find_element(By.CSS_SELECTOR, "#chain button.main").click()

    def kept_days() -> int:
        with mall.database.reading() as conn:
            return chain_rules.standing(conn).kept_days

    until(lambda: kept_days() == 3)
