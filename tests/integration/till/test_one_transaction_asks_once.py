"""Within one transaction nothing is read twice, and what is written in it is seen at once."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine, event

from posapp.domain.cart import CartBody
from posapp.domain.clock import DAY, Millis
from posapp.domain.identity import CartId
from sync.protocol import rows
from sync.protocol.kinds import ShiftOpen
from tests.fakes.goods_counter import an_attempt
from tests.fakes.till_on_disk import NOON, SHOP

MOST_OF_A_SALE = 25
"""Statements of a cash sale without a member."""


def so_much_off(fen: int) -> rows.Promotion:
    return rows.Promotion(
        id="p1", title_zh="减", title_en="Off", kind="off", category="", off_fen=fen, rule_version=1, threshold_fen=0,
        from_ms=0, until_ms=NOON * 2, repeat=False, cap_fen=0, percent_off_bp=0, tag="", member_only=False,
    )  # fmt: skip


def opened(shift_id: str, at: Millis) -> ShiftOpen:
    return ShiftOpen(
        shift_id=shift_id, shop_id=SHOP.id, business_date="2026-11-22", occurred_ms=at, staff_id="staff-1", float_fen=0
    )  # fmt: skip


def statements(job) -> list[str]:
    heard: list[str] = []

    def hear(_conn, _cursor, text, *_rest):
        if text != "BEGIN":
            heard.append(text)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        job()
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    return heard


def test_a_chain_its_shop_and_its_staff_are_read_once(till):
    def ask_twice():
        with till.file.view() as view:
            assert view.rows.all(rows.Chain) == view.rows.all(rows.Chain)
            shop = view.rows.all(rows.Shop)[0].id
            assert view.rows.get(rows.Shop, shop) == view.rows.get(rows.Shop, shop)
            assert view.rows.get(rows.Staff, "nobody") is view.rows.get(rows.Staff, "nobody") is None

    assert len(statements(ask_twice)) == 4


def test_a_cart_that_was_written_is_the_open_one(till):
    with till.file.unit() as unit:
        before = unit.carts.open()
        assert not unit.carts.is_practising()
        if before is not None:
            unit.carts.forget(before.cart_id)
            assert unit.carts.open() is None
        unit.carts.keep(CartId("c-new"), CartBody(is_practice=True), Millis(5))
        assert unit.carts.is_practising()
        unit.carts.hold(CartId("c-new"), Millis(6))
        assert unit.carts.open() is None
        unit.carts.recall(CartId("c-new"), Millis(7))
        assert unit.carts.is_practising()


def test_a_sale_asks_its_file_few_questions(till):
    till.rings_up(1, 2, 3)

    heard = statements(till.paying.pay_cash)

    assert len(heard) <= MOST_OF_A_SALE


def test_a_payment_begun_in_a_transaction_is_seen_in_it(till):
    """That a cart has none is found out once."""
    attempt = an_attempt("intent")
    with till.file.unit() as unit:
        assert not unit.attempts.of_cart(attempt.cart_id)
        unit.attempts.add(attempt)
        assert [one.attempt_id for one in unit.attempts.of_cart(attempt.cart_id)] == [attempt.attempt_id]


def test_what_a_till_writes_after_it_is_paired_anew_comes_after_what_it_wrote_before(till):
    """The new log begins empty; hybrid time goes on, also within the one transaction and with the clock set back."""
    with till.file.unit() as unit:
        before = unit.append(opened("s-1", till.clock.now()))
        known = unit.paired
        unit.pair(replace(known, generation=known.generation + 1), "epoch-2")
        till.clock.goes_on(-DAY)
        after = unit.append(opened("s-2", till.clock.now()))

    assert (before.generation, after.generation, after.seq) == (1, 2, 1)
    assert after.hlc > before.hlc


def test_a_promotion_that_changes_is_another_one(till):
    """They are kept worked out from one cart to the next, by the very bytes of their rows."""
    till.pulls(so_much_off(1_000))
    till.rings_up(1)
    first = till.selling.current()
    till.pulls(so_much_off(2_000), ver=2)

    assert (first.discount, till.selling.current().discount) == (1_000, 2_000)
