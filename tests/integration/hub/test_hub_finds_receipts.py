"""A receipt of another shop, at the mall: the sale as its till wrote it, and what came back of it so far."""

from __future__ import annotations

from msgspec.structs import replace

from sync.hub.enrolment import revoke
from sync.protocol.kinds import ReturnCommit, SaleCommit, read_body
from sync.protocol.receipts import (
    MOST_OF_MEMBER,
    MemberQuestion,
    MemberReceipts,
    ReceiptAnswer,
    ReceiptQuestion,
)
from sync.worker.mall.receipts import ReceiptDesk
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import COAT_L, COAT_M, LIN, OTHER_SHOP
from tests.integration.hub.test_hub_books_returns import COAT, accept, takes_back
from tests.integration.value.test_the_counter_asks_the_mall import identity


def find(till: PaperTill, receipt_no: str) -> ReceiptAnswer:
    return ReceiptDesk(till.hub.clock).receipt(identity(till), ReceiptQuestion(receipt_no=receipt_no))


def of_member(till: PaperTill, member_id: str) -> MemberReceipts:
    return ReceiptDesk(till.hub.clock).receipts_of(identity(till), MemberQuestion(member_id=member_id))


def test_a_sale_of_another_shop_is_told_as_its_till_wrote_it(hub: RunningHub) -> None:
    here, there = hub.till(), hub.till(OTHER_SHOP)
    sale = there.sale(COAT, member_id=LIN, points=200)
    accept(there, sale)
    told = find(here, sale.receipt_no)
    assert read_body(told.kind, told.v, told.body) == sale
    assert told.returned == []


def test_what_came_back_is_told_with_the_operation_that_says_so(hub: RunningHub) -> None:
    here, there = hub.till(), hub.till(OTHER_SHOP)
    sale = there.sale(COAT)
    accept(there, sale)
    back = takes_back(here, sale)
    operation = here.seal(back)
    here.push(operation)
    (came,) = find(there, sale.receipt_no).returned
    assert (came.op_id, came.return_id) == (operation.op_id, back.return_id)
    assert (came.n, came.place, came.quantity) == (1, 1, 1)


def test_goods_that_left_in_an_exchange_are_found_by_the_exchange_s_own_number(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(COAT)
    accept(till, sale)
    back = takes_back(till, sale)
    left = replace(till.sale(("coat", COAT_L, 1, 10_000)), receipt_no=back.receipt_no, tenders=[])
    exchange = replace(back, refunds=[], carried=[replace(back.refunds[0], refund_id="c-1")], sale=left)
    accept(till, exchange)
    told = find(till, back.receipt_no)
    body = read_body(told.kind, told.v, told.body)
    assert isinstance(body, ReturnCommit)
    assert isinstance(body.sale, SaleCommit)
    assert (body.sale.lines, body.carried) == (left.lines, exchange.carried)


def test_a_number_that_nobody_has_told_of_is_unknown_and_no_error(hub: RunningHub) -> None:
    till = hub.till()
    for number in ("01-09-A-0000001", "", "'; DROP TABLE sale; --", "零"):
        told = find(till, number)
        assert (told.status, told.kind, told.body, told.returned) == ("unknown", "", "", [])


def test_a_member_s_newest_receipts_come_from_every_shop(hub: RunningHub) -> None:
    here, there = hub.till(), hub.till(OTHER_SHOP)
    first = there.sale(("coat", COAT_M, 2, 20_000), ("coat", COAT_L, 1, 9_000), member_id=LIN)
    accept(there, first)
    hub.clock.move(1_000)  # type: ignore[attr-defined]
    second = here.sale(COAT, member_id=LIN)
    accept(here, second, here.sale(COAT))
    told = of_member(here, LIN).receipts
    assert [(one.receipt_no, one.shop_id, one.total_fen, one.pieces) for one in told] == [
        (second.receipt_no, here.identity.shop_id, 20_000, 2),
        (first.receipt_no, OTHER_SHOP, 29_000, 3),
    ]
    assert of_member(here, "nobody").receipts == []


def test_only_so_many_of_a_member_s_receipts_are_told(hub: RunningHub) -> None:
    till = hub.till()
    accept(till, *[till.sale(COAT, member_id=LIN) for _ in range(MOST_OF_MEMBER + 2)])
    assert len(of_member(till, LIN).receipts) == MOST_OF_MEMBER


def test_a_till_out_of_service_and_an_unsigned_request_are_told_nothing(hub: RunningHub) -> None:
    till = hub.till()
    with hub.database.writing() as conn:
        revoke(conn, till.identity.device)
    for path, asked in (("find", b'{"receipt_no": "1"}'), ("of-member", b'{"member_id": "m"}')):
        refused = till.request("POST", f"/sync/v1/receipts/{path}", asked)
        assert (refused.status_code, refused.json()["code"]) == (403, "revoked")
        unsigned = till.request("POST", f"/sync/v1/receipts/{path}", asked, {"x-pos-signature": "0" * 128})
        assert (unsigned.status_code, unsigned.json()["code"]) == (401, "unauthorised")
