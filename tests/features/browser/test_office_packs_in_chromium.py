"""The page of model packs as a manager meets it: which version is out, back to an earlier one, on with the newest."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from sync.hub import pack_versions
from sync.hub.publishing import published
from sync.protocol.rows import AdvicePack
from tests.fakes.model_packs import pack_of
from tests.fakes.phone_mall import ServedMall
from tests.features.browser.test_office_in_chromium import office as office
from tests.features.browser.test_phone_in_chromium import until

pytestmark = pytest.mark.browser


def test_an_earlier_version_is_one_press_away_and_so_is_the_way_on(mall: ServedMall, office: Chrome) -> None:
    now = mall.clock.now()
    with mall.database.writing() as conn:
        for place, version in enumerate(("20270101-030000", "20270102-030000")):
            pack_versions.issue(conn, pack_of(version, now + place), now)

    def out() -> str:
        with mall.database.reading() as conn:
            found = published(conn, AdvicePack, "pack")
        return "" if found is None else found.version

    def go_back_to(version: str) -> None:
        entries = office.find_elements(By.CSS_SELECTOR, "#packs .list > div")
        next(entry for entry in entries if version in entry.text).find_element(By.TAG_NAME, "button").click()

    office.get(f"{mall.url}/office/packs/")
    until(lambda: bool(office.find_elements(By.CSS_SELECTOR, "#packs button")))
    assert "20270102-030000" in office.find_element(By.ID, "standing").text
    go_back_to("20270101-030000")
    until(lambda: out() == "20270101-030000")
    until(lambda: bool(office.find_elements(By.CSS_SELECTOR, "#packs button.main")))
    assert "20270101-030000" in office.find_element(By.ID, "standing").text
    office.find_element(By.CSS_SELECTOR, "#packs button.main").click()
    until(lambda: out() == "20270102-030000")
    until(lambda: not office.find_elements(By.CSS_SELECTOR, "#packs button.main"))


def test_what_was_tried_is_told_by_the_share_it_found_and_nothing_else_is_one(mall: ServedMall, office: Chrome) -> None:
    now = mall.clock.now()
    measured = {"members": 500, "ridge": 2.0, "blend": 0.242, "popularity, 7 days": 0.118, "fixed": 0.217}
    with mall.database.writing() as conn:
        pack_versions.issue(conn, replace(pack_of("20270101-030000", now), notes=measured), now)
    office.get(f"{mall.url}/office/packs/")
    until(lambda: bool(office.find_elements(By.CSS_SELECTOR, "#packs .list > div")))
    told = office.find_element(By.ID, "packs").text
    assert re.findall(r"[\d.]+(?= %)", told) == ["24.2", "21.7", "11.8"]
