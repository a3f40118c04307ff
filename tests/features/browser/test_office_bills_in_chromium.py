"""The back office's page of the channels' bills as a manager sees it: what differs, and closing it with a finding."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from sqlalchemy import insert, select

from posapp.domain.bill_days import BillDay
from posapp.domain.bill_sums import Sums
from posapp.domain.clock import local
from posapp.domain.funds import FundsDay, FundsFigures, Unmatched
from posapp.domain.money import Fen
from sync.hub.db.channel_bill_tables import bill_difference
from sync.hub.db.payment_tables import merchant
from sync.hub.db.review_tables import settlement
from sync.hub.payments.bill_book import Difference, MerchantBill, keep_bill
from tests.fakes.phone_mall import ServedMall
from tests.features.browser.test_office_in_chromium import office, seen

pytestmark = pytest.mark.browser
__all__ = ["office"]

MERCHANT = "wechat:1900000109"
DAY = date(2027, 1, 14)


def difference(verdict: str, act: str, **more: object) -> dict[str, object]:
    known = Difference(
        finding_id=f"{verdict}-{act}",
        merchant_id=MERCHANT,
        day=DAY.isoformat(),
        verdict=verdict,
        act=act,
        number="shop1012701143f9c8b7a6d5e4f10",
        refund_number="",
        is_refund=False,
        in_bill_fen=129_900,
        claimed_fen=139_900,
        channel_no="42000020270114",
        said="",
        asked="",
        asked_ms=0,
    )
    return {**known._asdict(), **more}


@pytest.fixture
def with_bills(mall: ServedMall) -> None:
    with mall.database.writing() as conn:
        conn.execute(
            insert(merchant).values(
                merchant_id=MERCHANT, channel="wechat", url="http://nowhere", sealed="", seal_id="", set_ms=0
            )
        )
        today = local(mall.clock.now()).date()
        sums = Sums(128, Fen(3_128_800), Fen(45_900), Fen(18_772), others=3)
        lost = Unmatched(True, "shop1012701143f9c8b7a6d5e4f10", Fen(129_900))
        figures = FundsFigures(
            254, Fen(90_000), Fen(3_172_900), 125, 0, Fen(18_772), Fen(18_772), 0, Fen(0), 1, (lost,)
        )
        funds = FundsDay(BillDay(today, "ready", 1), figures)
        verdicts = {"ok": 126, "amount_diff": 1}
        keep_bill(conn, MerchantBill(MERCHANT, BillDay(today, "ready", 1), sums, verdicts, funds))
        conn.execute(
            insert(bill_difference),
            [difference("bill_only_pay", "give_back", claimed_fen=0), difference("amount_diff", "look")],
        )


@pytest.mark.parametrize(
    ("language", "differs", "money", "close", "figures", "who"),
    [
        ("zh", "金额不同：账单 ¥1299.00，商城 ¥1399.00", "没有对应的销售单", "核对后了结", "收 ¥31288.00",
         "请先写上您的姓名。"),
        ("en", "Another amount: the bill says ¥1299.00", "no sale accounts for it", "Close after a check",
         "¥31288.00 in", "Please give your name first."),
    ],
)  # fmt: skip
def test_a_difference_is_closed_with_a_name_and_a_finding(
    with_bills: None, mall: ServedMall, office: Chrome, tmp_path: Path,
    language: str, differs: str, money: str, close: str, figures: str, who: str,
) -> None:  # fmt: skip
    office.get(f"{mall.url}/office/bills/")
    office.execute_script(f"localStorage.setItem('office-language', '{language}')")
    office.execute_script("localStorage.removeItem('office-who')")
    office.refresh()

    def text() -> str:
        return office.find_element(By.TAG_NAME, "main").text

    seen(office, lambda: differs in text() and money in text() and figures in text())
    assert office.save_screenshot(str(tmp_path / f"bills-{language}.png"))
    row = f"//div[p[contains(., '{differs[:12]}')]]/button[.='{close}']"
    office.find_element(By.XPATH, row).click()
    seen(office, lambda: office.find_element(By.ID, "trouble").text == who)
    office.find_element(By.ID, "who").send_keys("Li")
    office.find_element(By.XPATH, row).click()
    seen(office, lambda: differs not in text() and money in text())
    with mall.database.reading() as conn:
        (entry,) = conn.execute(select(settlement)).all()
    assert (entry.about, entry.who, entry.reason) == ("bill:amount_diff-look", "Li", "belongs_to_sale")


@pytest.mark.parametrize(
    ("language", "day", "unmoved", "close"),
    [
        ("zh", "期末 ¥31729.00", "账单有 ¥1299.00，账户里没动", "核对后了结"),
        ("en", "¥31729.00 after", "¥1299.00 is in the bill and did not move", "Close after a check"),
    ],
)
def test_money_that_did_not_move_stands_beside_the_bill_and_is_closed(
    with_bills: None,
    mall: ServedMall,
    office: Chrome,
    tmp_path: Path,
    language: str,
    day: str,
    unmoved: str,
    close: str,
) -> None:
    office.get(f"{mall.url}/office/bills/")
    office.execute_script(f"localStorage.setItem('office-language', '{language}')")
    office.execute_script("localStorage.setItem('office-who', 'Li')")
    office.refresh()

    def text() -> str:
        return office.find_element(By.TAG_NAME, "main").text

    seen(office, lambda: day in text() and unmoved in text())
    assert office.save_screenshot(str(tmp_path / f"funds-{language}.png"))
    office.find_element(By.XPATH, f"//div[p[contains(., '{unmoved}')]]/button[.='{close}']").click()
    seen(office, lambda: unmoved not in text() and day in text())
    with mall.database.reading() as conn:
        (entry,) = conn.execute(select(settlement)).all()
    assert (entry.about.startswith(f"bill:{MERCHANT}/"), entry.about.endswith("/funds"), entry.who) == (
        True,
        True,
        "Li",
    )
