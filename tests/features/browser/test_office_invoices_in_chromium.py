"""The page of invoices as head office meets it: what is to be made out in red, and off the list by its number."""

from __future__ import annotations

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from posapp.domain.identity import new_id
from sync.hub.publishing import published_all
from sync.protocol.kinds import InvoiceRequest
from sync.protocol.rows import Variant
from tests.fakes.phone_mall import ServedMall
from tests.fakes.waiting import until
from tests.features.browser.test_office_defects_in_chromium import NOW, SHOP, till
from tests.features.browser.test_office_in_chromium import office as office
from tests.features.browser.test_office_in_chromium import press
from tests.integration.hub.test_hub_books_returns import takes_back

pytestmark = pytest.mark.browser


def text_of(office: Chrome, name: str) -> str:
    return str(office.execute_script("return document.getElementById(arguments[0]).innerText", name))


def test_head_office_makes_out_in_red_what_came_back(mall: ServedMall, office: Chrome) -> None:
    with mall.database.reading() as conn:
        variant = next(iter(published_all(conn, Variant)))
    at = till(mall, SHOP)
    sale = at.sale((variant.style_id, variant.id, 2, 20_000))
    asked = InvoiceRequest(
        request_id=new_id(NOW), sale_id=sale.sale_id, receipt_no=sale.receipt_no, shop_id=SHOP,
        occurred_ms=mall.clock.now() - 60_000, staff_id="st-1", title="云裳 <贸易> 公司", tax_no="91350100M000100Y43",
    )  # fmt: skip
    at.push(at.seal(sale), at.seal(asked), at.seal(takes_back(at, sale)))
    office.get(f"{mall.url}/office/invoices/")
    until(lambda: "部分红冲 ¥100.00" in text_of(office, "red"))
    assert "云裳 <贸易> 公司 · 91350100M000100Y43" in text_of(office, "red")
    assert "税率 13%" in text_of(office, "red")
    assert "已退 ¥100.00" in text_of(office, "asked")
    office.find_element(By.ID, "language").click()
    until(lambda: "a part: ¥100.00" in text_of(office, "red"))
    who = office.find_element(By.ID, "who")
    who.clear()
    who.send_keys("Chen Jing")
    press(office, "//button[text()='Made out in red']")
    until(lambda: "number of the red invoice" in text_of(office, "trouble"))
    office.find_element(By.CSS_SELECTOR, "#red input").send_keys("26317000000012345678")
    press(office, "//button[text()='Made out in red']")
    until(lambda: "Nothing to make out in red" in text_of(office, "red"))
