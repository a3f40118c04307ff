"""A scale's label and a carton's number may have a payment code's form: the screen's mode and the catalogue decide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from posapp.domain.identity import VariantId
from posapp.services.errors import PaymentCodeTooEarly, ScaleLabel, UnknownBarcode
from posapp.services.payment_errors import NoPaymentCode
from posapp.services.phone_tenders import Plan
from tests.fakes.phone_till import PhoneTill
from tests.fakes.till_on_disk import variant

SCALE_LABEL = "281234500012345678"
"""18 digits from 25 to 29: also a code of Alipay's."""

CARTON = "106901234500000019"
"""A shipping container's 18 digits from 10 to 15: also a code of WeChat Pay's."""


@pytest.fixture
def till(tmp_path: Path) -> Iterator[PhoneTill]:
    till = PhoneTill(tmp_path / "till")
    till.is_ready()
    yield till
    till.close()


@pytest.mark.parametrize("label", [SCALE_LABEL, CARTON])
def test_goods_that_carry_such_a_label_are_rung_up_and_nobody_is_charged(till: PhoneTill, label: str) -> None:
    till.pulls(msgspec.structs.replace(variant(7), barcode=label), more=True)
    cart = till.selling.scan(label).cart
    assert [line.variant_id for line in cart.lines] == [VariantId("v7")]
    assert till.channel.ledger == {}


@pytest.mark.parametrize("label", [SCALE_LABEL, CARTON])
def test_where_no_goods_carry_it_it_is_taken_for_money_and_is_nowhere_kept(till: PhoneTill, label: str) -> None:
    till.rings_up(1)
    with pytest.raises(PaymentCodeTooEarly) as refused:
        till.selling.scan(label)
    assert label not in str(refused.value)
    till.close()
    assert not any(label.encode() in file.read_bytes() for file in till.folder.iterdir() if file.is_file())


def test_at_the_payment_the_same_digits_are_a_customer_s_code(till: PhoneTill) -> None:
    """Also when goods carry them: whoever pays holds a phone out, not a carton."""
    till.pulls(msgspec.structs.replace(variant(7), barcode=CARTON), more=True)
    till.rings_up(1)
    attempt = till.attempts.begin(CARTON, Plan(till.total()))
    assert till.attempts.pay(attempt, CARTON).finished is not None
    assert till.held() == 9_900


@pytest.mark.parametrize("text", ["6901234500001", "8000000000000042", "970000000001", "7000000000004245", "9" * 190])
def test_at_the_payment_nothing_else_charges_anybody(till: PhoneTill, text: str) -> None:
    """Goods, a member's card, a coupon, a gift card, a signed code."""
    till.rings_up(1)
    with pytest.raises(NoPaymentCode):
        till.attempts.begin(text, Plan(till.total()))
    assert till.channel.ledger == {}


WEIGHED = "2112345001234"
"""An article number that a scale printed: 123 grams of its goods 12345."""


@pytest.mark.parametrize("label", [WEIGHED, "0212345001233", "212345001233", "２１１２３４５００１２３４"])
def test_a_scale_s_label_is_called_what_it_is_and_nothing_is_sold_by_weight(till: PhoneTill, label: str) -> None:
    till.rings_up(1)
    with pytest.raises(ScaleLabel):
        till.selling.scan(label)
    assert [line.quantity for line in till.selling.current().lines] == [1]


def test_goods_of_the_shop_s_own_numbering_are_goods(till: PhoneTill) -> None:
    till.pulls(msgspec.structs.replace(variant(7), barcode=WEIGHED), more=True)
    assert [line.quantity for line in till.selling.scan(WEIGHED).cart.lines] == [1]


@pytest.mark.parametrize("code", ["2112345001235", "6901234567892", "21123450012"])
def test_what_is_no_scale_s_label_is_an_unknown_code_as_ever(till: PhoneTill, code: str) -> None:
    with pytest.raises(UnknownBarcode):
        till.selling.scan(code)
