"""An invoice is asked for at the counter: the title is checked, remembered, and sent to the mall with the sale."""

from __future__ import annotations

import pytest

from posapp.adapters.db import op_log
from posapp.domain.clock import SECOND
from posapp.domain.errors import BadCreditCode, BadInvoiceTitle
from posapp.domain.identity import MemberId
from posapp.services.invoicing import InvoiceTitle, Invoicing
from sync.protocol.kinds import InvoiceRequest, read_body
from tests.fakes.till_on_disk import TillOnDisk

COMPANY = InvoiceTitle("云裳（上海）贸易有限公司", "91350100M000100Y43")


@pytest.fixture
def invoicing(till: TillOnDisk) -> Invoicing:
    return Invoicing(till.file, till.clock, till.signing_in)


def sold(till: TillOnDisk, member: str | None = None):
    till.rings_up(1)
    if member is not None:
        till.selling.attach_member(MemberId(member), "A")
    return till.paying.pay_cash()


def head_seq(till: TillOnDisk) -> int:
    with till.file.reading() as connection:
        return op_log.head(connection, 1).chain.seq


def last_body(till: TillOnDisk):
    with till.file.reading() as connection:
        seq = op_log.head(connection, 1).chain.seq
        (operation,) = op_log.between(connection, 1, seq, seq)
    return read_body(operation.kind, operation.v, operation.body)


def test_the_receipt_leads_to_the_sale_s_page_at_the_mall(till: TillOnDisk) -> None:
    finished = sold(till)
    [qr] = [one for one in finished.receipt.qrs if "/invoice/" in one.data]
    assert qr.data.endswith(f"/invoice/{finished.sale_id}")
    assert till.paying.receipt(finished.sale_id).qrs == finished.receipt.qrs


def test_a_company_is_asked_for_by_its_checked_number_and_remembered(till: TillOnDisk, invoicing: Invoicing) -> None:
    finished = sold(till)
    assert invoicing.asked(finished.sale_id) is None
    assert invoicing.ask(finished.sale_id, f"  {COMPANY.name} ", COMPANY.tax_no.lower()) == COMPANY
    body = last_body(till)
    assert isinstance(body, InvoiceRequest)
    assert (body.sale_id, body.title, body.tax_no) == (finished.sale_id, COMPANY.name, COMPANY.tax_no)
    assert invoicing.asked(finished.sale_id) == COMPANY
    assert invoicing.titles(sold(till).sale_id) == (COMPANY,)


def test_a_member_s_titles_are_hers_and_the_till_s_are_for_everybody_else(
    till: TillOnDisk, invoicing: Invoicing
) -> None:
    invoicing.ask(sold(till, "member-1").sale_id, COMPANY.name, COMPANY.tax_no)
    invoicing.ask(sold(till).sale_id, "林婉", "")
    assert invoicing.titles(sold(till, "member-1").sale_id) == (COMPANY,)
    assert invoicing.titles(sold(till).sale_id) == (InvoiceTitle("林婉"),)


def test_the_title_used_last_is_offered_first_and_none_twice(till: TillOnDisk, invoicing: Invoicing) -> None:
    sale_id = sold(till).sale_id
    for name in ("甲", "乙", "甲"):
        till.clock.goes_on(SECOND)
        invoicing.ask(sale_id, name, "")
    assert [title.name for title in invoicing.titles(sale_id)] == ["甲", "乙"]
    assert invoicing.asked(sale_id) == InvoiceTitle("甲")


def test_a_wrong_number_or_no_title_asks_for_nothing(till: TillOnDisk, invoicing: Invoicing) -> None:
    sale_id = sold(till).sale_id
    before = head_seq(till)
    with pytest.raises(BadCreditCode):
        invoicing.ask(sale_id, COMPANY.name, "91350100M000100Y44")
    with pytest.raises(BadInvoiceTitle):
        invoicing.ask(sale_id, "  ", "")
    assert head_seq(till) == before
    assert invoicing.titles(sale_id) == ()
