"""A receipt without its square code, of another shop: its number is enough where the mall can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from posapp.domain.clock import DAY
from posapp.domain.errors import TooManyReturned
from posapp.domain.identity import MemberId, VariantId
from posapp.domain.receipt_no import Series
from posapp.services.errors import MallUnreachable, NoSuchReceipt, ReceiptElsewhere, ReceiptNotTold
from posapp.services.mall_receipts import MallReceipts
from posapp.services.return_plan import Draft, Piece
from posapp.services.returning import Returning
from sync.protocol.receipts import ReceiptAnswer
from tests.fakes.mall_of_tills import MallOfTills
from tests.fakes.till_on_disk import TillOnDisk
from tests.integration.till.test_taking_goods_back import counter, sells, told


class Elsewhere:
    """A till that has sold something, the one that is asked to take it back, and the mall between them."""

    def __init__(self, here: TillOnDisk, there: TillOnDisk) -> None:
        self.here, self.there = here, there
        self.mall = MallOfTills(here, there)
        self.asking = MallReceipts(here.file, here.clock, self.mall)
        self.returning: Returning = counter(here)


@pytest.fixture
def elsewhere(till: TillOnDisk, tmp_path: Path) -> Iterator[Elsewhere]:
    there = TillOnDisk(tmp_path / "there")
    there.mall.till_no = "02"
    there.is_ready()
    yield Elsewhere(till, there)
    there.close()


def test_a_number_is_enough_for_a_return_when_the_mall_is_there(elsewhere: Elsewhere) -> None:
    number = sells(elsewhere.there, 1, 1, 2)
    with pytest.raises(ReceiptElsewhere):
        elsewhere.returning.find(number)
    found = elsewhere.asking.ask(number)
    assert (found.sale.proof, [line.left for line in found.lines]) == ("mall", [2, 1])
    done = elsewhere.returning.finish(Draft(found.sale, (Piece(1),)))
    assert (done.plan.given_out, told(elsewhere.here).proof) == (9_900, "mall")


def test_the_bars_and_a_number_typed_without_its_hyphens_find_the_same_sale(elsewhere: Elsewhere) -> None:
    number = sells(elsewhere.there, 1)
    for text in (number.replace("-", "").lower(), Series("021", "02", 1).code(1)):
        assert elsewhere.asking.ask(text).sale.receipt_no == number


def test_what_was_told_is_there_after_a_power_cut_with_no_network(elsewhere: Elsewhere) -> None:
    number = sells(elsewhere.there, 1, 2)
    elsewhere.asking.ask(number)
    elsewhere.mall.is_away = True
    elsewhere.here.close()
    here = TillOnDisk(elsewhere.here.folder)
    found = counter(here).find(number)
    assert (found.sale.proof, len(found.lines)) == ("mall", 2)
    here.close()


def test_what_was_told_goes_once_it_has_served_and_what_came_back_stays_known(elsewhere: Elsewhere) -> None:
    number = sells(elsewhere.there, 1, 1)
    sale = elsewhere.asking.ask(number).sale
    elsewhere.returning.finish(Draft(sale, (Piece(1),)))
    with pytest.raises(ReceiptElsewhere):
        elsewhere.returning.find(number)
    assert [line.left for line in elsewhere.asking.ask(number).lines] == [1]


def test_what_came_back_at_any_till_cannot_come_back_again(elsewhere: Elsewhere) -> None:
    number = sells(elsewhere.there, 1, 1)
    there = counter(elsewhere.there)
    there.finish(Draft(there.find(number).sale, (Piece(1),)))
    found = elsewhere.asking.ask(number)
    assert [line.left for line in found.lines] == [1]
    with pytest.raises(TooManyReturned):
        elsewhere.returning.finish(Draft(found.sale, (Piece(1, 2),)))


def test_a_sale_of_our_own_learns_what_came_back_of_it_elsewhere(elsewhere: Elsewhere) -> None:
    number = sells(elsewhere.here, 1, 1)
    before = elsewhere.returning.find(number)
    there = MallReceipts(elsewhere.there.file, elsewhere.there.clock, elsewhere.mall).ask(number)
    counter(elsewhere.there).finish(Draft(there.sale, (Piece(1),)))
    after = elsewhere.asking.ask(number)
    assert after.sale == before.sale  # our own book still says what was sold
    assert [line.left for line in after.lines] == [1]


def test_our_own_returns_are_not_counted_twice_when_the_mall_tells_of_them(elsewhere: Elsewhere) -> None:
    number = sells(elsewhere.here, 1, 1, 1)
    elsewhere.returning.finish(Draft(elsewhere.returning.find(number).sale, (Piece(1),)))
    for _ in range(2):
        assert [line.left for line in elsewhere.asking.ask(number).lines] == [2]


def test_an_exchange_made_elsewhere_comes_back_to_the_tender_of_the_first_sale(elsewhere: Elsewhere) -> None:
    number = sells(elsewhere.there, 1)
    there = counter(elsewhere.there)
    exchange = there.finish(Draft(there.find(number).sale, (Piece(1, swap_to=VariantId("v2")),)))
    found = elsewhere.asking.ask(exchange.receipt_no)
    assert [(route.kind, route.amount, route.receipt_no) for route in found.sale.routes] == [("cash", 9_900, number)]


def test_without_the_network_it_says_so_and_a_wrong_number_is_told_from_an_unknown_one(elsewhere: Elsewhere) -> None:
    number = sells(elsewhere.there, 1)
    elsewhere.mall.is_away = True
    with pytest.raises(ReceiptNotTold) as away:
        elsewhere.asking.ask(number)
    assert away.value.values == {"reason": "unreachable", "receipt_no": number}
    elsewhere.mall.is_away = False
    with pytest.raises(ReceiptNotTold) as unknown:
        elsewhere.asking.ask("021-01-A-0000099")
    assert unknown.value.values["reason"] == "unknown"
    with pytest.raises(NoSuchReceipt) as wrong:
        elsewhere.returning.find("021-01-A-99")
    assert not isinstance(wrong.value, ReceiptElsewhere)


def test_a_sale_in_the_words_of_a_newer_till_is_not_guessed_at(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = sells(elsewhere.there, 1)
    newer = ReceiptAnswer(status="found", server_ms=0, kind="sale.commit", v=99, body="{}")
    monkeypatch.setattr(elsewhere.mall, "receipt", lambda till, asked: newer)
    with pytest.raises(ReceiptNotTold) as refusal:
        elsewhere.asking.ask(number)
    assert refusal.value.values["reason"] == "newer"


def test_what_nobody_used_is_forgotten_after_a_week(elsewhere: Elsewhere) -> None:
    number = sells(elsewhere.there, 1)
    other = sells(elsewhere.there, 2)
    elsewhere.asking.ask(number)
    elsewhere.here.clock.goes_on(8 * DAY)
    elsewhere.asking.ask(other)
    with pytest.raises(ReceiptElsewhere):
        elsewhere.returning.find(number)


def test_a_member_s_purchases_anywhere_are_listed_by_the_mall(elsewhere: Elsewhere) -> None:
    elsewhere.there.selling.attach_member(MemberId("member-1"), "A")
    number = sells(elsewhere.there, 1, 1)
    (bought,) = elsewhere.asking.of_member(MemberId("member-1"))
    assert (bought.receipt_no, bought.total, bought.pieces, bought.shop) == (number, 19_800, 2, None)
    elsewhere.mall.is_away = True
    with pytest.raises(MallUnreachable):
        elsewhere.asking.of_member(MemberId("member-1"))
