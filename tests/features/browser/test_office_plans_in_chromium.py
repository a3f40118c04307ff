"""The page of stock plans as a manager meets it: what each shop lacks now, what hangs too long, by what forecast."""

from __future__ import annotations

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from sync.hub.publishing import publish_many, published_all
from sync.protocol.rows import Spare, StockPlan, Variant, VariantPlan
from tests.fakes.phone_mall import ServedMall
from tests.features.browser.test_office_in_chromium import office as office
from tests.features.browser.test_phone_in_chromium import until

SHOP = "jingan"
MADE_MS = 1_795_000_000_000

pytestmark = pytest.mark.browser


def plan(category: str, *variants: VariantPlan) -> StockPlan:
    return StockPlan(
        id=f"{SHOP}/{category}", shop_id=SHOP, category=category, made_ms=MADE_MS, lead_weeks=2, review_weeks=1,
        service_percent=95, ses_milli=620, tsb_milli=280, mean_milli=50, season_milli=1_100, variants=list(variants),
    )  # fmt: skip


def expects(variant_id: str, style_id: str, **said: object) -> VariantPlan:
    usual = {"week_milli": 1_000, "lead_milli": 2_000, "low": 1, "high": 4, "order_at": 4, "order_up_to": 6}
    return VariantPlan(variant_id=variant_id, style_id=style_id, error_milli=830, **{**usual, "idle_weeks": 0, **said})


def test_the_manager_sees_what_is_short_and_what_stays(mall: ServedMall, office: Chrome) -> None:
    idle = {"week_milli": 0, "lead_milli": 0, "order_at": 0, "order_up_to": 0, "idle_weeks": 20}
    with mall.database.writing() as conn:
        spare = [Spare(shop_id="xuhui", pieces=3)]
        busy = {"week_milli": 4_000, "lead_milli": 8_000, "order_at": 12, "order_up_to": 15, "spare": spare}
        publish_many(conn, [plan("top", expects("knit-ink-S", "knit", **busy), expects("knit-ink-M", "knit"))])
        scarves = [each.id for each in published_all(conn, Variant) if each.style_id == "scarf"]
        publish_many(conn, [plan("accessory", *(expects(each, "scarf", **idle) for each in scarves))])
    office.get(f"{mall.url}/office/plans/")
    until(lambda: bool(office.find_elements(By.CSS_SELECTOR, "#shops .list > div")))
    if office.find_element(By.TAG_NAME, "html").get_attribute("lang") != "en":
        office.find_element(By.ID, "language").click()
    until(lambda: "95% service level" in office.find_element(By.ID, "how").text)
    short, long = [row.text for row in office.find_elements(By.CSS_SELECTOR, "#shops .list > div")]
    assert short.startswith("Gone before more comes · ")
    assert "5 there, 8.0 expected to sell before more comes, 10 missing; other shops can spare 3" in short
    assert long.startswith("Slow mover · ")
    assert "nobody buys it" in long
