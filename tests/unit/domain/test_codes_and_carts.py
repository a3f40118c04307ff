"""What a scanned text may be, what a cart keeps, and what is said of a member: all without a shop."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posapp.domain import cart
from posapp.domain.cart import CartBody
from posapp.domain.clock import DAY, Millis, at
from posapp.domain.errors import BadQuantity
from posapp.domain.identity import BookingId, CouponId, LineId, MemberId, StaffId, VariantId
from posapp.domain.opener import BookedTryOn, Facts, LastPurchase, days_to_birthday, opener
from posapp.domain.places import metres_between
from posapp.domain.scan import barcode_forms, card_of, classify, is_card
from posapp.domain.text import Bilingual
from sync.protocol.phones import e164, phone_index

WANG = StaffId("wang")
NOON = at(date(2026, 11, 22), 12)


# --- scans -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("91" + "0" * 188, ("signed",)),
        ("91" + "0" * 187, ()),
        ("91" + "0" * 189, ()),
        (card_of("81234567890123"), ("card",)),
        ("8123456789012399", ()),
        ("970000000050", ("barcode", "coupon")),
        ("6901234567892", ("barcode",)),
        ("10002000", ("barcode", "typed_code")),
        ("\uff11\uff10\uff10\uff10\uff12\uff10\uff10\uff10", ("barcode", "typed_code")),
        ("]C110002000", ("barcode", "typed_code")),
        (" 1000 2000\r", ("barcode", "typed_code")),
        ("1000\u200b2000", ("barcode", "typed_code")),
        ("ABC-1024", ("barcode",)),
        ("134567890123456789", ("barcode", "payment")),
        ("2567890123456789012345", ("payment",)),
        ("164567890123456789", ()),
        ("931234560169012345678920247", ("basket",)),
        ("", ()),
        ("真丝", ()),
        ("\u0661\u0660\u0660\u0660\u0662\u0660\u0660\u0660", ()),
        ("1" * 10_000, ()),
        ("6901234567892" * 2, ()),
    ],
)
def test_a_text_is_told_by_its_form(text: str, readings: tuple[str, ...]) -> None:
    assert classify(text).readings == readings


@given(st.text(max_size=300))
def test_no_text_upsets_the_scan_box(text: str) -> None:
    scanned = classify(text)
    assert not scanned.readings or scanned.text.isascii()


@given(st.integers(0, 10**13 - 1), st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_no_card(number: int, place: int, step: int) -> None:
    card = card_of(f"8{number:013}")
    assert is_card(card)
    wrong = card[:place] + str((int(card[place]) + step) % 10) + card[place + 1 :]
    assert not is_card(wrong)


def test_a_upc_is_looked_up_with_and_without_its_zero() -> None:
    assert barcode_forms("012345678905") == ("012345678905", "0012345678905")
    assert barcode_forms("0012345678905") == ("0012345678905", "012345678905")
    assert barcode_forms("6901234567892") == ("6901234567892",)


# --- carts -----------------------------------------------------------------------------------------------------------


def _added(body: CartBody, no: int, variant: str, source: cart.Source = "scan", quantity: int = 1) -> CartBody:
    return cart.add(body, LineId(f"l{no}"), VariantId(variant), source, WANG, quantity)[0]


def test_the_same_variant_joins_its_line_only_when_it_came_in_the_same_way() -> None:
    body = _added(_added(_added(CartBody(), 1, "dress"), 2, "dress"), 3, "dress", "suggestion")
    assert [(line.line_id, line.quantity, line.source) for line in body.lines] == [
        ("l1", 2, "scan"),
        ("l3", 1, "suggestion"),
    ]


@pytest.mark.parametrize("quantity", [0, -1, 1000, 10**9])
def test_a_line_holds_one_to_999(quantity: int) -> None:
    body = _added(CartBody(), 1, "dress")
    with pytest.raises(BadQuantity):
        cart.set_quantity(body, LineId("l1"), quantity)
    with pytest.raises(BadQuantity):
        _added(CartBody(), 1, "dress", quantity=quantity)
    with pytest.raises(BadQuantity):
        _added(_added(CartBody(), 1, "dress", quantity=999), 2, "dress")


def test_a_negative_quantity_takes_nothing_off_a_line_that_is_there() -> None:
    with pytest.raises(BadQuantity):
        _added(_added(CartBody(), 1, "dress", quantity=3), 2, "dress", quantity=-1)


def test_the_coupon_leaves_with_its_member() -> None:
    lin = cart.attach_member(CartBody(), MemberId("lin"), "B")
    with_coupon = CartBody(
        member_id=lin.member_id, trust=lin.trust, coupon_ids=(CouponId("c"),), booking_id=BookingId("b")
    )
    assert cart.attach_member(with_coupon, MemberId("zhou"), "A").coupon_ids == ()
    assert cart.attach_member(with_coupon, MemberId("lin"), "A") == CartBody(
        member_id=MemberId("lin"), trust="A", coupon_ids=(CouponId("c"),), booking_id=BookingId("b")
    )
    assert cart.detach_member(with_coupon) == CartBody()


def test_a_weaker_look_at_the_same_member_does_not_lower_her_trust() -> None:
    sure = cart.attach_member(CartBody(), MemberId("lin"), "A")
    assert cart.attach_member(sure, MemberId("lin"), "B").trust == "A"


def test_the_mark_of_a_booking_goes_with_its_last_garment() -> None:
    body = _added(_added(CartBody(booking_id=BookingId("b")), 1, "dress", "try_on"), 2, "scarf")
    assert cart.remove(body, LineId("l2")).booking_id == "b"
    assert cart.remove(body, LineId("l1")).booking_id is None


# --- what is said ----------------------------------------------------------------------------------------------------


COAT = LastPurchase(Bilingual("风衣", "Trench coat"), Bilingual("米色", "Beige"), Millis(NOON - 50 * DAY))
HABIT = Bilingual("常买通勤", "Buys commuter")


@pytest.mark.parametrize(
    ("facts", "zh", "en"),
    [
        (
            Facts(None, 0, None, HABIT, COAT),
            "常买通勤，上次 10 月 3 日买了米色风衣",
            "Buys commuter; last bought the Trench coat in beige on 3 Oct",
        ),
        (
            Facts(BookedTryOn(at(date(2026, 11, 22), 15), 1, is_here=False), 2, 0, HABIT, None),
            "今天 15:00 约了试穿 1 件，常买通勤",
            "Booked to try on 1 piece at 15:00 today; buys commuter",
        ),
        (
            Facts(BookedTryOn(NOON, 3, is_here=True), 0, None, None, None),
            "正在试穿 3 件",
            "Trying on 3 pieces now",
        ),
        (Facts(None, 1, 3, None, None), "有 1 单待取", "1 order waits to be collected"),
        (Facts(None, 0, 0, None, None), "今天是她的生日", "It is her birthday today"),
        (Facts(None, 0, 8, HABIT, None), "常买通勤", "Buys commuter"),
        (
            Facts(None, 0, None, None, None),
            "欢迎她，先问问今天想看什么",
            "Welcome her and ask what she would like to see today",
        ),
    ],
)
def test_the_opener_says_two_true_things_at_most(facts: Facts, zh: str, en: str) -> None:
    assert opener(facts, NOON) == Bilingual(zh, en)


def test_a_purchase_of_another_year_is_said_to_be_one() -> None:
    old = LastPurchase(COAT.name, COAT.colour, Millis(NOON - 400 * DAY))
    said = opener(Facts(None, 0, None, None, old), NOON)
    assert (said.zh, said.en[-11:]) == ("去年 10 月 18 日买了米色风衣", "18 Oct 2025")


@pytest.mark.parametrize(
    ("birthday", "today", "days"),
    [
        ("", date(2026, 11, 22), None),
        ("11-22", date(2026, 11, 22), 0),
        ("11-21", date(2026, 11, 22), 364),
        ("02-29", date(2026, 2, 27), 1),
        ("02-29", date(2028, 2, 27), 2),
        ("02-29", date(2027, 3, 1), 365),
    ],
)
def test_birthdays_come_round(birthday: str, today: date, days: int | None) -> None:
    assert days_to_birthday(birthday, today) == days


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert metres_between(30_000_000, 120_000_000, 31_000_000, 120_000_000) == pytest.approx(111_195, abs=5)
    assert metres_between(30_000_000, 120_000_000, 30_000_000, 120_000_000) == 0


# --- phone numbers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["13800138000", "+86 138-0013-8000", "86 13800138000", "１３８００１３８０００"])
def test_a_number_is_the_same_however_it_is_typed(typed: str) -> None:
    assert e164(typed) == "+8613800138000"


@pytest.mark.parametrize("typed", ["", "1380013800", "138001380000", "23800138000", "+1 13800138000", "1380013800a"])
def test_what_is_no_mobile_number_is_none(typed: str) -> None:
    assert e164(typed) is None


def test_the_index_depends_on_its_key_and_is_the_known_value() -> None:
    # HMAC-SHA-256, RFC 4231 test case 2: key "Jefe", "what do ya want for nothing?", cut to 16 bytes.
    assert phone_index(b"Jefe".hex(), "what do ya want for nothing?") == "5bdcc146bf60754e6a042426089575c7"
    assert phone_index("00" * 32, "+8613800138000") != phone_index("01" * 32, "+8613800138000")
