"""The page of segments as a manager's hand meets it."""

from __future__ import annotations

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from sync.hub.publishing import published
from sync.protocol.rows import SegmentPlan
from tests.fakes.phone_mall import ServedMall
from tests.features.browser.test_office_in_chromium import office as office
from tests.features.browser.test_phone_in_chromium import until

pytestmark = pytest.mark.browser


def test_she_writes_a_sentence_and_takes_it_back(mall: ServedMall, office: Chrome) -> None:
    office.get(f"{mall.url}/office/segments/")
    until(lambda: len(office.find_elements(By.CSS_SELECTOR, "form.card")) == 8)

    def write(text: str) -> None:
        box = office.find_element(By.ID, "win_back-zh")
        box.clear()
        box.send_keys(text)
        card = box.find_element(By.XPATH, "./ancestor::form")
        card.find_element(By.CSS_SELECTOR, "button.main").click()

    def plan() -> str | None:
        with mall.database.reading() as conn:
            found = published(conn, SegmentPlan, "win_back")
        return None if found is None else found.zh

    write("先请她坐，问问近况。")
    until(lambda: plan() == "先请她坐，问问近况。")
    card = office.find_element(By.ID, "win_back-zh").find_element(By.XPATH, "./ancestor::form")
    until(lambda: "先请她坐，问问近况。" in card.text)
    write("")
    until(lambda: plan() == "")
    before = office.find_element(By.CSS_SELECTOR, "form.card b").text
    office.find_element(By.ID, "language").click()
    until(lambda: office.find_element(By.CSS_SELECTOR, "form.card b").text != before)
