"""Goods that come back, at the mall: booked once, never refused, and never twice in silence."""

from __future__ import annotations

from msgspec.structs import replace
from sqlalchemy import select

from posapp.domain.identity import new_id
from sync.hub import conservation, returns
from sync.hub.db import tables
from sync.hub.value import ledger
from sync.protocol.kinds import ReturnCommit, SaleCommit
from sync.protocol.returned import Refund, ReturnedLine
from sync.protocol.rows import Coupon, History, Member
from sync.protocol.sold import Drawn, Movement, Tender
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import COAT_L, COAT_M, LIN, OTHER_SHOP, SHOP

COAT = ("coat", COAT_M, 2, 20_000)


def takes_back(till: PaperTill, sale: SaleCommit, quantity: int = 1, **changes: object) -> ReturnCommit:
    """Return pieces of the first line, for half of what two cost, in cash."""
    return_id = new_id(till.hub.clock.now())
    line = sale.lines[0]
    fen = line.paid_fen * quantity // line.quantity
    body = ReturnCommit(
        return_id=return_id,
        receipt_no=f"R-{till.identity.till_no}-{till.identity.device[-4:]}-{till.head.seq + 1}",
        of_receipt_no=sale.receipt_no,
        proof="signed",
        shop_id=till.identity.shop_id,
        shift_id="shift-1",
        business_date="2027-01-15",
        occurred_ms=till.hub.clock.now(),
        staff_id="st-1",
        approver_id="",
        member_id=sale.member_id,
        coupon_ids=[],
        lines=[
            ReturnedLine(
                place=1, variant_id=line.variant_id, style_id=line.style_id, quantity=quantity, before=0,
                paid_fen=fen, tax_bp=1300, tax_fen=fen - fen * 100 // 113, condition="sellable", reason="size",
            )
        ],
        refunds=[
            Refund(refund_id=f"{return_id}-r1", kind="cash", amount_fen=fen, receipt_no=sale.receipt_no, tender=1)
        ],
        carried=[],
        movements=[
            Movement(movement_id=f"{return_id}-m1", variant_id=line.variant_id, quantity=quantity, cause="return")
        ],
        set_aside=[],
        total_fen=fen,
        tax_fen=fen - fen * 100 // 113,
        points_back=sale.points_earned * quantity // line.quantity,
        sale=None,
    )  # fmt: skip
    return replace(body, **changes)


def with_points(sale: SaleCommit) -> SaleCommit:
    """Return the sale as if the member's points had paid it, a fen each; the mall takes them from her account."""
    paid = Tender(
        tender_id=f"{sale.sale_id}-p", kind="points", amount_fen=sale.total_fen, received_fen=sale.total_fen,
        change_fen=0, drawn=Drawn(owner_id=LIN, units=sale.total_fen, right="floor_limit", right_id=""),
    )  # fmt: skip
    return replace(sale, tenders=[paid])


def of_points(back: ReturnCommit) -> ReturnCommit:
    refund = replace(back.refunds[0], kind="points", units=back.total_fen, owner_id=LIN)
    return replace(back, refunds=[refund])


def exceptions(hub: RunningHub) -> list[tuple[str, int]]:
    alarm = tables.trade_exception
    with hub.database.reading() as conn:
        return [(row.code, row.amount_fen) for row in conn.execute(select(alarm).order_by(alarm.c.exception_no))]


def on_hand(hub: RunningHub, variant_id: str = COAT_M, shop_id: str = SHOP) -> int:
    stock = tables.stock
    with hub.database.reading() as conn:
        found = select(stock.c.on_hand).where(stock.c.shop_id == shop_id, stock.c.variant_id == variant_id)
        return int(conn.execute(found).scalar() or 0)


def all_adds_up(hub: RunningHub) -> None:
    with hub.database.reading() as conn:
        assert conservation.faults(conn) == []
        assert list(ledger.check(conn)) == []


def accept(till: PaperTill, *bodies: object) -> None:
    answer = till.push(*[till.seal(body) for body in bodies])  # type: ignore[arg-type]
    assert [one.result for one in answer.results] == ["applied"] * len(bodies), answer.results


def test_a_piece_that_comes_back_hangs_on_the_floor_and_lowers_what_she_spent(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(COAT, member_id=LIN, points=200)
    before = on_hand(hub)
    till.pull()
    points = till.row(Member, LIN).points
    accept(till, sale)
    till.pull()
    spent = till.row(History, LIN).spent_fen
    accept(till, takes_back(till, sale))
    till.pull()
    assert on_hand(hub) == before - 1
    assert till.row(Member, LIN).points == points + 100
    history = till.row(History, LIN)
    assert history.spent_fen == spent - 10_000
    assert history.happenings[0].kind == "returned"
    assert exceptions(hub) == []
    all_adds_up(hub)


def test_what_came_back_whole_bears_the_name_of_its_sale_and_counts_as_not_kept(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(COAT, member_id=LIN)
    accept(till, sale)
    accept(till, first := takes_back(till, sale))
    till.pull()
    assert till.row(History, LIN).happenings[0].ref == first.return_id, "one of two: she kept the other"
    accept(till, replace(takes_back(till, sale), receipt_no="R-second"))
    till.pull()
    whole, half, bought = till.row(History, LIN).happenings[:3]
    assert (bought.kind, bought.ref) == ("bought", sale.sale_id)
    assert sorted((whole.ref, half.ref)) == sorted((sale.sale_id, first.return_id))


def test_two_tills_that_take_back_the_same_piece_are_both_booked_and_it_is_said(hub: RunningHub) -> None:
    here, there = hub.till(), hub.till(OTHER_SHOP)
    sale = here.sale(("coat", COAT_M, 1, 10_000), member_id=LIN, points=100)
    accept(here, sale, takes_back(here, sale))
    here.pull()
    points = here.row(Member, LIN).points
    accept(there, takes_back(there, sale))  # it was offline, and its customer has the cash
    assert exceptions(hub) == [("returned_twice", 10_000)]
    here.pull()
    assert here.row(Member, LIN).points == points  # nobody loses points twice
    all_adds_up(hub)


def test_an_account_is_credited_once_whatever_tills_say(hub: RunningHub) -> None:
    here, there = hub.till(), hub.till(OTHER_SHOP)
    sale = with_points(here.sale(("coat", COAT_M, 1, 100), member_id=LIN))
    here.pull()
    had = here.row(Member, LIN).points
    accept(here, sale)
    here.pull()
    assert here.row(Member, LIN).points == had - 100
    accept(here, of_points(takes_back(here, sale)))
    accept(there, of_points(takes_back(there, sale)))
    here.pull()
    assert here.row(Member, LIN).points == had
    assert exceptions(hub) == [("returned_twice", 100)]
    all_adds_up(hub)


def test_more_is_never_credited_than_the_account_had_paid(hub: RunningHub) -> None:
    till = hub.till()
    sale = with_points(till.sale(("coat", COAT_M, 2, 80), member_id=LIN))
    till.pull()
    had = till.row(Member, LIN).points
    greedy = of_points(takes_back(till, sale))
    greedy = replace(greedy, refunds=[replace(greedy.refunds[0], amount_fen=900, units=900)])
    accept(till, sale, greedy)
    till.pull()
    assert till.row(Member, LIN).points <= had
    all_adds_up(hub)


def test_a_return_may_come_before_its_sale_and_is_looked_at_again_then(hub: RunningHub) -> None:
    offline, here = hub.till(), hub.till(OTHER_SHOP)
    sale = offline.sale(("coat", COAT_M, 1, 10_000))
    accept(here, takes_back(here, sale), takes_back(here, sale))
    assert [code for code, _ in exceptions(hub)] == ["returned_unknown_sale"] * 2
    accept(offline, sale)
    assert exceptions(hub)[-1] == ("returned_twice", 10_000)
    all_adds_up(hub)


def test_a_defective_piece_is_in_no_level(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(("coat", COAT_M, 1, 10_000))
    accept(till, sale)
    before = on_hand(hub)
    back = takes_back(till, sale)
    aside = [replace(back.movements[0], cause="defective")]
    accept(till, replace(back, movements=[], set_aside=aside))
    assert on_hand(hub) == before
    with hub.database.reading() as conn:
        assert returns.defective(conn, SHOP) == {COAT_M: 1}
    all_adds_up(hub)


def test_an_exchange_is_both_halves_or_neither(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(("coat", COAT_M, 1, 10_000))
    accept(till, sale)
    back = takes_back(till, sale)
    other = replace(till.sale(("coat", COAT_L, 1, 10_000)), receipt_no=back.receipt_no, tenders=[])
    exchange = replace(back, refunds=[], carried=back.refunds, sale=other)
    middle, large = on_hand(hub), on_hand(hub, COAT_L)
    accept(till, exchange)
    assert (on_hand(hub), on_hand(hub, COAT_L)) == (middle + 1, large - 1)

    again = replace(exchange, return_id=new_id(hub.clock.now()), movements=[])
    answer = till.push(till.seal(again))  # its sale is booked already
    assert [(one.result, one.code) for one in answer.results] == [("parked", "same_sale")]
    assert (on_hand(hub), on_hand(hub, COAT_L)) == (middle + 1, large - 1)
    with hub.database.reading() as conn:
        held = conn.execute(select(tables.sale.c.receipt_no).where(tables.sale.c.sale_id == other.sale_id)).scalar()
    assert held == back.receipt_no
    all_adds_up(hub)


def test_a_return_said_twice_is_booked_once(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(COAT)
    back = takes_back(till, sale)
    accept(till, sale, back)
    answer = till.push(till.seal(back))
    assert [(one.result, one.code) for one in answer.results] == [("parked", "same_return")]


def test_a_coupon_comes_back_only_from_the_sale_that_used_it(hub: RunningHub) -> None:
    till = hub.till()
    till.pull()
    coupon = next(row for row in till.rows.values() if isinstance(row, Coupon) and row.member_id == LIN)
    sale, other = till.sale(COAT, member_id=LIN, coupons=[coupon.id]), till.sale(COAT, member_id=LIN)
    other = replace(other, receipt_no=f"{other.receipt_no}-2")
    accept(till, sale, other)
    till.pull()
    accept(till, takes_back(till, other, 2, coupon_ids=[coupon.id]))
    told = [row.id for page in till.pull() for row in page.rows if row.t == "coupon"]
    assert told == [coupon.id]  # the till that took it for free hears that it is not
    assert till.row(Coupon, coupon.id).status == "used"
    accept(till, takes_back(till, sale, 2, coupon_ids=[coupon.id]))
    till.pull()
    assert till.row(Coupon, coupon.id).status == "open"


def test_a_coupon_whose_goods_came_back_before_the_mall_heard_of_the_sale_can_be_used_again(hub: RunningHub) -> None:
    offline, here = hub.till(), hub.till()
    offline.pull()
    coupon = next(row for row in offline.rows.values() if isinstance(row, Coupon) and row.member_id == LIN)
    sale = offline.sale(COAT, member_id=LIN, coupons=[coupon.id])
    accept(here, takes_back(here, sale, 2, coupon_ids=[coupon.id]))
    accept(offline, sale)
    here.pull()
    assert here.row(Coupon, coupon.id).status == "open"
    accept(here, replace(here.sale(COAT, member_id=LIN, coupons=[coupon.id]), receipt_no="again"))
    here.pull()
    assert here.row(Coupon, coupon.id).status == "used"
    assert [code for code, _ in exceptions(hub)] == ["returned_unknown_sale"]


def test_points_she_has_spent_meanwhile_are_the_chain_s_loss_in_plain_sight(hub: RunningHub) -> None:
    till = hub.till()
    sale = till.sale(COAT, member_id=LIN, points=1_000_000_000)
    back = replace(takes_back(till, sale), points_back=1_000_000_000)
    till.pull()
    had = till.row(Member, LIN).points
    accept(till, sale)
    spent = till.sale(("coat", COAT_L, 1, 100), member_id=LIN)
    paid = Tender(
        tender_id=f"{spent.sale_id}-p", kind="points", amount_fen=100, received_fen=100, change_fen=0,
        drawn=Drawn(owner_id=LIN, units=had + 10, right="floor_limit", right_id=""),
    )  # fmt: skip
    accept(till, replace(spent, receipt_no="other", tenders=[paid]), back)
    till.pull()
    assert till.row(Member, LIN).points == 0
    assert ("points_gone", 0) in exceptions(hub)
    all_adds_up(hub)
