"""The back office's page of stored value as a manager sees it: what can be lost, the terms, rights, cards."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from sync.hub.publishing import publish, publish_many, published
from sync.hub.value.terms import usual_terms
from sync.protocol.rows import Member
from tests.fakes.phone_mall import ServedMall
from tests.features.browser.test_office_in_chromium import office, seen
from tests.integration.value.test_value_at_the_mall import ask

pytestmark = pytest.mark.browser
__all__ = ["office"]

HERS = "m00001"


@pytest.fixture
def till_with_a_word(mall: ServedMall) -> None:
    """A till that may take 80 yuan of her stored value, and one beside it that nobody has heard of since."""
    with mall.database.writing() as conn:
        publish_many(conn, usual_terms())
        member = published(conn, Member, HERS)
        assert member is not None
        publish(conn, replace(member, stored_fen=50_000))
    assert ask(mall.till(), 8_000, owner=HERS).status == "authorised"  # type: ignore[arg-type]  # url and clock do


def text(office: Chrome, id_: str) -> str:
    return office.find_element(By.ID, id_).text


def press(office: Chrome, path: str) -> None:
    """Press a button once it is there; the list may be drawn anew between looking and pressing."""

    def pressed() -> bool:
        office.find_element(By.XPATH, path).click()
        return True

    seen(office, pressed)


def keep_picture(office: Chrome, tmp_path: Path, name: str) -> None:
    assert office.save_screenshot(str(tmp_path / f"{name}.png"))


@pytest.mark.parametrize(
    ("language", "floor", "change", "worst", "account", "write_off", "written_off", "books"),
    [
        ("zh", "限额内可用", "改限额", "最坏 ¥80.00", "每户至多 ¥80.00", "核销这台收银机", "已核销", "账目相符"),
        ("en", "within limits", "Change limits", "worst case ¥80.00", "an account, at most ¥80.00",
         "Write this till off", "written off", "The books add up"),
    ],
)  # fmt: skip
def test_a_manager_sees_the_worst_case_changes_terms_and_writes_a_till_off(
    mall: ServedMall, office: Chrome, till_with_a_word: None, tmp_path: Path, language: str, floor: str, change: str,
    worst: str, account: str, write_off: str, written_off: str, books: str,
) -> None:  # fmt: skip
    office.execute_script(f"localStorage.setItem('office-language', '{language}')")
    office.get(f"{mall.url}/office/value/")
    seen(office, lambda: books in text(office, "counts"))
    seen(office, lambda: "¥80.00" in text(office, "bounds"))
    keep_picture(office, tmp_path, f"value-{language}")
    press(office, f"(//*[@id='terms']//button[text()='{floor}'])[1]")
    seen(office, lambda: len(office.find_elements(By.XPATH, f"//*[@id='terms']//button[text()='{change}']")) == 2)
    press(office, f"(//*[@id='terms']//button[text()='{change}'])[1]")
    for yuan in ("80", "800.00"):
        office.switch_to.alert.send_keys(yuan)
        office.switch_to.alert.accept()
    seen(office, lambda: "¥800.00" in text(office, "terms"))
    seen(office, lambda: worst in text(office, "bounds") and account in text(office, "bounds"))
    press(office, f"//*[@id='rights']//button[text()='{write_off}']")
    office.switch_to.alert.accept()
    seen(office, lambda: written_off in text(office, "rights"))
    seen(office, lambda: books in text(office, "counts"))
    assert "¥80.00" in text(office, "rights")
    keep_picture(office, tmp_path, f"value-{language}-limits")


def test_a_gift_card_is_sold_and_what_its_buyer_is_given_is_shown(
    mall: ServedMall, office: Chrome, tmp_path: Path
) -> None:
    office.get(f"{mall.url}/office/value/")
    press(office, "(//*[@id='shops']//button)[1]")
    seen(office, lambda: re.search(r"7\d{3} \d{4} \d{4} \d{4}", text(office, "cards")))
    seen(office, lambda: "¥200.00" in text(office, "cards"))
    keep_picture(office, tmp_path, "value-cards")
