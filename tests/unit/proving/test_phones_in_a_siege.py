"""The kills lay the channel's own book beside the tills' files: whatever money has no sale, or no charge, is seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine

from sync.proving.phone_money import Charged, PhoneBooks


@pytest.fixture
def till() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE sale (sale_id)")
        connection.exec_driver_sql("CREATE TABLE payment_attempt (number, state, sale_id)")
        connection.exec_driver_sql("CREATE TABLE payment_refund (paid_number, amount_fen, stage)")
        connection.exec_driver_sql("INSERT INTO sale VALUES ('s-1')")
        connection.exec_driver_sql("INSERT INTO payment_attempt VALUES ('n-1', 'paid', 's-1'), ('n-2', 'void', NULL)")
        yield connection
    engine.dispose()


def charged(number: str, fen: int = 100, kept: int | None = None, returned_at: int = 0) -> Charged:
    return Charged(number=number, charged_fen=fen, kept_fen=fen if kept is None else kept, returned_at=returned_at)


def said(till: Connection, *ledger: Charged) -> list[str]:
    books = PhoneBooks()
    books.read("shop-1", till)
    return list(books.faults(list(ledger)))


def test_a_charge_with_its_sale_and_one_that_went_back_are_in_order(till: Connection) -> None:
    assert said(till, charged("n-1"), charged("n-2", kept=0, returned_at=5)) == []


def test_money_for_no_sale_is_seen_unless_it_is_on_its_way_back(till: Connection) -> None:
    assert said(till, charged("n-1"), charged("n-2")) == ["shop-1: n-2 is void, and 100 fen are charged without a sale"]
    till.exec_driver_sql("INSERT INTO payment_refund VALUES ('n-2', 100, 'processing')")
    assert said(till, charged("n-1"), charged("n-2")) == []


def test_a_sale_that_nobody_was_charged_for_is_seen(till: Connection) -> None:
    assert said(till) == ["shop-1: n-1 is sold and was never charged"]
    assert said(till, charged("n-1", fen=0)) == ["shop-1: n-1 is sold without a charge"]
    assert said(till, charged("n-1", kept=0, returned_at=5)) == ["shop-1: n-1 is sold without a charge"]


def test_what_goes_back_unasked_is_seen(till: Connection) -> None:
    assert said(till, charged("n-1", kept=60)) == ["shop-1: 40 fen of n-1 went back unasked"]
    till.exec_driver_sql("INSERT INTO payment_refund VALUES ('n-1', 40, 'done')")
    assert said(till, charged("n-1", kept=60)) == []


def test_a_charge_that_no_till_knows_of_is_seen(till: Connection) -> None:
    assert said(till, charged("n-1"), charged("n-3")) == ["n-3 was charged by nobody"]


def test_a_payment_of_a_sale_that_is_not_there_is_seen(till: Connection) -> None:
    till.exec_driver_sql("DELETE FROM sale")
    assert said(till, charged("n-1")) == ["shop-1: n-1 paid a sale that is not there"]
