"""The page of experiments as a manager's hand meets it."""

from __future__ import annotations

import msgspec
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from sqlalchemy import insert

from sync.hub.db.experiment_tables import experiment_look
from sync.hub.experiments.taking import Arm, Figures, GuardSaid
from sync.hub.publishing import published_all
from sync.protocol.rows import Experiment
from tests.fakes.phone_mall import ServedMall
from tests.features.browser.test_office_in_chromium import office as office
from tests.features.browser.test_phone_in_chromium import until

pytestmark = pytest.mark.browser

FOUND = Figures(
    usual=Arm("best_sellers", 1_502, 151),
    tried=Arm("suggestions", 1_498, 224),
    difference=0.049,
    low=0.016,
    high=0.083,
    z=4.1,
    bound=2.863,
    split=0.94,
    guards=[
        GuardSaid("returned", 0.061, 0.058, 151, 224, is_worse=False),
        GuardSaid("price_kept", 0.93, 0.87, 700, 760, is_worse=True),
        GuardSaid("minutes", 9.4, 8.8, 120, 180, is_worse=False),
    ],
)


def test_an_experiment_is_started_read_and_ended_on_its_page(mall: ServedMall, office: Chrome) -> None:
    office.get(f"{mall.url}/office/experiments/")
    until(lambda: bool(office.find_elements(By.ID, "who")))

    def text() -> str:
        return office.find_element(By.ID, "experiments").text

    def running() -> Experiment | None:
        with mall.database.reading() as conn:
            return next((one for one in published_all(conn, Experiment) if one.until_ms is None), None)

    def press_start() -> None:
        office.find_element(By.CSS_SELECTOR, "#new button.main").click()

    press_start()
    until(lambda: "who" in office.find_element(By.ID, "trouble").text)
    office.find_element(By.ID, "who").send_keys("王店长")
    press_start()
    until(lambda: running() is not None)
    until(lambda: "还太早" in text())
    assert not office.find_element(By.CSS_SELECTOR, "#new button.main").is_enabled()

    row = running()
    assert row is not None
    with mall.database.writing() as conn:
        conn.execute(
            insert(experiment_look).values(
                experiment_id=row.id,
                look=1,
                taken_ms=mall.clock.now(),
                is_sound=True,
                word="better",
                figures=msgspec.json.encode(FOUND).decode(),
            )
        )
    office.refresh()
    until(lambda: "推荐更好：每 100 位会员多 1.6 到 8.3 位买" in text())
    assert "成交价占吊牌价: 热卖 93.0% · 为她挑的推荐 87.0% · 变差了" in text()
    office.find_element(By.ID, "language").click()
    until(lambda: "Suggestions are better: 1.6 to 8.3 more of 100 members buy" in text())
    office.find_element(By.XPATH, "//div[@id='experiments']//button").click()
    until(lambda: running() is None)
