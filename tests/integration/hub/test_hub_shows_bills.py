"""The office's page of the channels' bills: open to whom the office is open, and true to what tills have told."""

from __future__ import annotations

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from sync.hub.db.channel_bill_tables import charged
from sync.protocol.sold import Charged, Tender
from tests.fakes.running_hub import RunningHub
from tests.fakes.small_chain import COAT_M

OFFICE = {"x-posapp-office": "1"}


def test_a_sale_tells_which_payment_it_counts_on(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(("coat", COAT_M, 1, 20_000))
    phone = Tender(
        tender_id=f"{sale.sale_id}-t1",
        kind="wechat_pay",
        amount_fen=20_000,
        received_fen=20_000,
        change_fen=0,
        charged=Charged(attempt_id="a-1", number="0210127011500000000000000001", channel_no="42"),
    )
    till.push(till.seal(replace(sale, tenders=[phone])))
    with hub.database.reading() as conn:
        (row,) = conn.execute(select(charged)).all()
    assert (row.number, row.sale_id, row.amount_fen) == (
        "0210127011500000000000000001",
        sale.sale_id,
        20_000,
    )


def test_the_page_and_what_it_asks_for_are_there(hub: RunningHub) -> None:
    for path in ("/office/bills/", "/office/bills/bills.js"):
        assert httpx.get(hub.url + path).status_code == 200
    assert httpx.get(f"{hub.url}/office/bills/office.js").status_code == 404
    told = httpx.get(f"{hub.url}/office/api/bills").json()
    assert (told["merchants"], told["bills"], told["differences"]) == ([], [], [])
    assert set(told["reasons"]["belongs_to_sale"]) == {"zh", "en"}


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("settle", {"finding_id": "none", "who": "Li", "reason": "x"}, 404, "not_parked"),
        ("give-back", {"finding_id": "none", "who": "Li"}, 404, "not_parked"),
        (
            "settle-funds",
            {"merchant_id": "wechat:1", "day": "2027-01-14", "who": "Li", "reason": "x"},
            404,
            "not_parked",
        ),
        ("settle-funds", {"merchant_id": "wechat:1", "day": "never", "who": "Li", "reason": "x"}, 400, "unreadable"),
        ("read", {"merchant_id": "wechat:1", "day": "2027-01-14"}, 404, "not_parked"),
        ("read", {"merchant_id": "wechat:1", "day": "=cmd|x"}, 400, "unreadable"),
        ("settle", {"finding_id": 7}, 400, "unreadable"),
    ],
)
def test_what_is_not_there_cannot_be_settled(
    hub: RunningHub, path: str, body: dict[str, object], status: int, code: str
) -> None:
    url = f"{hub.url}/office/api/bills/{path}"
    assert httpx.post(url, json=body).status_code == 403, "a foreign page cannot ask"
    answer = httpx.post(url, json=body, headers=OFFICE)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
