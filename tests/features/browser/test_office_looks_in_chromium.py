"""The page of looks as a stylist's hand meets it."""

from __future__ import annotations

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from sync.hub.publishing import published_all
from sync.protocol.rows import Look
from tests.fakes.phone_mall import ServedMall
from tests.features.browser.test_office_in_chromium import office as office
from tests.features.browser.test_office_in_chromium import press, seen

pytestmark = pytest.mark.browser


def test_she_puts_a_look_together_is_told_what_is_missing_mends_it_and_ends_it(
    mall: ServedMall, office: Chrome
) -> None:
    office.get(f"{mall.url}/office/looks/")
    seen(office, lambda: office.find_elements(By.ID, "name-zh"))

    def write(field: str, text: str) -> None:
        box = office.find_element(By.ID, field)
        box.clear()
        box.send_keys(text)

    def add(text: str) -> None:
        write("find", text)
        seen(office, lambda: len(office.find_elements(By.CSS_SELECTOR, "#found button")) == 1)
        press(office, "//*[@id='found']//button")

    def looks() -> list[Look]:
        with mall.database.reading() as conn:
            return published_all(conn, Look)

    write("name-zh", "周末散步")
    write("name-en", "Weekend walk")
    write("who", "孙经理")
    add("风衣")
    press(office, "//button[text()='保存']")
    seen(office, lambda: "2 到 6 款" in office.find_element(By.ID, "trouble").text)
    assert looks() == []
    add("针织")
    seen(office, lambda: len(office.find_elements(By.CSS_SELECTOR, "#picked .list > div")) == 2)
    press(office, "(//button[text()='往前'])[2]")
    press(office, "//button[text()='保存']")
    seen(office, lambda: [look.styles for look in looks()] == [["knit", "trench"]])
    seen(office, lambda: "周末散步" in office.find_element(By.ID, "running").text)
    assert office.find_element(By.ID, "name-zh").get_attribute("value") == ""
    press(office, "//button[text()='修改']")
    seen(office, lambda: office.find_element(By.ID, "name-zh").get_attribute("value") == "周末散步")
    write("name-en", "After work")
    press(office, "//button[text()='保存']")
    seen(office, lambda: [look.name_en for look in looks()] == ["After work"])
    press(office, "//button[text()='结束']")
    seen(office, lambda: "周末散步" in office.find_element(By.ID, "ended").text)
    press(office, "//*[@id='language']")
    seen(office, lambda: "After work" in office.find_element(By.ID, "ended").text)
