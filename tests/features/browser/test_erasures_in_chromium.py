"""A member is erased on the office's page, and another erases herself on her phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from posapp.tour.phone_page import WIDTH, PhonePage
from sync.hub import members
from sync.hub.publishing import publish, published
from sync.protocol.rows import Member
from tests.fakes.phone_mall import ServedMall
from tests.fakes.waiting import until
from tests.features.browser.test_office_in_chromium import office as office
from tests.features.browser.test_office_in_chromium import press, seen

pytestmark = pytest.mark.browser

HERS = "m00001"


def her(mall: ServedMall) -> Member | None:
    with mall.database.reading() as conn:
        return published(conn, Member, HERS)


def with_stored(mall: ServedMall, fen: int) -> Member:
    with mall.database.writing() as conn:
        member = replace(members.get(conn, HERS), stored_fen=fen)
        publish(conn, member)
    return member


def texts(page: PhonePage, selector: str) -> list[str]:
    read = "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)"
    return list(page.driver.execute_script(read, selector))


def test_the_office_reads_what_goes_confirms_with_the_number_and_hands_the_cards_over(
    mall: ServedMall, office: Chrome
) -> None:
    member = with_stored(mall, 12_345)
    office.get(f"{mall.url}/office/erasures/")
    office.find_element(By.ID, "text").send_keys(member.phone_last4)
    press(office, "//button[text()='查找']")
    press(office, f"//*[@id='found']//div[contains(., '{member.card}')]/button")
    seen(office, lambda: "储值还有 123.45 元" in office.find_element(By.ID, "preview").text)
    press(office, "//*[@id='to-cards']")
    seen(office, lambda: "现在还不能删" not in office.find_element(By.ID, "preview").text)
    assert not office.find_element(By.ID, "begin").is_enabled(), "nobody said who does it"
    office.find_element(By.ID, "who").send_keys("孙经理")
    office.find_element(By.ID, "why").send_keys("本人到店申请")
    press(office, "//*[@id='begin']")
    how = seen(office, lambda: office.find_element(By.ID, "sure-how").text)
    yes = office.find_element(By.ID, "sure-yes")
    office.find_element(By.ID, "sure-mark").send_keys("12")
    assert not yes.is_enabled()
    box = office.find_element(By.ID, "sure-mark")
    box.clear()
    box.send_keys(str(how)[-7:-1])
    assert her(mall) is not None
    yes.click()
    seen(office, lambda: len(office.find_elements(By.CSS_SELECTOR, "#preview .code")) == 1)
    assert her(mall) is None
    seen(office, lambda: "孙经理" in office.find_element(By.ID, "done").text)
    assert member.name_zh not in office.find_element(By.TAG_NAME, "body").text
    press(office, "//*[@id='language']")
    seen(office, lambda: "shown this once" in office.find_element(By.ID, "preview").text)
    assert office.execute_script("return document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_she_erases_herself_and_keeps_her_cards(
    open_page: Callable[..., PhonePage], mall: ServedMall, language: str
) -> None:
    with_stored(mall, 12_345)
    page = open_page(language=language)
    page.sign_in(HERS)
    page.open("consents")
    page.tap("#to-erasure")
    until(lambda: any("123.45" in text for text in texts(page, "#in-the-way li")))
    assert texts(page, "#erase") == []
    page.tap("#to-cards")
    until(lambda: texts(page, "#erase") != [])
    assert page.driver.execute_script("return document.documentElement.scrollWidth") <= WIDTH
    mark = page.driver.execute_script(
        "return document.querySelector('#mark').previousSibling.textContent.match(/[0-9]{6}/)[0]"
    )
    page.driver.find_element(By.ID, "mark").send_keys(mark)
    page.tap("#erase")
    until(lambda: len(texts(page, "[data-card]")) == 1)
    assert her(mall) is None
    assert page.driver.execute_script("return localStorage.getItem('phone.mine')") is None
    page.tap("#leave")
    until(lambda: texts(page, "#erased") == [])
