"""A return looks at the invoice of its sale: the cashier and the paper say that head office makes out a red one."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from posapp.adapters.db import neighbour_facts, op_log
from posapp.adapters.db.tables import sale
from posapp.domain.identity import SaleId, VariantId
from posapp.services.found_sales import found
from posapp.services.invoicing import InvoiceTitle, Invoicing
from posapp.services.mall_receipts import MallReceipts
from posapp.services.paper import Note
from posapp.services.return_plan import Draft, Piece
from posapp.services.return_slip import INVOICE_ANEW, INVOICED, INVOICED_PERHAPS
from posapp.services.returning import Returning
from tests.fakes.mall_of_tills import MallOfTills
from tests.fakes.till_on_disk import NOON, TillOnDisk, variant
from tests.integration.till.test_taking_goods_back import counter, sells, takes_back

COMPANY = InvoiceTitle("云裳（上海）贸易有限公司", "91350100M000100Y43")


def id_of(till: TillOnDisk, receipt_no: str) -> SaleId:
    with till.file.reading() as connection:
        return SaleId(str(connection.scalar(select(sale.c.sale_id).where(sale.c.receipt_no == receipt_no))))


def asks(till: TillOnDisk, receipt_no: str) -> None:
    invoicing = Invoicing(till.file, till.clock, till.signing_in)
    invoicing.ask(id_of(till, receipt_no), COMPANY.name, COMPANY.tax_no)


def notes(done) -> list[str]:
    return [row.text for row in done.slip.rows if isinstance(row, Note)]


@pytest.fixture
def there(tmp_path):
    other = TillOnDisk(tmp_path / "there")
    other.mall.till_no = "02"
    other.is_ready()
    yield other
    other.close()


def test_the_paper_of_a_return_says_that_a_red_invoice_follows_for_what_came_back(till):
    number = sells(till, 1, 1)
    asks(till, number)
    assert counter(till).find(number).sale.invoiced == "asked"
    assert INVOICED.zh.format("99.00") in notes(takes_back(till, number, Piece(1)))


def test_of_a_sale_nobody_wanted_an_invoice_for_nothing_is_said(till):
    number = sells(till, 1)
    assert counter(till).find(number).sale.invoiced == "none"
    assert not [note for note in notes(takes_back(till, number, Piece(1))) if "发票" in note]


def test_english_paper_says_it_in_english(till):
    number = sells(till, 1)
    asks(till, number)
    at = Returning(till.file, till.clock, till.signing_in, lambda: "en")
    done = at.finish(Draft(at.find(number).sale, (Piece(1),)))
    assert INVOICED.en.format("99.00") in notes(done)


def test_a_dearer_exchange_wants_a_red_invoice_and_a_new_one_and_an_even_one_neither(till):
    till.pulls(variant(9, 15_000), ver=2)
    first, second = sells(till, 1), sells(till, 1)
    asks(till, first)
    asks(till, second)
    even = takes_back(till, first, Piece(1, swap_to=VariantId("v2")))
    assert not [note for note in notes(even) if "发票" in note]
    dearer = counter(till).finish(Draft(counter(till).find(second).sale, (Piece(1),), ((VariantId("v9"), 1),)))
    assert [INVOICED.zh.format("99.00"), INVOICE_ANEW.zh] == [note for note in notes(dearer) if "票" in note]


def test_the_invoice_stands_for_what_left_in_an_even_exchange(till):
    number = sells(till, 1)
    asks(till, number)
    even = takes_back(till, number, Piece(1, swap_to=VariantId("v2")))
    assert INVOICED.zh.format("99.00") in notes(takes_back(till, even.receipt_no, Piece(1)))


def test_what_a_neighbour_was_asked_for_is_known_here_without_the_mall(till, there):
    number = sells(there, 1)
    asks(there, number)
    with there.file.reading() as connection:
        told = [("02", one) for one in op_log.between(connection, 1, 1, op_log.head(connection, 1).chain.seq)]
    with till.file.transaction() as connection:
        neighbour_facts.keep(connection, told, till.clock.now())
        connection.commit()
    known = counter(till).find(number).sale
    assert (known.proof, known.invoiced) == ("neighbour", "asked")


def test_what_was_asked_for_from_a_phone_the_mall_tells_with_the_receipt_but_not_for_whom(till):
    number = sells(till, 1)
    mall = MallOfTills(till)
    mall.invoiced[number] = NOON
    assert counter(till).find(number).sale.invoiced == "none"
    assert MallReceipts(till.file, till.clock, mall).ask(number).sale.invoiced == "asked"
    assert INVOICED.zh.format("99.00") in notes(takes_back(till, number, Piece(1)))
    with till.file.view() as view:
        assert view.invoices.asked(id_of(till, number)) is None, "the panel offers no title that nobody here has typed"


def test_what_the_mall_tells_does_not_take_away_the_title_that_was_typed_here(till):
    number = sells(till, 1)
    asks(till, number)
    mall = MallOfTills(till)
    mall.invoiced[number] = NOON
    MallReceipts(till.file, till.clock, mall).ask(number)
    with till.file.view() as view:
        assert view.invoices.asked(id_of(till, number)) == COMPANY


def test_by_a_signed_code_alone_the_paper_says_perhaps(till, there):
    there.rings_up(1)
    receipt = there.paying.pay_cash().receipt
    code = next(qr.data for qr in receipt.qrs if "/invoice/" not in qr.data)
    with till.file.view() as view:
        assert found(view, code).invoiced == "unknown"
    done = counter(till).finish(Draft(counter(till).find(code).sale, (Piece(1),)))
    assert INVOICED_PERHAPS.zh.format("99.00") in notes(done)
