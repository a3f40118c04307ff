"""A customer asks for her invoice at the counter or from her phone, and the mall keeps whom it is for."""

from __future__ import annotations

import httpx
import pytest

from posapp.domain.identity import new_id
from sync.protocol.kinds import InvoiceRequest
from tests.fakes import small_chain
from tests.fakes.running_hub import PaperTill, RunningHub

COMPANY = "91350100M000100Y43"


def page(hub: RunningHub, sale_id: str) -> httpx.Response:
    return httpx.get(f"{hub.url}/invoice/{sale_id}")


def request(till: PaperTill, sale_id: str, title: str, tax_no: str, at: int = small_chain.NOW) -> InvoiceRequest:
    return InvoiceRequest(
        request_id=new_id(at),
        sale_id=sale_id,
        receipt_no="001-01-A-0000001",
        shop_id=small_chain.SHOP,
        occurred_ms=at,
        staff_id="staff-1",
        title=title,
        tax_no=tax_no,
    )


def test_the_page_waits_for_the_sale_and_then_shows_it(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(("style", "variant", 1, 12_345))
    early = page(hub, sale.sale_id)
    assert early.status_code == 404
    assert "还没有传到商城" in early.text
    till.push(till.seal(sale))
    shown = page(hub, sale.sale_id)
    assert shown.status_code == 200
    assert sale.receipt_no in shown.text
    assert f"¥{sale.total_fen // 100:,}" in shown.text


def test_what_the_till_asked_for_stands_until_she_asks_for_another(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(("style", "variant", 1, 12_345))
    earlier = request(till, sale.sale_id, "云裳 <贸易> 公司", COMPANY, small_chain.NOW - 60_000)
    till.push(till.seal(sale), till.seal(earlier))
    shown = page(hub, sale.sale_id).text
    assert "云裳 &lt;贸易&gt; 公司" in shown
    assert "<贸易>" not in shown
    sent = httpx.post(f"{hub.url}/invoice/{sale.sale_id}", data={"title": "林婉", "tax_no": ""}, follow_redirects=True)
    assert "抬头：林婉" in sent.text


def test_a_request_that_comes_before_its_sale_is_kept(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(("style", "variant", 1, 12_345))
    till.push(till.seal(request(till, sale.sale_id, "云裳公司", COMPANY)))
    till.push(till.seal(sale))
    assert COMPANY in page(hub, sale.sale_id).text


@pytest.mark.parametrize(
    "form", [{"title": "", "tax_no": ""}, {"title": "云裳", "tax_no": "91350100M000100Y44"}, {"title": "长" * 101}, {}]
)
def test_a_wrong_title_or_number_is_told_and_not_kept(hub: RunningHub, form: dict[str, str]) -> None:
    till = hub.till()
    sale = till.sale(("style", "variant", 1, 12_345))
    till.push(till.seal(sale))
    assert httpx.post(f"{hub.url}/invoice/{sale.sale_id}", data=form).status_code == 422
    assert "已申请" not in page(hub, sale.sale_id).text


@pytest.mark.parametrize("address", ["/invoice/1", "/invoice/", "/invoice/' or 1=1"])
def test_an_address_that_names_no_sale_is_nothing(hub: RunningHub, address: str) -> None:
    assert httpx.get(hub.url + address).status_code == 404


def test_a_form_without_end_is_not_read(hub: RunningHub) -> None:
    sale_id = new_id(small_chain.NOW)
    assert httpx.post(f"{hub.url}/invoice/{sale_id}", content=b"title=" + b"x" * 10_000).status_code == 413
