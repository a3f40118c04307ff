"""The page of defective goods as head office meets it: sums by month, the lines of one, in one shop, and the file."""

from __future__ import annotations

import httpx
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select

from posapp.domain.clock import DAY
from sync.hub.publishing import published_all
from sync.protocol.defective import DefectiveSettle
from sync.protocol.rows import Variant
from sync.protocol.sold import Movement
from tests.fakes.phone_mall import ServedMall
from tests.fakes.running_hub import PaperTill
from tests.fakes.waiting import until
from tests.features.browser.test_office_in_chromium import office as office
from tests.features.browser.test_office_in_chromium import press

SHOP, OTHER_SHOP = "jingan", "xuhui"
NOW = 1_795_000_000_000

pytestmark = pytest.mark.browser


def till(mall: ServedMall, shop_id: str) -> PaperTill:
    asked = {"shop_id": shop_id, "till_no": ""}
    answer = httpx.post(f"{mall.url}/office/api/codes", json=asked, headers={"x-posapp-office": "1"})
    return PaperTill.enrolled(mall, answer.raise_for_status().json()["code"])


def settled(name: str, variant_id: str, shop_id: str = SHOP, day: str = "2026-11-18", ago: int = 0) -> DefectiveSettle:
    out = Movement(movement_id=f"{name}-d", variant_id=variant_id, quantity=-2, cause="defective")
    return DefectiveSettle(
        settle_id=name, shop_id=shop_id, business_date=day, occurred_ms=NOW - ago, staff_id="st-x", approver_id="st-y",
        end="written_off", reason="beyond_repair", worth_fen=123_400, set_aside=[out], movements=[],
    )  # fmt: skip


def rows(office: Chrome, table: str) -> list[str]:
    """Return the rows of a table in one look: the page draws them anew while it is read."""
    script = "return [...document.querySelectorAll(arguments[0])].map((row) => row.innerText)"
    return [str(text) for text in office.execute_script(script, f"#{table} tbody tr")]


def lines(office: Chrome) -> list[str]:
    return rows(office, "lines")


def test_head_office_reads_what_was_written_off_month_by_month(mall: ServedMall, office: Chrome) -> None:
    with mall.database.reading() as conn:
        variant_id = next(iter(published_all(conn, Variant))).id
    here, there = till(mall, SHOP), till(mall, OTHER_SHOP)
    here.push(*(here.seal(one) for one in (
        settled("a", variant_id), settled("b", variant_id, day="2026-10-03", ago=46 * DAY),
    )))  # fmt: skip
    there.push(there.seal(settled("c", variant_id, OTHER_SHOP)))
    office.get(f"{mall.url}/office/defects/")
    until(lambda: len(lines(office)) == 2 and "报损" in lines(office)[0])
    assert "st-y授权" in lines(office)[0]
    office.find_element(By.ID, "language").click()
    until(lambda: "Beyond repair" in "".join(lines(office)))
    assert [row.split() for row in rows(office, "months")] == [
        ["2026-11", "–", "–", "4", "·", "¥2,468.00"],
        ["2026-10", "–", "–", "2", "·", "¥1,234.00"],
    ]
    Select(office.find_element(By.ID, "shop")).select_by_value(SHOP)
    until(lambda: len(lines(office)) == 1)
    press(office, "//button[text()='2026-10']")
    until(lambda: ["2026-10-03" in line for line in lines(office)] == [True])
    assert "Beyond repair" in lines(office)[0]
    file = httpx.get(office.find_element(By.ID, "file").get_attribute("href") or "").text
    assert [line.split(",")[0].lstrip("\ufeff") for line in file.splitlines()] == ["Day", "2026-10-03"]
