"""Goods that the mall withdraws while a customer holds them are still sold, at the price that she was told."""

from __future__ import annotations

import msgspec
import pytest

from posapp.services.errors import UnknownBarcode
from sync.protocol import rows
from sync.protocol.wire import FeedRow
from tests.fakes.till_on_disk import STYLE, VARIANTS


def withdrawn(row):
    return FeedRow(t=rows.kind_of_row(row), id=row.id, ver=2, deleted=True, row=msgspec.Raw(b"null"))


def test_what_the_mall_withdraws_stays_in_the_cart_and_is_sold_at_the_price_it_had(till):
    till.rings_up(1, 2)
    before = till.selling.current()
    till.pulls(withdrawn(VARIANTS[0]), stream="catalogue", more=True, ver=2)
    cart = till.selling.current()
    assert [(line.variant_id, line.is_withdrawn) for line in cart.lines] == [("v1", True), ("v2", False)]
    assert (cart.total, cart.pieces) == (before.total, 2)
    assert [line.name for line in cart.lines] == [line.name for line in before.lines]
    with pytest.raises(UnknownBarcode):
        till.selling.scan(VARIANTS[0].barcode)
    finished = till.paying.pay_cash(expected=before.total)
    assert [line.quantity for line in finished.receipt.lines] == [1, 1]
    (_, sale) = till.store.outbox(10, 1 << 20)
    assert {line["variant_id"] for line in msgspec.json.decode(sale.body)["lines"]} == {"v1", "v2"}


def test_a_withdrawn_style_takes_no_line_away_either_and_the_line_can_be_removed(till):
    till.rings_up(1)
    till.pulls(withdrawn(STYLE), *(withdrawn(each) for each in VARIANTS), more=True, ver=2)
    (line,) = till.selling.current().lines
    assert (line.is_withdrawn, line.barcode, line.paid) == (True, VARIANTS[0].barcode, 9_900)
    assert till.selling.set_quantity(line.line_id, 2).total == 19_800
    assert till.selling.remove(line.line_id).lines == ()
