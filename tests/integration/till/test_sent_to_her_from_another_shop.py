"""A piece that does not hang here is sold here and sent from a shop that has it: each sold piece once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from posapp.domain.clock import DAY
from posapp.domain.identity import VariantId
from posapp.domain.money import Fen
from posapp.services.transfer_errors import NotPaidHere
from posapp.services.transfers import Transfers
from tests.fakes.till_on_disk import SHOP, VARIANTS, TillOnDisk

OTHER = msgspec.structs.replace(SHOP, id="shop-2", code="002")
PIECE = VariantId(VARIANTS[0].id)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[TillOnDisk]:
    till = TillOnDisk(tmp_path).is_ready([OTHER])
    yield till
    till.close()


def test_as_many_are_sent_as_were_sold_and_each_names_its_receipt(till: TillOnDisk) -> None:
    transfers = Transfers(till.file, till.clock, till.signing_in)
    with pytest.raises(NotPaidHere):
        transfers.ask(PIECE, OTHER.id, "ship", note="上海市长宁区愚园路 1398 号")
    till.rings_up(1)
    till.rings_up(1)
    sold = till.paying.pay_cash(Fen(100_000))
    before = till.on_hand(PIECE)

    first = transfers.ask(PIECE, OTHER.id, "ship", note="上海市长宁区愚园路 1398 号")
    assert (first.receipt_no, first.way) == (sold.receipt_no, "ship")
    transfers.ask(PIECE, OTHER.id, "ship", note="上海市")
    with pytest.raises(NotPaidHere):
        transfers.ask(PIECE, OTHER.id, "ship", note="上海市")

    transfers.call_off(first.transfer_id)
    transfers.ask(PIECE, OTHER.id, "ship", note="上海市")
    assert till.on_hand(PIECE) == before
    till.clock.goes_on(2 * DAY)
    with pytest.raises(NotPaidHere):
        transfers.ask(PIECE, OTHER.id, "ship", note="上海市")
