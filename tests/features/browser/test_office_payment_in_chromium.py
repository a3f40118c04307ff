"""The back office's part about payment as a manager sees it: cash is rounded by her word, once she said her name."""

from __future__ import annotations

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select

from sync.hub.publishing import published
from sync.protocol.rows import Chain
from tests.fakes.phone_mall import ServedMall
from tests.features.browser.test_office_in_chromium import office, press, seen

pytestmark = pytest.mark.browser
__all__ = ["office"]

CHANGE = "//section[.//*[@id='merchants']]//button"


def rounding(mall: ServedMall) -> int:
    with mall.database.reading() as conn:
        chain = published(conn, Chain, "chain")
    assert chain is not None
    return chain.cash_round_fen


def test_a_manager_says_who_she_is_and_has_cash_rounded(mall: ServedMall, office: Chrome) -> None:
    office.get(f"{mall.url}/office/")
    seen(office, lambda: office.find_elements(By.ID, "rounding"))
    Select(office.find_element(By.ID, "rounding")).select_by_value("100")
    press(office, CHANGE)
    seen(office, lambda: "姓名" in office.find_element(By.ID, "trouble").text)
    assert rounding(mall) == 1
    office.find_element(By.ID, "who").send_keys("李经理")
    press(office, CHANGE)
    seen(office, lambda: rounding(mall) == 100)
    office.get(f"{mall.url}/office/")
    seen(office, lambda: "改现金抹零" in office.find_element(By.ID, "settled").text)
    seen(office, lambda: Select(office.find_element(By.ID, "rounding")).first_selected_option.text == "抹到元")
