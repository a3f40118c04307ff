"""The back office as a manager's hand meets it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from posapp.tour.phone import find_chromium
from tests.fakes.phone_mall import ServedMall
from tests.fakes.running_hub import PaperTill

pytestmark = pytest.mark.browser


@pytest.fixture
def office(mall: ServedMall) -> Iterator[Chrome]:
    """The page in a browser whose language is Chinese."""
    browser = find_chromium()
    if browser is None:
        pytest.fail("no Chromium with its driver on this machine: python3 pos.py test --all gets them")
    options = ChromeOptions()
    options.binary_location = str(browser.chromium)
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1100,900"):
        options.add_argument(argument)
    driver = Chrome(options=options, service=Service(str(browser.driver)))
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


def press(office: Chrome, path: str) -> None:
    seen(office, lambda: office.find_elements(By.XPATH, path))
    office.find_element(By.XPATH, path).click()


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
