"""A sale is one commit: everything of it is kept, or nothing is."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import func, select

from posapp.adapters.db import op_log
from posapp.adapters.db.mall_tables import coupon
from posapp.adapters.db.tables import cart, journal, print_job, sale, sale_line, sale_tender, stock_movement
from posapp.domain.errors import BadAmount
from posapp.domain.identity import MemberId
from posapp.services.errors import DiskFull, EmptyCart, NotEnoughCash, NotSignedIn, PriceChanged, ShiftNotOpen
from sync.protocol.kinds import SaleCommit, read_body
from tests.fakes.till_on_disk import MEMBER, TillOnDisk, variant


def rows_in(till: TillOnDisk, table) -> int:
    with till.file.reading() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def last_sale(till: TillOnDisk) -> SaleCommit:
    with till.file.reading() as connection:
        head = op_log.head(connection, 1)
        (operation,) = op_log.between(connection, 1, head.chain.seq, head.chain.seq)
    body = read_body(operation.kind, operation.v, operation.body)
    assert isinstance(body, SaleCommit)
    return body


def test_a_sale_keeps_its_lines_movements_number_operation_journal_entry_and_print_job_together(till):
    entries = rows_in(till, journal)
    till.rings_up(1, 1, 2)
    finished = till.paying.pay_cash(30_000)

    assert (finished.total, finished.received, finished.change) == (29_700, 30_000, 300)
    assert finished.receipt_no == "021-01-A-0000001"
    body = last_sale(till)
    assert body.receipt_no == finished.receipt_no
    assert [(line.variant_id, line.quantity, line.paid_fen) for line in body.lines] == [
        ("v1", 2, 19_800),
        ("v2", 1, 9_900),
    ]
    assert {(movement.variant_id, movement.quantity) for movement in body.movements} == {("v1", -2), ("v2", -1)}
    assert rows_in(till, sale) == 1
    assert rows_in(till, sale_line) == 2
    assert rows_in(till, sale_tender) == 1
    assert rows_in(till, stock_movement) == 2
    assert rows_in(till, print_job) == 1
    assert rows_in(till, journal) == entries + 1


def test_the_sums_of_a_sale_agree_with_one_another(till):
    till.rings_up(1, 2, 3)
    till.selling.attach_member(MemberId("member-1"), "A")
    till.selling.use_coupon("coupon-1")
    finished = till.paying.pay_cash()
    body = last_sale(till)
    assert finished.total == 27_700
    assert body.gross_fen - body.discount_fen == body.total_fen == sum(line.paid_fen for line in body.lines)
    assert body.tax_fen == sum(line.tax_fen for line in body.lines)
    assert sum(tender.amount_fen for tender in body.tenders) == body.total_fen
    assert sum(each.fen for line in body.lines for each in line.adjustments) == body.discount_fen
    assert body.points_earned == finished.points_earned == 277


def test_a_used_coupon_is_not_offered_again_before_the_mall_has_confirmed(till):
    till.rings_up(1, 2)
    till.selling.attach_member(MemberId("member-1"), "A")
    till.selling.use_coupon("coupon-1")
    till.paying.pay_cash()
    till.rings_up(1, 2)
    till.selling.attach_member(MemberId("member-1"), "A")
    assert till.selling.current().coupons == ()
    with till.file.reading() as connection:
        assert connection.scalar(select(coupon.c.status)) == "used"


def test_the_next_cart_is_empty_and_kept(till):
    till.rings_up(1)
    finished = till.paying.pay_cash()
    assert finished.cart.lines == ()
    assert till.selling.current().cart_id == finished.cart.cart_id
    assert rows_in(till, cart) == 1


def test_refused_sales_take_no_number(till):
    for _ in range(3):
        till.rings_up(1)
        with pytest.raises(NotEnoughCash):
            till.paying.pay_cash(1)
        with till.file.unit() as unit:
            unit.next_receipt_no()  # left without commit, as a crash in the middle would
        till.paying.pay_cash()
        with pytest.raises(EmptyCart):
            till.paying.pay_cash()
    assert [each.receipt_no for each in till.paying.recent()] == [f"021-01-A-{n:07d}" for n in (3, 2, 1)]


def test_a_price_that_is_not_the_one_the_cashier_said_is_refused_whole(till):
    till.rings_up(1)
    said = till.selling.current().total
    till.pulls(variant(1, 12_900), ver=2, more=True)
    before = rows_in(till, journal)
    with pytest.raises(PriceChanged) as refused:
        till.paying.pay_cash(10_000, expected=said)
    assert refused.value.values == {"shown": 9_900, "now": 12_900}
    assert (rows_in(till, sale), rows_in(till, journal), rows_in(till, print_job)) == (0, before, 0)
    assert till.paying.pay_cash(13_000, expected=till.selling.current().total).receipt_no == "021-01-A-0000001"


def test_more_cash_than_any_amount_can_be_is_refused(till):
    till.rings_up(1)
    with pytest.raises(BadAmount):
        till.paying.pay_cash(1 << 60)
    assert rows_in(till, sale) == 0


def test_nothing_is_sold_without_a_shift_or_a_cashier(till):
    till.rings_up(1)
    till.signing_in.lock()
    with pytest.raises(NotSignedIn):
        till.paying.pay_cash()
    till.signing_in.sign_in("1001", "246810")
    till.shifts.close(20_000)
    with pytest.raises(ShiftNotOpen):
        till.paying.pay_cash()
    assert rows_in(till, sale) == 0
    assert len(till.selling.current().lines) == 1


def test_a_full_disk_refuses_the_sale_whole_and_keeps_the_cart(till):
    till.rings_up(1, 2, 3, 4, 5)
    with till.file.transaction() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    with till.file.transaction() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    sold = 0
    try:
        while sold < 200:
            till.paying.pay_cash()
            sold += 1
            till.rings_up(1, 2, 3, 4, 5)
    except DiskFull:
        pass  # some step must meet the limit; which one depends on how full the pages were
    assert sold < 200
    assert rows_in(till, sale) == sold
    assert rows_in(till, sale_line) == 5 * sold

    with till.file.transaction() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    if till.selling.current().lines:
        till.selling.clear()
    till.rings_up(1)
    assert till.paying.pay_cash().receipt_no == f"021-01-A-{sold + 1:07d}"


def test_a_full_disk_is_given_the_reserve_and_the_sale_goes_through(tmp_path, monkeypatch):
    till = TillOnDisk(tmp_path / "till").is_ready()
    reserve = tmp_path / "till" / "ballast.bin"
    reserve.write_bytes(bytes(4096))
    attempts = []
    finish = till.paying._finish

    def full_the_first_time(unit, *how):
        attempts.append(reserve.exists())
        if len(attempts) == 1:
            raise DiskFull
        return finish(unit, *how)

    monkeypatch.setattr(till.paying, "_finish", full_the_first_time)
    till.rings_up(1)
    assert till.paying.pay_cash().receipt_no == "021-01-A-0000001"
    assert attempts == [True, False]
    till.close()


def test_the_receipt_reads_the_same_when_it_is_looked_up_later(till):
    till.rings_up(1, 2)
    finished = till.paying.pay_cash(20_000)
    kept = till.paying.receipt(finished.sale_id)
    assert kept == finished.receipt
    assert (kept.shop, kept.staff, kept.total, kept.change) == ("静安店", "王芳", 19_800, 200)
    assert kept.tenders == (("现金", 20_000),)
    assert len(kept.code) == 20
    assert int(kept.code) % 97 == 1


def test_points_that_the_mall_has_not_counted_are_pending_exactly_once(till):
    till.rings_up(1)
    till.selling.attach_member(MemberId("member-1"), "A")
    till.paying.pay_cash()

    def pending() -> int:
        with till.file.view() as view:
            return view.members.pending_points(MemberId("member-1"))

    assert pending() == 99
    counted = till.store.outbox(100, 1 << 20)[-1].seq

    till.pulls(msgspec.structs.replace(MEMBER, points=599), stream="members", applied=counted, ver=2, more=True)
    assert pending() == 0
    till.pulls(stream="advice", applied=counted)
    assert pending() == 0


def test_a_sale_is_found_again_by_its_receipt_and_shown_as_ours(till):
    till.rings_up(1, 1, 2)
    finished = till.paying.pay_cash(30_000)
    found = till.selling.scan(finished.receipt_no).past_sale
    assert (found.is_ours, found.till_no, found.total) == (True, "01", 29_700)
    assert [(line.quantity, line.paid) for line in found.lines] == [(2, 19_800), (1, 9_900)]
    assert [amount for _, amount in found.tenders] == [29_700]
