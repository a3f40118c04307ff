"""The back office as a manager's hand meets it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from posapp.tour.chromium import opened, unseen
from posapp.tour.phone import find_chromium
from sync.protocol.kinds import ShiftClose
from sync.protocol.rows import Stock
from tests.fakes.phone_mall import ServedMall
from tests.fakes.running_hub import PaperTill

pytestmark = pytest.mark.browser


@pytest.fixture
def office(mall: ServedMall) -> Iterator[Chrome]:
    """The page in a browser whose language is Chinese."""
    browser = find_chromium()
    if browser is None:
        pytest.fail("no Chromium with its driver on this machine: python3 pos.py test --all gets them")
    driver = opened(browser, unseen(1100, 900))
    driver.get(f"{mall.url}/office/")
    driver.execute_script("localStorage.setItem('office-language', 'zh')")
    yield driver
    driver.quit()


@pytest.mark.parametrize(("language", "word"), [("zh", "重新配对"), ("en", "Pair again")])
def test_a_till_with_a_new_disk_is_given_a_code_that_keeps_its_number(
    mall: ServedMall, office: Chrome, language: str, word: str
) -> None:
    mall.till()
    before = mall.till()
    office.execute_script(f"localStorage.setItem('office-language', '{language}')")
    office.get(f"{mall.url}/office/")
    press(office, f"//div[contains(., ' {before.identity.till_no}')]/button[text()='{word}']")
    code = seen(office, lambda: re.search(r"\d{4} \d{4}", office.find_element(By.CSS_SELECTOR, "#devices .code").text))
    again = PaperTill.enrolled(mall, code.group().replace(" ", ""))  # type: ignore[arg-type]  # url and clock do
    assert (again.identity.till_no, again.identity.device) == (before.identity.till_no, before.identity.device)
    assert again.identity.generation == 2
    seen(office, lambda: len(office.find_elements(By.CSS_SELECTOR, "#devices .list > div")) == 3)
    assert len(office.find_elements(By.XPATH, f"//button[text()='{word}']")) == 2, "the replaced disk has no key"


def a_closing(till: PaperTill) -> ShiftClose:
    """The end of a shift that the mall never saw begin."""
    return ShiftClose(
        shift_id="shift-x",
        shop_id=till.identity.shop_id,
        business_date="2027-01-15",
        occurred_ms=till.hub.clock.now(),
        staff_id="st-1",
        sales=0,
        takings_fen=0,
        expected_fen=50_000,
        counted_fen=50_000,
    )


@pytest.mark.parametrize(
    ("language", "close", "go"),
    [("zh", "不再入账，结案", "确定"), ("en", "Book nothing of it and close it", "Go ahead")],
)
def test_a_manager_settles_what_is_parked_with_her_name_and_reason(
    mall: ServedMall, office: Chrome, language: str, close: str, go: str
) -> None:
    till = mall.till()
    till.push(till.seal(a_closing(till)))
    office.execute_script(f"localStorage.setItem('office-language', '{language}')")
    office.get(f"{mall.url}/office/")
    press(office, f"//*[@id='parked']//button[text()='{close}']")
    assert not office.find_element(By.ID, "ask").is_displayed(), "nobody settles anything without a name"
    office.find_element(By.ID, "who").send_keys("Chen")
    press(office, f"//*[@id='parked']//button[text()='{close}']")
    office.find_element(By.ID, "ask-reason").send_keys("counted again")
    press(office, f"//dialog//button[text()='{go}']")
    seen(office, lambda: "counted again" in office.find_element(By.ID, "settled").text)
    assert "Chen" in office.find_element(By.ID, "settled").text
    assert not office.find_elements(By.CSS_SELECTOR, "#parked button")


def test_a_manager_books_what_a_till_out_of_service_sold(mall: ServedMall, office: Chrome) -> None:
    till = mall.till()
    office.get(f"{mall.url}/office/")
    office.find_element(By.ID, "who").send_keys("Chen")
    press(office, "//*[@id='devices']//button[text()='停用']")
    press(office, "//dialog//button[text()='确定']")
    seen(office, lambda: "已停用" in office.find_element(By.ID, "devices").text)
    till.push(till.seal(till.sale(("knit", "knit-ink-M", 1, 19_900))))
    seen(office, lambda: "¥199.00" in office.find_element(By.ID, "apart").text)
    press(office, "//*[@id='apart']//button[text()='审核通过，入账']")
    office.find_element(By.ID, "ask-reason").send_keys("小票都在")
    press(office, "//dialog//button[text()='确定']")
    seen(office, lambda: not office.find_elements(By.CSS_SELECTOR, "#apart button"))
    seen(office, lambda: "小票都在" in office.find_element(By.ID, "settled").text)


def test_goods_nobody_knows_are_looked_up_and_mapped(mall: ServedMall, office: Chrome) -> None:
    till = mall.till()
    till.pull()
    level = f"{till.identity.shop_id}/knit-ink-M"
    before = till.row(Stock, level).on_hand
    till.push(till.seal(till.sale(("knit", "knit-misprint", 1, 19_900))))
    office.get(f"{mall.url}/office/")
    office.find_element(By.ID, "who").send_keys("Chen")
    press(office, "//*[@id='exceptions']//button[text()='指定正确的…']")
    office.find_element(By.ID, "ask-text").send_keys("knit-ink-M")
    press(office, "//*[@id='ask-found']/button")
    press(office, "//dialog//button[text()='确定']")
    seen(office, lambda: "指定" in office.find_element(By.ID, "settled").text)
    till.pull()
    assert till.row(Stock, level).on_hand == before - 1


def press(office: Chrome, path: str) -> None:
    """Press what stands there as soon as it does; one that was drawn anew under the finger is pressed again."""

    def pressed() -> bool:
        found = office.find_elements(By.XPATH, path)
        if found:
            found[0].click()
        return bool(found)

    seen(office, pressed)


def seen(office: Chrome, look: Callable[[], object]) -> re.Match[str]:
    """Look until something is there; the page draws itself anew every few seconds."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            found = look()
        except (StaleElementReferenceException, NoSuchElementException):
            found = None
        if found:
            return found  # type: ignore[return-value]  # only the code's match is used
        time.sleep(0.05)
    raise AssertionError(office.find_element(By.TAG_NAME, "body").text)
