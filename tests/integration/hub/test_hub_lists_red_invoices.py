"""Head office sees which invoices have to be made out in red, whatever came first: the request or the return."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from posapp.domain.identity import new_id
from sync.hub.db.review_tables import settlement
from sync.protocol.kinds import InvoiceRequest, SaleCommit
from sync.protocol.receipts import ReceiptQuestion
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import COAT_L, COAT_M, SHOP
from tests.integration.hub.test_hub_books_returns import COAT, takes_back
from tests.integration.hub.test_hub_keeps_invoice_requests import COMPANY


def asks(till: PaperTill, sale: SaleCommit, at: int | None = None) -> InvoiceRequest:
    at = till.hub.clock.now() if at is None else at
    return InvoiceRequest(
        request_id=new_id(at), sale_id=sale.sale_id, receipt_no=sale.receipt_no, shop_id=SHOP, occurred_ms=at,
        staff_id="st-1", title="云裳公司", tax_no=COMPANY,
    )  # fmt: skip


def shown(hub: RunningHub) -> dict[str, Any]:
    answer = httpx.get(f"{hub.url}/office/api/invoices")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def redden(hub: RunningHub, return_id: str, who: str = "陈静", number: str = "26317000000012345678") -> httpx.Response:
    body = {"return_id": return_id, "who": who, "number": number}
    return httpx.post(f"{hub.url}/office/api/invoices/redden", json=body, headers={"x-posapp-office": "1"})


def pushed(till: PaperTill, *bodies: Any) -> None:
    for body in bodies:
        till.push(till.seal(body))
        till.hub.clock.move(1_000)


def test_a_part_that_came_back_is_reddened_for_just_that_part(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(COAT)
    pushed(till, sale, asks(till, sale))
    back = takes_back(till, sale)
    pushed(till, back)
    (due,) = shown(hub)["to_redden"]
    assert (due["of_receipt_no"], due["total_fen"], due["tax_fen"], due["is_whole"]) == (
        sale.receipt_no, back.total_fen, back.tax_fen, False,
    )  # fmt: skip
    assert (due["title"], due["tax_no"]) == ("云裳公司", COMPANY)
    assert [(line["quantity"], line["paid_fen"], line["tax_bp"]) for line in due["lines"]] == [
        (1, back.total_fen, 1300)
    ]  # fmt: skip


def test_all_of_it_is_reddened_as_a_whole(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(COAT)
    pushed(till, sale, asks(till, sale))
    pushed(till, takes_back(till, sale, 2))
    assert [due["is_whole"] for due in shown(hub)["to_redden"]] == [True]


def test_it_does_not_matter_which_till_was_offline(hub: RunningHub) -> None:
    sold_at, back_at = hub.till(), hub.till()
    sale = sold_at.sale(COAT)
    asked = asks(sold_at, sale)
    hub.clock.move(60_000)
    pushed(back_at, takes_back(back_at, sale))
    assert shown(hub)["to_redden"] == []
    pushed(sold_at, asked, sale)
    assert [due["of_receipt_no"] for due in shown(hub)["to_redden"]] == [sale.receipt_no]


def test_who_asks_after_the_return_is_invoiced_for_the_rest(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(COAT)
    back = takes_back(till, sale)
    pushed(till, sale, back)
    page = httpx.post(
        f"{hub.url}/invoice/{sale.sale_id}", data={"title": "林婉", "tax_no": ""}, follow_redirects=True
    ).text
    assert "可开票金额" in page
    assert f"¥{(sale.total_fen - back.total_fen) // 100:,}" in page
    assert shown(hub)["to_redden"] == []
    assert [one["returned_fen"] for one in shown(hub)["asked"]] == [back.total_fen]


def test_a_return_that_the_mall_heard_of_too_late_for_her_page_is_reddened(hub: RunningHub) -> None:
    sold_at, back_at = hub.till(), hub.till()
    sale = sold_at.sale(COAT)
    pushed(sold_at, sale)
    back = takes_back(back_at, sale)  # offline: told an hour later
    hub.clock.move(3_600_000)
    httpx.post(f"{hub.url}/invoice/{sale.sale_id}", data={"title": "林婉", "tax_no": ""})
    hub.clock.move(3_600_000)
    pushed(back_at, back)
    assert [due["total_fen"] for due in shown(hub)["to_redden"]] == [back.total_fen]


def test_after_an_even_exchange_she_asks_for_all_and_after_its_return_for_the_rest(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(COAT)
    even = exchanged(till, sale, COAT_L, 10_000)
    pushed(till, sale, even)
    assert "已退" not in httpx.get(f"{hub.url}/invoice/{sale.sale_id}").text
    pushed(till, takes_back(till, even.sale))
    assert "已退 · Returned</dt><dd>¥100.00" in httpx.get(f"{hub.url}/invoice/{sale.sale_id}").text


def test_for_what_came_back_whole_no_invoice_can_be_asked(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(COAT)
    pushed(till, sale, takes_back(till, sale, 2))
    page = httpx.get(f"{hub.url}/invoice/{sale.sale_id}").text
    assert "没有可开票的金额" in page
    assert "<form" not in page
    httpx.post(f"{hub.url}/invoice/{sale.sale_id}", data={"title": "林婉", "tax_no": ""})
    assert shown(hub)["asked"] == []


def exchanged(till: PaperTill, sale: SaleCommit, variant_id: str, fen: int) -> Any:
    """Return the exchange of one piece of a sale for one that costs ``fen``."""
    back = takes_back(till, sale)
    left = till.sale(("coat", variant_id, 1, fen))
    left = replace(left, receipt_no=back.receipt_no, total_fen=fen, tenders=[])
    return replace(back, sale=left, refunds=[], carried=back.refunds)


def test_an_even_exchange_changes_no_invoice_which_then_stands_for_what_left(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(COAT)
    pushed(till, sale, asks(till, sale))
    even = exchanged(till, sale, COAT_L, 10_000)
    assert even.total_fen == 10_000
    pushed(till, even)
    assert shown(hub)["to_redden"] == []
    pushed(till, takes_back(till, even.sale))
    (due,) = shown(hub)["to_redden"]
    assert (due["of_receipt_no"], due["total_fen"], due["is_whole"]) == (sale.receipt_no, 10_000, False)


def test_an_exchange_for_a_dearer_piece_is_reddened(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(COAT)
    pushed(till, sale, asks(till, sale))
    pushed(till, exchanged(till, sale, COAT_M, 12_500))
    assert len(shown(hub)["to_redden"]) == 1


def test_what_was_made_out_leaves_the_list_by_a_persons_word_and_once(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(COAT)
    pushed(till, sale, asks(till, sale))
    pushed(till, takes_back(till, sale))
    (due,) = shown(hub)["to_redden"]
    assert redden(hub, due["return_id"], who=" ").status_code == 400
    assert redden(hub, "nothing").status_code == 404
    assert redden(hub, due["return_id"]).status_code == 200
    assert shown(hub)["to_redden"] == []
    assert redden(hub, due["return_id"]).status_code == 404
    with hub.database.reading() as conn:
        (kept,) = conn.execute(select(settlement).where(settlement.c.about == f"invoice:{due['return_id']}")).all()
    assert (kept.action, kept.who, kept.reason) == ("redden", "陈静", "26317000000012345678")


def test_an_invoice_that_was_never_made_out_needs_no_red_one(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(COAT)
    pushed(till, sale, asks(till, sale))
    pushed(till, takes_back(till, sale))
    (due,) = shown(hub)["to_redden"]
    assert redden(hub, due["return_id"], number="").status_code == 200
    with hub.database.reading() as conn:
        assert conn.execute(select(settlement.c.action)).scalars().all() == ["never_invoiced"]


@pytest.mark.parametrize("path", ["invoices/", "invoices/invoices.js", "api/invoices"])
def test_the_page_is_open_to_those_alone_who_may_read_the_office(hub: RunningHub, path: str) -> None:
    assert httpx.get(f"{hub.url}/office/{path}").status_code == 200
    assert httpx.get(f"{hub.url}/office/{path}", headers={"host": "shop.example"}).status_code == 403


def test_a_till_is_told_with_the_receipt_that_an_invoice_was_asked_for(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(COAT)
    asked = asks(till, sale)
    pushed(till, sale, asked, asks(till, sale, asked.occurred_ms + 5_000))
    answer = till.request(
        "POST", "/sync/v1/receipts/find", msgspec.json.encode(ReceiptQuestion(receipt_no=sale.receipt_no))
    )
    assert answer.json()["invoice_asked_ms"] == asked.occurred_ms
